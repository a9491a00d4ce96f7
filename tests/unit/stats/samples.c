#include "samples.h"

#include <math.h>

#include "stats/describe.h"

const char *const shape_names[SHAPES] = {"smooth", "tied", "zeros", "wide", "equal"};

double draw_normal(pg_rng *rng) {
    double radius = sqrt(-2 * log(1 - pg_rng_unit(rng)));
    return radius * cos(2 * M_PI * pg_rng_unit(rng));
}

double draw_value(pg_rng *rng, shape s) {
    switch (s) {
    case SMOOTH: return 100 * exp(0.1 * draw_normal(rng));
    case TIED: return 1 + (double)pg_rng_below(rng, 4);
    case ZEROS: return (double)pg_rng_below(rng, 3);
    case WIDE: return pg_rng_below(rng, 10) ? pow(10, 600 * pg_rng_unit(rng) - 300) : 0;
    case EQUAL: return 42;
    case SHAPES: break;
    }
    return 0;
}

static double *draw_sorted(pg_arena *arena, pg_rng *rng, shape s, size_t n) {
    double *values = PG_ARRAY(arena, double, n), *scratch = PG_ARRAY(arena, double, n);
    for (size_t i = 0; i < n; i++) {
        values[i] = draw_value(rng, s);
    }
    pg_sort(values, n, scratch);
    return values;
}

pg_block *draw_blocks(pg_arena *arena, pg_rng *rng, shape s, size_t count, size_t m, size_t n,
                      bool ragged) {
    pg_block *blocks = PG_ARRAY(arena, pg_block, count);
    for (size_t b = 0; b < count; b++) {
        blocks[b].m = ragged ? 1 + pg_rng_below(rng, m) : m;
        blocks[b].n = ragged ? 1 + pg_rng_below(rng, n) : n;
        blocks[b].x = draw_sorted(arena, rng, s, blocks[b].m);
        blocks[b].y = draw_sorted(arena, rng, s, blocks[b].n);
    }
    return blocks;
}

static double *sorted_copy(pg_arena *arena, const double *values, size_t n) {
    double *copy = PG_ARRAY(arena, double, n), *scratch = PG_ARRAY(arena, double, n);
    for (size_t i = 0; i < n; i++) {
        copy[i] = values[i];
    }
    pg_sort(copy, n, scratch);
    return copy;
}

pg_block make_block(pg_arena *arena, const double *x, size_t m, const double *y, size_t n) {
    return (pg_block){sorted_copy(arena, x, m), sorted_copy(arena, y, n), m, n};
}

pg_block sizes_only(size_t m, size_t n) {
    return (pg_block){NULL, NULL, m, n};
}

pg_block *swapped(pg_arena *arena, const pg_block *blocks, size_t count) {
    pg_block *other = PG_ARRAY(arena, pg_block, count);
    for (size_t b = 0; b < count; b++) {
        other[b] = (pg_block){blocks[b].y, blocks[b].x, blocks[b].n, blocks[b].m};
    }
    return other;
}
