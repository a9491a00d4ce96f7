#include "stats/describe.h"

#include <math.h>
#include <stdlib.h>

#include "samples.h"
#include "stats/block.h"
#include "support/expect.h"
#include "support/vectors.h"

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double arranged(pg_rng *rng, int arrangement, size_t i, size_t n) {
    switch (arrangement) {
    case 0: return pg_rng_unit(rng);
    case 1: return (double)pg_rng_below(rng, 3);
    case 2: return (double)i;
    case 3: return (double)(n - i);
    case 4: return (double)(i % 12);
    default: return i + 1 == n ? -1 : (double)i;
    }
}

/* Lengths around the run of 12 and its doubles. */
Test(describe, sorting_is_qsort) {
    static const size_t lengths[] = {0,  1,  2,  3,  11, 12, 13,  23,  24,  25,   36,
                                     47, 48, 49, 95, 96, 97, 100, 191, 193, 1000, 4097};
    static double values[4097], expected[4097], scratch[4097];
    pg_rng rng = pg_rng_new(23);
    for (size_t l = 0; l < COUNT_OF(lengths); l++) {
        for (int arrangement = 0; arrangement < 6; arrangement++) {
            size_t n = lengths[l];
            for (size_t i = 0; i < n; i++) {
                values[i] = expected[i] = arranged(&rng, arrangement, i, n);
            }
            qsort(expected, n, sizeof(double), ascending);
            pg_sort(values, n, scratch);
            cr_assert(!memcmp(values, expected, n * sizeof(double)), "%zu values, arrangement %d",
                      n, arrangement);
        }
    }
}

/* Equal values keep their order: seen on zeros of both signs. */
Test(describe, sorting_is_stable) {
    double values[200], scratch[200];
    pg_rng rng = pg_rng_new(24);
    unsigned long before = 0, after = 0;
    for (size_t i = 0; i < 200; i++) {
        bool zero = i % 4 == 0;
        values[i] = zero ? (pg_rng_below(&rng, 2) ? -0.0 : 0.0) : (double)i;
        before = zero ? before << 1 | (signbit(values[i]) != 0) : before;
    }
    pg_sort(values, 200, scratch);
    for (size_t i = 0; i < 50; i++) {
        cr_assert(values[i] == 0);
        after = after << 1 | (signbit(values[i]) != 0);
    }
    cr_expect(before == after);
}

typedef struct reference {
    pg_numbers values, quantiles;
    double mad, mean, sd;
} reference;

static pg_status read_reference(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    static const pg_json_field fields[] = {
        PG_FIELD("values", PG_JSON_NUMBERS, true, reference, values),
        PG_FIELD("quantiles", PG_JSON_NUMBERS, true, reference, quantiles),
        PG_FIELD("mad", PG_JSON_NUMBER, true, reference, mad),
        PG_FIELD("mean", PG_JSON_NUMBER, true, reference, mean),
        PG_FIELD("sd", PG_JSON_NUMBER, true, reference, sd),
    };
    return pg_json_object(arena, at, fields, COUNT_OF(fields), ret, err);
}

Test(describe, against_r) {
    static const double at[] = {0, 0.01, 0.05, 0.25, 0.5, 0.77, 0.95, 0.99, 1};
    pg_arena *arena = pg_arena_new();
    size_t count;
    reference *cases =
        load_cases(arena, "describe.json", "cases", sizeof(*cases), read_reference, &count);
    for (size_t i = 0; i < count; i++) {
        const reference *r = &cases[i];
        size_t n = r->values.count;
        pg_block block = make_block(arena, r->values.values, n, NULL, 0);
        double *scratch = PG_ARRAY(arena, double, n);
        cr_assert_eq(r->quantiles.count, COUNT_OF(at));
        for (size_t k = 0; k < COUNT_OF(at); k++) {
            expect_close(pg_quantile(block.x, n, at[k]), r->quantiles.values[k], 1e-13,
                         "case %zu, quantile %g", i, at[k]);
        }
        expect_close(pg_mad(block.x, n, scratch), r->mad, 1e-13, "case %zu, mad", i);
        expect_close(pg_mean(r->values.values, n), r->mean, 1e-13, "case %zu, mean", i);
        expect_close(pg_deviation(r->values.values, n), r->sd, 1e-13, "case %zu, sd", i);
    }
    pg_arena_free(arena);
}

/* The merge of two runs of distances against sorting the distances. */
Test(describe, mad_by_definition) {
    double distances[64], scratch[64];
    pg_arena *arena = pg_arena_new();
    pg_rng rng = pg_rng_new(25);
    for (int round = 0; round < 2000; round++) {
        shape s = (shape)(round % SHAPES);
        size_t n = 1 + pg_rng_below(&rng, 64);
        const double *values = draw_blocks(arena, &rng, s, 1, n, 1, false)->x;
        double median = pg_quantile(values, n, 0.5);
        for (size_t i = 0; i < n; i++) {
            distances[i] = fabs(values[i] - median);
        }
        qsort(distances, n, sizeof(double), ascending);
        expect_close(pg_mad(values, n, scratch), 1.4826 * pg_quantile(distances, n, 0.5), 1e-15,
                     "round %d, %s, %zu values", round, shape_names[s], n);
    }
    pg_arena_free(arena);
}

Test(describe, one_value) {
    static const double one[] = {7};
    double scratch[1];
    cr_expect(pg_quantile(one, 1, 0) == 7 && pg_quantile(one, 1, 0.5) == 7 &&
              pg_quantile(one, 1, 1) == 7);
    cr_expect(pg_mad(one, 1, scratch) == 0 && pg_mean(one, 1) == 7 && pg_deviation(one, 1) == 0);
}

Test(describe, pairs_of_blocks) {
    pg_block blocks[] = {sizes_only(2, 3), sizes_only(1, 1), sizes_only(10, 0)};
    cr_expect_eq(pg_block_pairs(blocks, 0), 0);
    cr_expect_eq(pg_block_pairs(blocks, 1), 6);
    cr_expect_eq(pg_block_pairs(blocks, 3), 7);
}
