#include "stats/multiple.h"

#include "samples.h"
#include "support/expect.h"
#include "support/vectors.h"

typedef struct reference {
    pg_numbers p, q;
} reference;

static pg_status read_reference(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    static const pg_json_field fields[] = {
        PG_FIELD("p", PG_JSON_NUMBERS, true, reference, p),
        PG_FIELD("q", PG_JSON_NUMBERS, true, reference, q),
    };
    return pg_json_object(arena, at, fields, COUNT_OF(fields), ret, err);
}

Test(multiple, against_r) {
    pg_arena *arena = pg_arena_new();
    size_t count;
    reference *cases =
        load_cases(arena, "adjust.json", "cases", sizeof(*cases), read_reference, &count);
    for (size_t i = 0; i < count; i++) {
        size_t n = cases[i].p.count;
        double *q = PG_ARRAY(arena, double, n);
        pg_adjust(cases[i].p.values, n, q, PG_ARRAY(arena, size_t, n));
        cr_assert_eq(cases[i].q.count, n);
        for (size_t k = 0; k < n; k++) {
            expect_close(q[k], cases[i].q.values[k], 1e-14, "case %zu, p %zu", i, k);
        }
    }
    pg_arena_free(arena);
}

/* By definition: q of one p is the least of p_j n / (number of p at most p_j) over all p_j >= p. */
Test(multiple, by_definition) {
    pg_rng rng = pg_rng_new(26);
    for (int round = 0; round < 300; round++) {
        double p[40], q[40];
        size_t order[40], n = 1 + pg_rng_below(&rng, 40);
        for (size_t i = 0; i < n; i++) {
            p[i] = round % 2 ? pg_rng_unit(&rng) : (double)pg_rng_below(&rng, 11) / 10;
        }
        pg_adjust(p, n, q, order);
        for (size_t i = 0; i < n; i++) {
            double expected = 1;
            for (size_t j = 0; j < n; j++) {
                size_t rank = 0;
                for (size_t k = 0; k < n; k++) {
                    rank += p[k] <= p[j];
                }
                double candidate = p[j] * (double)n / (double)rank;
                expected = p[j] >= p[i] && candidate < expected ? candidate : expected;
            }
            cr_assert(is_close(q[i], expected, 1e-15), "round %d, p %zu: expected %g, found %g",
                      round, i, expected, q[i]);
        }
    }
}

Test(multiple, nothing_and_one) {
    double p = 0.04, q = -1;
    size_t order;
    pg_adjust(&p, 0, &q, &order);
    cr_expect(q == -1);
    pg_adjust(&p, 1, &q, &order);
    cr_expect(q == 0.04);
}
