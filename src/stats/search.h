/* The k-th smallest of all ratios y / x within blocks, without building them: whatever the values
 * are, ties, zeros and infinite ratios among them. Used by stats/ratio.c only, which is faster
 * where it can.
 *
 * Cost: about ten passes over the sorted values for the first rank, O(m + n) each; fewer for
 * others. */
#ifndef PG_STATS_SEARCH_H
#define PG_STATS_SEARCH_H

#include "stats/block.h"

enum { PG_PROBES = 48 };

/* What one pass over the pairs tells about a value t. */
typedef struct pg_probe {
    double below; /* the largest ratio <= t, -inf where there is none */
    double above; /* the smallest ratio > t, +inf where there is none */
    size_t count; /* ratios <= t */
} pg_probe;

/* Probes made for some blocks, shared by their order statistics. */
typedef struct pg_search {
    const pg_block *blocks;
    size_t count, pairs;
    pg_probe probes[PG_PROBES];
    size_t probe_count;
} pg_search;

pg_search pg_search_start(const pg_block *blocks, size_t count);

/* Counted from 0. Precondition: k < pairs. */
double pg_search_ratio(pg_search *s, size_t k);

/* y / x; 0 / 0 counts as 1. */
double pg_ratio_of(double y, double x);

/* The k-th smallest of n values, counted from 0, by quickselect: they change places. Precondition:
 * k < n. */
double pg_nth(double *values, size_t n, size_t k);

#endif
