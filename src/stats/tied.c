#include "stats/tied.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void pg_tied_free(pg_tied_space *space) {
    free(space->states);
    *space = (pg_tied_space){0};
}

/* Walks the tie groups of the pooled values, smallest first. */
typedef struct walk {
    const pg_block *block;
    double factor;
    size_t i, j; /* next x, next y */
} walk;

/* Size of the next group, 0 at the end. */
static size_t next_group(walk *w) {
    const pg_block *b = w->block;
    size_t start = w->i + w->j;
    if (start == b->m + b->n) {
        return 0;
    }
    double x = w->i < b->m ? b->x[w->i] * w->factor : b->y[w->j];
    double y = w->j < b->n ? b->y[w->j] : x;
    double value = x < y ? x : y;
    while (w->i < b->m && b->x[w->i] * w->factor == value) {
        w->i++;
    }
    while (w->j < b->n && b->y[w->j] == value) {
        w->j++;
    }
    return w->i + w->j - start;
}

double pg_tied_sum(const pg_block *block, double factor) {
    walk w = {block, factor, 0, 0};
    double sum = 0;
    for (size_t t; (t = next_group(&w));) {
        sum += (double)t * (double)t * (double)t - (double)t;
    }
    return sum;
}

/* to[s + shift] += weight * from[s]; the one loop where the time goes. */
static void add_shifted(double *restrict to, const double *restrict from, size_t size,
                        double weight) {
    for (size_t s = 0; s < size; s++) {
        to[s] += weight * from[s];
    }
}

/* States: how many of the values seen so far went to head (j), and s = 2U among them, which is at
 * most 2 j (seen - j). A group of t values gives i of them to head in C(t, i) ways: each beats the
 * seen - j base values below it and ties with the t - i of its own group. Targets are visited with
 * the largest j first, so that every source still holds the state before the group. */
static void add_group(double *states, size_t stride, const pg_block *b, size_t seen, size_t t) {
    size_t highest = b->n < seen + t ? b->n : seen + t;
    size_t lowest = seen + t > b->m ? seen + t - b->m : 0;
    for (size_t target = highest + 1; target-- > lowest;) {
        double ways = 1;
        for (size_t i = 1; i <= t && i <= target; i++) {
            ways = ways * (double)(t - i + 1) / (double)i;
            size_t j = target - i;
            if (j > seen || seen - j > b->m) {
                continue;
            }
            size_t shift = i * (2 * (seen - j) + (t - i));
            add_shifted(states + target * stride + shift, states + j * stride,
                        2 * j * (seen - j) + 1, ways);
        }
    }
}

/* The programme runs over the smaller side, whichever that is: exchanged, U counts the other way.
 */
static void mirror(double *law, size_t size) {
    for (size_t i = 0, j = size - 1; i < j; i++, j--) {
        double swap = law[i];
        law[i] = law[j];
        law[j] = swap;
    }
}

const double *pg_tied_law(pg_tied_space *space, const pg_block *given, double factor) {
    bool exchanged = given->n > given->m;
    pg_block sizes = {.m = exchanged ? given->n : given->m, .n = exchanged ? given->m : given->n};
    const pg_block *block = &sizes;
    size_t stride = 2 * block->m * block->n + 1;
    size_t need = (block->n + 1) * stride;
    if (need > space->size) {
        free(space->states);
        space->states = calloc(need, sizeof(double));
        if (!space->states) {
            abort(); /* as the arena does */
        }
        space->size = need;
    } else {
        memset(space->states, 0, need * sizeof(double));
    }
    space->states[0] = 1;
    walk w = {given, factor, 0, 0};
    size_t seen = 0;
    for (size_t t; (t = next_group(&w)); seen += t) {
        add_group(space->states, stride, block, seen, t);
    }
    double *law = space->states + block->n * stride;
    if (exchanged) {
        mirror(law, stride);
    }
    return law;
}
