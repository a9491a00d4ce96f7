/* Samples for the tests of stats: of given values, and random ones that are hard on ranks. */
#ifndef PG_TESTS_SAMPLES_H
#define PG_TESTS_SAMPLES_H

#include "base/arena.h"
#include "base/rng.h"
#include "stats/block.h"
#include "stats/mann_whitney.h"

typedef enum shape {
    SMOOTH, /* log-normal, no ties */
    TIED,   /* whole numbers 1 .. 4 */
    ZEROS,  /* whole numbers 0 .. 2 */
    WIDE,   /* 1e-300 to 1e300 and, one in ten, 0 */
    EQUAL,  /* one value */
    SHAPES,
} shape;

extern const char *const shape_names[SHAPES];

double draw_value(pg_rng *rng, shape s);

/* A standard normal deviate. */
double draw_normal(pg_rng *rng);

/* `count` blocks; with `ragged`, m and n vary from 1 to the sizes given. */
pg_block *draw_blocks(pg_arena *arena, pg_rng *rng, shape s, size_t count, size_t m, size_t n,
                      bool ragged);

/* A block of copies, sorted. */
pg_block make_block(pg_arena *arena, const double *x, size_t m, const double *y, size_t n);

/* A block with no values, for laws that depend on the sizes alone. */
pg_block sizes_only(size_t m, size_t n);

/* Base and head exchanged. */
pg_block *swapped(pg_arena *arena, const pg_block *blocks, size_t count);

#endif
