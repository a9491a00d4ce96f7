/* Measuring in stages with looks in between, without launching anything. */
#include "flow/stages.h"

#include <math.h>
#include <string.h>

#include "fake.h"
#include "runs.h"
#include "support/expect.h"

enum { MOST = 20 };

/* What the launches of a scenario take. */
typedef struct scenario {
    pg_rng rng;
    double noise[FAKE_WORKLOADS_MAX], slower[FAKE_WORKLOADS_MAX];
} scenario;

static double take(void *context, size_t workload, size_t side, size_t n) {
    (void)n;
    scenario *s = context;
    double value;
    draw_samples(&s->rng, side == 1 ? 1e6 * s->slower[workload] : 1e6, s->noise[workload], &value,
                 1);
    return value;
}

typedef struct staged {
    pg_open_session session;
    pg_session_request request;
    fake *fake;
    pg_comparison comparison;
    pg_error err;
} staged;

static staged *start_stages(pg_arena *arena, scenario *scenario, size_t workloads, size_t sides,
                            uint64_t most) {
    staged *s = PG_NEW(arena, staged);
    pg_config *config = fake_config(arena, workloads);
    s->fake = new_fake(arena, config);
    s->fake->wall_ns = take;
    s->fake->context = scenario;
    s->request = (pg_session_request){.config = config, .blocks = most};
    s->session = (pg_open_session){.request = &s->request, .arena = arena, .has_base = true};
    s->session.plan = *fake_plan(arena, config, sides, most, 1);
    for (size_t side = 0; side < sides; side++) {
        s->session.runs[side] = pg_run_empty();
        s->session.runs[side].session = "s";
        s->session.runs[side].host.class_name = "host";
    }
    s->session.measuring =
        pg_measure_start(arena, &s->session.plan, &s->fake->executor, s->session.runs, &s->err);
    return s;
}

/* Only wall_time is judged: the fake's other metrics hardly vary. */
static void run_stages(staged *s, const pg_stages *stages) {
    static const pg_rule rules[] = {
        {.metric = "cpu_time", .gate = false, .has_gate = true},
        {.metric = "peak_rss", .gate = false, .has_gate = true},
        {.metric = "page_faults", .gate = false, .has_gate = true},
    };
    pg_policy policy = pg_policy_default();
    policy.rules = rules;
    policy.rule_count = COUNT_OF(rules);
    cr_assert(!pg_stages_run(&s->session, stages, &policy, &s->comparison), "%s", s->err.text);
}

static staged *staged_run(pg_arena *arena, scenario *scenario, size_t workloads,
                          const pg_stages *stages) {
    staged *s = start_stages(arena, scenario, workloads, 2, stages->most);
    run_stages(s, stages);
    return s;
}

static const pg_row *row_of(const staged *s, size_t workload) {
    for (size_t r = 0; r < s->comparison.row_count; r++) {
        const pg_row *row = &s->comparison.rows[r];
        if (row->workload[1] == '0' + (char)workload &&
            (!strcmp(row->metric, "wall_time") || !strcmp(row->metric, "*"))) {
            return row;
        }
    }
    cr_assert(false, "no row of workload %zu", workload);
    return NULL;
}

static uint64_t blocks_of(const staged *s, size_t workload) {
    return pg_measure_blocks(s->session.measuring, workload);
}

static const pg_stages in_looks = {
    .most = MOST, .looks = true, .base_label = "base", .head_label = "head"};
static const pg_stages at_once = {
    .most = MOST, .looks = false, .base_label = "base", .head_label = "head"};

/* What is clear is measured for a quarter of the blocks, what is not for all of them. */
Test(stages, what_is_decided_is_measured_no_further) {
    pg_arena *arena = pg_arena_new();
    scenario s = {.rng = pg_rng_new(1), .noise = {0.005, 0.005, 0.3}, .slower = {1, 1.3, 1}};
    staged *done = staged_run(arena, &s, 3, &in_looks);
    cr_expect(row_of(done, 0)->verdict == PG_UNCHANGED, "%s", row_of(done, 0)->reason);
    cr_expect(row_of(done, 1)->verdict == PG_REGRESSED, "%s", row_of(done, 1)->reason);
    cr_expect(row_of(done, 2)->verdict == PG_INCONCLUSIVE, "%s", row_of(done, 2)->reason);
    cr_expect(blocks_of(done, 0) == 5 && blocks_of(done, 1) == 5 && blocks_of(done, 2) == MOST,
              "%d %d %d", (int)blocks_of(done, 0), (int)blocks_of(done, 1),
              (int)blocks_of(done, 2));
    cr_expect(done->comparison.alpha == 0.01 && done->comparison.beta == 0.05, "the levels in all");
    bool noted = false;
    for (size_t i = 0; i < done->comparison.notes.count; i++) {
        noted |=
            strstr(done->comparison.notes.values[i], "stopped early: 120 of 240 launches") != NULL;
    }
    cr_expect(noted);
    pg_arena_free(arena);
}

Test(stages, without_looks_all_is_measured) {
    pg_arena *arena = pg_arena_new();
    scenario s = {.rng = pg_rng_new(2), .noise = {0.005, 0.005}, .slower = {1, 1.3}};
    staged *done = staged_run(arena, &s, 2, &at_once);
    cr_expect(blocks_of(done, 0) == MOST && blocks_of(done, 1) == MOST);
    cr_expect(row_of(done, 0)->verdict == PG_UNCHANGED && row_of(done, 1)->verdict == PG_REGRESSED);
    cr_expect(done->comparison.notes.count == 0, "%s", done->comparison.notes.values[0]);
    pg_arena_free(arena);
}

Test(stages, small_numbers_of_blocks) {
    for (uint64_t most = 1; most <= 6; most++) {
        pg_arena *arena = pg_arena_new();
        pg_stages stages = in_looks;
        stages.most = most;
        scenario s = {.rng = pg_rng_new(most), .noise = {0.3}, .slower = {1}};
        staged *done = staged_run(arena, &s, 1, &stages);
        cr_expect(blocks_of(done, 0) == most, "%d of %d", (int)blocks_of(done, 0), (int)most);
        pg_arena_free(arena);
    }
}

/* A budget that is gone at once: a block each, and the verdict on those. */
Test(stages, no_budget_to_speak_of) {
    pg_arena *arena = pg_arena_new();
    pg_stages stages = in_looks;
    stages.budget_s = 1e-9;
    scenario s = {.rng = pg_rng_new(3), .noise = {0.01, 0.01}, .slower = {1, 1.5}};
    staged *done = staged_run(arena, &s, 2, &stages);
    cr_expect(blocks_of(done, 0) == 1 && blocks_of(done, 1) == 1);
    cr_expect(row_of(done, 1)->verdict == PG_INCONCLUSIVE && done->comparison.exit_status == 3);
    pg_arena_free(arena);
}

/* A budget for more than all blocks changes nothing. */
Test(stages, a_large_budget) {
    pg_arena *arena = pg_arena_new();
    pg_stages stages = in_looks;
    stages.budget_s = 3600;
    scenario s = {.rng = pg_rng_new(4), .noise = {0.005, 0.3}, .slower = {1, 1}};
    staged *done = staged_run(arena, &s, 2, &stages);
    cr_expect(blocks_of(done, 0) == 5 && blocks_of(done, 1) == MOST);
    pg_arena_free(arena);
}

/* Ctrl-C in the midst: what was measured is judged, and marked as interrupted. */
Test(stages, stopped_by_the_user) {
    for (size_t stop = 1; stop < 60; stop += 7) {
        pg_arena *arena = pg_arena_new();
        scenario s = {.rng = pg_rng_new(stop), .noise = {0.3, 0.3}, .slower = {1, 1}};
        staged *done = start_stages(arena, &s, 2, 2, MOST);
        done->fake->stop_after = stop;
        run_stages(done, &in_looks);
        cr_expect(!done->comparison.complete, "stopped after %zu", stop);
        cr_expect(done->comparison.exit_status != 0 ||
                      done->comparison.result == PG_RESULT_INCONCLUSIVE,
                  "stopped after %zu: %s", stop, done->comparison.headline);
        pg_arena_free(arena);
    }
}

Test(stages, a_workload_that_breaks) {
    static const fake_failure failure = {
        .workload = 0, .side = 1, .after = 15, .outcome = PG_OUTCOME_SIGNALED, .code = 11};
    for (size_t broken = 0; broken < 2; broken++) {
        pg_arena *arena = pg_arena_new();
        scenario s = {.rng = pg_rng_new(6), .noise = {0.3, 0.01}, .slower = {1, 1}};
        staged *done = start_stages(arena, &s, 2, 2, MOST);
        done->fake->failures = &failure;
        done->fake->failure_count = broken;
        run_stages(done, &in_looks);
        cr_expect((done->comparison.result == PG_RESULT_BROKEN) == broken, "%s",
                  done->comparison.headline);
        cr_expect(!broken || done->fake->launches[0][1] == 16, "it is not launched again");
        pg_arena_free(arena);
    }
}

/* Samples by block, for laws that can be counted: pairs of a block with head > base. */
static double script(void *context, size_t workload, size_t side, size_t n) {
    static const double apart[2][2] = {{100, 101}, {130, 140}};     /* 4 of 4 */
    static const double crossed[2][2] = {{100, 131}, {130, 140}};   /* 3 */
    static const double undecided[2][2] = {{50, 200}, {50.5, 199}}; /* 2 */
    const size_t *crossings = context; /* blocks that begin crossed, or undecided */
    if (n == 0) {
        return 1; /* the warm-up */
    }
    size_t block = (n - 1) / 2, at = (n - 1) % 2;
    const double(*shape)[2] = block >= crossings[workload] ? apart : workload ? undecided : crossed;
    return shape[side][at];
}

static staged *scripted_run(pg_arena *arena, const size_t *crossings, size_t workloads) {
    scenario unused = {.noise = {0}};
    staged *done = start_stages(arena, &unused, workloads, 2, MOST);
    done->fake->wall_ns = script;
    done->fake->context = (void *)(uintptr_t)crossings;
    run_stages(done, &in_looks);
    return done;
}

/* The level of the first of three looks is .00356, not .01: 18 of 20 pairs, p = 52 / 7776 = .0067,
 * do not decide at five blocks; 19 of 20, p = 12 / 7776 = .0015, do. */
Test(stages, the_first_look_asks_for_more) {
    pg_arena *arena = pg_arena_new();
    static const size_t two[] = {2}, one[] = {1};
    staged *done = scripted_run(arena, two, 1);
    cr_expect(row_of(done, 0)->verdict == PG_REGRESSED && blocks_of(done, 0) == 10, "%d blocks",
              (int)blocks_of(done, 0));
    done = scripted_run(arena, one, 1);
    cr_expect(row_of(done, 0)->verdict == PG_REGRESSED && blocks_of(done, 0) == 5, "%d blocks",
              (int)blocks_of(done, 0));
    expect_close(row_of(done, 0)->p, 12.0 / 7776, 1e-12, "19 of 20 pairs");
    pg_arena_free(arena);
}

/* A row decided at the first look keeps its q, although another row is far below it in the end. */
Test(stages, what_a_look_decided_stands) {
    pg_arena *arena = pg_arena_new();
    static const size_t crossings[] = {1, 5};
    staged *done = scripted_run(arena, crossings, 2);
    const pg_row *first = row_of(done, 0), *second = row_of(done, 1);
    cr_assert(blocks_of(done, 0) == 5 && blocks_of(done, 1) > 5, "%d and %d blocks",
              (int)blocks_of(done, 0), (int)blocks_of(done, 1));
    cr_assert(first->verdict == PG_REGRESSED && second->p < first->p);
    expect_close(first->q, 24.0 / 7776, 1e-12, "of two rows");
    pg_arena_free(arena);
}

/* The most of `n` that an event of probability p gives but once in a million. */
static size_t binomial_bound(size_t n, double p) {
    double term = pow(1 - p, (double)n), sum = term;
    size_t k = 0;
    while (sum < 1 - 1e-6 && k < n) {
        term *= (double)(n - k) / (double)(k + 1) * p / (1 - p);
        sum += term;
        k++;
    }
    return k;
}

/* Three looks spend no more error than one: noise of 5 %, no change, then +10 %. */
Test(stages, looking_three_times_is_paid_for) {
    enum { SUITES = 150, FOUND = 50 };
    size_t red = 0, found = 0;
    for (uint64_t seed = 0; seed < SUITES + FOUND; seed++) {
        pg_arena *arena = pg_arena_new();
        bool changed = seed >= SUITES;
        scenario s = {.rng = pg_rng_new(seed), .noise = {0.05}, .slower = {changed ? 1.1 : 1}};
        staged *done = staged_run(arena, &s, 1, &in_looks);
        bool fired = row_of(done, 0)->verdict == PG_REGRESSED;
        red += fired && !changed;
        found += fired && changed;
        pg_arena_free(arena);
    }
    cr_expect(red <= binomial_bound(SUITES, 0.005), "%zu of %d red", red, SUITES);
    cr_expect(found >= FOUND * 95 / 100, "%zu of %d found", found, FOUND);
}
