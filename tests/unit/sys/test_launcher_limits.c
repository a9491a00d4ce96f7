/* Programs that do not start, do not end, or leave something behind. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "launched.h"
#include "support/expect.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/interrupt.h"

static const uint64_t MS = 1000000;

static void expect_not_started(launched *l, int code, const char *obstacle, const char *label) {
    cr_expect(l->result.outcome == PG_OUTCOME_NOT_STARTED, "%s: outcome %d", label,
              (int)l->result.outcome);
    cr_expect(l->result.code == code, "%s: %s", label, strerror(l->result.code));
    cr_expect(l->result.obstacle && strstr(l->result.obstacle, obstacle), "%s: %s", label,
              l->result.obstacle);
    launch_probe(l, "exit", "0");
    cr_expect(l->result.outcome == PG_OUTCOME_EXITED && !l->result.code, "%s: the next one", label);
}

Test(launcher_limits, what_cannot_be_started) {
    launched l = open_launched();
    static const char *const unknown[] = {"no-such-program-anywhere", NULL};
    static const char *const missing[] = {"./missing", NULL};
    static const char *const folder[] = {"/tmp", NULL};
    static const char *const text[] = {"/etc/passwd", NULL};
    launch_argv(&l, unknown);
    expect_not_started(&l, ENOENT, "not in PATH", "a name that is not in PATH");
    launch_argv(&l, missing);
    expect_not_started(&l, ENOENT, "program could not be started", "a path to nothing");
    launch_argv(&l, folder);
    expect_not_started(&l, EACCES, "program could not be started", "a directory");
    launch_argv(&l, text);
    expect_not_started(&l, EACCES, "program could not be started", "a text");
    const char *scratch = l.scratch;
    l.scratch = pg_format(l.arena, "%s/none", scratch);
    launch_probe(&l, "exit", "0");
    cr_expect(l.result.outcome == PG_OUTCOME_NOT_STARTED && l.result.code == ENOENT &&
                  strstr(l.result.obstacle, "directory"),
              "a directory that is not there");
    l.scratch = pg_copy(l.arena, scratch);
    close_launched(&l);
}

Test(launcher_limits, commands_that_are_too_long) {
    launched l = open_launched();
    enum { WORDS = 9000, PIECES = 12 };
    const char **many = PG_ARRAY(l.arena, const char *, WORDS + 1);
    for (size_t i = 0; i < WORDS; i++) {
        many[i] = i ? "x" : l.probe;
    }
    launch_argv(&l, many);
    expect_not_started(&l, E2BIG, "too long", "nine thousand words");
    char *large = pg_alloc(l.arena, 100001, 1);
    memset(large, 'x', 100000);
    const char *argv[PIECES + 2] = {l.probe, "exit"};
    for (size_t i = 2; i <= PIECES; i++) {
        argv[i] = large;
    }
    launch_argv(&l, argv);
    expect_not_started(&l, E2BIG, "too long", "more than a megabyte");
    char *huge = pg_alloc(l.arena, 200001, 1);
    memset(huge, 'x', 200000);
    const char *one[] = {l.probe, "exit", huge, NULL};
    launch_argv(&l, one);
    expect_not_started(&l, E2BIG, "could not be started", "a word the kernel refuses");
    argv[2] = "7";
    argv[7] = NULL;
    launch_argv(&l, argv);
    cr_expect(l.result.outcome == PG_OUTCOME_EXITED && l.result.code == 7, "half of it will do");
    close_launched(&l);
}

Test(launcher_limits, a_timeout_ends_the_whole_group) {
    launched l = open_launched();
    pid_t pids[2];
    l.timeout_ns = 300 * MS;
    launch_probe(&l, "stubborn", pid_file(&l));
    cr_expect(l.result.outcome == PG_OUTCOME_TIMEOUT, "outcome %d", (int)l.result.outcome);
    cr_expect(l.result.wall_ns >= 300e6 && l.result.wall_ns < 2e9, "%g ns", l.result.wall_ns);
    cr_assert(read_pids(&l, pids, 2) == 2);
    cr_expect(is_gone(pids[0]) && is_gone(pids[1]));
    cr_expect(l.result.left_behind == 1, "%u", l.result.left_behind);
    l.timeout_ns = 20000 * MS;
    launch_probe(&l, "exit", "3");
    cr_expect(l.result.outcome == PG_OUTCOME_EXITED && l.result.code == 3);
    close_launched(&l);
}

Test(launcher_limits, a_program_that_ends_on_sigterm_has_timed_out_all_the_same) {
    launched l = open_launched();
    l.timeout_ns = 100 * MS;
    launch_probe(&l, "sleep", pid_file(&l));
    cr_expect(l.result.outcome == PG_OUTCOME_TIMEOUT);
    cr_expect(l.result.wall_ns < 1e9, "%g ns", l.result.wall_ns);
    close_launched(&l);
}

/* Without a timeout it may take as long as it wants. */
Test(launcher_limits, no_timeout) {
    launched l = open_launched();
    l.timeout_ns = 0;
    launch_probe(&l, "spin", "150");
    cr_expect(l.result.outcome == PG_OUTCOME_EXITED && !l.result.code);
    close_launched(&l);
}

typedef struct left_case {
    const char *mode;
    size_t pids;
    unsigned left;
} left_case;

Test(launcher_limits, what_is_left_behind_is_killed_and_counted) {
    static const left_case cases[] = {{"child", 1, 1}, {"daemon", 1, 1}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        launched l = open_launched();
        pid_t pid;
        uint64_t began = pg_clock_ns();
        launch_probe(&l, cases[i].mode, pid_file(&l));
        cr_expect(l.result.outcome == PG_OUTCOME_EXITED && !l.result.code, "%s", cases[i].mode);
        cr_expect(l.result.left_behind == cases[i].left, "%s: %u", cases[i].mode,
                  l.result.left_behind);
        cr_assert(wait_for_pids(&l, &pid, 1, 1000) == 1, "%s", cases[i].mode);
        cr_expect(is_gone(pid), "%s", cases[i].mode);
        cr_expect(pg_clock_ns() - began < 3000 * MS, "%s: nobody waits for it", cases[i].mode);
        launch_probe(&l, "exit", "0");
        cr_expect(l.result.left_behind == 0);
        close_launched(&l);
    }
}

/* Each is killed. */
Test(launcher_limits, very_many_are_left_behind) {
    launched l = open_launched();
    launch_probe(&l, "many", "900");
    cr_expect(l.result.outcome == PG_OUTCOME_EXITED && !l.result.code);
    cr_expect(l.result.left_behind == 900, "%u", l.result.left_behind);
    close_launched(&l);
}

Test(launcher_limits, a_flood) {
    launched l = open_launched();
    for (const char *stream = "12"; *stream; stream++) {
        uint64_t began = pg_clock_ns();
        launch_probe(&l, "flood", stream);
        cr_expect(l.result.outcome == PG_OUTCOME_FLOOD, "stream %c", *stream);
        cr_expect(pg_clock_ns() - began < 5000 * MS);
    }
    l.output_max = 1000;
    static const struct {
        const char *size;
        pg_launch_outcome outcome;
    } sizes[] = {{"1001", PG_OUTCOME_FLOOD}, {"1000", PG_OUTCOME_EXITED}};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        launch_probe(&l, "print", sizes[i].size);
        cr_expect(l.result.outcome == sizes[i].outcome, "%s bytes, too fast to be seen",
                  sizes[i].size);
    }
    close_launched(&l);
}

Test(launcher_limits, a_launcher_that_is_gone) {
    launched l = open_launched();
    const char *argv[] = {l.probe, "kill-parent", NULL};
    pg_launch launch = {
        .argv = argv, .env = l.env, .directory = l.scratch, .output_max = 1000, .pinned = true};
    for (int again = 0; again < 2; again++) {
        pg_status status = pg_launcher_run(l.launcher, &launch, &l.result, &l.err);
        cr_expect(status == PG_CHILD, "status %d", (int)status);
        cr_expect(strstr(l.err.text, "ended without an answer"), "%s", l.err.text);
    }
    close_launched(&l);
}

Test(launcher_limits, stopping_twice_or_nothing) {
    pg_launcher_stop(NULL);
    launched l = open_launched();
    pg_launcher_stop(l.launcher);
    close_launched(&l);
}

/* A process that runs the probe for a minute through a launcher of its own. */
static pid_t start_victim(launched *l) {
    pid_t victim = fork();
    cr_assert(victim >= 0);
    if (victim == 0) {
        pg_arena *arena = pg_arena_new();
        pg_launcher *launcher;
        const char *argv[] = {l->probe, "sleep", pid_file(l), NULL};
        pg_launch launch = {.argv = argv,
                            .env = l->env,
                            .directory = l->scratch,
                            .output_max = 1000,
                            .timeout_ns = 30000 * MS};
        pg_interrupt_catch();
        pg_status status = pg_launcher_start(arena, &launcher, NULL);
        if (!status) {
            status = pg_launcher_run(launcher, &launch, &l->result, NULL);
            pg_launcher_stop(launcher);
        }
        _exit((int)status);
    }
    return victim;
}

/* When perfgate dies, whatever it runs is ended. */
Test(launcher_limits, perfgate_is_killed) {
    launched l = open_launched();
    pid_t pid, victim = start_victim(&l);
    cr_assert(wait_for_pids(&l, &pid, 1, 3000) == 1);
    kill(victim, SIGKILL);
    waitpid(victim, NULL, 0);
    cr_expect(is_gone(pid), "the program goes on without its perfgate");
    close_launched(&l);
}

/* Ctrl-C while a program runs: the call returns, and stopping ends the program. */
Test(launcher_limits, perfgate_is_interrupted) {
    launched l = open_launched();
    pid_t pid, victim = start_victim(&l);
    int status = 0;
    cr_assert(wait_for_pids(&l, &pid, 1, 3000) == 1);
    usleep(50000);
    uint64_t began = pg_clock_ns();
    kill(victim, SIGINT);
    cr_assert(waitpid(victim, &status, 0) == victim);
    cr_expect(pg_clock_ns() - began < 2000 * MS);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == PG_INTERRUPTED, "status %x",
              (unsigned)status);
    cr_expect(is_gone(pid));
    close_launched(&l);
}
