/* Commands as main calls them: arguments and two streams in, an exit status out. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "runs.h"
#include "support/expect.h"
#include "sys/file.h"

static pg_arena *arena;
static char *top;
static char *out_text, *err_text;

static void open_cli(void) {
    pg_error err;
    arena = pg_arena_new();
    cr_assert(!pg_file_scratch(arena, &top, &err));
    cr_assert(chdir(top) == 0);
    setenv("NO_COLOR", "1", 1);
}

static void close_cli(void) {
    cr_assert(chdir("/") == 0);
    pg_file_remove_tree(top);
    pg_arena_free(arena);
    free(out_text);
    free(err_text);
}

TestSuite(cli, .init = open_cli, .fini = close_cli);

static int call_words(const char *const *words) {
    size_t out_size, err_size;
    int count = 0;
    while (words[count]) {
        count++;
    }
    free(out_text);
    free(err_text);
    FILE *out = open_memstream(&out_text, &out_size), *err = open_memstream(&err_text, &err_size);
    int status = pg_cli_main(count, words, out, err);
    fclose(out);
    fclose(err);
    return status;
}

#define CALL(...) call_words((const char *const[]){__VA_ARGS__, NULL})

static void write_run(const char *name, const char *session, double factor, bool broken) {
    pg_rng rng = pg_rng_new(1);
    double samples[20];
    pg_error err;
    pg_run *run = new_run(arena, session);
    pg_workload_run *workload = add_workload(arena, run, "w");
    draw_samples(&rng, 1e6 * factor, 0.01, samples, 20);
    add_series(arena, workload, "wall_time", samples, 20, 2);
    workload->broken = broken ? "crashed: signal 11" : NULL;
    const char *text = run_text(arena, run);
    cr_assert(!pg_file_write(name, text, strlen(text), &err), "%s", err.text);
}

static void write_text(const char *name, const char *text) {
    pg_error err;
    cr_assert(!pg_file_write(name, text, strlen(text), &err), "%s", err.text);
}

static const char *content(const char *name) {
    char *text;
    size_t length;
    pg_error err;
    cr_assert(!pg_file_read(arena, name, 1 << 20, &text, &length, &err), "%s", err.text);
    return text;
}

Test(cli, statuses_of_compare) {
    write_run("base.json", "s", 1, false);
    write_run("same.json", "s", 1, false);
    write_run("slow.json", "s", 1.3, false);
    write_run("broken.json", "s", 1, true);
    write_text("bad.json", "{");
    write_text("other.json", "{\"schema\": \"perfgate-run/1\", \"workloads\": []}");
    cr_expect(CALL("compare", "base.json", "same.json", "--format", "result") == 0);
    expect_text(out_text, "pass\n", "pass");
    cr_expect(CALL("compare", "base.json", "slow.json", "--format", "result") == 1);
    expect_text(out_text, "regressed\n", "regressed");
    cr_expect(CALL("compare", "base.json", "slow.json", "-t", "50", "--format=result") == 0);
    cr_expect(CALL("compare", "base.json", "broken.json", "--format", "result") == 4);
    expect_text(out_text, "broken\n", "broken");
    cr_expect(CALL("compare", "base.json", "other.json", "--format", "result") == 3);
    expect_text(out_text, "no-verdict\n", "no verdict");
    cr_expect(CALL("compare", "base.json", "bad.json") == 2);
    expect_text(out_text, "", "nothing on stdout");
    cr_expect(strstr(err_text, "perfgate: bad.json:1:"), "%s", err_text);
    cr_expect(CALL("compare", "base.json", "none.json") == 2);
    cr_expect(strstr(err_text, "none.json: cannot be opened"), "%s", err_text);
}

Test(cli, usage) {
    cr_expect(call_words((const char *const[]){NULL}) == 2);
    cr_expect(strstr(err_text, "Commands:") && !*out_text);
    cr_expect(CALL("--help") == 0 && strstr(out_text, "Exit status: 0 nothing got worse"));
    cr_expect(CALL("help") == 0 && CALL("-h") == 0);
    cr_expect(CALL("--version") == 0 && !strncmp(out_text, "perfgate ", 9));
    cr_expect(CALL("comapre") == 2);
    cr_expect(strstr(err_text, "did you mean compare?"), "%s", err_text);
    cr_expect(CALL("baseline") == 2 && strstr(err_text, "baseline accept"), "%s", err_text);
    cr_expect(CALL("baseline", "shwo") == 2 && strstr(err_text, "baseline show"), "%s", err_text);
    cr_expect(CALL("compare", "a") == 2);
    cr_expect(strstr(err_text, "perfgate compare --help tells more"), "%s", err_text);
    for (size_t i = 0; i < pg_command_count; i++) {
        const char *words[4] = {0};
        char *name = pg_copy(arena, pg_commands[i].name), *space = strchr(name, ' ');
        words[0] = name;
        words[1] = space ? space + 1 : "--help";
        words[2] = space ? "--help" : NULL;
        if (space) {
            *space = 0;
        }
        cr_expect(call_words(words) == 0 && strstr(out_text, pg_commands[i].summary), "%s",
                  pg_commands[i].name);
    }
}

/* A stored comparison is printed again byte for byte, in every format. */
Test(cli, report_gives_the_same_bytes) {
    static const char *const formats[] = {"text", "markdown", "json", "result"};
    write_run("base.json", "s", 1, false);
    write_run("slow.json", "s", 1.3, false);
    cr_assert(CALL("compare", "base.json", "slow.json", "--format", "json", "-o", "c.json") == 1);
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        CALL("compare", "base.json", "slow.json", "--format", formats[i]);
        const char *printed = pg_copy(arena, out_text);
        cr_expect(CALL("report", "c.json", "--format", formats[i]) == 0, "%s", err_text);
        expect_text(out_text, printed, "%s", formats[i]);
    }
    expect_text(out_text, "regressed\n", "result");
}

Test(cli, infinite_ratios_are_reported_again_as_they_were) {
    static const char *const bases[] = {"0, 0, 0, 0, 0, 0", "0, 0, 0, 1, 1, 2"};
    static const char *const formats[] = {"text", "markdown", "json"};
    static const char text[] =
        "{\"schema\": \"perfgate-run/1\", \"session\": \"s\", \"workloads\": "
        "[{\"name\": \"w\", \"series\": [{\"metric\": \"page_faults\", "
        "\"unit\": \"count\", \"samples\": [%s]}]}]}";
    write_text("head.json", pg_format(arena, text, "1, 2, 3, 4, 5, 6"));
    for (size_t i = 0; i < COUNT_OF(bases) * COUNT_OF(formats); i++) {
        const char *base = bases[i / COUNT_OF(formats)], *format = formats[i % COUNT_OF(formats)];
        write_text("base.json", pg_format(arena, text, base));
        CALL("compare", "base.json", "head.json", "--format", "json", "-o", "c.json");
        CALL("compare", "base.json", "head.json", "--format", format);
        const char *printed = pg_copy(arena, out_text);
        cr_expect(CALL("report", "c.json", "--format", format) == 0, "%s", err_text);
        expect_text(out_text, printed, "%s, %s", base, format);
    }
}

Test(cli, output_goes_to_a_file) {
    write_run("base.json", "s", 1, false);
    cr_assert(CALL("compare", "base.json", "base.json", "-o", "below/out.txt") == 0);
    expect_text(out_text, "", "stdout");
    const char *stored = content("below/out.txt");
    CALL("compare", "base.json", "base.json");
    expect_text(out_text, stored, "file");
    cr_expect(CALL("compare", "base.json", "base.json", "-o", ".") == 4, "a directory");
}

/* A report that nobody got is no pass. */
Test(cli, standard_output_that_cannot_be_written) {
    write_run("base.json", "s", 1, false);
    static const char *const words[] = {"compare", "base.json", "base.json"};
    FILE *full = fopen("/dev/full", "w"), *err = fopen("/dev/null", "w");
    cr_assert(full && err);
    cr_expect(pg_cli_main(3, words, full, err) == 4);
    fclose(full);
    fclose(err);
}

/* Thresholds of the configuration, over which the command line goes. */
Test(cli, compare_with_a_configuration) {
    write_run("base.json", "s", 1, false);
    write_run("slow.json", "s", 1.3, false);
    write_text("perfgate.json",
               "{\"suite\": \"suite\", // with a rule\n \"metrics\": {\"wall_time\": "
               "{\"threshold_percent\": 50}}, \"workloads\": [{\"name\": \"w\", "
               "\"command\": [\"p\"]}]}");
    cr_expect(CALL("compare", "base.json", "slow.json") == 1, "not read unless told");
    cr_expect(CALL("compare", "base.json", "slow.json", "-c", "perfgate.json") == 0, "%s",
              err_text);
    cr_expect(CALL("compare", "base.json", "slow.json", "-c", "perfgate.json", "-t", "5") == 1);
    cr_expect(CALL("compare", "base.json", "slow.json", "-c", "none.json") == 2);
}

static const char config[] =
    "{\"suite\": \"suite\", \"workloads\": [{\"name\": \"w\", \"command\": [\"/bin/true\"]}]}";

Test(cli, baselines) {
    write_text("perfgate.json", config);
    write_run("one.json", "a", 1, false);
    write_run("two.json", "b", 1, false);
    write_run("slow.json", "c", 1.5, false);
    cr_expect(CALL("baseline", "check") == 2 && strstr(err_text, "found none"), "%s", err_text);
    cr_assert(CALL("baseline", "accept", "one.json", "--note", "the first") == 0, "%s", err_text);
    cr_expect(strstr(content("baselines/suite/host.json"), "\"note\": \"the first\""));
    cr_expect(CALL("baseline", "accept", "two.json") == 0, "%s", err_text);
    cr_expect(CALL("baseline", "check") == 0, "%s", err_text);
    cr_expect(CALL("baseline", "show") == 0 && strstr(out_text, "host"), "%s", out_text);
    const char *before = content("baselines/suite/host.json");
    int refused = CALL("baseline", "accept", "slow.json");
    cr_expect(refused != 0, "it is worse: %s", out_text);
    expect_text(content("baselines/suite/host.json"), before, "untouched");
    cr_expect(CALL("baseline", "accept", "slow.json", "--accept-regression", "safer") == 0, "%s",
              err_text);
    cr_expect(strstr(content("baselines/suite/host.json"), "regression accepted: safer"));
    cr_expect(CALL("compare", "baselines/suite/host.json", "slow.json") != 2, "%s", err_text);
    write_text("baselines/suite/host.json", "{\"schema\": \"perfgate-baseline/1\"}");
    cr_expect(CALL("baseline", "check") == 2);
}

Test(cli, what_may_not_become_a_baseline) {
    write_text("perfgate.json", config);
    write_run("broken.json", "a", 1, true);
    cr_expect(CALL("baseline", "accept", "broken.json") == 2, "%s", out_text);
    cr_expect(strstr(err_text, "w is broken"), "%s", err_text);
    cr_expect(!pg_file_exists("baselines"));
}

/* The whole way, with programs that are really launched: measure, then compare with itself. */
Test(cli, run_and_gate) {
    write_text("perfgate.json", config);
    signal(SIGPIPE, SIG_IGN);
    cr_assert(CALL("run", "--blocks", "3", "--seed", "7", "-o", "head.json") == 0, "%s", err_text);
    const char *run = content("head.json");
    cr_expect(strstr(run, "\"seed\": 7") && strstr(run, "\"complete\": true") &&
                  strstr(run, "\"metric\": \"wall_time\""),
              "%s", run);
    cr_expect(
        CALL("gate", "--base", ".", "--blocks", "2", "--out", "results", "--format", "result") == 3,
        "two blocks cannot decide: %s%s", out_text, err_text);
    static const char *const files[] = {"head.json", "base.json", "comparison.json", "summary.md"};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        cr_expect(pg_file_exists(pg_format(arena, "results/%s", files[i])), "%s", files[i]);
    }
    cr_expect(CALL("gate", "--filter", "none*") == 2, "%s", err_text);
}
