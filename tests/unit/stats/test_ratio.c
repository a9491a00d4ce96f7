#include "stats/ratio.h"

#include <math.h>
#include <stdlib.h>

#include "samples.h"
#include "support/expect.h"

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* All ratios, sorted: the definition. */
static double *all_ratios(pg_arena *arena, const pg_block *blocks, size_t count) {
    double *ratios = PG_ARRAY(arena, double, pg_block_pairs(blocks, count));
    size_t n = 0;
    for (size_t b = 0; b < count; b++) {
        for (size_t i = 0; i < blocks[b].m; i++) {
            for (size_t j = 0; j < blocks[b].n; j++) {
                double x = blocks[b].x[i], y = blocks[b].y[j];
                ratios[n++] = x == 0 && y == 0 ? 1 : y / x;
            }
        }
    }
    qsort(ratios, n, sizeof(double), ascending);
    return ratios;
}

static void expect_selection(const pg_block *blocks, size_t count, const char *label) {
    pg_arena *arena = pg_arena_new();
    double *ratios = all_ratios(arena, blocks, count);
    size_t pairs = pg_block_pairs(blocks, count);
    for (size_t k = 0; k < pairs; k++) {
        double found = pg_ratio_select(blocks, count, k);
        cr_assert(found == ratios[k], "%s, k %zu of %zu: expected %.17g, found %.17g", label, k,
                  pairs, ratios[k], found);
    }
    pg_arena_free(arena);
}

/* 256 ratios and fewer are sorted out at once; more are narrowed down first. */
typedef struct structure {
    const char *label;
    size_t count, m, n;
    bool ragged;
} structure;

static const structure structures[] = {
    {"one pair", 1, 1, 1, false},
    {"1 + 9", 1, 1, 9, false},
    {"9 + 1", 1, 9, 1, false},
    {"10 + 10", 1, 10, 10, false},
    {"255 pairs", 1, 15, 17, false},
    {"256 pairs", 1, 16, 16, false},
    {"257 pairs", 1, 257, 1, false},
    {"1 + 300", 1, 1, 300, false},
    {"30 + 40", 1, 30, 40, false},
    {"ten of 2 + 2", 10, 2, 2, false},
    {"two hundred of 2 + 2", 200, 2, 2, false},
    {"up to 8 + 8", 40, 8, 8, true},
    {"up to 20 + 5", 30, 20, 5, true},
    {"five hundred of 1 + 1", 500, 1, 1, false},
};

Test(ratio, selecting_is_sorting) {
    pg_arena *arena = pg_arena_new();
    pg_rng rng = pg_rng_new(17);
    for (size_t i = 0; i < COUNT_OF(structures); i++) {
        const structure *row = &structures[i];
        for (int s = 0; s < SHAPES; s++) {
            for (int round = 0; round < 3; round++) {
                pg_block *blocks =
                    draw_blocks(arena, &rng, (shape)s, row->count, row->m, row->n, row->ragged);
                expect_selection(blocks, row->count,
                                 pg_format(arena, "%s, %s", row->label, shape_names[s]));
            }
        }
    }
    pg_arena_free(arena);
}

/* Blocks of one side only zeros, or of very different sizes of values, so that most ratios are 0,
 * 1 or infinite. */
Test(ratio, selecting_among_zeros_and_infinities) {
    pg_arena *arena = pg_arena_new();
    pg_rng rng = pg_rng_new(18);
    for (int round = 0; round < 200; round++) {
        size_t count = 1 + pg_rng_below(&rng, 30), size = 1 + pg_rng_below(&rng, 12);
        pg_block *blocks = PG_ARRAY(arena, pg_block, count);
        for (size_t b = 0; b < count; b++) {
            static const shape mix[] = {ZEROS, WIDE, EQUAL, ZEROS};
            pg_block *one =
                draw_blocks(arena, &rng, mix[pg_rng_below(&rng, 4)], 1, size, size, true);
            pg_block *other =
                draw_blocks(arena, &rng, mix[pg_rng_below(&rng, 4)], 1, size, size, true);
            blocks[b] = (pg_block){one->x, other->y, one->m, other->n};
        }
        expect_selection(blocks, count, pg_format(arena, "round %d", round));
    }
    pg_arena_free(arena);
}

/* Ratios with no double between them, where an interpolated guess rounds to an end. */
Test(ratio, selecting_among_neighbours, .timeout = 20) {
    pg_arena *arena = pg_arena_new();
    pg_rng rng = pg_rng_new(29);
    for (int round = 0; round < 60; round++) {
        double x[40], y[40], start = round % 2 ? 1 : draw_value(&rng, SMOOTH);
        for (size_t i = 0; i < 40; i++) {
            x[i] = 1;
            y[i] = start;
            for (uint64_t steps = pg_rng_below(&rng, 2 + round % 5); steps; steps--) {
                y[i] = nextafter(y[i], INFINITY);
            }
        }
        pg_block block = make_block(arena, x, 40, y, 40);
        expect_selection(&block, 1, pg_format(arena, "round %d", round));
    }
    pg_arena_free(arena);
}

Test(ratio, zero_over_zero_counts_as_one) {
    static const double zeros[] = {0, 0}, values[] = {0, 3}, five[] = {5};
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    pg_block both = make_block(arena, zeros, 2, zeros, 2);
    cr_expect(pg_ratio_estimate(laws, &both, 1, 0.95).estimate == 1);
    pg_block mixed = make_block(arena, values, 2, values, 2); /* 0, 1, 1, infinite */
    cr_expect(pg_ratio_select(&mixed, 1, 0) == 0 && pg_ratio_select(&mixed, 1, 1) == 1);
    cr_expect(pg_ratio_select(&mixed, 1, 2) == 1 && pg_ratio_select(&mixed, 1, 3) == INFINITY);
    cr_expect(pg_ratio_estimate(laws, &mixed, 1, 0.95).estimate == 1);
    pg_block from_zero = make_block(arena, zeros, 2, five, 1);
    cr_expect(pg_ratio_estimate(laws, &from_zero, 1, 0.95).estimate == INFINITY);
    pg_block to_zero = make_block(arena, five, 1, zeros, 2);
    cr_expect(pg_ratio_estimate(laws, &to_zero, 1, 0.95).estimate == 0);
    pg_laws_free(laws);
    pg_arena_free(arena);
}

/* The estimate and the interval by their definition: the middle of all ratios, and the order
 * statistics that the quantile of the law names. */
static void expect_estimate(pg_laws *laws, const pg_block *blocks, size_t count, double level,
                            const char *label) {
    pg_arena *arena = pg_arena_new();
    double *ratios = all_ratios(arena, blocks, count);
    size_t pairs = pg_block_pairs(blocks, count), q;
    pg_ratio ratio = pg_ratio_estimate(laws, blocks, count, level);
    double lower = ratios[(pairs - 1) / 2], upper = ratios[pairs / 2];
    if (lower > 0 && isfinite(upper)) {
        expect_close(ratio.estimate, sqrt(lower) * sqrt(upper), 1e-15, "%s, estimate", label);
    }
    cr_expect(pairs % 2 == 0 || ratio.estimate == upper, "%s: the middle itself", label);
    bool has_bounds = pg_law_quantile(laws, blocks, count, (1 - level) / 2, &q);
    cr_expect(ratio.has_bounds == has_bounds, "%s", label);
    if (has_bounds) {
        cr_expect(ratio.low == ratios[q] && ratio.high == ratios[pairs - 1 - q], "%s", label);
        cr_expect(ratio.low <= ratio.estimate && ratio.estimate <= ratio.high, "%s", label);
    }
    pg_arena_free(arena);
}

Test(ratio, estimate_and_interval_by_definition) {
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    pg_rng rng = pg_rng_new(19);
    for (int round = 0; round < 200; round++) {
        shape s = round % 2 ? SMOOTH : TIED;
        size_t count = 1 + pg_rng_below(&rng, 12), size = 1 + pg_rng_below(&rng, 10);
        pg_block *blocks = draw_blocks(arena, &rng, s, count, size, size, true);
        expect_estimate(laws, blocks, count, round % 3 ? 0.95 : 0.99,
                        pg_format(arena, "round %d", round));
    }
    pg_laws_free(laws);
    pg_arena_free(arena);
}

static const structure large_structures[] = {
    {"16 + 17", 1, 16, 17, false},
    {"20 + 20", 1, 20, 20, false},
    {"100 + 100", 1, 100, 100, false},
    {"1 + 300", 1, 1, 300, false},
    {"300 + 1", 1, 300, 1, false},
    {"513 + 5", 1, 513, 5, false},
    {"900 + 4", 1, 900, 4, false},
    {"512 + 6", 1, 512, 6, false},
    {"5 + 600", 1, 5, 600, false},
    {"five of 30 + 40", 5, 30, 40, false},
    {"twenty, up to 12 + 25", 20, 12, 25, true},
    {"hundred of 2 + 2", 100, 2, 2, false},
    {"300 of 1 + 1", 300, 1, 1, false},
};

/* Beyond 256 pairs the order statistics are sought together, where times are as times are; the
 * others one by one. Two humps, the upper one at double the time, leave gaps between the ratios. */
Test(ratio, estimates_from_many_pairs) {
    static const double levels[] = {0.5, 0.95, 0.99999};
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    pg_rng rng = pg_rng_new(23);
    for (size_t i = 0; i < COUNT_OF(large_structures); i++) {
        const structure *row = &large_structures[i];
        for (int round = 0; round < 4 * (SHAPES + 1); round++) {
            bool humps = round % (SHAPES + 1) == SHAPES;
            shape s = humps ? SMOOTH : (shape)(round % (SHAPES + 1));
            pg_block *blocks = draw_blocks(arena, &rng, s, row->count, row->m, row->n, row->ragged);
            for (size_t b = 0; humps && b < row->count; b++) {
                double *x = PG_ARRAY(arena, double, blocks[b].m);
                for (size_t k = 0; k < blocks[b].m; k++) {
                    x[k] = blocks[b].x[k] * (k < blocks[b].m / 2 ? 0.001 : 0.002);
                }
                blocks[b].x = x;
            }
            expect_estimate(laws, blocks, row->count, levels[round % 3],
                            pg_format(arena, "%s, %s, round %d", row->label,
                                      humps ? "two humps" : shape_names[s], round));
        }
    }
    pg_laws_free(laws);
    pg_arena_free(arena);
}

typedef struct bounds_row {
    size_t count, m, n;
    double level;
    bool has_bounds;
} bounds_row;

/* 1 / C(m + n, n), to the power of the number of blocks, is at most half of 1 - level or not. */
static const bounds_row bounds_rows[] = {
    {1, 3, 3, 0.95, false},  {1, 4, 4, 0.95, true},  {1, 4, 4, 0.99, false}, {1, 5, 5, 0.99, true},
    {1, 1, 38, 0.95, false}, {1, 1, 39, 0.95, true}, {2, 2, 2, 0.95, false}, {3, 2, 2, 0.95, true},
    {5, 1, 1, 0.95, false},  {6, 1, 1, 0.95, true},
};

Test(ratio, too_few_samples_for_an_interval) {
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    pg_rng rng = pg_rng_new(20);
    for (size_t i = 0; i < COUNT_OF(bounds_rows); i++) {
        const bounds_row *row = &bounds_rows[i];
        pg_block *blocks = draw_blocks(arena, &rng, SMOOTH, row->count, row->m, row->n, false);
        pg_ratio ratio = pg_ratio_estimate(laws, blocks, row->count, row->level);
        cr_expect(ratio.has_bounds == row->has_bounds, "%zu of %zu + %zu, level %g", row->count,
                  row->m, row->n, row->level);
    }
    pg_laws_free(laws);
    pg_arena_free(arena);
}

/* Exchanging the sides turns a ratio over; 16 times the head gives 16 times the ratio,
 * to the last bit. */
Test(ratio, laws_of_the_estimate) {
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    pg_rng rng = pg_rng_new(21);
    for (int round = 0; round < 100; round++) {
        size_t count = 1 + pg_rng_below(&rng, 12), size = 1 + pg_rng_below(&rng, 25);
        pg_block *blocks = draw_blocks(arena, &rng, SMOOTH, count, size, size, true);
        pg_ratio ratio = pg_ratio_estimate(laws, blocks, count, 0.95);
        pg_ratio back = pg_ratio_estimate(laws, swapped(arena, blocks, count), count, 0.95);
        expect_close(back.estimate, 1 / ratio.estimate, 1e-14, "round %d, swapped", round);
        if (ratio.has_bounds) {
            expect_close(back.low, 1 / ratio.high, 1e-14, "round %d, swapped, low", round);
            expect_close(back.high, 1 / ratio.low, 1e-14, "round %d, swapped, high", round);
        }
        double *multiplied = PG_ARRAY(arena, double, blocks[0].n);
        for (size_t j = 0; j < blocks[0].n; j++) {
            multiplied[j] = 16 * blocks[0].y[j];
        }
        pg_block one = {blocks[0].x, multiplied, blocks[0].m, blocks[0].n};
        double plain = pg_ratio_estimate(laws, blocks, 1, 0.95).estimate;
        cr_expect(pg_ratio_estimate(laws, &one, 1, 0.95).estimate == 16 * plain, "round %d", round);
    }
    pg_laws_free(laws);
    pg_arena_free(arena);
}

/* The interval covers a true change of +10 % at least 95 times in 100 (log-normal noise of 10 %,
 * ten blocks of 2 + 2); 6 standard deviations of the binomial are allowed. */
Test(ratio, interval_covers_the_true_ratio) {
    enum { ROUNDS = 2000, BLOCKS = 10 };
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    pg_rng rng = pg_rng_new(22);
    int covered = 0;
    for (int round = 0; round < ROUNDS; round++) {
        pg_block *blocks = draw_blocks(arena, &rng, SMOOTH, BLOCKS, 2, 2, false);
        for (size_t b = 0; b < BLOCKS; b++) {
            double *y = PG_ARRAY(arena, double, 2);
            y[0] = 1.1 * blocks[b].y[0];
            y[1] = 1.1 * blocks[b].y[1];
            blocks[b].y = y;
        }
        pg_ratio ratio = pg_ratio_estimate(laws, blocks, BLOCKS, 0.95);
        cr_assert(ratio.has_bounds);
        covered += ratio.low <= 1.1 && 1.1 <= ratio.high;
    }
    double share = (double)covered / ROUNDS, sd = sqrt(0.95 * 0.05 / ROUNDS);
    cr_expect(share >= 0.95 - 6 * sd && share <= 0.99, "%g", share);
    pg_laws_free(laws);
    pg_arena_free(arena);
}
