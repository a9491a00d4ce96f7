/* The random numbers of the fixture generators: splitmix64. Whole numbers only, so that a seed
 * gives the same fixture on every machine, with every compiler and every C library.
 */
#ifndef WL_RNG_H
#define WL_RNG_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    uint64_t state;
} wl_rng;

uint64_t wl_rng_next(wl_rng *rng);

/* A number in [0, bound); the bound is at least 1. */
uint32_t wl_rng_below(wl_rng *rng, uint32_t bound);

/* True in `percent` of 100 cases. */
bool wl_rng_chance(wl_rng *rng, uint32_t percent);

#endif
