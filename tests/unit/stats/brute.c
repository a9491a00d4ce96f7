#include "brute.h"

#include <criterion/criterion.h>

enum { MOST_VALUES = 16 };

/* 2U of every split of one block. */
typedef struct block_splits {
    size_t *s;
    size_t count;
} block_splits;

/* 2U when the values of `head` (a bit each) are head. */
static size_t doubled_u(const double *values, size_t n, unsigned head) {
    size_t s = 0;
    for (size_t j = 0; j < n; j++) {
        for (size_t i = 0; i < n; i++) {
            if ((head >> j & 1) && !(head >> i & 1)) {
                s += values[j] > values[i] ? 2 : values[j] == values[i] ? 1 : 0;
            }
        }
    }
    return s;
}

static block_splits split_block(pg_arena *arena, const pg_block *b, double factor) {
    double values[MOST_VALUES];
    size_t all = b->m + b->n;
    cr_assert(all <= MOST_VALUES);
    for (size_t i = 0; i < all; i++) {
        values[i] = i < b->m ? b->x[i] * factor : b->y[i - b->m];
    }
    block_splits splits = {PG_ARRAY(arena, size_t, (size_t)1 << all), 0};
    for (unsigned head = 0; head < 1u << all; head++) {
        if ((size_t)__builtin_popcount(head) == b->n) {
            splits.s[splits.count++] = doubled_u(values, all, head);
        }
    }
    return splits;
}

static void combine(const block_splits *blocks, size_t count, size_t s, brute_law *law) {
    if (!count) {
        law->splits[s]++;
        law->total++;
        return;
    }
    for (size_t i = 0; i < blocks->count; i++) {
        combine(blocks + 1, count - 1, s + blocks->s[i], law);
    }
}

brute_law brute_force(pg_arena *arena, const pg_block *blocks, size_t count, double factor) {
    block_splits *splits = PG_ARRAY(arena, block_splits, count);
    for (size_t b = 0; b < count; b++) {
        splits[b] = split_block(arena, &blocks[b], factor);
    }
    brute_law law = {.size = 2 * pg_block_pairs(blocks, count) + 1};
    law.splits = PG_ARRAY(arena, uint64_t, law.size);
    combine(splits, count, 0, &law);
    return law;
}

double brute_lower(const brute_law *law, size_t s) {
    uint64_t sum = 0;
    for (size_t i = 0; i <= s; i++) {
        sum += law->splits[i];
    }
    return (double)sum / (double)law->total;
}

double brute_upper(const brute_law *law, size_t s) {
    uint64_t sum = 0;
    for (size_t i = s; i < law->size; i++) {
        sum += law->splits[i];
    }
    return (double)sum / (double)law->total;
}
