/* What holds over all rows of a comparison: correction for their number, swapping the sides,
 * exchanging the rows. */
#include <math.h>
#include <string.h>

#include "judged.h"
#include "stats/mann_whitney.h"
#include "support/expect.h"

enum { ROWS = 12, N = 12 };

static pg_run *drawn(pg_arena *arena, pg_rng *rng, const double *medians, const size_t *order) {
    pg_run *run = new_run(arena, "s");
    double samples[ROWS][N];
    for (size_t r = 0; r < ROWS; r++) {
        draw_samples(rng, medians[r], 0.05, samples[r], N);
    }
    for (size_t i = 0; i < ROWS; i++) {
        size_t r = order ? order[i] : i;
        add_series(arena, add_workload(arena, run, pg_format(arena, "w%zu", r)), "m", samples[r], N,
                   2);
    }
    return run;
}

static const double steady[ROWS] = {100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100};
static const double moved[ROWS] = {100, 130, 104, 80, 99, 100, 112, 90, 100, 101, 150, 97};

/* q by its definition: the least p_j n / rank_j over all p_j >= p. */
static double q_by_hand(const double *p, size_t n, double of) {
    double least = 1;
    for (size_t j = 0; j < n; j++) {
        size_t rank = 0;
        for (size_t k = 0; k < n; k++) {
            rank += p[k] <= p[j];
        }
        if (p[j] >= of) {
            least = fmin(least, p[j] * (double)n / (double)rank);
        }
    }
    return least;
}

Test(rows, q_counts_the_gated_rows_only) {
    pg_arena *arena = pg_arena_new();
    static const pg_rule rules[] = {
        {.workload = "w1", .metric = "m", .gate = false, .has_gate = true},
        {.workload = "w7", .metric = "m", .gate = false, .has_gate = true},
        {.workload = "w8", .metric = "m", .gate = true, .has_gate = true},
    };
    for (size_t used = 0; used <= COUNT_OF(rules); used += COUNT_OF(rules)) {
        pg_policy policy = pg_policy_default();
        policy.rules = rules;
        policy.rule_count = used;
        pg_rng rng = pg_rng_new(8);
        pg_run *base = drawn(arena, &rng, steady, NULL), *head = drawn(arena, &rng, moved, NULL);
        pg_comparison c = compare_runs(arena, base, head, &policy);
        double p[ROWS];
        size_t n = 0;
        for (size_t r = 0; r < ROWS; r++) {
            bool shown_only = used && (r == 1 || r == 7);
            cr_expect(c.rows[r].gated == !shown_only);
            if (!shown_only) {
                p[n++] = c.rows[r].p;
            }
        }
        cr_assert(n == (used ? ROWS - 2 : ROWS));
        for (size_t r = 0; r < ROWS; r++) {
            const pg_row *row = &c.rows[r];
            double q = row->gated ? q_by_hand(p, n, row->p) : row->p;
            expect_close(row->q, q, 1e-14, "row %zu, %zu rules", r, used);
        }
    }
    pg_arena_free(arena);
}

/* One row in many: what is found alone is not found among them. */
Test(rows, many_rows_ask_for_more) {
    static const double base[] = {1, 2, 3, 4, 5}, head[] = {11, 12, 13, 14, 15};
    pg_arena *arena = pg_arena_new();
    for (int others = 0; others < 2; others++) {
        for (int shown_only = 0; shown_only < 2; shown_only++) {
            pg_run *sides[2] = {new_run(arena, "s"), new_run(arena, "s")};
            pg_policy policy = pg_policy_default();
            static const pg_rule quiet = {.metric = "n", .gate = false, .has_gate = true};
            policy.rules = &quiet;
            policy.rule_count = (size_t)shown_only;
            for (int side = 0; side < 2; side++) {
                add_series(arena, add_workload(arena, sides[side], "w"), "m", side ? head : base, 5,
                           0);
                for (int k = 0; k < 5 * others; k++) {
                    add_series(arena, add_workload(arena, sides[side], pg_format(arena, "v%d", k)),
                               "n", base, 5, 0);
                }
            }
            pg_comparison c = compare_runs(arena, sides[0], sides[1], &policy);
            const pg_row *row = find_row(&c, "w", "m");
            bool alone = !others || shown_only;
            expect_close(row->p, 2.0 / 252, 1e-14, "p");
            expect_close(row->q, alone ? 2.0 / 252 : 12.0 / 252, 1e-14, "q");
            expect_verdict(row, alone ? PG_REGRESSED : PG_INCONCLUSIVE,
                           row_label("others %d, shown only %d", others, shown_only));
            if (!alone) { /* 2 / C(12, 6) is above .01 / 6, 2 / C(14, 7) is not */
                cr_expect(strstr(row->reason, "too few samples") && row->needed >= 7, "%s",
                          row->reason);
            }
        }
    }
    pg_arena_free(arena);
}

static pg_verdict mirrored(pg_verdict verdict) {
    return verdict == PG_REGRESSED ? PG_IMPROVED : verdict == PG_IMPROVED ? PG_REGRESSED : verdict;
}

Test(rows, swapping_the_sides) {
    pg_arena *arena = pg_arena_new();
    size_t changes = 0;
    for (uint64_t seed = 0; seed < 20; seed++) {
        pg_rng rng = pg_rng_new(seed);
        pg_run *base = drawn(arena, &rng, steady, NULL), *head = drawn(arena, &rng, moved, NULL);
        pg_comparison there = compare_runs(arena, base, head, NULL);
        pg_comparison back = compare_runs(arena, head, base, NULL);
        for (size_t r = 0; r < ROWS; r++) {
            const pg_row *a = &there.rows[r], *b = &back.rows[r];
            expect_close(a->ratio, 1 / b->ratio, 1e-13, "seed %d, row %zu", (int)seed, r);
            expect_close(a->p, b->p, 1e-12, "seed %d, row %zu", (int)seed, r);
            expect_close(a->q, b->q, 1e-12, "seed %d, row %zu", (int)seed, r);
            cr_expect(a->u + b->u == 24, "u %g and %g", a->u, b->u);
            if (a->verdict == PG_REGRESSED || a->verdict == PG_IMPROVED) {
                changes++;
                expect_verdict(b, mirrored(a->verdict), row_label("seed %d", (int)seed));
            } else {
                cr_expect(b->verdict != PG_REGRESSED && b->verdict != PG_IMPROVED);
            }
        }
    }
    cr_expect(changes > 40, "only %zu changes: the test sees little", changes);
    pg_arena_free(arena);
}

/* "Higher is better" is the same as "lower is better" with the sides swapped. */
Test(rows, the_direction) {
    pg_arena *arena = pg_arena_new();
    pg_rng rng = pg_rng_new(77);
    pg_run *base = drawn(arena, &rng, steady, NULL), *head = drawn(arena, &rng, moved, NULL);
    pg_comparison lower = compare_runs(arena, base, head, NULL);
    for (size_t r = 0; r < ROWS; r++) {
        base->workloads[r].series[0].better = head->workloads[r].series[0].better = PG_HIGHER;
    }
    pg_comparison higher = compare_runs(arena, base, head, NULL);
    for (size_t r = 0; r < ROWS; r++) {
        const pg_row *a = &lower.rows[r], *b = &higher.rows[r];
        expect_close(a->ratio, 1 / b->ratio, 1e-13, "row %zu", r);
        expect_close(a->p, b->p, 1e-12, "row %zu", r);
        cr_expect(a->u == b->u, "u counts head > base");
        if (a->has_bounds) {
            expect_close(a->ratio_low, 1 / b->ratio_high, 1e-13, "row %zu", r);
        }
        if (a->verdict == PG_REGRESSED || a->verdict == PG_IMPROVED) {
            expect_verdict(b, mirrored(a->verdict), row_label("row %zu", r));
        }
    }
    pg_arena_free(arena);
}

Test(rows, their_order_changes_nothing_but_order) {
    pg_arena *arena = pg_arena_new();
    for (uint64_t seed = 0; seed < 10; seed++) {
        pg_rng rng = pg_rng_new(seed), shuffle = pg_rng_new(1000 + seed);
        size_t order[ROWS];
        for (size_t i = 0; i < ROWS; i++) {
            size_t j = pg_rng_below(&shuffle, i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        pg_run *base = drawn(arena, &rng, steady, NULL), *head = drawn(arena, &rng, moved, NULL);
        pg_comparison plain = compare_runs(arena, base, head, NULL);
        rng = pg_rng_new(seed);
        base = drawn(arena, &rng, steady, order);
        head = drawn(arena, &rng, moved, order);
        pg_comparison mixed = compare_runs(arena, base, head, NULL);
        cr_expect(mixed.result == plain.result && mixed.exit_status == plain.exit_status);
        cr_expect(!strcmp(mixed.headline, plain.headline), "%s", mixed.headline);
        for (size_t i = 0; i < ROWS; i++) {
            const pg_row *row = &mixed.rows[i], *same = find_row(&plain, row->workload, "m");
            cr_expect(row == &mixed.rows[i] && row->p == same->p && row->q == same->q &&
                          row->ratio == same->ratio && row->verdict == same->verdict &&
                          !strcmp(row->reason, same->reason),
                      "seed %d, %s", (int)seed, row->workload);
        }
    }
    pg_arena_free(arena);
}

/* The rule, written down a second time and simply. */
static pg_verdict verdict_by_hand(const pg_row *row, const double *x, const double *y) {
    double theta = row->threshold;
    if (row->q <= 0.01 && row->ratio >= 1 + theta) {
        return PG_REGRESSED;
    }
    if (row->q <= 0.01 && row->ratio <= 1 / (1 + theta)) {
        return PG_IMPROVED;
    }
    pg_laws *laws = pg_laws_new();
    pg_block blocks[N / 2];
    double sorted[2 * N];
    for (size_t b = 0; b < N / 2; b++) {
        for (size_t side = 0; side < 2; side++) {
            const double *from = (side ? y : x) + 2 * b;
            double *to = sorted + 4 * b + 2 * side;
            to[0] = fmin(from[0], from[1]) * (side ? 1 : 1 + theta);
            to[1] = fmax(from[0], from[1]) * (side ? 1 : 1 + theta);
        }
        blocks[b] = (pg_block){sorted + 4 * b, sorted + 4 * b + 2, 2, 2};
    }
    double below = pg_mann_whitney_test(laws, blocks, N / 2, 1).p_below;
    pg_laws_free(laws);
    return below <= 0.05 ? PG_UNCHANGED : PG_INCONCLUSIVE;
}

Test(rows, the_rule_once_more) {
    pg_arena *arena = pg_arena_new();
    size_t seen[PG_VERDICTS] = {0};
    for (uint64_t seed = 0; seed < 40; seed++) {
        pg_rng rng = pg_rng_new(500 + seed);
        pg_run *base = drawn(arena, &rng, steady, NULL), *head = drawn(arena, &rng, moved, NULL);
        pg_comparison c = compare_runs(arena, base, head, NULL);
        for (size_t r = 0; r < ROWS; r++) {
            pg_verdict expected =
                verdict_by_hand(&c.rows[r], base->workloads[r].series[0].samples.values,
                                head->workloads[r].series[0].samples.values);
            expect_verdict(&c.rows[r], expected, row_label("seed %d, row %zu", (int)seed, r));
            seen[expected]++;
        }
    }
    cr_expect(seen[PG_REGRESSED] > 20 && seen[PG_IMPROVED] > 20 && seen[PG_UNCHANGED] > 20 &&
              seen[PG_INCONCLUSIVE] > 20);
    pg_arena_free(arena);
}

Test(rows, an_interrupted_run_is_noted) {
    static const double samples[] = {1, 2, 3, 4, 5, 6, 7, 8};
    pg_arena *arena = pg_arena_new();
    for (int side = 0; side < 2; side++) {
        pg_run *sides[2] = {new_run(arena, "s"), new_run(arena, "s")};
        for (int s = 0; s < 2; s++) {
            add_series(arena, add_workload(arena, sides[s], "w"), "allocations", samples, 1, 0);
        }
        sides[side]->complete = false;
        pg_comparison c = compare_runs(arena, sides[0], sides[1], NULL);
        cr_expect(!c.complete && c.notes.count == 1);
        cr_expect(strstr(c.notes.values[0], side ? "head run is incomplete" : "base run"), "%s",
                  c.notes.values[0]);
        cr_expect(c.result == PG_RESULT_NO_VERDICT, "%s", c.headline);
    }
    pg_arena_free(arena);
}
