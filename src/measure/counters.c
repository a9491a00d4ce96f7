#include "measure/counters.h"

#include <string.h>

#include "measure/callgrind.h"
#include "measure/environment.h"
#include "sys/counting.h"
#include "sys/env.h"
#include "sys/file.h"
#include "sys/proc.h"
#include "sys/user.h"

enum { VERSION_SECONDS = 20, VERSION_OUTPUT = 4096 };

static const uint64_t PROBE_NS = (uint64_t)20 * 1000000000;
static const uint64_t PROFILE_MAX = (uint64_t)256 << 20;
/* Of the program's time limit: what it takes under callgrind is some sixty times as long. */
static const uint64_t SLOWER = 100;
static const uint64_t COUNTING_MAX_NS = (uint64_t)3600 * 1000000000;

const pg_counter_event pg_counter_instructions = {PG_COUNTER_HARDWARE, PG_COUNTER_INSTRUCTIONS};

const char *const pg_counted_metrics[PG_COUNT_KINDS][PG_COUNTED_MAX + 1] = {
    [PG_COUNT_INSTRUCTIONS] = {"instructions", NULL},
    [PG_COUNT_HEAP] = {"allocations", "allocated_bytes", "peak_heap", NULL},
};

/* The C library chooses its string functions and their limits by the CPU it finds. These make it
 * choose the same on every x86-64; others, and other C libraries, pass over what they do not know.
 * The hwcaps come last and end with a comma: glibc 2.36 reads on behind the end of their list, into
 * what the kernel has put there, sixteen random bytes among it. */
static const char tunables[] =
    "GLIBC_TUNABLES="
    "glibc.cpu.x86_data_cache_size=0x8000:"
    "glibc.cpu.x86_shared_cache_size=0x100000:"
    "glibc.cpu.x86_non_temporal_threshold=0xc0000:"
    "glibc.cpu.x86_rep_movsb_threshold=0x800:"
    "glibc.cpu.x86_rep_stosb_threshold=0x800:"
    "glibc.cpu.hwcaps=-AVX512F,-AVX512VL,-AVX512BW,-AVX2,-AVX,-BMI1,-BMI2,-LZCNT,-MOVBE,-RTM,"
    "-ERMS,-FSRM,-AVX_Fast_Unaligned_Load,-Fast_Unaligned_Copy,-Prefer_No_VZEROUPPER,";

/* Whether the event can be opened, and counts in a program that does something. */
static pg_status probe_hardware(pg_launcher *launcher, pg_counters *c, pg_error *err) {
    static const char *const argv[] = {"/bin/sh", "-c", ":", NULL}, *const env[] = {NULL};
    pg_launch launch = {.argv = argv,
                        .env = env,
                        .directory = "/",
                        .pinned = true,
                        .counted = true,
                        .counter_type = c->event.type,
                        .counter_config = c->event.config,
                        .timeout_ns = PROBE_NS,
                        .output_max = VERSION_OUTPUT};
    pg_launch_result result;
    pg_status status = pg_launcher_run(launcher, &launch, &result, err);
    c->hardware = !status && result.has_count && result.count > 0;
    if (c->hardware) {
        c->sources[PG_COUNT_INSTRUCTIONS] = "hardware counter";
    }
    return status;
}

static void probe_valgrind(pg_arena *arena, pg_counters *c) {
    c->valgrind = pg_env_find_program(arena, "valgrind");
    if (!c->valgrind) {
        c->obstacles[PG_COUNT_INSTRUCTIONS] =
            "this machine has no hardware counter that may be used, and valgrind is not in PATH";
        return;
    }
    const char *argv[] = {c->valgrind, "--version", NULL};
    pg_proc proc = {.argv = argv, .output_max = VERSION_OUTPUT, .seconds = VERSION_SECONDS};
    pg_proc_result result;
    const char *version = NULL;
    if (!pg_proc_run(arena, &proc, &result, NULL) && !result.exit_status) {
        version = pg_callgrind_version(arena, result.output);
    }
    if (version) {
        c->sources[PG_COUNT_INSTRUCTIONS] = pg_format(arena, "callgrind %s", version);
    } else {
        c->obstacles[PG_COUNT_INSTRUCTIONS] =
            "this machine has no hardware counter that may be used, and valgrind does not run";
    }
}

static pg_status probe_library(pg_arena *arena, pg_counters *c, pg_error *err) {
    char *from = pg_counting_library(arena);
    if (!from) {
        c->obstacles[PG_COUNT_HEAP] =
            "libperfgate-alloc.so is neither beside perfgate nor in ../libexec/perfgate";
        return PG_OK;
    }
    c->library = pg_file_join(arena, c->directory, "libperfgate-alloc.so");
    c->sources[PG_COUNT_HEAP] = "libperfgate-alloc.so";
    return pg_counting_copy(from, c->library, err);
}

pg_status pg_counters_open(pg_arena *arena, pg_launcher *launcher, const pg_counter_event *event,
                           const char *directory, unsigned user, pg_counters *ret, pg_error *err) {
    *ret = (pg_counters){.directory = directory, .user = user, .event = *event};
    pg_status status = probe_hardware(launcher, ret, err);
    if (!status && !ret->hardware) {
        probe_valgrind(arena, ret);
    }
    return status ? status : probe_library(arena, ret, err);
}

static char *heap_file(pg_arena *arena, const pg_counters *c) {
    return pg_file_join(arena, c->directory, "heap");
}

static char *profiles(pg_arena *arena, const pg_counters *c) {
    return pg_file_join(arena, c->directory, "callgrind");
}

pg_strings pg_counters_environment(pg_arena *arena, const pg_counters *c, pg_count_kind kind,
                                   const char *const *env) {
    enum { MOST = 2 };
    pg_strings more = {PG_ARRAY(arena, const char *, MOST), 0};
    if (kind == PG_COUNT_HEAP) {
        const char *own = pg_environment_value(env, pg_counting_preload);
        more.values[more.count++] = pg_format(arena, "%s=%s%s%s", pg_counting_preload, c->library,
                                              own ? ":" : "", own ? own : "");
        more.values[more.count++] =
            pg_format(arena, "%s=%s", pg_counting_file, heap_file(arena, c));
    } else if (!pg_environment_value(env, "GLIBC_TUNABLES")) {
        more.values[more.count++] = tunables;
    }
    return more;
}

size_t pg_counters_beside(pg_arena *arena, const pg_counters *c, pg_count_kind kind,
                          const char *directory, const char *program) {
    if (kind != PG_COUNT_INSTRUCTIONS || c->hardware) {
        return 0;
    }
    const char *path = pg_env_find_program(arena, program);
    const char *real = path ? pg_file_real(arena, pg_file_join(arena, directory, path)) : NULL;
    return real ? strlen(real) : 0;
}

/* The sum over the profiles of all processes. */
static const char *read_profiles(pg_arena *arena, const char *folder, double *ret) {
    pg_strings names;
    pg_error err;
    *ret = 0;
    if (pg_file_list(arena, folder, &names, &err) || !names.count) {
        return "callgrind wrote no profile";
    }
    for (size_t i = 0; i < names.count; i++) {
        pg_arena *scratch = pg_arena_new();
        char *text;
        size_t length;
        double one = 0;
        pg_status status = pg_file_read(scratch, pg_file_join(scratch, folder, names.values[i]),
                                        PROFILE_MAX, &text, &length, &err);
        if (!status) {
            status = pg_callgrind_total("a profile of callgrind", text, length, &one, &err);
        }
        pg_arena_free(scratch);
        if (status) {
            return pg_format(arena, "%s: %s", err.place, err.text);
        }
        *ret += one;
    }
    return NULL;
}

static pg_status launch_callgrind(pg_arena *arena, const pg_counters *c, pg_launcher *launcher,
                                  pg_launch *launch, pg_counted *ret, pg_error *err) {
    const char *folder = profiles(arena, c);
    pg_file_remove_tree(folder);
    pg_status status = pg_user_make_directory(c->user, folder, err);
    if (status) {
        return status;
    }
    const char *const before[] = {c->valgrind,
                                  "--tool=callgrind",
                                  "--command-line-only=yes",
                                  "--vgdb=no",
                                  "--trace-children=yes",
                                  "--log-file=/dev/null",
                                  pg_format(arena, "--callgrind-out-file=%s/%%p", folder)};
    enum { BEFORE = sizeof(before) / sizeof(*before) };
    size_t count = 0;
    while (launch->argv[count]) {
        count++;
    }
    const char **argv = PG_ARRAY(arena, const char *, BEFORE + count + 1);
    memcpy(argv, before, sizeof(before));
    memcpy(argv + BEFORE, launch->argv, count * sizeof(*argv));
    launch->argv = argv;
    launch->timeout_ns = launch->timeout_ns < COUNTING_MAX_NS / SLOWER ? launch->timeout_ns * SLOWER
                                                                       : COUNTING_MAX_NS;
    status = pg_launcher_run(launcher, launch, &ret->result, err);
    if (!status) {
        ret->obstacle = read_profiles(arena, folder, &ret->values[0]);
        pg_file_remove_tree(folder);
    }
    return status;
}

static pg_status launch_hardware(const pg_counters *c, pg_launcher *launcher, pg_launch *launch,
                                 pg_counted *ret, pg_error *err) {
    launch->counted = true;
    launch->counter_type = c->event.type;
    launch->counter_config = c->event.config;
    pg_status status = pg_launcher_run(launcher, launch, &ret->result, err);
    if (!status) {
        ret->values[0] = ret->result.count;
        ret->obstacle = ret->result.has_count
                            ? NULL
                            : "the hardware counter was shared and did not count all the time";
    }
    return status;
}

static pg_status launch_heap(pg_arena *arena, const pg_counters *c, pg_launcher *launcher,
                             pg_launch *launch, pg_counted *ret, pg_error *err) {
    const char *file = heap_file(arena, c);
    pg_heap_counts counts = {.loaded = false};
    pg_status status = pg_counting_make(file, c->user, err);
    if (!status) {
        status = pg_launcher_run(launcher, launch, &ret->result, err);
    }
    if (status) {
        return status;
    }
    if (pg_counting_read(file, &counts, NULL) || !counts.loaded) {
        ret->obstacle = "the program does not load the counting library: it is static, or its "
                        "loader takes none";
    } else if (counts.foreign) {
        ret->obstacle = "the program has an allocator of its own";
    } else if (counts.lost) {
        ret->obstacle = "there was no memory for counting";
    }
    ret->values[0] = counts.allocations;
    ret->values[1] = counts.bytes;
    ret->values[2] = counts.peak_bytes;
    return PG_OK;
}

pg_status pg_counters_launch(pg_arena *arena, const pg_counters *c, pg_launcher *launcher,
                             pg_count_kind kind, const pg_launch *launch, pg_counted *ret,
                             pg_error *err) {
    pg_launch changed = *launch;
    *ret = (pg_counted){.obstacle = NULL};
    changed.fixed_layout = true;
    if (kind == PG_COUNT_HEAP) {
        return launch_heap(arena, c, launcher, &changed, ret, err);
    }
    return c->hardware ? launch_hardware(c, launcher, &changed, ret, err)
                       : launch_callgrind(arena, c, launcher, &changed, ret, err);
}
