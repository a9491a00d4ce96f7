#include "rng.h"

uint64_t wl_rng_next(wl_rng *rng) {
    uint64_t z = (rng->state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

uint32_t wl_rng_below(wl_rng *rng, uint32_t bound) {
    return (uint32_t)(((wl_rng_next(rng) >> 32) * bound) >> 32);
}

bool wl_rng_chance(wl_rng *rng, uint32_t percent) {
    return wl_rng_below(rng, 100) < percent;
}
