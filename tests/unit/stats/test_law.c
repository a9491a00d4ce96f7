/* The exact laws: against integer arithmetic (tests/vectors), published tables and every split. */
#include "stats/law.h"

#include <math.h>

#include "brute.h"
#include "samples.h"
#include "support/expect.h"
#include "support/vectors.h"

typedef struct untied_reference {
    uint64_t m, n;
    pg_counts u;
    pg_numbers lower;
} untied_reference;

static pg_status read_untied(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    static const pg_json_field fields[] = {
        PG_FIELD("m", PG_JSON_COUNT, true, untied_reference, m),
        PG_FIELD("n", PG_JSON_COUNT, true, untied_reference, n),
        PG_FIELD("u", PG_JSON_COUNTS, true, untied_reference, u),
        PG_FIELD("lower", PG_JSON_NUMBERS, true, untied_reference, lower),
    };
    return pg_json_object(arena, at, fields, COUNT_OF(fields), ret, err);
}

/* Both halves of every law, whichever side has more values. */
Test(law, untied_against_integers) {
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    size_t count;
    untied_reference *cases =
        load_cases(arena, "untied_law.json", "exact", sizeof(*cases), read_untied, &count);
    for (size_t i = 0; i < count; i++) {
        const untied_reference *r = &cases[i];
        pg_block block = sizes_only(r->m, r->n);
        for (size_t k = 0; k < r->u.count; k++) {
            size_t u = r->u.values[k];
            double lower = r->lower.values[k];
            pg_tails low = pg_law_untied(laws, &block, 1, 2 * u);
            pg_tails high = pg_law_untied(laws, &block, 1, 2 * (r->m * r->n - u));
            cr_expect(low.exact && high.exact, "m %lu, n %lu", r->m, r->n);
            expect_close(low.lower, lower, 4e-15, "m %lu, n %lu, u %zu", r->m, r->n, u);
            expect_close(high.upper, lower, 4e-15, "m %lu, n %lu, u mn - %zu", r->m, r->n, u);
        }
    }
    pg_laws_free(laws);
    pg_arena_free(arena);
}

typedef struct tied_reference {
    uint64_t m, n;
    pg_counts groups, s;
    pg_numbers u, lower, upper;
} tied_reference;

static pg_status read_tied(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    static const pg_json_field fields[] = {
        PG_FIELD("m", PG_JSON_COUNT, false, tied_reference, m),
        PG_FIELD("n", PG_JSON_COUNT, true, tied_reference, n),
        PG_FIELD("groups", PG_JSON_COUNTS, true, tied_reference, groups),
        PG_FIELD("s", PG_JSON_COUNTS, false, tied_reference, s),
        PG_FIELD("u", PG_JSON_NUMBERS, false, tied_reference, u),
        PG_FIELD("lower", PG_JSON_NUMBERS, false, tied_reference, lower),
        PG_FIELD("below", PG_JSON_NUMBERS, false, tied_reference, lower),
        PG_FIELD("upper", PG_JSON_NUMBERS, false, tied_reference, upper),
    };
    return pg_json_object(arena, at, fields, COUNT_OF(fields), ret, err);
}

/* Values 1, 2, ... in groups of the sizes given, dealt to the sides in turn until one is full: the
 * law depends on the sizes only. */
static pg_block deal(pg_arena *arena, const pg_counts *groups, size_t n) {
    size_t all = 0, i = 0, j = 0, dealt = 0;
    for (size_t g = 0; g < groups->count; g++) {
        all += groups->values[g];
    }
    size_t m = all - n;
    double *x = PG_ARRAY(arena, double, m), *y = PG_ARRAY(arena, double, n);
    for (size_t g = 0; g < groups->count; g++) {
        for (size_t k = 0; k < groups->values[g]; k++, dealt++) {
            bool to_base = j == n || (i < m && dealt % 2 == 0);
            *(to_base ? &x[i++] : &y[j++]) = 1 + (double)g;
        }
    }
    return (pg_block){x, y, m, n};
}

Test(law, tied_against_integers) {
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    size_t count;
    tied_reference *cases =
        load_cases(arena, "tied_law.json", "exact", sizeof(*cases), read_tied, &count);
    for (size_t i = 0; i < count; i++) {
        const tied_reference *r = &cases[i];
        pg_block block = deal(arena, &r->groups, r->n);
        cr_assert_eq(block.m, r->m);
        for (size_t k = 0; k < r->s.count; k++) {
            pg_tails tails = pg_law_tied(laws, &block, 1, 1, r->s.values[k]);
            cr_expect(tails.exact, "case %zu", i);
            expect_close(tails.lower, r->lower.values[k], 1e-14, "case %zu, s %lu", i,
                         r->s.values[k]);
            expect_close(tails.upper, r->upper.values[k], 1e-14, "case %zu, s %lu", i,
                         r->s.values[k]);
        }
    }
    pg_laws_free(laws);
    pg_arena_free(arena);
}

Test(law, tied_against_klotz_1966) {
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    size_t count;
    tied_reference *cases =
        load_cases(arena, "klotz_1966.json", "cases", sizeof(*cases), read_tied, &count);
    for (size_t i = 0; i < count; i++) {
        const tied_reference *r = &cases[i];
        pg_block block = deal(arena, &r->groups, r->n);
        for (size_t k = 0; k < r->u.count; k++) {
            size_t s = (size_t)(2 * r->u.values[k]);
            double found = pg_law_tied(laws, &block, 1, 1, s).lower;
            cr_expect(fabs(found - r->lower.values[k]) <= 5.1e-7,
                      "table %zu, u %g: %.6f printed, "
                      "%.8f found",
                      i, r->u.values[k], r->lower.values[k], found);
        }
    }
    pg_laws_free(laws);
    pg_arena_free(arena);
}

/* Two algorithms, one law: without ties the dynamic programme over groups of one must give what
 * the Gaussian binomials give, for one block and for several. */
Test(law, untied_and_tied_agree_without_ties) {
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    pg_rng rng = pg_rng_new(11);
    for (int round = 0; round < 60; round++) {
        size_t count = round < 20 ? 1 : 1 + pg_rng_below(&rng, 6), size = count == 1 ? 30 : 6;
        pg_block *blocks = draw_blocks(arena, &rng, SMOOTH, count, size, size, true);
        size_t pairs = pg_block_pairs(blocks, count);
        for (size_t s = 0; s <= 2 * pairs; s += 2) {
            pg_tails untied = pg_law_untied(laws, blocks, count, s);
            pg_tails tied = pg_law_tied(laws, blocks, count, 1, s);
            cr_assert(untied.exact && tied.exact);
            cr_assert(is_close(untied.lower, tied.lower, 1e-13) &&
                          is_close(untied.upper, tied.upper, 1e-13),
                      "round %d, s %zu: %.17g %.17g, %.17g %.17g", round, s, untied.lower,
                      untied.upper, tied.lower, tied.upper);
        }
    }
    pg_laws_free(laws);
    pg_arena_free(arena);
}

typedef struct structure {
    const char *label;
    size_t count, sizes[4][2];
} structure;

static const structure structures[] = {
    {"1 + 1", 1, {{1, 1}}},
    {"5 + 4", 1, {{5, 4}}},
    {"6 + 6", 1, {{6, 6}}},
    {"1 + 9", 1, {{1, 9}}},
    {"two of 2 + 2", 2, {{2, 2}, {2, 2}}},
    {"four of 2 + 2", 4, {{2, 2}, {2, 2}, {2, 2}, {2, 2}}},
    {"three of 3 + 2", 3, {{3, 2}, {3, 2}, {3, 2}}},
    {"a lost sample", 3, {{2, 2}, {2, 1}, {2, 2}}},
    {"all different", 4, {{1, 3}, {3, 3}, {2, 1}, {1, 1}}},
    {"the large one last", 2, {{1, 1}, {4, 5}}},
};

static void expect_law(pg_laws *laws, const pg_block *blocks, size_t count, const brute_law *law,
                       bool tied, const char *label) {
    for (size_t s = 0; s < law->size; s += tied ? 1 : 2) {
        pg_tails tails =
            tied ? pg_law_tied(laws, blocks, count, 1, s) : pg_law_untied(laws, blocks, count, s);
        cr_expect(tails.exact, "%s", label);
        expect_close(tails.lower, brute_lower(law, s), 1e-13, "%s, s %zu, below", label, s);
        expect_close(tails.upper, brute_upper(law, s), 1e-13, "%s, s %zu, above", label, s);
    }
}

Test(law, against_every_split) {
    static const shape shapes[] = {SMOOTH, TIED, ZEROS, EQUAL};
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    pg_rng rng = pg_rng_new(12);
    for (size_t i = 0; i < COUNT_OF(structures); i++) {
        const structure *row = &structures[i];
        for (size_t k = 0; k < COUNT_OF(shapes); k++) {
            pg_block blocks[4];
            for (size_t b = 0; b < row->count; b++) {
                blocks[b] = *draw_blocks(arena, &rng, shapes[k], 1, row->sizes[b][0],
                                         row->sizes[b][1], false);
            }
            brute_law law = brute_force(arena, blocks, row->count, 1);
            bool tied = shapes[k] != SMOOTH;
            const char *label = pg_format(arena, "%s, %s", row->label, shape_names[shapes[k]]);
            expect_law(laws, blocks, row->count, &law, tied, label);
        }
    }
    pg_laws_free(laws);
    pg_arena_free(arena);
}

/* P(U <= u - 1) + P(U >= u) = 1, tails grow, and the ends are 1 and the smallest. */
Test(law, tails_fit_together) {
    pg_laws *laws = pg_laws_new();
    for (size_t m = 1; m <= 12; m++) {
        for (size_t n = 1; n <= 12; n++) {
            pg_block blocks[] = {sizes_only(m, n), sizes_only(n, m)};
            for (size_t count = 1; count <= 2; count++) {
                size_t pairs = count * m * n;
                pg_tails before = pg_law_untied(laws, blocks, count, 0);
                expect_close(before.lower, pg_law_smallest(blocks, count), 1e-12, "%zu %zu", m, n);
                expect_close(before.upper, 1, 1e-14, "%zu %zu", m, n);
                for (size_t u = 1; u <= pairs; u++) {
                    pg_tails tails = pg_law_untied(laws, blocks, count, 2 * u);
                    cr_assert(fabs(before.lower + tails.upper - 1) <= 1e-14, "%zu %zu %zu", m, n,
                              u);
                    cr_assert(tails.lower >= before.lower && tails.upper <= before.upper);
                    before = tails;
                }
                expect_close(before.lower, 1, 1e-14, "%zu %zu", m, n);
            }
        }
    }
    pg_laws_free(laws);
}

/* 32 laws are kept: more structures than that, asked for in turn and again, among them ones that
 * differ in the order, in the number or only in the last of their blocks. */
Test(law, kept_laws_are_not_mixed_up) {
    enum { STRUCTURES = 80 };
    pg_laws *laws = pg_laws_new();
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < STRUCTURES; i++) {
            pg_block blocks[] = {sizes_only(1 + i % 3, 2), sizes_only(2, 1 + i / 3 % 3),
                                 sizes_only(1 + i / 9 % 3, 1 + i / 27)};
            size_t count = i % 2 ? 3 : 2;
            pg_laws *fresh = pg_laws_new();
            for (size_t u = 0; u <= pg_block_pairs(blocks, count); u++) {
                pg_tails kept = pg_law_untied(laws, blocks, count, 2 * u);
                pg_tails expected = pg_law_untied(fresh, blocks, count, 2 * u);
                cr_assert(kept.lower == expected.lower && kept.upper == expected.upper,
                          "round %d, structure %zu, u %zu", round, i, u);
            }
            pg_laws_free(fresh);
        }
    }
    pg_laws_free(laws);
}

typedef struct quantile {
    size_t m, n;
    long at_05, at_01; /* q of the 95 % and of the 99 % interval, -1: there is none */
} quantile;

/* One less than R's qwilcox(.025, m, n) and qwilcox(.005, m, n), as R counts the first u whose
 * probability is at least the tail, we the last whose probability is at most the tail. */
static const quantile quantiles[] = {
    {3, 3, -1, -1},         {4, 4, 0, -1},    {4, 5, 1, -1},      {5, 5, 2, 0},
    {2, 8, 0, -1},          {3, 5, 0, -1},    {8, 8, 13, 7},      {7, 12, 18, 12},
    {12, 7, 18, 12},        {10, 10, 23, 16}, {20, 20, 127, 105}, {30, 50, 552, 492},
    {100, 100, 4197, 3948},
};

static void expect_quantile(pg_laws *laws, const pg_block *block, double level, long expected) {
    size_t q = 12345;
    bool found = pg_law_quantile(laws, block, 1, (1 - level) / 2, &q);
    cr_expect(found == (expected >= 0), "m %zu, n %zu, level %g", block->m, block->n, level);
    cr_expect(q == (expected >= 0 ? (size_t)expected : 12345),
              "m %zu, n %zu, level %g: expected %ld, found %zu", block->m, block->n, level,
              expected, q);
}

Test(law, quantiles) {
    pg_laws *laws = pg_laws_new();
    for (size_t i = 0; i < COUNT_OF(quantiles); i++) {
        pg_block block = sizes_only(quantiles[i].m, quantiles[i].n);
        expect_quantile(laws, &block, 0.95, quantiles[i].at_05);
        expect_quantile(laws, &block, 0.99, quantiles[i].at_01);
    }
    pg_laws_free(laws);
}

/* P(U = 0) of 1 + 39 is 1/40 = 0.025 itself, P(U <= 1) of 1 + 79 too: rounding must not lose them.
 */
Test(law, a_tail_that_is_met_exactly_counts) {
    pg_laws *laws = pg_laws_new();
    pg_block few = sizes_only(1, 39), more = sizes_only(1, 79);
    expect_quantile(laws, &few, 0.95, 0);
    expect_quantile(laws, &more, 0.95, 1);
    pg_laws_free(laws);
}

Test(law, quantiles_of_several_blocks) {
    pg_laws *laws = pg_laws_new();
    for (size_t count = 1; count <= 12; count++) {
        pg_block blocks[12];
        for (size_t b = 0; b < count; b++) {
            blocks[b] = sizes_only(2, 2 + b % 2);
        }
        size_t q = 0, expected = 0;
        bool found = pg_law_quantile(laws, blocks, count, 0.025, &q);
        while (pg_law_untied(laws, blocks, count, 2 * expected).lower <= 0.025) {
            expected++;
        }
        cr_expect(found == (expected > 0), "%zu blocks", count);
        cr_expect(!found || q == expected - 1, "%zu blocks", count);
    }
    pg_laws_free(laws);
}

Test(law, smallest_probability) {
    pg_block four = sizes_only(4, 4), five = sizes_only(5, 5), half = sizes_only(1, 1);
    pg_block blocks[] = {sizes_only(2, 2), sizes_only(2, 2), sizes_only(3, 2)};
    expect_close(pg_law_smallest(&four, 1), 1.0 / 70, 1e-13, "4 + 4");
    expect_close(pg_law_smallest(&five, 1), 1.0 / 252, 1e-13, "5 + 5");
    expect_close(pg_law_smallest(&half, 1), 0.5, 1e-13, "1 + 1");
    expect_close(pg_law_smallest(blocks, 3), 1.0 / 360, 1e-13, "three blocks");
}
