/* Samples as the rank statistics take them: blocks of base values x and head values y, each sorted
 * ascending. One block is the plain two-sample case; with many, only values of the same block are
 * ever compared, which removes drift and neighbours that both sides of a block have met. */
#ifndef PG_STATS_BLOCK_H
#define PG_STATS_BLOCK_H

#include <stddef.h>

typedef struct pg_block {
    const double *x, *y; /* sorted, finite, >= 0 */
    size_t m, n;         /* how many; both at least 1 */
} pg_block;

/* Number of pairs (x, y) within blocks. */
size_t pg_block_pairs(const pg_block *blocks, size_t count);

#endif
