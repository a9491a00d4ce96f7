#include <math.h>
#include <string.h>

#include "judged.h"
#include "support/expect.h"

typedef struct exact_case {
    const char *label, *metric;
    pg_better better;
    double base[3], head[3];
    size_t n;
    double threshold; /* < 0: the metric's own */
    pg_verdict verdict;
    double ratio;
} exact_case;

static const exact_case exact_cases[] = {
    {"one call more", "allocations", PG_LOWER, {1000}, {1001}, 1, -1, PG_REGRESSED, 1.001},
    {"one call fewer", "allocations", PG_LOWER, {1000}, {999}, 1, -1, PG_IMPROVED, 0.999},
    {"as many", "allocations", PG_LOWER, {1000, 1000}, {1000, 1000}, 2, -1, PG_UNCHANGED, 1},
    {"below 1 %", "instructions", PG_LOWER, {1000}, {1010}, 1, -1, PG_UNCHANGED, 1.01},
    {"above 1 %", "instructions", PG_LOWER, {1000}, {1011}, 1, -1, PG_REGRESSED, 1.011},
    {"1 % fewer", "instructions", PG_LOWER, {1011}, {1000}, 1, -1, PG_IMPROVED, 1000.0 / 1011},
    {"varies in the tolerance",
     "instructions",
     PG_LOWER,
     {10000, 10002, 10005},
     {10000, 10001, 10003},
     3,
     -1,
     PG_UNCHANGED,
     10001.0 / 10002},
    {"base varies",
     "instructions",
     PG_LOWER,
     {10000, 10002, 10006},
     {20000, 20000, 20000},
     3,
     -1,
     PG_INCONCLUSIVE,
     20000.0 / 10002},
    {"head varies", "allocations", PG_LOWER, {10, 10}, {20, 21}, 2, -1, PG_INCONCLUSIVE, 2.05},
    {"a rule allows 50 %", "allocations", PG_LOWER, {100}, {150}, 1, 0.5, PG_UNCHANGED, 1.5},
    {"and no more", "allocations", PG_LOWER, {100}, {151}, 1, 0.5, PG_REGRESSED, 1.51},
    {"higher is better", "hits", PG_HIGHER, {100}, {99}, 1, -1, PG_REGRESSED, 100.0 / 99},
    {"higher is better, higher", "hits", PG_HIGHER, {100}, {101}, 1, -1, PG_IMPROVED, 100.0 / 101},
    {"from nothing", "allocations", PG_LOWER, {0}, {1}, 1, -1, PG_REGRESSED, INFINITY},
    {"to nothing", "allocations", PG_LOWER, {1}, {0}, 1, -1, PG_IMPROVED, 0},
    {"nothing", "allocations", PG_LOWER, {0}, {0}, 1, -1, PG_UNCHANGED, 1},
    {"zero to some, within a side",
     "allocations",
     PG_LOWER,
     {0, 0},
     {0, 1},
     2,
     -1,
     PG_INCONCLUSIVE,
     INFINITY},
};

static pg_series *add_exact(pg_arena *arena, pg_run *run, const exact_case *t,
                            const double *samples) {
    pg_series *series =
        add_series(arena, add_workload(arena, run, "w"), t->metric, samples, t->n, 0);
    series->kind = PG_EXACT;
    series->better = t->better;
    return series;
}

Test(judge_exact, each_rule) {
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(exact_cases); i++) {
        const exact_case *t = &exact_cases[i];
        pg_run *base = new_run(arena, "s"), *head = new_run(arena, "s");
        pg_policy policy = pg_policy_default();
        pg_rule rule = {.metric = t->metric, .threshold = t->threshold, .has_threshold = true};
        policy.rules = &rule;
        policy.rule_count = t->threshold >= 0;
        add_exact(arena, base, t, t->base);
        add_exact(arena, head, t, t->head);
        pg_comparison c = compare_runs(arena, base, head, &policy);
        const pg_row *row = find_row(&c, "w", t->metric);
        expect_verdict(row, t->verdict, t->label);
        cr_expect(row->has_ratio == (bool)isfinite(t->ratio), "%s", t->label);
        expect_close(row->has_ratio ? row->ratio : INFINITY, t->ratio, 1e-15, "%s", t->label);
        cr_expect(!row->tested && !row->has_bounds, "%s: an exact row is not tested", t->label);
    }
    pg_arena_free(arena);
}

/* --threshold is about timed rows only. */
Test(judge_exact, the_command_lines_threshold_leaves_it_alone) {
    pg_arena *arena = pg_arena_new();
    pg_policy policy = pg_policy_default();
    policy.threshold = 0.5;
    policy.has_threshold = true;
    static const double base[] = {1000}, head[] = {1001};
    pg_comparison c = compare_samples(arena, "allocations", base, head, 1, 0, &policy);
    expect_verdict(find_row(&c, "w", "allocations"), PG_REGRESSED, "one more");
    pg_arena_free(arena);
}

/* Older sessions of a baseline are older code: the newest stands for the side. */
Test(judge_exact, the_newest_session_of_a_baseline_counts) {
    static const double counts[] = {1000, 1000, 1000, 900};
    pg_arena *arena = pg_arena_new();
    pg_run *sessions[4];
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        sessions[i] = new_run(arena, row_label("s%zu", i));
        sessions[i]->session = pg_format(arena, "s%zu", i);
        add_series(arena, add_workload(arena, sessions[i], "w"), "allocations", &counts[i], 1, 0);
    }
    static const double heads[] = {1000, 900, 899};
    static const pg_verdict verdicts[] = {PG_REGRESSED, PG_UNCHANGED, PG_IMPROVED};
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        pg_run *head = new_run(arena, "head");
        add_series(arena, add_workload(arena, head, "w"), "allocations", &heads[i], 1, 0);
        pg_comparison c = compare_sessions(arena, sessions, COUNT_OF(counts), head, NULL);
        const pg_row *row = find_row(&c, "w", "allocations");
        expect_verdict(row, verdicts[i], row_label("head %g", heads[i]));
        expect_close(row->ratio, heads[i] / 900, 1e-15, "head %g", heads[i]);
    }
    pg_arena_free(arena);
}

/* Exact rows cross hosts, but not compilers. */
Test(judge_exact, hosts_and_compilers) {
    static const double one[] = {10}, two[] = {20};
    pg_arena *arena = pg_arena_new();
    for (int other_compiler = 0; other_compiler < 2; other_compiler++) {
        for (int known = 0; known < 2; known++) {
            pg_run *base = new_run(arena, "a"), *head = new_run(arena, "b");
            base->host.class_name = "another";
            base->source.compiler = known ? "GCC 12" : "";
            head->source.compiler = other_compiler ? "clang 14" : "GCC 12";
            add_series(arena, add_workload(arena, base, "w"), "allocations", one, 1, 0);
            add_series(arena, add_workload(arena, head, "w"), "allocations", two, 1, 0);
            pg_comparison c = compare_runs(arena, base, head, NULL);
            const pg_row *row = find_row(&c, "w", "allocations");
            cr_expect(c.source.kind == PG_BASE_OTHER_HOST);
            expect_verdict(row, other_compiler && known ? PG_INCOMPARABLE : PG_REGRESSED,
                           row_label("other compiler %d, known %d", other_compiler, known));
            cr_expect(!row->blocking);
        }
    }
    pg_arena_free(arena);
}
