/* Budgets, waivers, the control side, and rows that an earlier look has decided. */
#include <string.h>

#include "compare/parts.h"
#include "judged.h"
#include "support/expect.h"

enum { N = 20 };

typedef struct sides {
    pg_run *base, *head, *control;
} sides;

/* Workload "w" with wall_time and peak_rss; head's wall_time is base's times `slower`. */
static sides drawn(pg_arena *arena, uint64_t seed, double slower, double control) {
    pg_rng rng = pg_rng_new(seed);
    sides s = {new_run(arena, "s"), new_run(arena, "s"), new_run(arena, "s")};
    pg_run *runs[] = {s.base, s.head, s.control};
    const double factors[] = {1, slower, control};
    for (size_t i = 0; i < 3; i++) {
        double samples[N];
        pg_workload_run *workload = add_workload(arena, runs[i], "w");
        draw_samples(&rng, 1e6 * factors[i], 0.01, samples, N);
        add_series(arena, workload, "wall_time", samples, N, 2);
        for (size_t k = 0; k < N; k++) {
            samples[k] = 4096 * (double)(100 + k % 3);
        }
        add_series(arena, workload, "peak_rss", samples, N, 2);
    }
    return s;
}

static pg_comparison judge(pg_arena *arena, sides *s, bool with_control, const pg_policy *policy,
                           const pg_comparison *before) {
    size_t twice;
    const pg_run *runs[] = {s->base};
    pg_base_side base = {runs, 1, "base"};
    pg_run_index(arena, s->base, &twice);
    pg_run_index(arena, s->head, &twice);
    pg_run_index(arena, s->control, &twice);
    return pg_compare_look(arena, &base, s->head, with_control ? s->control : NULL, "head", policy,
                           before);
}

typedef struct control_case {
    const char *label;
    double slower, control;
    pg_verdict verdict;
    bool differs;
} control_case;

static const control_case control_cases[] = {
    {"a calm control proves nothing against it", 1.2, 1, PG_REGRESSED, false},
    {"a control that is slower too", 1.2, 1.1, PG_INCONCLUSIVE, true},
    {"a control that is faster", 1.2, 0.9, PG_INCONCLUSIVE, true},
    {"unchanged stays unchanged", 1, 1.1, PG_UNCHANGED, true},
    {"improved stays improved", 0.8, 1.1, PG_IMPROVED, true},
};

Test(rules, the_control_side) {
    pg_arena *arena = pg_arena_new();
    pg_policy policy = pg_policy_default();
    for (size_t i = 0; i < COUNT_OF(control_cases); i++) {
        const control_case *t = &control_cases[i];
        sides s = drawn(arena, i, t->slower, t->control);
        pg_comparison c = judge(arena, &s, true, &policy, NULL);
        const pg_row *row = find_row(&c, "w", "wall_time");
        expect_verdict(row, t->verdict, t->label);
        cr_expect(row->in_control == t->differs, "%s", t->label);
        cr_expect((row->warnings.count > 0) == t->differs, "%s", t->label);
        cr_expect(!find_row(&c, "w", "peak_rss")->in_control, "%s: the other row", t->label);
        pg_comparison without = judge(arena, &s, false, &policy, NULL);
        cr_expect(!find_row(&without, "w", "wall_time")->in_control);
    }
    pg_arena_free(arena);
}

typedef struct budget_case {
    const char *label, *metric;
    double max, slower;
    pg_verdict verdict;
} budget_case;

static const budget_case budget_cases[] = {
    {"below", "wall_time", 1.5e6, 1, PG_UNCHANGED},
    {"above, although nothing changed", "wall_time", 0.5e6, 1, PG_REGRESSED},
    {"at the budget", "peak_rss", 4096 * 101, 1, PG_UNCHANGED},
    {"a byte less", "peak_rss", 4096 * 101 - 1, 1, PG_REGRESSED},
    {"below, but slower", "wall_time", 1.5e6, 1.2, PG_REGRESSED},
    {"above, though better", "wall_time", 0.5e6, 0.8, PG_REGRESSED},
};

Test(rules, budgets) {
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(budget_cases); i++) {
        const budget_case *t = &budget_cases[i];
        pg_policy policy = pg_policy_default();
        pg_rule rule = {.metric = t->metric, .max = t->max, .has_max = true};
        policy.rules = &rule;
        policy.rule_count = 1;
        sides s = drawn(arena, 50 + i, t->slower, 1);
        pg_comparison c = judge(arena, &s, false, &policy, NULL);
        const pg_row *row = find_row(&c, "w", t->metric);
        expect_verdict(row, t->verdict, t->label);
        bool over = row->head.median > t->max;
        cr_expect((strstr(row->reason, "over budget") != NULL) == over, "%s: %s", t->label,
                  row->reason);
        cr_expect(c.exit_status == (t->verdict == PG_REGRESSED), "%s", t->label);
    }
    pg_arena_free(arena);
}

/* A budget holds without a base. */
Test(rules, budgets_of_new_rows) {
    pg_arena *arena = pg_arena_new();
    pg_policy policy = pg_policy_default();
    static const pg_rule rule = {.metric = "wall_time", .max = 10, .has_max = true};
    policy.rules = &rule;
    policy.rule_count = 1;
    sides s = drawn(arena, 3, 1, 1);
    s.base->workloads[0].series_count = 0;
    pg_comparison c = judge(arena, &s, false, &policy, NULL);
    expect_verdict(find_row(&c, "w", "wall_time"), PG_REGRESSED, "new, and over budget");
    expect_verdict(find_row(&c, "w", "peak_rss"), PG_NEW, "new");
    pg_arena_free(arena);
}

typedef struct waiver_case {
    const char *label;
    double slower;
    pg_waiver waiver;
    const char *today;
    pg_result result;
    bool waived;
    const char *says, *note; /* part of the row's reason, of a note */
} waiver_case;

#define WAIVER(metric, ceiling, expires)                                                           \
    { "w", metric, ceiling, "a reason", "#7", expires }

static const waiver_case waiver_cases[] = {
    {"waived", 1.2, WAIVER("wall_time", 0.3, "2026-06-30"), "2026-06-30", PG_RESULT_PASS, true,
     "not by chance", NULL},
    {"beyond its ceiling", 1.5, WAIVER("wall_time", 0.3, "2026-06-30"), "2026-06-30",
     PG_RESULT_REGRESSED, false, "beyond the ceiling of its waiver", NULL},
    {"expired", 1.2, WAIVER("wall_time", 0.3, "2026-06-30"), "2026-07-01", PG_RESULT_REGRESSED,
     false, "expired on 2026-06-30", NULL},
    {"expired, though nothing is worse", 1, WAIVER("wall_time", 0.3, "2026-06-30"), "2027-01-01",
     PG_RESULT_REGRESSED, false, "expired", NULL},
    {"no day given: none expires", 1.2, WAIVER("wall_time", 0.3, "2020-01-01"), "", PG_RESULT_PASS,
     true, "", NULL},
    {"unused", 1, WAIVER("wall_time", 0.3, "2026-06-30"), "2026-01-01", PG_RESULT_PASS, false, "",
     "unused: remove it"},
    {"of another row", 1.2, WAIVER("peak_rss", 0.3, "2026-06-30"), "2026-01-01",
     PG_RESULT_REGRESSED, false, "", "unused: remove it"},
    {"of no row", 1, WAIVER("cpu_time", 0.3, "2026-06-30"), "2026-01-01", PG_RESULT_PASS, false, "",
     "names no row"},
};

Test(rules, waivers) {
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(waiver_cases); i++) {
        const waiver_case *t = &waiver_cases[i];
        pg_policy policy = pg_policy_default();
        policy.waivers = &t->waiver;
        policy.waiver_count = 1;
        policy.today = t->today;
        sides s = drawn(arena, 70 + i, t->slower, 1);
        pg_comparison c = judge(arena, &s, false, &policy, NULL);
        const pg_row *row = find_row(&c, "w", "wall_time");
        cr_expect(c.result == t->result, "%s: %s (%s)", t->label, pg_result_word(c.result),
                  c.headline);
        cr_expect((row->waiver != NULL) == t->waived, "%s", t->label);
        cr_expect(strstr(row->reason, t->says), "%s: %s", t->label, row->reason);
        cr_expect(c.notes.count == (t->note != NULL), "%s: %zu notes", t->label, c.notes.count);
        cr_expect(!t->note || strstr(c.notes.values[0], t->note), "%s: %s", t->label,
                  c.notes.values[0]);
        if (t->waived) {
            expect_verdict(row, PG_REGRESSED, t->label);
            cr_expect(strstr(row->waiver, "a reason (#7)"), "%s", row->waiver);
            cr_expect(strstr(c.headline, "1 waived regression"), "%s", c.headline);
        }
    }
    pg_arena_free(arena);
}

/* A workload that was not measured, as its bytes are the same, has no row of its metrics: its
 * waiver is not useless for that. */
Test(rules, the_waiver_of_a_workload_with_the_same_bytes) {
    pg_arena *arena = pg_arena_new();
    pg_policy policy = pg_policy_default();
    static const pg_waiver waiver = WAIVER("wall_time", 0.3, "2026-06-30");
    policy.waivers = &waiver;
    policy.waiver_count = 1;
    policy.today = "2026-01-01";
    sides s = drawn(arena, 90, 1, 1);
    s.base->workloads[0].same_bytes = s.head->workloads[0].same_bytes = true;
    s.base->workloads[0].series_count = s.head->workloads[0].series_count = 0;
    pg_comparison c = judge(arena, &s, false, &policy, NULL);
    cr_assert(c.row_count == 1);
    cr_expect(c.notes.count == 0, "%s", c.notes.values[0]);
    pg_arena_free(arena);
}

/* A regression that is waived is waived against the committed baseline, too. */
Test(rules, waivers_hold_beside) {
    static const double one[] = {100}, two[] = {110};
    pg_arena *arena = pg_arena_new();
    pg_policy policy = pg_policy_default();
    static const pg_waiver waiver = WAIVER("allocations", 0.3, "2026-06-30");
    policy.waivers = &waiver;
    policy.waiver_count = 1;
    policy.today = "2026-01-01";
    pg_run *base = new_run(arena, "s"), *head = new_run(arena, "s"), *old = new_run(arena, "r");
    add_series(arena, add_workload(arena, base, "w"), "allocations", one, 1, 0);
    add_series(arena, add_workload(arena, head, "w"), "allocations", two, 1, 0);
    add_series(arena, add_workload(arena, old, "w"), "allocations", one, 1, 0);
    pg_comparison c = compare_runs(arena, base, head, &policy);
    pg_comparison beside = compare_runs(arena, old, head, &policy);
    cr_assert(c.result == PG_RESULT_PASS, "%s", c.headline);
    pg_compare_beside(arena, &c, &beside);
    cr_expect(c.result == PG_RESULT_PASS, "%s", c.headline);
    pg_arena_free(arena);
}

static void cut(pg_run *run, size_t samples) {
    for (size_t s = 0; s < run->workloads[0].series_count; s++) {
        run->workloads[0].series[s].samples.count = samples;
        run->workloads[0].series[s].blocks.count = samples;
    }
}

/* What a look has decided stands, with its p, whatever comes later; what is open is judged anew. */
Test(rules, looks) {
    pg_arena *arena = pg_arena_new();
    pg_policy policy = pg_policy_default();
    sides s = drawn(arena, 40, 1.2, 1);
    cut(s.base, 10);
    cut(s.head, 10);
    pg_comparison first = judge(arena, &s, false, &policy, NULL);
    const pg_row *early = find_row(&first, "w", "wall_time");
    expect_verdict(early, PG_REGRESSED, "at the first look");
    cr_expect(!pg_row_is_open(early));
    /* The rest of head is fast again. */
    cut(s.base, N);
    cut(s.head, N);
    for (size_t i = 10; i < N; i++) {
        s.head->workloads[0].series[0].samples.values[i] = 1e6 - (double)i;
    }
    pg_comparison fresh = judge(arena, &s, false, &policy, NULL);
    cr_assert(find_row(&fresh, "w", "wall_time")->verdict != PG_REGRESSED);
    pg_comparison second = judge(arena, &s, false, &policy, &first);
    const pg_row *later = find_row(&second, "w", "wall_time");
    expect_verdict(later, PG_REGRESSED, "at the second look");
    cr_expect(later->p == early->p && later->q == early->q && later->ratio == early->ratio &&
              later->head.n == 10);
    cr_expect(second.row_count == first.row_count);
    pg_arena_free(arena);
}

/* Other rows may lower the q that a row would have now; what it was decided by stands. */
Test(rules, a_decided_row_keeps_its_q) {
    pg_arena *arena = pg_arena_new();
    pg_policy policy = pg_policy_default();
    policy.alpha = 0.05;
    sides s = drawn(arena, 43, 1.2, 1);
    for (size_t i = 0; i < N; i++) {
        double undecided = i % 2 ? 4096 : 6144;
        s.base->workloads[0].series[1].samples.values[i] = i < 6 ? undecided : 4096;
        s.head->workloads[0].series[1].samples.values[i] = i < 6 ? undecided : 8192;
    }
    cut(s.base, 6);
    cut(s.head, 6);
    pg_comparison first = judge(arena, &s, false, &policy, NULL);
    const pg_row *early = find_row(&first, "w", "wall_time");
    expect_verdict(early, PG_REGRESSED, "three blocks");
    expect_close(early->q, 4.0 / 216, 1e-12, "two rows");
    cut(s.base, N);
    cut(s.head, N);
    pg_comparison second = judge(arena, &s, false, &policy, &first);
    cr_assert(find_row(&second, "w", "peak_rss")->p < early->p);
    cr_expect(find_row(&second, "w", "wall_time")->q == early->q);
    pg_arena_free(arena);
}

Test(rules, open_rows_are_judged_anew) {
    pg_arena *arena = pg_arena_new();
    pg_policy policy = pg_policy_default();
    sides s = drawn(arena, 41, 1.2, 1);
    cut(s.base, 4);
    cut(s.head, 4);
    pg_comparison first = judge(arena, &s, false, &policy, NULL);
    cr_assert(pg_row_is_open(find_row(&first, "w", "wall_time")));
    cut(s.base, N);
    cut(s.head, N);
    pg_comparison second = judge(arena, &s, false, &policy, &first);
    const pg_row *row = find_row(&second, "w", "wall_time");
    expect_verdict(row, PG_REGRESSED, "with all samples");
    cr_expect(row->blocks == 10);
    pg_arena_free(arena);
}

/* What can no longer be said, at whatever look: a workload that broke is broken. */
Test(rules, breaking_later) {
    pg_arena *arena = pg_arena_new();
    pg_policy policy = pg_policy_default();
    sides s = drawn(arena, 42, 1, 1);
    pg_comparison first = judge(arena, &s, false, &policy, NULL);
    s.head->workloads[0].broken = "crashed";
    pg_comparison second = judge(arena, &s, false, &policy, &first);
    cr_expect(second.row_count == 1 && second.result == PG_RESULT_BROKEN);
    pg_arena_free(arena);
}
