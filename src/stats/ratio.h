/* The ratio between head and base: Hodges & Lehmann's estimate and the interval from the same law
 * as the test.
 *
 * D is the multiset of all ratios y / x within blocks, N of them. The estimate is its median, for
 * even N the geometric mean of the two middle ones. The interval is [D_(q+1), D_(N-q)], counted
 * from 1, where q is the largest u with P(U <= u) <= (1 - level) / 2 under the untied law
 * (conservative with ties). 0 / 0 counts as 1; the estimate may be 0 or infinite where values are
 * 0.
 *
 * Checked against R's wilcox.test (on logarithms) and against sorting D. Cost: D is not built where
 * it has more than 256 elements; all four order statistics take about four passes over the sorted
 * values, O(m + n) each. With many ties, or zeros, it is some ten for each of them.
 */
#ifndef PG_STATS_RATIO_H
#define PG_STATS_RATIO_H

#include <stdbool.h>

#include "stats/block.h"
#include "stats/law.h"

typedef struct pg_ratio {
    double estimate;
    double low, high;
    bool has_bounds; /* false: too few samples for this level */
} pg_ratio;

pg_ratio pg_ratio_estimate(pg_laws *laws, const pg_block *blocks, size_t count, double level);

/* The k-th smallest ratio, counted from 0. Precondition: k < number of pairs. */
double pg_ratio_select(const pg_block *blocks, size_t count, size_t k);

#endif
