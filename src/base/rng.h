/* A seeded generator (xoshiro256**, seeded by splitmix64; Blackman & Vigna 2018): the same seed
 * draws the same orders on every machine. Not for secrets. */
#ifndef PG_BASE_RNG_H
#define PG_BASE_RNG_H

#include <stddef.h>
#include <stdint.h>

typedef struct pg_rng {
    uint64_t state[4];
} pg_rng;

pg_rng pg_rng_new(uint64_t seed);
uint64_t pg_rng_next(pg_rng *rng);
/* Uniform in 0 .. limit - 1, without bias. Precondition: limit > 0. */
uint64_t pg_rng_below(pg_rng *rng, uint64_t limit);
/* Puts the n values into one of their orders, each as likely as any other (Fisher and Yates). */
void pg_rng_shuffle(pg_rng *rng, size_t *values, size_t n);
/* Uniform in [0, 1). */
double pg_rng_unit(pg_rng *rng);

#endif
