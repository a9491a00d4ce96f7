/* The test, the estimate and the interval against R, coin and SciPy (tests/vectors). Their U counts
 * x > y, ours y > x: the tails change places. */
#include <math.h>

#include "samples.h"
#include "stats/ratio.h"
#include "support/expect.h"
#include "support/vectors.h"

typedef struct reference {
    uint64_t id;
    const char *source;
    double u, less, greater, two_sided, normal_less, normal_greater;
    double shift, ratio, low, high;
    bool has_exact, has_ratio;
    pg_numbers x, y;
} reference;

static pg_status read_reference(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    static const pg_json_field fields[] = {
        PG_FIELD("id", PG_JSON_COUNT, true, reference, id),
        PG_FIELD("source", PG_JSON_STRING, true, reference, source),
        PG_FIELD("u", PG_JSON_NUMBER, true, reference, u),
        PG_FIELD_HAS("less", PG_JSON_NUMBER, reference, less, has_exact),
        PG_FIELD("greater", PG_JSON_NUMBER, false, reference, greater),
        PG_FIELD("two_sided", PG_JSON_NUMBER, false, reference, two_sided),
        PG_FIELD("normal_less", PG_JSON_NUMBER, false, reference, normal_less),
        PG_FIELD("normal_greater", PG_JSON_NUMBER, false, reference, normal_greater),
        PG_FIELD("shift", PG_JSON_NUMBER, true, reference, shift),
        PG_FIELD_HAS("ratio", PG_JSON_NUMBER, reference, ratio, has_ratio),
        PG_FIELD("low", PG_JSON_NUMBER, false, reference, low),
        PG_FIELD("high", PG_JSON_NUMBER, false, reference, high),
        PG_FIELD("x", PG_JSON_NUMBERS, true, reference, x),
        PG_FIELD("y", PG_JSON_NUMBERS, true, reference, y),
    };
    return pg_json_object(arena, at, fields, COUNT_OF(fields), ret, err);
}

static reference *load(pg_arena *arena, size_t *ret_count) {
    reference *cases =
        load_cases(arena, "mann_whitney.json", "cases", sizeof(*cases), read_reference, ret_count);
    cr_assert(*ret_count >= 170, "%zu cases", *ret_count);
    return cases;
}

static pg_block block_of(pg_arena *arena, const reference *r) {
    return make_block(arena, r->x.values, r->x.count, r->y.values, r->y.count);
}

Test(vectors, exact_probabilities) {
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    size_t count, checked = 0;
    reference *cases = load(arena, &count);
    for (size_t i = 0; i < count; i++) {
        const reference *r = &cases[i];
        if (!r->has_exact) {
            continue;
        }
        pg_block block = block_of(arena, r), *other = swapped(arena, &block, 1);
        pg_mann_whitney test = pg_mann_whitney_test(laws, &block, 1, 1);
        pg_mann_whitney back = pg_mann_whitney_test(laws, other, 1, 1);
        double pairs = (double)(block.m * block.n);
        cr_expect(test.u == pairs - r->u && back.u == r->u, "case %lu: u", r->id);
        cr_expect(test.exact && back.exact, "case %lu: exact", r->id);
        expect_close(test.p_below, r->greater, 1e-11, "case %lu (%s), below", r->id, r->source);
        expect_close(test.p_above, r->less, 1e-11, "case %lu (%s), above", r->id, r->source);
        expect_close(test.p, r->two_sided, 1e-11, "case %lu (%s), p", r->id, r->source);
        expect_close(back.p_below, r->less, 1e-11, "case %lu (%s), swapped", r->id, r->source);
        expect_close(back.p_above, r->greater, 1e-11, "case %lu (%s), swapped", r->id, r->source);
        checked++;
    }
    cr_expect_eq(checked, 164);
    pg_laws_free(laws);
    pg_arena_free(arena);
}

/* Beyond the exact range R prints the normal approximation with continuity correction. Ours is the
 * same with ties, and has the Edgeworth term more without. */
Test(vectors, beyond_the_exact_range) {
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    size_t count, checked = 0;
    reference *cases = load(arena, &count);
    for (size_t i = 0; i < count; i++) {
        const reference *r = &cases[i];
        if (r->has_exact) {
            continue;
        }
        pg_block block = block_of(arena, r);
        pg_mann_whitney test = pg_mann_whitney_test(laws, &block, 1, 1);
        double tolerance = test.tied ? 1e-12 : 2e-3;
        cr_expect(!test.exact, "case %lu: exact", r->id);
        expect_close(test.p_below, r->normal_greater, tolerance, "case %lu, below", r->id);
        expect_close(test.p_above, r->normal_less, tolerance, "case %lu, above", r->id);
        checked++;
    }
    cr_expect_eq(checked, 6);
    pg_laws_free(laws);
    pg_arena_free(arena);
}

/* R counts the same order statistics, as its qwilcox is one more than our q. Where no 95 % interval
 * exists R warns and gives the whole range; we give none. */
Test(vectors, ratio_and_interval) {
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    size_t count, checked = 0, without = 0;
    reference *cases = load(arena, &count);
    for (size_t i = 0; i < count; i++) {
        const reference *r = &cases[i];
        if (!r->has_ratio) {
            continue;
        }
        pg_block block = block_of(arena, r);
        pg_ratio ratio = pg_ratio_estimate(laws, &block, 1, 0.95);
        expect_close(ratio.estimate, r->ratio, 1e-12, "case %lu, estimate", r->id);
        cr_expect(ratio.has_bounds == (2 * pg_law_smallest(&block, 1) <= 0.05),
                  "case %lu: has bounds", r->id);
        if (ratio.has_bounds) {
            expect_close(ratio.low, r->low, 1e-12, "case %lu, low", r->id);
            expect_close(ratio.high, r->high, 1e-12, "case %lu, high", r->id);
        }
        checked++;
        without += !ratio.has_bounds;
    }
    cr_expect_eq(checked, 93);
    cr_expect(without >= 5 && without <= 10, "%zu without an interval", without);
    pg_laws_free(laws);
    pg_arena_free(arena);
}

static void scaled_exp(const pg_numbers *values, double scale, double *out) {
    for (size_t i = 0; i < values->count; i++) {
        out[i] = exp(values->values[i] * scale);
    }
}

/* exp turns differences into ratios and keeps ties and order: every case, the tied ones too, has
 * a known median difference. */
Test(vectors, estimate_of_the_shift) {
    pg_arena *arena = pg_arena_new();
    pg_laws *laws = pg_laws_new();
    size_t count, checked = 0;
    reference *cases = load(arena, &count);
    for (size_t i = 0; i < count; i++) {
        const reference *r = &cases[i];
        double largest = 0;
        for (size_t k = 0; k < r->x.count; k++) {
            largest = fmax(largest, fabs(r->x.values[k]));
        }
        for (size_t k = 0; k < r->y.count; k++) {
            largest = fmax(largest, fabs(r->y.values[k]));
        }
        if (largest > 1e6) {
            continue; /* infinities of a SciPy case */
        }
        double *x = PG_ARRAY(arena, double, r->x.count), *y = PG_ARRAY(arena, double, r->y.count);
        scaled_exp(&r->x, 1 / largest, x);
        scaled_exp(&r->y, 1 / largest, y);
        pg_block block = make_block(arena, x, r->x.count, y, r->y.count);
        pg_ratio ratio = pg_ratio_estimate(laws, &block, 1, 0.95);
        expect_close(ratio.estimate, exp(-r->shift / largest), 1e-13, "case %lu (%s)", r->id,
                     r->source);
        checked++;
    }
    cr_expect_eq(checked, 168);
    pg_laws_free(laws);
    pg_arena_free(arena);
}
