/* What more samples would settle. Sample sizes after Noether 1987, with the null variance of the
 * blocked statistic, m n (m + n + 1) / 12 a block; the chance that a head value exceeds a base
 * value under a given change is read off the ratios at hand, centred on their estimate. Advice,
 * rounded up, for people: no verdict depends on it. */
#ifndef PG_STATS_POWER_H
#define PG_STATS_POWER_H

#include <stdbool.h>
#include <stddef.h>

#include "stats/block.h"

typedef struct pg_power {
    double visible; /* smallest ratio > 1 seen with 80 % power by samples like these */
    bool has_visible;
    size_t needed; /* blocks (with one block: samples a side) to see the target with 80 % power */
    bool has_needed;
} pg_power;

/* `estimate` is the ratio of the row, finite and > 0; `target` > 1 the change to be seen; `alpha`
 * the two-sided level that a single row must reach. */
pg_power pg_power_estimate(const pg_block *blocks, size_t count, double estimate, double target,
                           double alpha);

/* How many blocks of m + n (with `single`: how many samples a side in one block) it takes before
 * the smallest two-sided p there can be is at most alpha. */
size_t pg_power_reachable(size_t m, size_t n, bool single, double alpha);

#endif
