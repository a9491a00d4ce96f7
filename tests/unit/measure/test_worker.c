/* Workers: side by side, asked in random order; a sample is a statistic of one launch. */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "fake.h"
#include "support/expect.h"

enum { BLOCKS = 3, ITERATIONS = 21, WARMUP = 2, WORKERS = 4 };

typedef struct outcome {
    pg_run runs[FAKE_SIDES];
    pg_status status;
    fake *fake;
} outcome;

static pg_config *worker_config(pg_arena *arena) {
    pg_config *config = fake_config(arena, 1);
    config->workloads[0].worker = true;
    config->workloads[0].iterations = ITERATIONS;
    config->workloads[0].warmup_iterations = WARMUP;
    return config;
}

static outcome measure(pg_arena *arena, const pg_config *config, fake *f) {
    outcome o = {.runs = {pg_run_empty(), pg_run_empty(), pg_run_empty()}, .fake = f};
    pg_error err = {0};
    o.status =
        pg_measure(arena, fake_plan(arena, config, 2, BLOCKS, 5), &f->executor, o.runs, &err);
    return o;
}

Test(worker, a_sample_is_a_statistic_of_its_iterations) {
    pg_arena *arena = pg_arena_new();
    const pg_config *config = worker_config(arena);
    outcome o = measure(arena, config, new_fake(arena, config));
    cr_assert(!o.status && !o.fake->alive);
    for (size_t side = 0; side < 2; side++) {
        const pg_workload_run *run = &o.runs[side].workloads[0];
        cr_expect(run->iterations == ITERATIONS && !run->broken && !run->remarks.count);
        cr_expect(!pg_run_series(run, "wall_time"), "a launch's own time says nothing");
        /* Iterations WARMUP .. WARMUP + 20, each 1000 ns longer than the last: the quantiles by
         * hand, at places 10 and 19 of 0 .. 20; the mean is the median. */
        double p50 = fake_iteration_ns(side, WARMUP + 10),
               p95 = fake_iteration_ns(side, WARMUP + 19);
        const struct {
            const char *metric;
            double value;
        } expected[] = {{"p50", p50},          {"p95", p95},
                        {"cpu_time", p50 / 2}, {"throughput", FAKE_ITEMS / p50 * 1e9},
                        {"peak_rss", 8192},    {"page_faults", 9}};
        for (size_t i = 0; i < COUNT_OF(expected); i++) {
            const pg_series *series = pg_run_series(run, expected[i].metric);
            cr_assert(series && series->samples.count == 2 * BLOCKS, "%s", expected[i].metric);
            for (size_t k = 0; k < series->samples.count; k++) {
                cr_expect_float_eq(series->samples.values[k], expected[i].value, 0.051, "%s",
                                   expected[i].metric);
                cr_expect(series->blocks.values[k] == k / 2);
            }
        }
    }
    pg_arena_free(arena);
}

/* In every round each of the four is asked once, and the rounds differ. */
Test(worker, asked_in_turn_and_in_random_order) {
    pg_arena *arena = pg_arena_new();
    const pg_config *config = worker_config(arena);
    outcome o = measure(arena, config, new_fake(arena, config));
    size_t rounds = BLOCKS * (ITERATIONS + WARMUP), first[WORKERS] = {0};
    size_t warm = 2 * (WARMUP + 1); /* each side alone: does it work at all */
    cr_assert(o.fake->asked_count == warm + WORKERS * rounds, "%zu", o.fake->asked_count);
    for (size_t r = 0; r < rounds; r++) {
        const size_t *slots = &o.fake->asked_slots[warm + WORKERS * r];
        unsigned seen = 0;
        for (size_t i = 0; i < WORKERS; i++) {
            seen |= 1u << slots[i];
        }
        cr_expect(seen == 15, "round %zu", r);
        first[slots[0]]++;
    }
    for (size_t i = 0; i < WORKERS; i++) { /* 69 rounds; 17 on average, standard deviation 3.6 */
        cr_expect(first[i] >= 5 && first[i] <= 32, "slot %zu first %zu times", i, first[i]);
    }
    pg_arena_free(arena);
}

typedef struct bad_case {
    const char *label;
    fake_trouble trouble;
    fake_failure failure; /* how the program ended */
    uint64_t expected;    /* checksum of the configuration; 0: none */
    const char *says;
} bad_case;

static const bad_case bad_cases[] = {
    {"hangs", {1, 7, PG_SILENT, 0}, {0}, 0, "no answer within 60 s in iteration 8"},
    {"ends", {1, 4, PG_ENDED, 0}, {0}, 0, "ended by itself in iteration 5"},
    {"crashes",
     {1, 1, PG_ENDED, 0},
     {.side = 1, .outcome = PG_OUTCOME_SIGNALED, .code = SIGSEGV},
     0,
     "in iteration 2 of a launch: crashed: signal 11"},
    {"garbles", {1, 0, PG_GARBLED, 0}, {0}, 0, "not the protocol"},
    {"changes its result",
     {1, 9, PG_ANSWERED, 78},
     {0},
     0,
     "its result changes: checksum 000000000000004d, then 000000000000004e in iteration 10"},
    {"wrong result",
     {1, 0, PG_ANSWERED, 78},
     {0},
     FAKE_CHECKSUM,
     "wrong result: expected checksum 000000000000004d, found 000000000000004e"},
    {"fails at the end",
     {1, 1000, PG_ANSWERED, 0},
     {.side = 1, .outcome = PG_OUTCOME_EXITED, .code = 3, .tail = "lost it\n"},
     0,
     "ended with exit status 3: lost it"},
};

Test(worker, what_makes_it_broken) {
    for (size_t i = 0; i < COUNT_OF(bad_cases); i++) {
        const bad_case *c = &bad_cases[i];
        pg_arena *arena = pg_arena_new();
        pg_config *config = worker_config(arena);
        config->workloads[0].checksum = c->expected;
        config->workloads[0].has_checksum = c->expected > 0;
        fake *f = new_fake(arena, config);
        f->trouble = &c->trouble;
        f->failures = &c->failure;
        f->failure_count = c->failure.outcome || c->failure.code;
        outcome o = measure(arena, config, f);
        const pg_workload_run *head = &o.runs[1].workloads[0];
        cr_assert(!o.status && head->broken, "%s", c->label);
        cr_expect(strstr(head->broken, c->says), "%s: %s", c->label, head->broken);
        cr_expect(!head->series_count && !f->alive, "%s: %zu alive", c->label, f->alive);
        pg_arena_free(arena);
    }
}

Test(worker, another_result_on_each_side_is_said) {
    static const fake_trouble other = {1, 0, PG_ANSWERED, 78};
    pg_arena *arena = pg_arena_new();
    const pg_config *config = worker_config(arena);
    fake *f = new_fake(arena, config);
    f->trouble = &other;
    outcome o = measure(arena, config, f);
    const pg_workload_run *head = &o.runs[1].workloads[0];
    cr_assert(!head->broken && head->remarks.count == 1, "said once, not once a block");
    cr_expect(strstr(head->remarks.values[0], "another result than base's"), "%s",
              head->remarks.values[0]);
    pg_arena_free(arena);
}

Test(worker, not_in_base_is_new) {
    static const fake_failure missing = {.side = 0,
                                         .outcome = PG_OUTCOME_NOT_STARTED,
                                         .code = ENOENT,
                                         .obstacle = "the program could not be started"};
    pg_arena *arena = pg_arena_new();
    const pg_config *config = worker_config(arena);
    fake *f = new_fake(arena, config);
    f->failures = &missing;
    f->failure_count = 1;
    outcome o = measure(arena, config, f);
    cr_expect(o.runs[0].workloads[0].absent && !o.runs[1].workloads[0].broken);
    pg_arena_free(arena);
}

Test(worker, half_a_block_is_no_block) {
    pg_arena *arena = pg_arena_new();
    const pg_config *config = worker_config(arena);
    fake *f = new_fake(arena, config);
    f->stop_after = 2 * (WARMUP + 1) + WORKERS * (WARMUP + ITERATIONS) + 10;
    outcome o = measure(arena, config, f);
    cr_expect(!o.status && !o.runs[1].complete);
    const pg_series *p50 = pg_run_series(&o.runs[1].workloads[0], "p50");
    cr_expect(p50 && p50->samples.count == 2, "the first block stands");
    pg_arena_free(arena);
}
