#include <errno.h>
#include <signal.h>
#include <string.h>

#include "fake.h"
#include "runs.h"
#include "support/expect.h"

enum { BLOCKS = 3 };

static const char *const metrics[] = {"wall_time", "cpu_time", "peak_rss", "page_faults"};

typedef struct outcome {
    pg_run runs[FAKE_SIDES];
    pg_status status;
    pg_error err;
    fake *fake;
} outcome;

static outcome measure(pg_arena *arena, const pg_plan *plan, fake *f) {
    outcome o = {.runs = {pg_run_empty(), pg_run_empty(), pg_run_empty()}, .fake = f};
    o.status = pg_measure(arena, plan, &f->executor, o.runs, &o.err);
    return o;
}

/* Every sample lies where it was taken: in its block, in the order of launches. */
Test(runner, samples_land_in_their_blocks) {
    pg_arena *arena = pg_arena_new();
    for (size_t sides = 1; sides <= FAKE_SIDES; sides++) {
        const pg_config *config = fake_config(arena, 2);
        outcome o =
            measure(arena, fake_plan(arena, config, sides, BLOCKS, 3), new_fake(arena, config));
        cr_assert(!o.status);
        for (size_t s = 0; s < sides; s++) {
            const pg_run *run = &o.runs[s];
            cr_assert(run->complete && run->workload_count == 2);
            cr_expect(run->settings.blocks == BLOCKS && run->settings.launches == 2 &&
                      run->settings.warmup == 1 && run->settings.seed == 3);
            cr_expect(!strcmp(run->source.compiler, s == 1 ? "GCC 13" : "GCC 12"));
            for (size_t w = 0; w < 2; w++) {
                const pg_workload_run *workload = pg_run_find(run, w ? "w1" : "w0");
                cr_assert(workload && workload->series_count == COUNT_OF(metrics));
                cr_expect(!workload->broken && !workload->absent && !workload->same_bytes);
                const pg_series *wall = pg_run_series(workload, "wall_time");
                cr_assert(wall->samples.count == 2 * BLOCKS && wall->blocks.count == 2 * BLOCKS);
                for (size_t i = 0; i < 2 * BLOCKS; i++) {
                    /* The launch before the first sample is the warm-up. */
                    cr_expect(wall->samples.values[i] == fake_wall_ns(w, s, i + 1), "side %zu", s);
                    cr_expect(wall->blocks.values[i] == i / 2);
                }
            }
        }
        pg_arena_free(arena);
        arena = pg_arena_new();
    }
    pg_arena_free(arena);
}

Test(runner, every_metric_is_kept) {
    pg_arena *arena = pg_arena_new();
    const pg_config *config = fake_config(arena, 1);
    outcome o = measure(arena, fake_plan(arena, config, 2, BLOCKS, 3), new_fake(arena, config));
    const pg_workload_run *head = &o.runs[1].workloads[0];
    for (size_t i = 0; i < COUNT_OF(metrics); i++) {
        const pg_series *series = pg_run_series(head, metrics[i]);
        const pg_metric *known = pg_metric_find(metrics[i]);
        cr_assert(series && series->samples.count == 2 * BLOCKS, "%s", metrics[i]);
        expect_text(series->unit, known->unit, "%s", metrics[i]);
        cr_expect(series->kind == known->kind && series->better == known->better);
    }
    cr_expect(pg_run_series(head, "cpu_time")->samples.values[0] == fake_wall_ns(0, 1, 1) / 2);
    cr_expect(pg_run_series(head, "peak_rss")->samples.values[0] == 8192);
    cr_expect(pg_run_series(head, "page_faults")->samples.values[0] == 1);
    pg_arena_free(arena);
}

/* The places of all launches of a block, over both sides, are 0, 1, 2, 3; times go up from 0. */
Test(runner, order_and_start_are_recorded) {
    pg_arena *arena = pg_arena_new();
    const pg_config *config = fake_config(arena, 1);
    outcome o = measure(arena, fake_plan(arena, config, 2, BLOCKS, 4), new_fake(arena, config));
    const fake *f = o.fake;
    size_t seen[2] = {0};
    for (size_t i = 2; i < f->count; i++) {
        size_t side = f->asked[i].side, n = seen[side]++;
        const pg_workload_run *workload = &o.runs[side].workloads[0];
        cr_assert(workload->order.count == 2 * BLOCKS && workload->start_ms.count == 2 * BLOCKS);
        cr_expect(workload->order.values[n] == (i - 2) % 4, "launch %zu", i);
        cr_expect(workload->start_ms.values[n] == 2 * i, "launch %zu: %llu ms", i,
                  (unsigned long long)workload->start_ms.values[n]);
    }
    pg_arena_free(arena);
}

Test(runner, warm_up) {
    static const size_t warmups[] = {0, 1, 4};
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(warmups); i++) {
        pg_config *config = fake_config(arena, 1);
        config->warmup = warmups[i];
        outcome o = measure(arena, fake_plan(arena, config, 2, BLOCKS, 4), new_fake(arena, config));
        /* One at least: it shows whether the program works at all. */
        size_t each = warmups[i] ? warmups[i] : 1;
        cr_expect(o.fake->count == 2 * each + 4 * BLOCKS, "%zu launches", o.fake->count);
        cr_expect(o.fake->asked[0].side == 1, "head first");
        const pg_series *wall = pg_run_series(&o.runs[0].workloads[0], "wall_time");
        cr_expect(wall->samples.values[0] == fake_wall_ns(0, 0, each), "none of them is kept");
    }
    pg_arena_free(arena);
}

Test(runner, the_filter) {
    pg_arena *arena = pg_arena_new();
    const pg_config *config = fake_config(arena, 3);
    pg_plan *plan = fake_plan(arena, config, 2, BLOCKS, 4);
    plan->filter = "w[02]";
    outcome o = measure(arena, plan, new_fake(arena, config));
    cr_expect(o.runs[1].workload_count == 2 && pg_run_find(&o.runs[1], "w2") &&
              !pg_run_find(&o.runs[1], "w1"));
    cr_expect(o.fake->launches[1][0] == 0);
    cr_expect(pg_plan_count(config, "w[02]") == 2 && pg_plan_count(config, NULL) == 3 &&
              pg_plan_count(config, "x*") == 0);
    pg_arena_free(arena);
}

typedef struct failure_case {
    const char *label;
    fake_failure failure;
    const char *expected_output; /* of the configuration */
    bool broken, absent;
    const char *says;
} failure_case;

static const failure_case failure_cases[] = {
    {"exit status",
     {.outcome = PG_OUTCOME_EXITED, .code = 3, .tail = "first\nno such file\n"},
     NULL,
     true,
     false,
     "ended with exit status 3: no such file"},
    {"exit status, silent",
     {.outcome = PG_OUTCOME_EXITED, .code = 1},
     NULL,
     true,
     false,
     "ended with exit status 1"},
    {"says what drives a terminal",
     {.outcome = PG_OUTCOME_EXITED, .code = 1, .tail = "\x1b[2Jred"},
     NULL,
     true,
     false,
     "status 1: ?[2Jred"},
    {"signal",
     {.outcome = PG_OUTCOME_SIGNALED, .code = SIGSEGV},
     NULL,
     true,
     false,
     "crashed: signal 11"},
    {"timeout", {.outcome = PG_OUTCOME_TIMEOUT}, NULL, true, false, "did not end within 60 s"},
    {"flood", {.outcome = PG_OUTCOME_FLOOD}, NULL, true, false, "printed more than"},
    {"wrong output",
     {.outcome = PG_OUTCOME_EXITED, .output = "ffff"},
     FAKE_OUTPUT,
     true,
     false,
     "printed a wrong result: expected sha256 0123456789abcdef"},
    {"right output", {.outcome = PG_OUTCOME_EXITED}, FAKE_OUTPUT, false, false, NULL},
    {"any output", {.outcome = PG_OUTCOME_EXITED, .output = "ffff"}, NULL, false, false, NULL},
    {"not there",
     {.outcome = PG_OUTCOME_NOT_STARTED, .code = ENOENT, .obstacle = "could not be started"},
     NULL,
     true,
     true,
     "./program: could not be started: No such file or directory"},
    {"may not be run",
     {.outcome = PG_OUTCOME_NOT_STARTED, .code = EACCES, .obstacle = "could not be started"},
     NULL,
     true,
     false,
     "./program: could not be started: Permission denied"},
    {"no process to be had",
     {.outcome = PG_OUTCOME_NOT_STARTED, .code = EAGAIN, .obstacle = "no process could be made"},
     NULL,
     true,
     false,
     "no process could be made"},
};

/* Each failure, on each side, at the warm-up, in the first block and in a later one. */
static void check_failure(const failure_case *t, size_t side, size_t after) {
    pg_arena *arena = pg_arena_new();
    pg_config *config = fake_config(arena, 2);
    fake *f = new_fake(arena, config);
    fake_failure failure = t->failure;
    failure.side = side;
    failure.after = after;
    config->workloads[0].output_sha256 = t->expected_output;
    f->failures = &failure;
    f->failure_count = 1;
    outcome o = measure(arena, fake_plan(arena, config, 2, BLOCKS, 4), f);
    const pg_workload_run *run = &o.runs[side].workloads[0];
    const pg_workload_run *other = &o.runs[1 - side].workloads[0];
    const char *label = row_label("%s, side %zu, after %zu launches", t->label, side, after);
    /* A program that is not there in base at the first try is new; anything else is broken. */
    bool absent = t->absent && side == 0 && after == 0;
    cr_assert(!o.status && o.runs[0].complete && o.runs[1].complete, "%s", label);
    cr_expect((run->broken != NULL) == (t->broken && !absent), "%s: broken %s", label,
              run->broken ? run->broken : "no");
    cr_expect(run->absent == absent, "%s: absent", label);
    cr_expect(!run->broken || strstr(run->broken, t->says), "%s: %s", label, run->broken);
    cr_expect(!other->broken && !other->absent, "%s: the other side", label);
    cr_expect((run->series_count > 0) == !t->broken, "%s: series", label);
    cr_expect((other->series_count > 0) == !t->broken, "%s: series of the other side", label);
    cr_expect(o.runs[0].workloads[1].series_count && o.runs[1].workloads[1].series_count,
              "%s: the next workload is measured", label);
    pg_arena_free(arena);
}

Test(runner, failures) {
    for (size_t i = 0; i < COUNT_OF(failure_cases); i++) {
        for (size_t side = 0; side < 2; side++) {
            check_failure(&failure_cases[i], side, 0);
            check_failure(&failure_cases[i], side, 1);
            check_failure(&failure_cases[i], side, 4);
        }
    }
}

/* Where both sides fail it is head that is broken: base may be beyond mending. */
Test(runner, both_sides_fail) {
    static const fake_failure both[] = {
        {.side = 0, .outcome = PG_OUTCOME_EXITED, .code = 1},
        {.side = 1, .outcome = PG_OUTCOME_EXITED, .code = 2},
    };
    pg_arena *arena = pg_arena_new();
    pg_config *config = fake_config(arena, 1);
    fake *f = new_fake(arena, config);
    f->failures = both;
    f->failure_count = 2;
    outcome o = measure(arena, fake_plan(arena, config, 2, BLOCKS, 4), f);
    cr_expect(o.runs[1].workloads[0].broken && !o.runs[0].workloads[0].broken);
    cr_expect(f->count == 1, "nothing is launched behind the first failure");
    pg_arena_free(arena);
}

Test(runner, processes_left_behind_are_remarked_once) {
    static const fake_failure left = {.side = 1, .after = 2, .left_behind = 2};
    pg_arena *arena = pg_arena_new();
    pg_config *config = fake_config(arena, 1);
    fake *f = new_fake(arena, config);
    f->failures = &left;
    f->failure_count = 1;
    outcome o = measure(arena, fake_plan(arena, config, 2, BLOCKS, 4), f);
    cr_expect(o.runs[0].workloads[0].remarks.count == 0);
    cr_assert(o.runs[1].workloads[0].remarks.count == 1);
    cr_expect(strstr(o.runs[1].workloads[0].remarks.values[0], "left processes behind"));
    cr_expect(o.runs[1].workloads[0].series_count == COUNT_OF(metrics));
    pg_arena_free(arena);
}

Test(runner, broken_before_it_starts) {
    pg_arena *arena = pg_arena_new();
    for (size_t side = 0; side < 2; side++) {
        const pg_config *config = fake_config(arena, 2);
        pg_plan *plan = fake_plan(arena, config, 2, BLOCKS, 4);
        prepared_of(plan, side, 0)->broken = "fixture f: expected sha256 a, found b";
        outcome o = measure(arena, plan, new_fake(arena, config));
        expect_text(o.runs[side].workloads[0].broken, "fixture f: expected sha256 a, found b",
                    "side %zu", side);
        cr_expect(!o.runs[1 - side].workloads[0].broken);
        cr_expect(o.fake->launches[0][0] == 0 && o.fake->launches[0][1] == 0, "never launched");
        cr_expect(o.fake->launches[1][0] == 1 + 2 * BLOCKS, "the other workload is measured");
    }
    pg_arena_free(arena);
}

typedef struct bytes_case {
    const char *label;
    size_t sides;
    const char *base_artifacts, *head_artifacts, *base_inputs, *head_inputs;
    bool measure_identical, same;
} bytes_case;

static const bytes_case bytes_cases[] = {
    {"the same", 2, "a", "a", "i", "i", false, true},
    {"other artifacts", 2, "a", "b", "i", "i", false, false},
    {"other inputs", 2, "a", "a", "i", "j", false, false},
    {"asked to measure", 2, "a", "a", "i", "i", true, false},
    {"artifacts unknown", 2, "", "", "i", "i", false, false},
    {"one side", 1, "a", "a", "i", "i", false, false},
    {"three sides", 3, "a", "a", "i", "i", false, true},
};

Test(runner, same_bytes) {
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(bytes_cases); i++) {
        const bytes_case *t = &bytes_cases[i];
        const pg_config *config = fake_config(arena, 1);
        pg_plan *plan = fake_plan(arena, config, t->sides, BLOCKS, 4);
        plan->measure_identical = t->measure_identical;
        for (size_t s = 0; s < t->sides; s++) {
            prepared_of(plan, s, 0)->artifacts = s == 1 ? t->head_artifacts : t->base_artifacts;
            prepared_of(plan, s, 0)->inputs = s == 1 ? t->head_inputs : t->base_inputs;
        }
        outcome o = measure(arena, plan, new_fake(arena, config));
        cr_expect((o.fake->count == 0) == t->same, "%s: %zu launches", t->label, o.fake->count);
        for (size_t s = 0; s < t->sides; s++) {
            cr_expect(o.runs[s].workloads[0].same_bytes == t->same, "%s", t->label);
            cr_expect((o.runs[s].workloads[0].series_count == 0) == t->same, "%s", t->label);
            cr_expect(o.runs[s].complete);
        }
    }
    pg_arena_free(arena);
}

/* Stopped after every possible number of launches: whole blocks are there, halves are not. */
Test(runner, half_a_block_is_no_block) {
    for (size_t stop = 1; stop < 2 * (2 + 4 * BLOCKS); stop++) {
        pg_arena *arena = pg_arena_new();
        const pg_config *config = fake_config(arena, 2);
        fake *f = new_fake(arena, config);
        f->stop_after = stop;
        outcome o = measure(arena, fake_plan(arena, config, 2, BLOCKS, 4), f);
        cr_assert(o.status == PG_OK, "stopping is a result");
        size_t per_workload = 2 + 4 * BLOCKS, left = stop;
        for (size_t w = 0; w < 2; w++) {
            size_t mine = left < per_workload ? left : per_workload;
            size_t blocks = mine >= 2 ? (mine - 2) / 4 : 0;
            left -= mine;
            for (size_t s = 0; s < 2; s++) {
                const pg_workload_run *run = pg_run_find(&o.runs[s], w ? "w1" : "w0");
                size_t found = run && run->series_count ? run->series[0].samples.count : 0;
                cr_expect(found == 2 * blocks, "stopped after %zu: side %zu, w%zu has %zu", stop, s,
                          w, found);
                cr_expect(!o.runs[s].complete, "stopped after %zu", stop);
                cr_expect(!run || !run->broken);
            }
        }
        pg_arena_free(arena);
    }
}

/* Never stopped: what the executor says behind the last launch does not matter. */
Test(runner, stopped_behind_the_last_launch) {
    pg_arena *arena = pg_arena_new();
    const pg_config *config = fake_config(arena, 1);
    fake *f = new_fake(arena, config);
    f->stop_after = 2 + 4 * BLOCKS;
    outcome o = measure(arena, fake_plan(arena, config, 2, BLOCKS, 4), f);
    cr_expect(!o.status && o.runs[0].complete && o.runs[1].complete);
    pg_arena_free(arena);
}

Test(runner, the_launcher_fails) {
    pg_arena *arena = pg_arena_new();
    const pg_config *config = fake_config(arena, 1);
    static const pg_status errors[] = {PG_CHILD, PG_INTERRUPTED};
    for (size_t i = 0; i < COUNT_OF(errors); i++) {
        fake *f = new_fake(arena, config);
        f->error_after = 7;
        f->error = errors[i];
        outcome o = measure(arena, fake_plan(arena, config, 2, BLOCKS, 4), f);
        bool stop = errors[i] == PG_INTERRUPTED;
        cr_expect(o.status == (stop ? PG_OK : PG_CHILD), "status %d", (int)o.status);
        cr_expect(stop || strstr(o.err.text, "ended without an answer"));
        cr_expect(!stop || !o.runs[0].complete, "stopped in the midst of a launch");
        cr_expect(pg_run_series(&o.runs[0].workloads[0], "wall_time")->samples.count == 2,
                  "one whole block");
    }
    pg_arena_free(arena);
}

/* A run that was measured can be written and read back. */
Test(runner, gives_runs_that_read_back) {
    pg_arena *arena = pg_arena_new();
    const pg_config *config = fake_config(arena, 2);
    static const fake_failure failure = {.workload = 1, .side = 1, .outcome = PG_OUTCOME_TIMEOUT};
    fake *f = new_fake(arena, config);
    f->failures = &failure;
    f->failure_count = 1;
    outcome o = measure(arena, fake_plan(arena, config, 2, BLOCKS, 4), f);
    for (size_t s = 0; s < 2; s++) {
        pg_run back;
        pg_error err = {0};
        char *text = run_text(arena, &o.runs[s]);
        cr_assert(!read_run_text(arena, text, &back, &err), "%s: %s", err.place, err.text);
        expect_text(run_text(arena, &back), text, "side %zu", s);
    }
    pg_arena_free(arena);
}
