#include "base/rng.h"

static uint64_t rotate(uint64_t x, int by) {
    return x << by | x >> (64 - by);
}

pg_rng pg_rng_new(uint64_t seed) {
    pg_rng rng;
    for (int i = 0; i < 4; i++) {
        uint64_t z = seed += 0x9e3779b97f4a7c15u;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
        z = (z ^ z >> 27) * 0x94d049bb133111ebu;
        rng.state[i] = z ^ z >> 31;
    }
    return rng;
}

uint64_t pg_rng_next(pg_rng *rng) {
    uint64_t *s = rng->state;
    uint64_t result = rotate(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

uint64_t pg_rng_below(pg_rng *rng, uint64_t limit) {
    uint64_t unfair = -limit % limit; /* values below this one would make small results likelier */
    uint64_t value;
    do {
        value = pg_rng_next(rng);
    } while (value < unfair);
    return value % limit;
}

void pg_rng_shuffle(pg_rng *rng, size_t *values, size_t n) {
    for (size_t i = n; i > 1; i--) {
        size_t j = (size_t)pg_rng_below(rng, i);
        size_t swap = values[i - 1];
        values[i - 1] = values[j];
        values[j] = swap;
    }
}

double pg_rng_unit(pg_rng *rng) {
    return (double)(pg_rng_next(rng) >> 11) * 0x1p-53;
}
