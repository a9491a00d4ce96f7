/* Where the laws stop being exact, and how far off the approximations are there. The bounds are
 * measured ones, rounded up: a change that makes an approximation worse shows here. */
#include <math.h>

#include "samples.h"
#include "stats/law.h"
#include "stats/tied.h"
#include "support/expect.h"
#include "support/vectors.h"

typedef struct limit_row {
    const char *label;
    size_t count, m, n;
    bool untied_exact, tied_exact;
} limit_row;

static const limit_row limits[] = {
    {"one of 50 + 50", 1, 50, 50, true, true},
    {"one of 51 + 50", 1, 51, 50, true, true},
    {"one of 50 + 51", 1, 50, 51, true, true},
    {"one of 100 + 100", 1, 100, 100, true, false},
    {"one of 101 + 100", 1, 101, 100, true, false},
    {"one of 104 + 104", 1, 104, 104, false, false},
    {"one of 10 + 300", 1, 10, 300, true, true},
    {"one of 1 + 199", 1, 1, 199, true, true},
    {"a hundred of 2 + 2", 100, 2, 2, true, true},
    {"twenty of 5 + 5", 20, 5, 5, true, true},
    {"a hundred of 5 + 5", 100, 5, 5, true, false},
    {"a thousand of 1 + 1", 1000, 1, 1, true, true},
    {"a thousand and one of 1 + 1", 1001, 1, 1, true, false},
    {"ten of 10 + 10", 10, 10, 10, true, true},
    {"two of 60 + 60", 2, 60, 60, true, false},
    {"two of 80 + 80", 2, 80, 80, false, false},
};

Test(law_beyond, limits_of_the_exact_laws) {
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    pg_rng rng = pg_rng_new(13);
    for (size_t i = 0; i < COUNT_OF(limits); i++) {
        const limit_row *row = &limits[i];
        pg_block *blocks = draw_blocks(arena, &rng, TIED, row->count, row->m, row->n, false);
        size_t s = pg_block_pairs(blocks, row->count) / 2 * 2;
        pg_tails untied = pg_law_untied(laws, blocks, row->count, s);
        pg_tails tied = pg_law_tied(laws, blocks, row->count, 1, s);
        cr_expect(untied.exact == row->untied_exact, "%s, untied", row->label);
        cr_expect(tied.exact == row->tied_exact, "%s, tied", row->label);
        cr_expect(untied.lower > 0.4 && untied.lower < 0.76, "%s: %g", row->label, untied.lower);
        cr_expect(tied.lower > 0 && tied.upper > 0 && tied.lower + tied.upper > 1 - 1e-12, "%s",
                  row->label);
    }
    pg_laws_free(laws);
    pg_arena_free(arena);
}

typedef struct beyond {
    uint64_t m, n;
    pg_counts groups, u, s;
    pg_numbers lower, upper;
} beyond;

static pg_status read_beyond(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    static const pg_json_field fields[] = {
        PG_FIELD("m", PG_JSON_COUNT, true, beyond, m),
        PG_FIELD("n", PG_JSON_COUNT, true, beyond, n),
        PG_FIELD("groups", PG_JSON_COUNTS, false, beyond, groups),
        PG_FIELD("u", PG_JSON_COUNTS, false, beyond, u),
        PG_FIELD("s", PG_JSON_COUNTS, false, beyond, s),
        PG_FIELD("lower", PG_JSON_NUMBERS, true, beyond, lower),
        PG_FIELD("upper", PG_JSON_NUMBERS, false, beyond, upper),
    };
    return pg_json_object(arena, at, fields, COUNT_OF(fields), ret, err);
}

/* Untied, from 101 + 101 to 60 + 141, p from 1e-2 down to 1e-4: within 0.4 %. */
Test(law_beyond, untied_error) {
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    size_t count;
    beyond *cases =
        load_cases(arena, "untied_law.json", "beyond", sizeof(*cases), read_beyond, &count);
    for (size_t i = 0; i < count; i++) {
        const beyond *r = &cases[i];
        pg_block block = sizes_only(r->m, r->n);
        for (size_t k = 0; k < r->u.count; k++) {
            size_t u = r->u.values[k];
            double lower = pg_law_untied(laws, &block, 1, 2 * u).lower;
            double upper = pg_law_untied(laws, &block, 1, 2 * (r->m * r->n - u)).upper;
            expect_close(lower, r->lower.values[k], 0.004, "%lu + %lu, u %zu", r->m, r->n, u);
            expect_close(upper, lower, 1e-9, "%lu + %lu, u mn - %zu", r->m, r->n, u);
        }
    }
    pg_laws_free(laws);
    pg_arena_free(arena);
}

/* Values 1, 2, ... in groups of the sizes given. */
static pg_block deal(pg_arena *arena, const beyond *r) {
    double *x = PG_ARRAY(arena, double, r->m), *y = PG_ARRAY(arena, double, r->n);
    size_t dealt = 0;
    for (size_t g = 0; g < r->groups.count; g++) {
        for (size_t k = 0; k < r->groups.values[g]; k++, dealt++) {
            *(dealt < r->m ? &x[dealt] : &y[dealt - r->m]) = 1 + (double)g;
        }
    }
    return (pg_block){x, y, r->m, r->n};
}

/* Without the Edgeworth term p is too large far out, which is the safe side. */
static void expect_safe(double found, double exact, double most, const char *label, size_t s) {
    cr_expect(found >= 0.97 * exact && found <= most * exact, "%s, s %zu: exact %g, found %g",
              label, s, exact, found);
}

/* Tied, from 51 + 51 to 60 + 51, p from 1e-2 down to 1e-4: at most 3 % too small and 30 % too
 * large. */
Test(law_beyond, tied_error) {
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    size_t count;
    beyond *cases =
        load_cases(arena, "tied_law.json", "beyond", sizeof(*cases), read_beyond, &count);
    for (size_t i = 0; i < count; i++) {
        const beyond *r = &cases[i];
        pg_block block = deal(arena, r);
        const char *label = pg_format(arena, "case %zu", i);
        for (size_t k = 0; k < r->s.count; k++) {
            size_t s = r->s.values[k];
            pg_tails tails = pg_law_tied(laws, &block, 1, 1, s);
            cr_expect(!tails.exact, "%s", label);
            if (r->lower.values[k] < 0.5) {
                expect_safe(tails.lower, r->lower.values[k], 1.3, label, s);
            } else {
                expect_safe(tails.upper, r->upper.values[k], 1.3, label, s);
            }
        }
    }
    pg_laws_free(laws);
    pg_arena_free(arena);
}

/* The exact law of several equal blocks, from that of one: the convolution that pg_law_* refuses as
 * too long. `one` holds probabilities of 0 .. size - 1; returns those of the sum of two. */
static double *sum_of_two(pg_arena *arena, const double *one, size_t size) {
    double *sum = PG_ARRAY(arena, double, 2 * size - 1);
    for (size_t i = 0; i < size; i++) {
        for (size_t j = 0; j < size; j++) {
            sum[i + j] += one[i] * one[j];
        }
    }
    return sum;
}

/* Two blocks of 80 + 80, p from 0.05 down to 1e-4: within 0.4 %. */
Test(law_beyond, untied_error_of_blocks) {
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    pg_block blocks[] = {sizes_only(80, 80), sizes_only(80, 80)};
    size_t size = 80 * 80 + 1;
    double *one = PG_ARRAY(arena, double, size), before = 0, below = 0;
    for (size_t u = 0; u < size; u++) {
        double lower = pg_law_untied(laws, blocks, 1, 2 * u).lower;
        one[u] = lower - before;
        before = lower;
    }
    double *sum = sum_of_two(arena, one, size);
    for (size_t u = 0; u < 2 * size - 1; u++) {
        below += sum[u];
        if (below >= 1e-4 && below <= 0.05) {
            pg_tails tails = pg_law_untied(laws, blocks, 2, 2 * u);
            cr_expect(!tails.exact);
            cr_assert(is_close(tails.lower, below, 0.004), "u %zu: exact %g, found %g", u, below,
                      tails.lower);
        }
    }
    pg_laws_free(laws);
    pg_arena_free(arena);
}

/* Two blocks of 40 + 40 with values 1 to 4, p from 0.05 down to 1e-4: at most 3 % too small and 25
 * % too large. */
Test(law_beyond, tied_error_of_blocks) {
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    pg_rng rng = pg_rng_new(14);
    pg_block one = *draw_blocks(arena, &rng, TIED, 1, 40, 40, false);
    pg_block blocks[] = {one, one};
    size_t size = 2 * 40 * 40 + 1;
    pg_tied_space space = {0};
    const double *weights = pg_tied_law(&space, &one, 1);
    double *law = PG_ARRAY(arena, double, size), total = 0, below = 0;
    for (size_t s = 0; s < size; s++) {
        total += weights[s];
    }
    for (size_t s = 0; s < size; s++) {
        law[s] = weights[s] / total;
    }
    double *sum = sum_of_two(arena, law, size);
    for (size_t s = 0; s < 2 * size - 1; s++) {
        below += sum[s];
        if (sum[s] > 0 && below >= 1e-4 && below <= 0.05) {
            pg_tails tails = pg_law_tied(laws, blocks, 2, 1, s);
            cr_expect(!tails.exact);
            expect_safe(tails.lower, below, 1.25, "40 + 40 twice", s);
        }
    }
    pg_tied_free(&space);
    pg_laws_free(laws);
    pg_arena_free(arena);
}

/* The weights of a tied law sum to the number of splits; of a thousand blocks of 1 + 1, the most
 * that are exact, to 1e301, near the largest double. */
Test(law_beyond, many_tied_blocks_stay_finite) {
    enum { BLOCKS = 1000 };
    static const double one = 1, two = 2;
    pg_laws *laws = pg_laws_new();
    pg_block blocks[BLOCKS];
    for (size_t b = 0; b < BLOCKS; b++) {
        blocks[b] = (pg_block){&one, b ? &two : &one, 1, 1};
    }
    double below = 0; /* the first block is tied: 999 signs, 450 or fewer of them + */
    for (size_t k = 0; k <= 450; k++) {
        below += exp(lgamma(1000) - lgamma(k + 1.0) - lgamma(1000.0 - k) - 999 * M_LN2);
    }
    pg_tails tails = pg_law_tied(laws, blocks, BLOCKS, 1, 2 * 450 + 1);
    cr_expect(tails.exact);
    expect_close(tails.lower, below, 1e-9, "1000 blocks");
    pg_laws_free(laws);
}

/* No approximation may promise more than the best case there is, nor leave 0 .. 1. */
Test(law_beyond, tails_stay_in_range) {
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    pg_rng rng = pg_rng_new(15);
    static const size_t sizes[][2] = {{104, 104}, {90, 300}, {60, 400}};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        pg_block block = *draw_blocks(arena, &rng, TIED, 1, sizes[i][0], sizes[i][1], false);
        double smallest = pg_law_smallest(&block, 1);
        for (size_t s = 0; s <= 2 * block.m * block.n; s += 2) {
            pg_tails tails[] = {pg_law_untied(laws, &block, 1, s),
                                pg_law_tied(laws, &block, 1, 1, s)};
            for (int k = 0; k < 2; k++) {
                cr_assert(tails[k].lower >= smallest && tails[k].lower <= 1 &&
                              tails[k].upper >= smallest && tails[k].upper <= 1,
                          "%zu + %zu, s %zu", block.m, block.n, s);
            }
        }
    }
    pg_laws_free(laws);
    pg_arena_free(arena);
}

/* Nothing but equal values: every split gives the same U. */
Test(law_beyond, all_values_equal) {
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    pg_rng rng = pg_rng_new(16);
    pg_block block = *draw_blocks(arena, &rng, EQUAL, 1, 80, 70, false);
    pg_tails tails = pg_law_tied(laws, &block, 1, 1, 80 * 70);
    cr_expect(tails.lower == 1 && tails.upper == 1);
    pg_laws_free(laws);
    pg_arena_free(arena);
}
