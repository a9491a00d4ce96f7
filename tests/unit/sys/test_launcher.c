/* What a launched program is given, and what is measured of it. */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "launched.h"
#include "support/expect.h"
#include "sys/file.h"
#include "sys/proc.h"

static const double MIB = 1 << 20;

static double spawned_peak_rss(void) {
    char program[] = "/bin/true", *argv[] = {program, NULL}, *env[] = {NULL};
    pid_t pid;
    struct rusage usage = {0};
    cr_assert(posix_spawn(&pid, argv[0], NULL, NULL, argv, env) == 0);
    cr_assert(wait4(pid, NULL, 0, &usage) == pid);
    return (double)usage.ru_maxrss * 1024;
}

/* The kernel charges a program with the peak memory of the process that started it. */
Test(launcher, memory_is_the_programs_own) {
    enum { TOUCHED = 200 << 20 };
    char *bytes = mmap(NULL, TOUCHED, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    cr_assert(bytes != MAP_FAILED);
    memset(bytes, 1, TOUCHED);
    launched l = open_launched();
    static const char *const argv[] = {"/bin/true", NULL};
    launch_argv(&l, argv);
    cr_assert(l.result.outcome == PG_OUTCOME_EXITED && l.result.code == 0);
    double own = l.result.peak_rss_bytes, spawned = spawned_peak_rss();
    cr_log_info("/bin/true from a process of %.0f MiB: %.2f MiB through the launcher, %.0f MiB by "
                "posix_spawn",
                TOUCHED / MIB, own / MIB, spawned / MIB);
    cr_expect(own > 0.1 * MIB && own < 3 * MIB, "%.2f MiB", own / MIB);
    close_launched(&l);
    munmap(bytes, TOUCHED);
}

Test(launcher, what_is_measured) {
    launched l = open_launched();
    launch_probe(&l, "touch", "64");
    cr_expect(l.result.peak_rss_bytes > 64 * MIB && l.result.peak_rss_bytes < 80 * MIB, "%.1f MiB",
              l.result.peak_rss_bytes / MIB);
    cr_expect(l.result.page_faults >= 64 || l.result.page_faults < 20000, "%g faults",
              l.result.page_faults);
    launch_probe(&l, "spin", "60");
    cr_expect(l.result.cpu_ns >= 55e6 && l.result.cpu_ns < 400e6, "%g ns", l.result.cpu_ns);
    cr_expect(l.result.wall_ns >= 60e6 && l.result.wall_ns >= 0.9 * l.result.cpu_ns, "%g ns",
              l.result.wall_ns);
    uint64_t first = l.result.start_ns;
    launch_probe(&l, "exit", "0");
    cr_expect(l.result.cpu_ns < 50e6 && l.result.peak_rss_bytes < 10 * MIB,
              "nothing of the launch before");
    cr_expect(l.result.start_ns > first + 60000000, "time goes on");
    cr_expect(l.result.left_behind == 0);
    close_launched(&l);
}

Test(launcher, exit_status_and_signal) {
    launched l = open_launched();
    static const int codes[] = {0, 1, 7, 255};
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        launch_probe(&l, "exit", pg_format(l.arena, "%d", codes[i]));
        cr_expect(l.result.outcome == PG_OUTCOME_EXITED && l.result.code == codes[i], "%d",
                  codes[i]);
    }
    static const int numbers[] = {SIGSEGV, SIGABRT, SIGKILL, SIGTERM};
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        launch_probe(&l, "raise", pg_format(l.arena, "%d", numbers[i]));
        cr_expect(l.result.outcome == PG_OUTCOME_SIGNALED && l.result.code == numbers[i], "%d",
                  numbers[i]);
    }
    close_launched(&l);
}

Test(launcher, nothing_but_the_environment_given) {
    setenv("SECRET", "no", 1);
    launched l = open_launched();
    expect_text(ask_probe(&l, "env", NULL), "LC_ALL=C\nTZ=UTC\n", "two variables");
    l.env[0] = NULL;
    expect_text(ask_probe(&l, "env", NULL), "", "none");
    close_launched(&l);
}

Test(launcher, no_descriptor_but_three) {
    FILE *open = tmpfile();
    launched l = open_launched();
    expect_text(ask_probe(&l, "descriptors", NULL), "0 1 2 ", "descriptors");
    expect_text(ask_probe(&l, "input", NULL), "0 /dev/null", "standard input");
    close_launched(&l);
    fclose(open);
}

Test(launcher, where_it_stands) {
    struct rlimit core;
    getrlimit(RLIMIT_CORE, &core);
    core.rlim_cur = core.rlim_max; /* ours would be written, if we are allowed any */
    setrlimit(RLIMIT_CORE, &core);
    launched l = open_launched();
    expect_text(ask_probe(&l, "session", NULL), "leader leader", "session and group");
    expect_text(ask_probe(&l, "status", "NoNewPrivs"), "NoNewPrivs:\t1\n", "privileges");
    expect_text(ask_probe(&l, "status", "SigBlk"), "SigBlk:\t0000000000000000\n", "signals");
    const char *ignored = ask_probe(&l, "status", "SigIgn");
    cr_expect(!(strtoull(ignored + strlen("SigIgn:"), NULL, 16) & 1u << (SIGPIPE - 1)),
              "SIGPIPE does what it does: %s", ignored);
    expect_text(ask_probe(&l, "limits", NULL), "0", "core files");
    expect_text(ask_probe(&l, "directory", NULL),
                pg_format(l.arena, "%s\n", pg_file_real(l.arena, l.scratch)), "directory");
    close_launched(&l);
}

static const char *cpu_list(pg_arena *arena, const cpu_set_t *set) {
    char *text = pg_copy(arena, "");
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (CPU_ISSET(cpu, set)) {
            text = pg_format(arena, "%s%d ", text, cpu);
        }
    }
    return text;
}

Test(launcher, the_cpu) {
    cpu_set_t before, during, after;
    sched_getaffinity(0, sizeof(before), &before);
    launched l = open_launched();
    unsigned cpu = pg_launcher_cpu(l.launcher);
    cr_expect(CPU_ISSET(cpu, &before));
    expect_text(ask_probe(&l, "cpus", NULL), pg_format(l.arena, "%u ", cpu), "pinned");
    l.pinned = false;
    expect_text(ask_probe(&l, "cpus", NULL), cpu_list(l.arena, &before), "not pinned");
    sched_getaffinity(0, sizeof(during), &during);
    if (CPU_COUNT(&before) > 1) {
        cr_expect(!CPU_ISSET(cpu, &during), "we keep off it");
        cr_expect(CPU_COUNT(&during) == CPU_COUNT(&before) - 1);
    }
    const char *list = cpu_list(l.arena, &before);
    pg_launcher_stop(l.launcher);
    l.launcher = NULL;
    sched_getaffinity(0, sizeof(after), &after);
    expect_text(cpu_list(l.arena, &after), list, "given back");
    close_launched(&l);
}

static double median_wall_ns(launched *l) {
    enum { LAUNCHES = 31 };
    static const char *const argv[] = {"/bin/true", NULL};
    double sorted[LAUNCHES];
    for (size_t n = 0; n < LAUNCHES; n++) {
        launch_argv(l, argv);
        size_t at = n;
        for (; at && sorted[at - 1] > l->result.wall_ns; at--) {
            sorted[at] = sorted[at - 1];
        }
        sorted[at] = l->result.wall_ns;
    }
    return sorted[LAUNCHES / 2];
}

/* A program must be born where it is to run: one that has to move there first is charged with the
 * move, which takes up to a tick of the scheduler, some milliseconds. So the launcher goes there
 * before. (The times themselves depend on what else runs here.) */
Test(launcher, pinning_is_not_measured) {
    launched l = open_launched();
    expect_text(ask_probe(&l, "birthplace", NULL), "same", "pinned");
    double pinned = median_wall_ns(&l);
    l.pinned = false;
    expect_text(ask_probe(&l, "birthplace", NULL), "same", "not pinned");
    double free = median_wall_ns(&l);
    cr_log_info("/bin/true: %.0f us pinned, %.0f us not pinned", pinned / 1e3, free / 1e3);
    close_launched(&l);
}

static const char *hash_of_output(launched *l, uint64_t *ret_size) {
    char *hash = pg_alloc(l->arena, PG_FILE_HASH_SIZE, 1);
    cr_assert(!pg_launcher_output_hash(l->launcher, hash, ret_size, &l->err), "%s", l->err.text);
    return hash;
}

/* The same bytes as the probe prints, through sha256sum. */
static const char *hash_by_tool(pg_arena *arena, size_t size) {
    char *bytes = pg_alloc(arena, size + 1, 1);
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (char)((i * 7 + i / 256) & 0xff);
    }
    static const char *const argv[] = {"sha256sum", NULL};
    pg_proc proc = {
        .argv = argv, .input = bytes, .input_length = size, .output_max = 1000, .seconds = 20};
    pg_proc_result result;
    pg_error err;
    signal(SIGPIPE, SIG_IGN);
    cr_assert(!pg_proc_run(arena, &proc, &result, &err), "%s", err.text);
    return pg_copy_n(arena, result.output, 64);
}

Test(launcher, the_hash_is_sha256sums) {
    static const size_t sizes[] = {0, 1, 4096, 1000000, 3};
    launched l = open_launched();
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        uint64_t size = 77;
        launch_probe(&l, "print", pg_format(l.arena, "%zu", sizes[i]));
        const char *found = hash_of_output(&l, &size);
        expect_text(found, hash_by_tool(l.arena, sizes[i]), "%zu bytes", sizes[i]);
        cr_expect(size == sizes[i], "%zu bytes: %llu", sizes[i], (unsigned long long)size);
    }
    close_launched(&l);
}

Test(launcher, the_end_of_the_output) {
    launched l = open_launched();
    launch_probe(&l, "both", "to stderr, which comes first");
    expect_text(pg_launcher_output_tail(l.launcher, l.arena, 1000), "to stderr, which comes first",
                "stderr");
    expect_text(pg_launcher_output_tail(l.launcher, l.arena, 5), "first", "the last bytes");
    launch_probe(&l, "both", "");
    expect_text(pg_launcher_output_tail(l.launcher, l.arena, 1000), "to stdout\n", "stdout");
    launch_probe(&l, "print", "2");
    expect_text(pg_launcher_output_tail(l.launcher, l.arena, 1000), "?\a", "a NUL");
    launch_probe(&l, "exit", "0");
    expect_text(pg_launcher_output_tail(l.launcher, l.arena, 1000), "", "nothing");
    close_launched(&l);
}

Test(launcher, a_program_by_path_and_by_name) {
    launched l = open_launched();
    static const char *const by_name[] = {"true", NULL};
    launch_argv(&l, by_name);
    cr_expect(l.result.outcome == PG_OUTCOME_EXITED && !l.result.code);
    pg_error err;
    const char *script = pg_format(l.arena, "%s/here", l.scratch);
    static const char text[] = "#!/bin/sh\nexit 5\n";
    cr_assert(!pg_file_write(script, text, sizeof(text) - 1, &err), "%s", err.text);
    static const char *const relative[] = {"./here", NULL};
    launch_argv(&l, relative);
    cr_expect(l.result.outcome == PG_OUTCOME_NOT_STARTED && l.result.code == EACCES, "code %d",
              l.result.code);
    static const char *const chmod[] = {"/bin/chmod", "+x", "here", NULL};
    launch_argv(&l, chmod);
    launch_argv(&l, relative);
    cr_expect(l.result.outcome == PG_OUTCOME_EXITED && l.result.code == 5,
              "relative to the directory it starts in");
    close_launched(&l);
}
