#include "sys/proc.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "launched.h"
#include "support/expect.h"
#include "sys/clock.h"
#include "sys/env.h"

static pg_arena *arena;
static char *probe;

static void open_proc(void) {
    arena = pg_arena_new();
    probe = pg_format(arena, "%s/probe", pg_env_self_dir(arena));
    /* As pg_interrupt_catch does: a program that does not read must not end us. */
    signal(SIGPIPE, SIG_IGN);
}

static void close_proc(void) {
    pg_arena_free(arena);
}

TestSuite(proc, .init = open_proc, .fini = close_proc);

static pg_error err;
static pg_proc_result result;

static pg_status run_shell(const char *script, size_t output_max, unsigned seconds) {
    const char *argv[] = {"sh", "-c", script, NULL};
    pg_proc proc = {.argv = argv, .output_max = output_max, .seconds = seconds};
    result = (pg_proc_result){.exit_status = -1};
    return pg_proc_run(arena, &proc, &result, &err);
}

Test(proc, output_errors_and_status) {
    cr_assert(!run_shell("echo out; echo err >&2; exit 3", 1000, 10), "%s", err.text);
    cr_expect(result.exit_status == 3 && result.output_length == 4);
    expect_text(result.output, "out\n", "stdout");
    expect_text(result.errors, "err\n", "stderr");
    cr_assert(!run_shell("kill -9 $$", 1000, 10));
    cr_expect(result.exit_status == 137);
    cr_assert(!run_shell("exit 0", 0, 10));
    cr_expect(result.exit_status == 0 && result.output_length == 0);
}

/* Five megabytes through a pipe both ways, more than any pipe holds. */
Test(proc, much_input) {
    enum { SIZE = 5 << 20 };
    char *bytes = pg_alloc(arena, SIZE, 1);
    for (size_t i = 0; i < SIZE; i++) {
        bytes[i] = (char)(i * 31 + i / 4096);
    }
    static const char *const argv[] = {"cat", NULL};
    pg_proc proc = {
        .argv = argv, .input = bytes, .input_length = SIZE, .output_max = SIZE, .seconds = 30};
    cr_assert(!pg_proc_run(arena, &proc, &result, &err), "%s", err.text);
    cr_expect(result.output_length == SIZE && !memcmp(result.output, bytes, SIZE));
    proc.output_max = SIZE - 1;
    cr_expect(pg_proc_run(arena, &proc, &result, &err) == PG_CHILD);
    cr_expect(strstr(err.text, "printed more than"), "%s", err.text);
}

Test(proc, input_that_nobody_reads) {
    enum { SIZE = 1 << 20 };
    char *bytes = pg_alloc(arena, SIZE, 1);
    static const char *const argv[] = {"true", NULL};
    pg_proc proc = {
        .argv = argv, .input = bytes, .input_length = SIZE, .output_max = 10, .seconds = 10};
    cr_assert(!pg_proc_run(arena, &proc, &result, &err), "%s", err.text);
    cr_expect(result.exit_status == 0);
}

Test(proc, no_input_is_an_end_of_file) {
    cr_assert(!run_shell("cat; echo read", 100, 10), "%s", err.text);
    expect_text(result.output, "read\n", "stdin");
}

typedef struct cap_row {
    const char *size;
    pg_status status;
} cap_row;

Test(proc, the_output_cap) {
    static const cap_row rows[] = {
        {"999", PG_OK}, {"1000", PG_OK}, {"1001", PG_CHILD}, {"3000000", PG_CHILD}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *argv[] = {probe, "print", rows[i].size, NULL};
        pg_proc proc = {.argv = argv, .output_max = 1000, .seconds = 10};
        pg_status status = pg_proc_run(arena, &proc, &result, &err);
        cr_expect(status == rows[i].status, "%s bytes: %d", rows[i].size, (int)status);
        if (status) {
            expect_text(err.text, "printed more than 1000 bytes", "%s bytes", rows[i].size);
        }
    }
    cr_assert(!run_shell("head -c 10000 /dev/zero | tr '\\0' x >&2", 10, 10));
    cr_expect(strlen(result.errors) == 4096, "the first 4 KiB of stderr");
}

Test(proc, the_deadline) {
    uint64_t began = pg_clock_ns();
    cr_expect(run_shell("sleep 30", 100, 1) == PG_CHILD);
    expect_text(err.text, "did not end within 1 s", "text");
    expect_text(err.place, "sh", "place");
    cr_expect(pg_clock_ns() - began < 3000000000u);
}

/* The deadline holds for a program that says nothing any more as well. */
Test(proc, a_program_that_closed_its_output) {
    const char *argv[] = {probe, "mute", "6", NULL};
    pg_proc proc = {.argv = argv, .output_max = 10, .seconds = 1};
    uint64_t began = pg_clock_ns();
    pg_status status = pg_proc_run(arena, &proc, &result, &err);
    double seconds = (double)(pg_clock_ns() - began) / 1e9;
    cr_expect(status == PG_CHILD, "status %d", (int)status);
    cr_expect(seconds < 4, "it took %.1f s of 1", seconds);
}

Test(proc, the_deadline_ends_the_group) {
    launched l = open_launched();
    pid_t pids[2];
    const char *argv[] = {probe, "stubborn", pid_file(&l), NULL};
    pg_proc proc = {.argv = argv, .output_max = 10, .seconds = 1};
    cr_expect(pg_proc_run(arena, &proc, &result, &err) == PG_CHILD);
    cr_assert(read_pids(&l, pids, 2) == 2);
    cr_expect(is_gone(pids[0]) && is_gone(pids[1]));
    close_launched(&l);
}

Test(proc, what_cannot_be_started) {
    static const char *const none[] = {"no-such-program-anywhere", NULL};
    pg_proc proc = {.argv = none, .output_max = 10, .seconds = 1};
    cr_expect(pg_proc_run(arena, &proc, &result, &err) == PG_CHILD);
    cr_expect(strstr(err.text, "cannot be started: No such file"), "%s", err.text);
    expect_text(err.place, "no-such-program-anywhere", "place");
    static const char *const pwd[] = {"pwd", NULL};
    proc.argv = pwd;
    proc.directory = "/no/such/directory";
    cr_expect(pg_proc_run(arena, &proc, &result, &err) == PG_CHILD);
}

Test(proc, directory_and_environment) {
    setenv("OURS", "kept", 1);
    setenv("CHANGED", "before", 1);
    static const char *const extra[] = {"CHANGED=after", "ADDED=1", NULL};
    const char *argv[] = {"sh", "-c", "pwd; echo $OURS $CHANGED $ADDED", NULL};
    pg_proc proc = {
        .argv = argv, .extra_env = extra, .directory = "/", .output_max = 100, .seconds = 10};
    cr_assert(!pg_proc_run(arena, &proc, &result, &err), "%s", err.text);
    expect_text(result.output, "/\nkept after 1\n", "one of ours, one changed, one added");
}

Test(proc, a_group_of_its_own) {
    const char *argv[] = {probe, "session", NULL};
    pg_proc proc = {.argv = argv, .output_max = 100, .seconds = 10};
    cr_assert(!pg_proc_run(arena, &proc, &result, &err), "%s", err.text);
    expect_text(result.output, "member leader", "a group of its own in our session");
}

/* Adds up what comes, and has enough after so many bytes. */
typedef struct taken {
    size_t bytes, enough;
} taken;

static pg_status take(void *self, const char *bytes, size_t length, pg_error *error) {
    taken *t = self;
    cr_expect(bytes && length);
    t->bytes += length;
    return t->bytes >= t->enough ? pg_fail(error, PG_INPUT, "here", "enough") : PG_OK;
}

Test(proc, output_piece_by_piece) {
    const char *argv[] = {"sh", "-c", "head -c 3000000 /dev/zero; echo said >&2; exit 5", NULL};
    taken all = {.enough = SIZE_MAX};
    pg_proc proc = {.argv = argv, .seconds = 20, .take = take, .self = &all};
    cr_assert(!pg_proc_run(arena, &proc, &result, &err), "%s", err.text);
    cr_expect_eq(all.bytes, 3000000u);
    cr_expect_eq(result.exit_status, 5);
    cr_expect_eq(result.output_length, 0u);
    cr_expect_str_eq(result.errors, "said\n");
}

Test(proc, who_has_enough_ends_the_program) {
    const char *argv[] = {"sh", "-c", "yes; echo never", NULL};
    taken some = {.enough = 100000};
    pg_proc proc = {.argv = argv, .seconds = 20, .take = take, .self = &some};
    uint64_t began = pg_clock_ns();
    cr_expect_eq(pg_proc_run(arena, &proc, &result, &err), PG_INPUT);
    cr_expect_str_eq(err.place, "here");
    cr_expect(pg_clock_ns() - began < 15 * UINT64_C(1000000000), "not by its deadline");
}
