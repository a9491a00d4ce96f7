#include <math.h>
#include <string.h>

#include "judged.h"
#include "support/expect.h"

typedef struct tied_case {
    const char *label;
    double base[9], head[9];
    size_t m, n;
    double u, p; /* exact fractions of splits */
} tied_case;

/* What benchstat prints as 0, 0.041 and 1.343. */
static const tied_case tied_cases[] = {
    {"head all equal", {2, 1, 3, 5}, {1, 1, 1, 1, 1}, 4, 5, 2.5, 12.0 / 126},
    {"low tail", {4, 4, 3, 5, 3, 4, 4}, {4, 4, 3, 3, 3, 3, 3, 4, 3}, 7, 9, 18, 2424.0 / 11440},
    {"twice either tail above 1", {3, 4, 3, 3, 3, 4, 4}, {4, 3, 4, 3, 4, 3, 3, 3, 4}, 7, 9, 32, 1},
};

Test(numbers, ties_where_benchstat_is_wrong) {
    static const double printed[] = {0.0952, 0.2119, 1};
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(tied_cases); i++) {
        const tied_case *t = &tied_cases[i];
        pg_run *base = new_run(arena, ""), *head = new_run(arena, "");
        add_series(arena, add_workload(arena, base, "w"), "m", t->base, t->m, 0);
        add_series(arena, add_workload(arena, head, "w"), "m", t->head, t->n, 0);
        pg_comparison c = compare_runs(arena, base, head, NULL);
        const pg_row *row = find_row(&c, "w", "m");
        cr_expect(row->exact_law && row->u == t->u, "%s: u %g", t->label, row->u);
        expect_close(row->p, t->p, 1e-13, "%s", t->label);
        cr_expect(fabs(row->p - printed[i]) < 5e-5, "%s: %g", t->label, row->p);
        cr_expect(row->q == row->p, "one row: q is p");
    }
    pg_arena_free(arena);
}

/* Medians, spreads, u, p and the ratio of a sample that can be worked out by hand. */
Test(numbers, by_hand) {
    static const double base[] = {2, 4, 8, 16, 32}, head[] = {64, 3, 9, 27, 81};
    pg_arena *arena = pg_arena_new();
    pg_comparison c = compare_samples(arena, "m", base, head, 5, 0, NULL);
    const pg_row *row = find_row(&c, "w", "m");
    cr_expect(row->base.n == 5 && row->head.n == 5);
    cr_expect(row->base.median == 8 && row->head.median == 27);
    expect_close(row->base.spread, 1.4826 * 6 / 8, 1e-4, "base: distances 6 4 0 8 24");
    expect_close(row->head.spread, 1.4826 * 24 / 27, 1e-4, "head: distances 37 24 18 0 54");
    cr_expect(row->u == 1 + 3 + 4 + 5 + 5, "u %g", row->u);
    cr_expect(row->has_ratio && row->has_bounds && row->exact_law);
    /* 25 ratios: the 13th. */
    double ratios[25];
    size_t n = 0;
    for (int i = 0; i < 5; i++) {
        for (int j = 0; j < 5; j++) {
            double ratio = head[j] / base[i];
            size_t at = n++;
            for (; at && ratios[at - 1] > ratio; at--) {
                ratios[at] = ratios[at - 1];
            }
            ratios[at] = ratio;
        }
    }
    expect_close(row->ratio, ratios[12], 1e-15, "the median ratio");
    /* qwilcox(.025, 5, 5) = 3: D_(3) and D_(23). */
    expect_close(row->ratio_low, ratios[2], 1e-15, "lower end");
    expect_close(row->ratio_high, ratios[22], 1e-15, "upper end");
    pg_arena_free(arena);
}

/* Two sessions without blocks in common are pooled in one block, also where they carry numbers. */
Test(numbers, blocks_count_within_a_session_only) {
    static const double samples[] = {1, 2, 3, 4, 5, 6};
    pg_arena *arena = pg_arena_new();
    for (int same = 0; same < 2; same++) {
        pg_run *base = new_run(arena, "s"), *head = new_run(arena, same ? "s" : "t");
        add_series(arena, add_workload(arena, base, "w"), "m", samples, 6, 2);
        add_series(arena, add_workload(arena, head, "w"), "m", samples, 6, 2);
        pg_comparison c = compare_runs(arena, base, head, NULL);
        cr_expect(find_row(&c, "w", "m")->blocks == (same ? 3 : 1));
    }
    pg_run *base = new_run(arena, "s"), *head = new_run(arena, "s");
    add_series(arena, add_workload(arena, base, "w"), "m", samples, 6, 2);
    add_series(arena, add_workload(arena, head, "w"), "m", samples, 6, 0);
    pg_comparison c = compare_runs(arena, base, head, NULL);
    cr_expect(find_row(&c, "w", "m")->blocks == 1, "one side without numbers");
    pg_arena_free(arena);
}

/* The sessions of a baseline are one base side. */
Test(numbers, sessions_are_pooled) {
    static const double one[] = {1, 2, 3}, two[] = {4, 5, 6}, three[] = {7, 8, 9}, head[] = {10};
    pg_arena *arena = pg_arena_new();
    const double *samples[] = {one, two, three};
    pg_run *sessions[3], *run = new_run(arena, "head");
    for (size_t s = 0; s < 3; s++) {
        sessions[s] = new_run(arena, pg_format(arena, "s%zu", s));
        add_series(arena, add_workload(arena, sessions[s], "w"), "m", samples[s], 3, 0);
    }
    add_series(arena, add_workload(arena, run, "w"), "m", head, 1, 0);
    pg_comparison c = compare_sessions(arena, sessions, 3, run, NULL);
    const pg_row *row = find_row(&c, "w", "m");
    cr_expect(row->base.n == 9 && row->base.median == 5 && row->u == 9);
    expect_close(row->p, 0.2, 1e-14, "one of ten places, twice");
    pg_arena_free(arena);
}

Test(numbers, geometric_means_over_workloads) {
    static const double base[] = {100, 100, 100, 100, 100};
    pg_arena *arena = pg_arena_new();
    pg_run *sides[2] = {new_run(arena, "s"), new_run(arena, "s")};
    static const double factors[] = {1.2, 0.9, 2};
    for (size_t w = 0; w < 3; w++) {
        double head[5];
        for (size_t i = 0; i < 5; i++) {
            head[i] = base[i] * factors[w];
        }
        for (int side = 0; side < 2; side++) {
            pg_workload_run *workload =
                add_workload(arena, sides[side], pg_format(arena, "w%zu", w));
            add_series(arena, workload, "m", side ? head : base, 5, 0);
            if (w < 2) {
                add_series(arena, workload, "n", base, 5, 0);
            } else {
                add_series(arena, workload, "alone", base, 5, 0);
            }
        }
    }
    pg_comparison c = compare_runs(arena, sides[0], sides[1], NULL);
    cr_assert(c.mean_count == 2, "a metric of one workload has none");
    cr_expect(!strcmp(c.means[0].metric, "m") && c.means[0].n == 3);
    expect_close(c.means[0].ratio, cbrt(1.2 * 0.9 * 2), 1e-12, "m");
    cr_expect(!strcmp(c.means[1].metric, "n") && c.means[1].n == 2 && c.means[1].ratio == 1);
    pg_arena_free(arena);
}
