/* Counting for real: callgrind, the library, and a counter of the kernel's in place of a PMU's. */
#include <linux/perf_event.h>
#include <stdlib.h>
#include <string.h>

#include "measure/callgrind.h"
#include "measure/counters.h"
#include "measure/environment.h"
#include "support/expect.h"
#include "sys/env.h"
#include "sys/file.h"

typedef struct profile_case {
    const char *label, *text;
    double total; /* -1: refused */
} profile_case;

static const profile_case profiles[] = {
    {"as it is", "# callgrind format\nevents: Ir\nsummary: 5\n\nfn=(1) f\n0 5\n\ntotals: 5\n", 5},
    {"summary and totals differ: the end counts", "events: Ir\nsummary: 5\ntotals: 7\n", 7},
    {"nothing", "", -1},
    {"cut off", "events: Ir\nsummary: 5\n\nfn=(1) f\n0 5\n", -1},
    {"cut off in the number", "events: Ir\ntotals: 5", -1},
    {"no number", "events: Ir\ntotals: \n", -1},
    {"a negative number", "events: Ir\ntotals: -5\n", -1},
    {"more events", "events: Ir Dr Dw\ntotals: 5 6 7\n", -1},
    {"two numbers", "events: Ir\ntotals: 5 6\n", -1},
    {"another event", "events: Dr\ntotals: 5\n", -1},
    {"not at the beginning of a line", "events: Ir\nx totals: 5\n", -1},
    {"the most", "events: Ir\ntotals: 9007199254740992\n", 9007199254740992.0},
    {"too many", "events: Ir\ntotals: 9007199254740993\n", -1},
    {"far too many", "events: Ir\ntotals: 99999999999999999999999999999\n", -1},
};

Test(counters, profiles) {
    for (size_t i = 0; i < COUNT_OF(profiles); i++) {
        const profile_case *c = &profiles[i];
        double total = -1;
        pg_error err;
        pg_status status = pg_callgrind_total("p", c->text, strlen(c->text), &total, &err);
        cr_expect(total == c->total, "%s: %g", c->label, total);
        cr_expect(status == (c->total < 0 ? PG_INPUT : PG_OK), "%s", c->label);
    }
}

Test(counters, versions) {
    pg_arena *arena = pg_arena_new();
    expect_text(pg_callgrind_version(arena, "valgrind-3.19.0\n"), "3.19.0", "Debian");
    expect_text(pg_callgrind_version(arena, "valgrind-3.24.0.GIT-x\nmore"), "3.24.0.GIT-x", "git");
    static const char *const others[] = {"", "valgrind-", "valgrind 3", "vg-3", "valgrind-\x1b[2J"};
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        cr_expect(!pg_callgrind_version(arena, others[i]), "%zu", i);
    }
    pg_arena_free(arena);
}

typedef struct counting {
    pg_arena *arena;
    pg_launcher *launcher;
    char *directory;
    pg_counters counters;
    pg_counted counted;
    pg_error err;
} counting;

static counting open_counting(const pg_counter_event *event) {
    counting c = {.arena = pg_arena_new()};
    cr_assert(!pg_launcher_start(c.arena, &c.launcher, &c.err), "%s", c.err.text);
    cr_assert(!pg_file_scratch(c.arena, &c.directory, &c.err), "%s", c.err.text);
    cr_assert(!pg_counters_open(c.arena, c.launcher, event, c.directory, 0, &c.counters, &c.err),
              "%s: %s", c.err.place, c.err.text);
    return c;
}

static void close_counting(counting *c) {
    pg_launcher_stop(c->launcher);
    pg_file_remove_tree(c->directory);
    pg_arena_free(c->arena);
}

static double count(counting *c, pg_count_kind kind, const char *const *argv) {
    static const char *const none[] = {"LC_ALL=C", NULL};
    pg_config config = {0};
    pg_strings own = {0}, more = pg_counters_environment(c->arena, &c->counters, kind, none);
    pg_launch launch = {.argv = argv,
                        .env =
                            pg_launch_environment(c->arena, &config, &own, c->directory, &more, 0),
                        .directory = c->directory,
                        .pinned = true,
                        .timeout_ns = 60000000000u,
                        .output_max = 1 << 20};
    cr_assert(!pg_counters_launch(c->arena, &c->counters, c->launcher, kind, &launch, &c->counted,
                                  &c->err),
              "%s: %s", c->err.place, c->err.text);
    return c->counted.values[0];
}

static const char *const shell[] = {"/bin/sh", "-c", ":", NULL};
static const char *const shells[] = {"/bin/sh", "-c", "/bin/sh -c :; :", NULL};
static const char *const fails[] = {"/bin/sh", "-c", "exit 3", NULL};

/* An event that any kernel has, in place of one that takes a PMU. */
Test(counters, by_hardware) {
    static const pg_counter_event faults = {PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS};
    counting c = open_counting(&faults);
    if (c.counters.hardware) {
        expect_text(c.counters.sources[PG_COUNT_INSTRUCTIONS], "hardware counter", "source");
        double one = count(&c, PG_COUNT_INSTRUCTIONS, shell);
        cr_expect(!c.counted.obstacle && one > 0, "%g", one);
        cr_expect(count(&c, PG_COUNT_INSTRUCTIONS, shells) > one, "children count");
        count(&c, PG_COUNT_INSTRUCTIONS, fails);
        cr_expect(c.counted.result.outcome == PG_OUTCOME_EXITED && c.counted.result.code == 3);
    } else {
        cr_log_info("the kernel permits no counter");
    }
    close_counting(&c);
}

/* No machine has this one: what is left is callgrind. */
static const pg_counter_event no_event = {0xffff, 0};

Test(counters, by_callgrind) {
    counting c = open_counting(&no_event);
    cr_expect(!c.counters.hardware);
    if (pg_env_find_program(c.arena, "valgrind")) {
        const char *source = c.counters.sources[PG_COUNT_INSTRUCTIONS];
        cr_assert(source && !strncmp(source, "callgrind ", 10), "%s", source);
        double one = count(&c, PG_COUNT_INSTRUCTIONS, shell);
        cr_expect(!c.counted.obstacle && one > 10000, "%s", c.counted.obstacle);
        cr_expect(count(&c, PG_COUNT_INSTRUCTIONS, shell) == one, "the same again");
        cr_expect(count(&c, PG_COUNT_INSTRUCTIONS, shells) > 1.5 * one, "children count");
        count(&c, PG_COUNT_INSTRUCTIONS, fails);
        cr_expect(c.counted.result.code == 3, "the program's own exit status");
    }
    close_counting(&c);
}

Test(counters, without_valgrind) {
    setenv("PATH", "/nowhere", 1);
    counting c = open_counting(&no_event);
    cr_expect(!c.counters.sources[PG_COUNT_INSTRUCTIONS]);
    cr_expect(strstr(c.counters.obstacles[PG_COUNT_INSTRUCTIONS], "valgrind is not in PATH"));
    close_counting(&c);
}

Test(counters, the_heap) {
    counting c = open_counting(&no_event);
    double one = count(&c, PG_COUNT_HEAP, shell);
    cr_expect(!c.counted.obstacle && one > 0, "%s", c.counted.obstacle);
    cr_expect(c.counted.values[1] >= c.counted.values[2] && c.counted.values[2] > 0);
    cr_expect(count(&c, PG_COUNT_HEAP, shell) == one, "the same again");
    cr_expect(count(&c, PG_COUNT_HEAP, shells) > 1.5 * one, "children count");
    const char *own = pg_format(c.arena, "%s/perfgate-launch", pg_env_self_dir(c.arena));
    const char *statically[] = {own, NULL};
    count(&c, PG_COUNT_HEAP, statically);
    cr_assert(c.counted.obstacle);
    cr_expect(strstr(c.counted.obstacle, "it is static"), "%s", c.counted.obstacle);
    close_counting(&c);
}

Test(counters, what_they_need_in_the_environment) {
    pg_arena *arena = pg_arena_new();
    static const char *const env[] = {"LD_PRELOAD=/their/own.so", "GLIBC_TUNABLES=a=b", NULL};
    static const char *const none[] = {NULL};
    pg_counters c = {.library = "/l.so", .directory = "/d"};
    pg_strings more = pg_counters_environment(arena, &c, PG_COUNT_HEAP, env);
    cr_assert(more.count == 2);
    expect_text(more.values[0], "LD_PRELOAD=/l.so:/their/own.so", "behind ours");
    expect_text(more.values[1], "PERFGATE_COUNTS=/d/heap", "the file");
    more = pg_counters_environment(arena, &c, PG_COUNT_HEAP, none);
    expect_text(more.values[0], "LD_PRELOAD=/l.so", "ours alone");
    cr_expect(pg_counters_environment(arena, &c, PG_COUNT_INSTRUCTIONS, env).count == 0,
              "the workload's own tunables stay");
    cr_expect(pg_counters_environment(arena, &c, PG_COUNT_INSTRUCTIONS, none).count == 1);
    pg_arena_free(arena);
}

Test(counters, the_size_of_the_environment) {
    pg_arena *arena = pg_arena_new();
    pg_config config = {0};
    const char *values[1];
    pg_strings own = {values, 1};
    for (size_t length = 0; length < 9000; length += 37) {
        char *value = pg_alloc(arena, length + 3, 1);
        memset(value, 'x', length + 2);
        value[1] = '=';
        value[length + 2] = 0;
        values[0] = value;
        size_t beside = length % 500;
        const char *const *env = pg_launch_environment(arena, &config, &own, "/h", NULL, beside);
        cr_expect((pg_environment_size(env) + beside) % 4096 == 0, "%zu: %zu", length,
                  pg_environment_size(env));
        expect_text(pg_environment_value(env, "HOME"), "/h", "HOME");
        expect_text(pg_environment_value(env, "TMPDIR"), "/h", "TMPDIR");
    }
    pg_arena_free(arena);
}
