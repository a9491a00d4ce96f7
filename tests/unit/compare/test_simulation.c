/* Error rates of the whole judgement, seeded: ten blocks of two and two, log-normal noise of 5 %,
 * which is the gate's standard plan on a machine that is not calm. */
#include <math.h>

#include "judged.h"
#include "support/expect.h"

enum { N = 20, PER_BLOCK = 2 };

static const double NOISE = 0.05;

/* Rows with the verdict in suites of `rows` rows whose first row is slower by `factor`. */
static void simulate(size_t suites, size_t rows, double factor, uint64_t seed, size_t *ret_red,
                     size_t *ret_found, size_t *ret_improved) {
    pg_rng rng = pg_rng_new(seed);
    *ret_red = *ret_found = *ret_improved = 0;
    for (size_t suite = 0; suite < suites; suite++) {
        pg_arena *arena = pg_arena_new();
        pg_run *sides[2] = {new_run(arena, "s"), new_run(arena, "s")};
        for (size_t r = 0; r < rows; r++) {
            for (int side = 0; side < 2; side++) {
                double samples[N];
                draw_samples(&rng, side && !r ? factor : 1, NOISE, samples, N);
                add_series(arena, add_workload(arena, sides[side], pg_format(arena, "w%zu", r)),
                           "m", samples, N, PER_BLOCK);
            }
        }
        pg_comparison c = compare_runs(arena, sides[0], sides[1], NULL);
        *ret_red += c.exit_status == PG_EXIT_REGRESSED;
        *ret_found += c.rows[0].verdict == PG_REGRESSED;
        *ret_improved += c.counts[PG_IMPROVED] > 0;
        pg_arena_free(arena);
    }
}

/* The most of `n` that an event of probability p gives but once in a million. */
static size_t binomial_bound(size_t n, double p) {
    double term = pow(1 - p, (double)n), sum = term;
    size_t k = 0;
    while (sum < 1 - 1e-6 && k < n) {
        term *= (double)(n - k) / (double)(k + 1) * p / (1 - p);
        sum += term;
        k++;
    }
    return k;
}

/* Under no change a suite is red with at most alpha / 2 (both directions share alpha), and less, as
 * the estimate must pass the threshold too. */
Test(simulation, no_change_is_not_red) {
    static const size_t rows[] = {1, 5, 20};
    static const size_t suites[] = {3000, 800, 200};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        size_t red, found, improved, bound = binomial_bound(suites[i], 0.005);
        simulate(suites[i], rows[i], 1, 11 + i, &red, &found, &improved);
        cr_expect(red <= bound, "%zu rows: %zu of %zu suites red, at most %zu", rows[i], red,
                  suites[i], bound);
        cr_expect(improved <= bound, "%zu rows: %zu of %zu suites improved", rows[i], improved,
                  suites[i]);
    }
}

/* A regression of 10 % alone in its suite is found at least 95 times in 100. */
Test(simulation, ten_percent_is_found) {
    enum { SUITES = 1000 };
    size_t red, found, improved;
    simulate(SUITES, 1, 1.10, 21, &red, &found, &improved);
    cr_expect(found >= SUITES * 95 / 100, "found %zu of %d", found, SUITES);
    cr_expect(red == found && improved == 0);
}

/* And one of 3 % is not called one: below the threshold it is seldom more than "unchanged". */
Test(simulation, three_percent_is_below_the_threshold) {
    enum { SUITES = 1000 };
    size_t red, found, improved;
    simulate(SUITES, 1, 1.03, 22, &red, &found, &improved);
    cr_expect(found < SUITES * 10 / 100, "found %zu of %d", found, SUITES);
}
