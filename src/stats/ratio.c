/* The four order statistics of a row are sought together: a few values are counted in one pass over
 * the sorted samples, three at a time, until each rank lies among so few ratios that these are
 * copied and looked through. Where that leads nowhere, as with many ties, each is searched for by
 * itself. */
#include "stats/ratio.h"

#include <assert.h>
#include <math.h>

#include "stats/search.h"

enum {
    WAYS = 3,        /* values counted in one pass */
    FEW = 256,       /* so many ratios are copied without further ado; room for copies */
    NARROW = 64,     /* so few are looked through after counting */
    PASSES = 8,      /* what is not found by then is searched for in vain */
    BESIDE = 12,     /* ranks by which a guess is taken too far, to have something in between */
    MOST_ROWS = 512, /* base values of a block; with more, each rank is searched for by itself */
};

/* The ratios of the ranks from first to last are among those in (low, high]. */
typedef struct interval {
    size_t first, last;
    double low, high;
    size_t low_count, high_count; /* ratios <= low, <= high */
} interval;

/* Where one count stands on its way through a block. */
typedef struct way {
    size_t i, j, count;
} way;

/* A step to the next y or the next x, without a branch that nobody could predict. */
static inline void step(const pg_block *b, double t, way *w) {
    size_t below = b->y[w->j] / b->x[w->i] <= t;
    w->count += w->j & (below - 1);
    w->j += below;
    w->i += 1 - below;
}

/* Counts the ratios <= t for three t in one pass: the passes do not wait for each other. */
static void count_block(const pg_block *b, const double t[WAYS], size_t counts[WAYS]) {
    way ways[WAYS] = {{0}};
    bool on = true;
    while (on) {
#pragma GCC unroll 3
        for (size_t w = 0; w < WAYS; w++) {
            step(b, t[w], &ways[w]);
            on &= ways[w].i < b->m && ways[w].j < b->n;
        }
    }
    for (size_t w = 0; w < WAYS; w++) {
        while (ways[w].i < b->m && ways[w].j < b->n) {
            step(b, t[w], &ways[w]);
        }
        counts[w] += ways[w].count + (b->m - ways[w].i) * b->n;
    }
}

/* Where the ratio of a rank should be if times were normal: from the quartiles of one block. */
static double first_guess(const pg_block *b, double part) {
    double x = b->x[b->m / 2], y = b->y[b->n / 2];
    double x_spread = (b->x[b->m - 1 - b->m / 4] - b->x[b->m / 4]) / x;
    double y_spread = (b->y[b->n - 1 - b->n / 4] - b->y[b->n / 4]) / y;
    double deviation = hypot(x_spread, y_spread) / 1.349;
    return y / x * exp(deviation * 0.6 * log(part / (1 - part)));
}

/* Where to count next: at the rank that lies a little behind the one sought, seen from the nearer
 * end. As long as an end is open the density of the ratios that were counted first has to do. */
static double next_guess(const interval *range, double density) {
    double rank = (double)range->last + 0.5;
    if (range->low > 0 && isfinite(range->high)) {
        density = (double)(range->high_count - range->low_count) / (range->high - range->low);
    }
    if (range->last - range->low_count < range->high_count - range->last) {
        return range->low + (rank + BESIDE - (double)range->low_count) / density;
    }
    return range->high - ((double)range->high_count - rank + BESIDE) / density;
}

static void narrow_interval(interval *range, double t, size_t count) {
    if (count > range->last && t < range->high) {
        range->high = t;
        range->high_count = count;
    } else if (count <= range->first && t > range->low) {
        range->low = t;
        range->low_count = count;
    }
}

static bool is_narrow(const interval *range) {
    return range->high_count - range->low_count <= NARROW;
}

/* Narrows three intervals, in rising order, until each can be looked through; false where that does
 * not come to an end soon. */
static bool narrow_all(const pg_search *s, interval ranges[WAYS]) {
    double t[WAYS], density = 0;
    for (size_t w = 0; w < WAYS; w++) {
        double part = ((double)ranges[w].last + 0.5) / (double)s->pairs;
        t[w] = first_guess(&s->blocks[s->count / 2], part);
    }
    for (size_t pass = 0; pass < PASSES; pass++) {
        size_t counts[WAYS] = {0};
        for (size_t b = 0; b < s->count; b++) {
            count_block(&s->blocks[b], t, counts);
        }
        for (size_t w = 0; w < (size_t)WAYS * WAYS; w++) {
            narrow_interval(&ranges[w / WAYS], t[w % WAYS], counts[w % WAYS]);
        }
        if (pass == 0) {
            density = ((double)counts[2] - (double)counts[0]) / (t[2] - t[0]);
        }
        bool done = true;
        for (size_t w = 0; w < WAYS; w++) {
            if (!is_narrow(&ranges[w])) {
                double guess = next_guess(&ranges[w], density);
                bool inside = guess > ranges[w].low && guess < ranges[w].high;
                t[w] = inside ? guess : (ranges[w].low + ranges[w].high) / 2;
                done = false;
            }
        }
        if (done) {
            return true;
        }
    }
    return false;
}

/* Where the ratios above `low` begin in each row of a block, in several ways at once. */
static void find_starts(const pg_block *b, const interval ranges[WAYS],
                        size_t starts[WAYS][MOST_ROWS]) {
    way ways[WAYS] = {{0}};
    bool on = true;
    while (on) {
#pragma GCC unroll 3
        for (size_t w = 0; w < WAYS; w++) {
            starts[w][ways[w].i] = ways[w].j;
            step(b, ranges[w].low, &ways[w]);
            on &= ways[w].i < b->m && ways[w].j < b->n;
        }
    }
    for (size_t w = 0; w < WAYS; w++) {
        while (ways[w].i < b->m && ways[w].j < b->n) {
            starts[w][ways[w].i] = ways[w].j;
            step(b, ranges[w].low, &ways[w]);
        }
        for (; ways[w].i < b->m; ways[w].i++) {
            starts[w][ways[w].i] = b->n;
        }
    }
}

/* Copies the ratios of each interval. */
static void gather_all(const pg_search *s, const interval ranges[WAYS], double values[WAYS][FEW]) {
    size_t n[WAYS] = {0}, starts[WAYS][MOST_ROWS];
    for (size_t b = 0; b < s->count; b++) {
        const pg_block *block = &s->blocks[b];
        find_starts(block, ranges, starts);
        for (size_t w = 0; w < WAYS; w++) {
            for (size_t i = 0; i < block->m; i++) {
                double x = block->x[i], value;
                for (size_t j = starts[w][i];
                     j < block->n && (value = block->y[j] / x) <= ranges[w].high; j++) {
                    assert(n[w] < FEW);
                    values[w][n[w]++] = value;
                }
            }
        }
    }
}

/* All ratios, at most FEW. */
static size_t copy_all(const pg_search *s, double *values) {
    size_t n = 0;
    for (size_t b = 0; b < s->count; b++) {
        const pg_block *block = &s->blocks[b];
        for (size_t i = 0; i < block->m; i++) {
            for (size_t j = 0; j < block->n; j++) {
                values[n++] = pg_ratio_of(block->y[j], block->x[i]);
            }
        }
    }
    return n;
}

/* The ratios of the ranks k, in rising order, the second and third of them neighbours; false where
 * they have to be searched for one by one. */
static bool select_together(const pg_search *s, const size_t k[4], double ret[4]) {
    double values[WAYS][FEW];
    if (s->pairs <= FEW) {
        size_t n = copy_all(s, values[0]);
        for (size_t i = 0; i < 4; i++) {
            ret[i] = pg_nth(values[0], n, k[i]);
        }
        return true;
    }
    for (size_t b = 0; b < s->count; b++) {
        const pg_block *block = &s->blocks[b];
        bool tied = block->m > 1 && block->x[block->m / 2] == block->x[block->m / 2 - 1];
        if (!(block->x[0] > 0) || block->m > MOST_ROWS || tied) {
            return false;
        }
    }
    interval ranges[WAYS];
    for (size_t w = 0; w < WAYS; w++) {
        static const size_t firsts[WAYS] = {0, 1, 3}, lasts[WAYS] = {0, 2, 3};
        ranges[w] = (interval){k[firsts[w]], k[lasts[w]], -1, INFINITY, 0, s->pairs};
    }
    if (!narrow_all(s, ranges)) {
        return false;
    }
    gather_all(s, ranges, values);
    for (size_t i = 0; i < 4; i++) {
        size_t w = (i + 1) / 2;
        const interval *range = &ranges[w];
        ret[i] = pg_nth(values[w], range->high_count - range->low_count, k[i] - range->low_count);
    }
    return true;
}

double pg_ratio_select(const pg_block *blocks, size_t count, size_t k) {
    pg_search s = pg_search_start(blocks, count);
    assert(k < s.pairs);
    return pg_search_ratio(&s, k);
}

pg_ratio pg_ratio_estimate(pg_laws *laws, const pg_block *blocks, size_t count, double level) {
    pg_search s = pg_search_start(blocks, count);
    pg_ratio ratio = {0};
    size_t q = 0, upper = s.pairs / 2, lower = s.pairs % 2 ? upper : upper - 1;
    ratio.has_bounds = pg_law_quantile(laws, blocks, count, (1 - level) / 2, &q);
    size_t ranks[4] = {q, lower, upper, s.pairs - q - 1};
    if (!ratio.has_bounds) {
        ranks[0] = lower;
        ranks[3] = upper;
    }
    double found[4];
    if (!select_together(&s, ranks, found)) {
        for (size_t i = 0; i < 4; i++) {
            bool again = i && ranks[i] == ranks[i - 1];
            found[i] = again ? found[i - 1] : pg_search_ratio(&s, ranks[i]);
        }
    }
    /* Between nothing and everything there is no middle but 1. */
    bool apart = found[1] == 0 && isinf(found[2]);
    ratio.estimate = found[1] == found[2] ? found[2] : apart ? 1 : sqrt(found[1]) * sqrt(found[2]);
    if (ratio.has_bounds) {
        ratio.low = found[0];
        ratio.high = found[3];
    }
    return ratio;
}
