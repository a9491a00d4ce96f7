/* The law of U of one block, conditional on its ties. Used by stats/law.c only. */
#ifndef PG_STATS_TIED_H
#define PG_STATS_TIED_H

#include "stats/block.h"

typedef struct pg_tied_space {
    double *states;
    size_t size;
} pg_tied_space;

void pg_tied_free(pg_tied_space *space);

/* Weights of s = 2U = 0 .. 2mn (they sum to C(m + n, n)), valid until the next call. Values x are
 * multiplied by `factor` before they are compared. Cost: O((m + n) m n min(m, n))
 * multiply-adds. */
const double *pg_tied_law(pg_tied_space *space, const pg_block *block, double factor);

/* Sum of t^3 - t over the tie groups. */
double pg_tied_sum(const pg_block *block, double factor);

#endif
