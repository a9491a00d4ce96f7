/* The null law of U by trying every split: each way to call m values of every block base and the
 * other n head. No formula, no convolution; only for a few thousand splits. */
#ifndef PG_TESTS_BRUTE_H
#define PG_TESTS_BRUTE_H

#include <stdint.h>

#include "base/arena.h"
#include "stats/block.h"

typedef struct brute_law {
    uint64_t *splits; /* how many give 2U = 0 .. 2N, N the number of pairs */
    size_t size;
    uint64_t total;
} brute_law;

/* Values x are multiplied by `factor` first. At most 16 values a block. */
brute_law brute_force(pg_arena *arena, const pg_block *blocks, size_t count, double factor);

/* Splits with 2U <= s, and with 2U >= s, as shares of all. */
double brute_lower(const brute_law *law, size_t s);
double brute_upper(const brute_law *law, size_t s);

#endif
