/* The Mann-Whitney test, blocked (Mann & Whitney 1947; van Elteren 1960). The law it reads p from,
 * and the checks, are in stats/law.h. */
#ifndef PG_STATS_MANN_WHITNEY_H
#define PG_STATS_MANN_WHITNEY_H

#include <stdbool.h>

#include "stats/block.h"
#include "stats/law.h"

typedef struct pg_mann_whitney {
    double u;       /* pairs with y > x, half of those with y = x */
    double p_below; /* P(U <= u): small where y tends to be smaller */
    double p_above; /* P(U >= u): small where y tends to be larger */
    double p;       /* two-sided: twice the smaller, at most 1. With ties the law need not be
                     * symmetric, so both tails come from the same law */
    bool exact, tied;
} pg_mann_whitney;

/* Tests y against x * factor. Precondition: count > 0, factor > 0. */
pg_mann_whitney pg_mann_whitney_test(pg_laws *laws, const pg_block *blocks, size_t count,
                                     double factor);

#endif
