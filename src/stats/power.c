#include "stats/power.h"

#include <math.h>

#include "stats/law.h"
#include "stats/normal.h"
#include "stats/ratio.h"

static const double WANTED = 0.8;
static const double MOST_NEEDED = 1e6;

size_t pg_power_reachable(size_t m, size_t n, bool single, double alpha) {
    for (size_t k = 1; k < 100000; k++) {
        pg_block block = {.m = single ? k : m, .n = single ? k : n};
        double smallest = pg_law_smallest(&block, 1);
        if (2 * (single ? smallest : pow(smallest, (double)k)) <= alpha) {
            return k;
        }
    }
    return 100000;
}

/* Share of the ratios above `limit`. */
static double share_above(const pg_block *blocks, size_t count, double limit) {
    size_t pairs = pg_block_pairs(blocks, count), above = 0;
    for (size_t b = 0; b < count; b++) {
        size_t j = 0;
        for (size_t i = 0; i < blocks[b].m; i++) {
            while (j < blocks[b].n && blocks[b].y[j] <= limit * blocks[b].x[i]) {
                j++;
            }
            above += blocks[b].n - j;
        }
    }
    return (double)above / (double)pairs;
}

pg_power pg_power_estimate(const pg_block *blocks, size_t count, double estimate, double target,
                           double alpha) {
    double z = pg_normal_quantile(1 - alpha / 2) + pg_normal_quantile(WANTED);
    double pairs = (double)pg_block_pairs(blocks, count), variance = 0;
    for (size_t b = 0; b < count; b++) {
        double m = (double)blocks[b].m, n = (double)blocks[b].n;
        variance += m * n * (m + n + 1) / 12;
    }
    pg_power power = {0};
    size_t m = blocks[0].m, n = blocks[0].n;
    size_t reachable = pg_power_reachable(m, n, count == 1, alpha);
    bool reached = 2 * pg_law_smallest(blocks, count) <= alpha;

    double share_needed = 0.5 + z * sqrt(variance) / pairs;
    if (reached && share_needed < 1) {
        size_t k = (size_t)((1 - share_needed) * pairs);
        double ratio = pg_ratio_select(blocks, count, k);
        power.has_visible = ratio > 0 && isfinite(ratio);
        power.visible = power.has_visible ? fmax(1, estimate / ratio) : 0;
    }

    double excess = share_above(blocks, count, estimate / target) - 0.5;
    if (excess > 0) {
        double mean_variance = variance / (double)count, mean_pairs = pairs / (double)count;
        double needed = z * z * mean_variance / (mean_pairs * mean_pairs * excess * excess);
        if (count == 1) {
            needed = z * z / (6 * excess * excess); /* (2k + 1) / 12 k^2 with k large */
        }
        power.has_needed = needed < MOST_NEEDED;
        power.needed = power.has_needed ? (size_t)ceil(needed) : 0;
        power.needed = power.needed > reachable ? power.needed : reachable;
    }
    return power;
}
