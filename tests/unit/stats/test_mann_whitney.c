#include "stats/mann_whitney.h"

#include <math.h>

#include "brute.h"
#include "samples.h"
#include "stats/describe.h"
#include "support/expect.h"

/* Tied samples on which benchstat prints other values, as it doubles one tail of a law that is not
 * symmetric (0, 0.041 and 1.343 for the first three). Splits counted in integers. */
typedef struct tied_case {
    const char *label;
    double x[9], y[9];
    size_t m, n;
    double u, below, above, all; /* splits with U <= u, with U >= u, of all */
} tied_case;

static const tied_case tied_cases[] = {
    {"head all equal", {2, 1, 3, 5}, {1, 1, 1, 1, 1}, 4, 5, 2.5, 6, 126, 126},
    {"low tail", {4, 4, 3, 5, 3, 4, 4}, {4, 4, 3, 3, 3, 3, 3, 4, 3}, 7, 9, 18, 1212, 11208, 11440},
    {"twice either tail above 1",
     {3, 4, 3, 3, 3, 4, 4},
     {4, 3, 4, 3, 4, 3, 3, 3, 4},
     7,
     9,
     32,
     8170,
     7680,
     11440},
    {"no ties", {1, 2, 3, 4}, {5, 6, 7, 8}, 4, 4, 16, 70, 1, 70},
    {"all equal", {1, 1, 1, 1}, {1, 1, 1, 1, 1}, 4, 5, 10, 126, 126, 126},
    {"one value a side", {1}, {2}, 1, 1, 1, 2, 1, 2},
    {"one value a side, equal", {0}, {0}, 1, 1, 0.5, 2, 2, 2},
};

Test(mann_whitney, ties_by_exact_fractions) {
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    for (size_t i = 0; i < COUNT_OF(tied_cases); i++) {
        const tied_case *row = &tied_cases[i];
        pg_block block = make_block(arena, row->x, row->m, row->y, row->n);
        pg_mann_whitney test = pg_mann_whitney_test(laws, &block, 1, 1);
        double below = row->below / row->all, above = row->above / row->all;
        cr_expect(test.u == row->u, "%s: u %g", row->label, test.u);
        expect_close(test.p_below, below, 1e-14, "%s, below", row->label);
        expect_close(test.p_above, above, 1e-14, "%s, above", row->label);
        expect_close(test.p, fmin(1, 2 * fmin(below, above)), 1e-14, "%s, p", row->label);
        cr_expect(test.exact, "%s", row->label);
    }
    pg_laws_free(laws);
    pg_arena_free(arena);
}

Test(mann_whitney, benchstat_cases_to_four_digits) {
    static const double printed[] = {0.0952, 0.2119, 1};
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    for (size_t i = 0; i < COUNT_OF(printed); i++) {
        const tied_case *row = &tied_cases[i];
        pg_block block = make_block(arena, row->x, row->m, row->y, row->n);
        pg_mann_whitney test = pg_mann_whitney_test(laws, &block, 1, 1);
        cr_expect(fabs(test.p - printed[i]) <= 5e-5, "%s: found %g", row->label, test.p);
    }
    pg_laws_free(laws);
    pg_arena_free(arena);
}

typedef struct tie_row {
    const char *label;
    double x[3], y[3], factor;
    bool tied;
} tie_row;

static const tie_row tie_rows[] = {
    {"none", {1, 3, 5}, {2, 4, 6}, 1, false},
    {"within base", {1, 1, 5}, {2, 4, 6}, 1, true},
    {"within head", {1, 3, 5}, {2, 6, 6}, 1, true},
    {"across, smallest", {1, 3, 5}, {1, 4, 6}, 1, true},
    {"across, largest", {1, 3, 6}, {2, 4, 6}, 1, true},
    {"only with the factor", {1, 3, 5}, {2, 4, 7}, 2, true},
    {"no longer with the factor", {1, 3, 5}, {1, 3, 5}, 0.9375, false},
};

Test(mann_whitney, notices_ties) {
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    for (size_t i = 0; i < COUNT_OF(tie_rows); i++) {
        const tie_row *row = &tie_rows[i];
        pg_block block = make_block(arena, row->x, 3, row->y, 3);
        pg_mann_whitney test = pg_mann_whitney_test(laws, &block, 1, row->factor);
        cr_expect(test.tied == row->tied, "%s", row->label);
    }
    pg_laws_free(laws);
    pg_arena_free(arena);
}

Test(mann_whitney, every_split_of_random_samples) {
    static const double factors[] = {1, 1.05, 2, 0.5};
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    pg_rng rng = pg_rng_new(6);
    for (int round = 0; round < 120; round++) {
        shape s = (shape)(round % SHAPES);
        size_t count = 1 + pg_rng_below(&rng, 3), size = count == 1 ? 6 : 3;
        pg_block *blocks = draw_blocks(arena, &rng, s, count, size, size, true);
        double factor = factors[pg_rng_below(&rng, COUNT_OF(factors))];
        brute_law law = brute_force(arena, blocks, count, factor);
        pg_mann_whitney test = pg_mann_whitney_test(laws, blocks, count, factor);
        size_t at = (size_t)(2 * test.u);
        expect_close(test.p_below, brute_lower(&law, at), 1e-13, "round %d, %s, below", round,
                     shape_names[s]);
        expect_close(test.p_above, brute_upper(&law, at), 1e-13, "round %d, %s, above", round,
                     shape_names[s]);
    }
    pg_laws_free(laws);
    pg_arena_free(arena);
}

static double count_pairs(const pg_block *blocks, size_t count, double factor) {
    double u = 0;
    for (size_t b = 0; b < count; b++) {
        for (size_t i = 0; i < blocks[b].m; i++) {
            for (size_t j = 0; j < blocks[b].n; j++) {
                double x = blocks[b].x[i] * factor, y = blocks[b].y[j];
                u += y > x ? 1 : y == x ? 0.5 : 0;
            }
        }
    }
    return u;
}

static void multiply(const pg_block *blocks, size_t count, double by, pg_block *out,
                     pg_arena *arena) {
    for (size_t b = 0; b < count; b++) {
        double *x = PG_ARRAY(arena, double, blocks[b].m), *y = PG_ARRAY(arena, double, blocks[b].n);
        for (size_t i = 0; i < blocks[b].m; i++) {
            x[i] = blocks[b].x[i] * by;
        }
        for (size_t j = 0; j < blocks[b].n; j++) {
            y[j] = blocks[b].y[j] * by;
        }
        out[b] = (pg_block){x, y, blocks[b].m, blocks[b].n};
    }
}

static void expect_same(const pg_mann_whitney *a, const pg_mann_whitney *b, const char *what,
                        int round) {
    cr_expect(a->u == b->u && a->p == b->p && a->p_below == b->p_below &&
                  a->p_above == b->p_above && a->tied == b->tied && a->exact == b->exact,
              "round %d: %s changes the result", round, what);
}

/* U by definition; U(a, b) + U(b, a) = N and the tails change places; a common factor, a power of
 * two as it rounds nothing, changes nothing, nor does the order of the blocks. */
Test(mann_whitney, laws_of_the_statistic) {
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    pg_rng rng = pg_rng_new(7);
    for (int round = 0; round < 300; round++) {
        shape s = (shape)(round % SHAPES);
        size_t count = 1 + pg_rng_below(&rng, 8), size = 1 + pg_rng_below(&rng, 20);
        pg_block *blocks = draw_blocks(arena, &rng, s, count, size, size, true);
        pg_mann_whitney test = pg_mann_whitney_test(laws, blocks, count, 1);
        cr_expect(test.u == count_pairs(blocks, count, 1), "round %d: u", round);
        cr_expect(test.p == fmin(1, 2 * fmin(test.p_below, test.p_above)), "round %d: p", round);

        pg_mann_whitney back = pg_mann_whitney_test(laws, swapped(arena, blocks, count), count, 1);
        cr_expect(test.u + back.u == (double)pg_block_pairs(blocks, count), "round %d: N", round);
        expect_close(back.p_below, test.p_above, 1e-12, "round %d, swapped", round);
        expect_close(back.p_above, test.p_below, 1e-12, "round %d, swapped", round);

        pg_block *other = PG_ARRAY(arena, pg_block, count);
        multiply(blocks, count, 0.25, other, arena);
        pg_mann_whitney scaled = pg_mann_whitney_test(laws, other, count, 1);
        expect_same(&test, &scaled, "a common factor", round);

        for (size_t b = 0; b < count; b++) {
            other[b] = blocks[count - 1 - b];
        }
        pg_mann_whitney reordered = pg_mann_whitney_test(laws, other, count, 1);
        cr_expect(reordered.u == test.u, "round %d: order of blocks", round);
        expect_close(reordered.p, test.p, 1e-12, "round %d, order of blocks", round);
    }
    pg_laws_free(laws);
    pg_arena_free(arena);
}

/* The test of y against x * factor is the test of y against a base that was multiplied. */
Test(mann_whitney, factor_multiplies_the_base) {
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    pg_rng rng = pg_rng_new(8);
    for (int round = 0; round < 100; round++) {
        shape s = (shape)(round % SHAPES);
        pg_block block = *draw_blocks(arena, &rng, s, 1, 12, 12, true);
        double factor = round % 2 ? 1.05 : 1.25;
        pg_mann_whitney test = pg_mann_whitney_test(laws, &block, 1, factor);
        double *x = PG_ARRAY(arena, double, block.m);
        for (size_t i = 0; i < block.m; i++) {
            x[i] = block.x[i] * factor;
        }
        pg_block multiplied = {x, block.y, block.m, block.n};
        pg_mann_whitney expected = pg_mann_whitney_test(laws, &multiplied, 1, 1);
        expect_same(&test, &expected, "multiplying the base beforehand", round);
    }
    pg_laws_free(laws);
    pg_arena_free(arena);
}

Test(mann_whitney, order_within_a_side_does_not_matter) {
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    pg_rng rng = pg_rng_new(9);
    double x[15], y[15];
    for (int round = 0; round < 100; round++) {
        for (size_t i = 0; i < 15; i++) {
            x[i] = draw_value(&rng, (shape)(round % SHAPES));
            y[i] = draw_value(&rng, (shape)(round % SHAPES));
        }
        pg_block block = make_block(arena, x, 15, y, 15);
        pg_mann_whitney test = pg_mann_whitney_test(laws, &block, 1, 1);
        for (size_t i = 15; i-- > 1;) {
            size_t k = pg_rng_below(&rng, i + 1);
            double swap = x[i];
            x[i] = x[k];
            x[k] = swap;
        }
        pg_block permuted = make_block(arena, x, 15, y, 15);
        pg_mann_whitney again = pg_mann_whitney_test(laws, &permuted, 1, 1);
        expect_same(&test, &again, "permuting the base", round);
    }
    pg_laws_free(laws);
    pg_arena_free(arena);
}

static double choose(size_t n, size_t k) {
    double ways = 1;
    for (size_t i = 1; i <= k; i++) {
        ways = ways * (double)(n - k + i) / (double)i;
    }
    return ways;
}

/* Blocks of one and one: U is the number of blocks in which head is larger, a sign test; a tied
 * block adds one half whatever the split. */
Test(mann_whitney, blocks_of_one_and_one_are_the_sign_test) {
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    pg_rng rng = pg_rng_new(10);
    for (int round = 0; round < 100; round++) {
        shape s = round % 2 ? SMOOTH : TIED;
        size_t count = 1 + pg_rng_below(&rng, 60), larger = 0, untied = 0;
        pg_block *blocks = draw_blocks(arena, &rng, s, count, 1, 1, false);
        for (size_t b = 0; b < count; b++) {
            larger += blocks[b].y[0] > blocks[b].x[0];
            untied += blocks[b].y[0] != blocks[b].x[0];
        }
        double below = 0, above = 0;
        for (size_t k = 0; k <= untied; k++) {
            below += k <= larger ? choose(untied, k) : 0;
            above += k >= larger ? choose(untied, k) : 0;
        }
        pg_mann_whitney test = pg_mann_whitney_test(laws, blocks, count, 1);
        expect_close(test.p_below, ldexp(below, -(int)untied), 1e-12, "round %d, below", round);
        expect_close(test.p_above, ldexp(above, -(int)untied), 1e-12, "round %d, above", round);
    }
    pg_laws_free(laws);
    pg_arena_free(arena);
}
