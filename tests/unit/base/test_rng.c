#include <math.h>

#include "base/rng.h"
#include "support/expect.h"

/* Computed by an independent program in Python: splitmix64 as Vigna published it, four outputs of
 * which are the state of xoshiro256**. */
typedef struct known {
    uint64_t seed, first[4], number_10000;
} known;

static const known known_outputs[] = {
    {0,
     {0x99ec5f36cb75f2b4, 0xbf6e1f784956452a, 0x1a5f849d4933e6e0, 0x6aa594f1262d2d2c},
     0x7e42e7ea9c94ebf3},
    {1,
     {0xb3f2af6d0fc710c5, 0x853b559647364cea, 0x92f89756082a4514, 0x642e1c7bc266a3a7},
     0x514707b3ed7f8777},
    {42,
     {0x15780b2e0c2ec716, 0x6104d9866d113a7e, 0xae17533239e499a1, 0xecb8ad4703b360a1},
     0xeed6344df08981a9},
    {UINT64_MAX,
     {0x8f5520d52a7ead08, 0xc476a018caa1802d, 0x81de31c0d260469e, 0xbf658d7e065f3c2f},
     0xd9a54629b3ebb532},
};

Test(rng, known_outputs) {
    for (size_t i = 0; i < COUNT_OF(known_outputs); i++) {
        const known *row = &known_outputs[i];
        pg_rng rng = pg_rng_new(row->seed);
        uint64_t last = 0;
        for (int k = 1; k <= 10000; k++) {
            last = pg_rng_next(&rng);
            cr_expect(k > 4 || last == row->first[k - 1], "seed %lu, output %d", row->seed, k);
        }
        cr_expect(last == row->number_10000, "seed %lu, output 10000", row->seed);
    }
}

/* The first outputs from the state 1, 2, 3, 4, as printed with other implementations. */
Test(rng, published_outputs) {
    pg_rng rng = {{1, 2, 3, 4}};
    static const uint64_t published[] = {11520, 0, 1509978240, 1215971899390074240};
    for (size_t i = 0; i < COUNT_OF(published); i++) {
        cr_expect(pg_rng_next(&rng) == published[i], "output %zu", i);
    }
}

/* Six standard deviations of a binomial: a fair generator is outside once in 5e8 times, and the
 * seeds are fixed. */
static void expect_share(double hits, double draws, double p, uint64_t limit) {
    double sd = sqrt(draws * p * (1 - p));
    cr_expect(fabs(hits - draws * p) <= 6 * sd, "limit %lu: expected %.0f, found %.0f", limit,
              draws * p, hits);
}

Test(rng, below_is_uniform_for_small_limits) {
    static const uint64_t limits[] = {1, 2, 3, 6, 7, 10, 64, 100};
    for (size_t i = 0; i < COUNT_OF(limits); i++) {
        enum { DRAWS = 100000 };
        double hits[100] = {0};
        pg_rng rng = pg_rng_new(limits[i]);
        for (int k = 0; k < DRAWS; k++) {
            uint64_t value = pg_rng_below(&rng, limits[i]);
            cr_assert(value < limits[i], "limit %lu, found %lu", limits[i], value);
            hits[value]++;
        }
        for (uint64_t v = 0; v < limits[i]; v++) {
            expect_share(hits[v], DRAWS, 1.0 / (double)limits[i], limits[i]);
        }
    }
}

/* The plain remainder would give the lower third of 0 .. 3 * 2^62 - 1 in half of the draws. */
Test(rng, below_has_no_remainder_bias) {
    enum { DRAWS = 100000 };
    static const uint64_t limit = UINT64_C(3) << 62;
    double hits[3] = {0};
    pg_rng rng = pg_rng_new(3);
    for (int k = 0; k < DRAWS; k++) {
        uint64_t value = pg_rng_below(&rng, limit);
        cr_assert(value < limit);
        hits[value >> 62]++;
    }
    for (int third = 0; third < 3; third++) {
        expect_share(hits[third], DRAWS, 1.0 / 3, limit);
    }
}

Test(rng, unit_is_uniform) {
    enum { DRAWS = 200000 };
    double hits[20] = {0}, smallest = 1, largest = 0;
    pg_rng rng = pg_rng_new(4);
    for (int k = 0; k < DRAWS; k++) {
        double value = pg_rng_unit(&rng);
        cr_assert(value >= 0 && value < 1);
        smallest = fmin(smallest, value);
        largest = fmax(largest, value);
        hits[(size_t)(value * 20)]++;
    }
    for (int part = 0; part < 20; part++) {
        expect_share(hits[part], DRAWS, 0.05, (uint64_t)part);
    }
    cr_expect(smallest < 1e-4 && largest > 1 - 1e-4);
}

Test(rng, the_largest_output_stays_below_one) {
    pg_rng rng = {{0, UINT64_MAX, 0, 0}};
    /* rotate(s1 * 5, 7) * 9 is 2^64 - 1 for this s1: 9^-1 and 5^-1 modulo 2^64 undo it. */
    uint64_t nine_inverse = 0x8e38e38e38e38e39, five_inverse = 0xcccccccccccccccd;
    uint64_t before = UINT64_MAX * nine_inverse;
    rng.state[1] = (before >> 7 | before << 57) * five_inverse;
    pg_rng copy = rng;
    cr_assert(pg_rng_next(&copy) == UINT64_MAX);
    double value = pg_rng_unit(&rng);
    cr_expect(value < 1 && value == 1 - 0x1p-53);
}
