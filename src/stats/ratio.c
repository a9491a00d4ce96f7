#include "stats/ratio.h"

#include <assert.h>
#include <float.h>
#include <math.h>

enum { GATHERED = 256, PROBES = 48 };

static double ratio_of(double y, double x) {
    return x == 0 && y == 0 ? 1 : y / x;
}

/* What one pass over the pairs tells about a value t. */
typedef struct probe {
    double below; /* the largest ratio <= t, -inf where there is none */
    double above; /* the smallest ratio > t, +inf where there is none */
    size_t count; /* ratios <= t */
} probe;

/* For growing x the number of y with y / x <= t grows: one walk over both sorted arrays. */
static void probe_block(const pg_block *b, double t, probe *p) {
    size_t j = 0;
    for (size_t i = 0; i < b->m; i++) {
        double x = b->x[i], last = -INFINITY, next = INFINITY;
        while (j < b->n && (next = ratio_of(b->y[j], x)) <= t) {
            last = next;
            j++;
        }
        if (last == -INFINITY && j) {
            last = ratio_of(b->y[j - 1], x);
        }
        if (j) {
            p->below = last > p->below ? last : p->below;
        }
        if (j < b->n) {
            p->above = next < p->above ? next : p->above;
        }
        p->count += j;
    }
}

static probe probe_at(const pg_block *blocks, size_t count, double t) {
    probe p = {-INFINITY, INFINITY, 0};
    for (size_t b = 0; b < count; b++) {
        probe_block(&blocks[b], t, &p);
    }
    return p;
}

/* Probes made for one row, shared by its order statistics. */
typedef struct search {
    const pg_block *blocks;
    size_t count, pairs;
    probe probes[PROBES];
    size_t probe_count;
} search;

/* The ratio sought is one of those in [low, high], both of which occur. */
typedef struct bracket {
    double low, high;
    size_t low_count;  /* ratios < low */
    size_t high_count; /* ratios <= high */
} bracket;

static void narrow(bracket *range, const probe *p, size_t k) {
    if (p->count > k) {
        if (p->below < range->high) {
            range->high = p->below;
            range->high_count = p->count;
        }
    } else if (p->above > range->low) {
        range->low = p->above;
        range->low_count = p->count;
    }
}

/* Quickselect. */
static double select_of(double *values, size_t n, size_t k) {
    assert(k < n);
    size_t left = 0, right = n - 1;
    while (left < right) {
        double pivot = values[left + (right - left) / 2];
        size_t i = left, j = right;
        for (;;) {
            while (values[i] < pivot) {
                i++;
            }
            while (values[j] > pivot) {
                j--;
            }
            if (i >= j) {
                break;
            }
            double swap = values[i];
            values[i++] = values[j];
            values[j--] = swap;
        }
        if (k <= j) {
            right = j;
        } else {
            left = j + 1;
        }
    }
    return values[k];
}

/* Copies the ratios in [low, high]; there are at most GATHERED. */
static size_t gather(const search *s, double low, double high, double *out) {
    size_t n = 0;
    for (size_t b = 0; b < s->count; b++) {
        const pg_block *block = &s->blocks[b];
        size_t start = 0;
        for (size_t i = 0; i < block->m; i++) {
            double x = block->x[i], value;
            while (start < block->n && ratio_of(block->y[start], x) < low) {
                start++;
            }
            for (size_t j = start; j < block->n && (value = ratio_of(block->y[j], x)) <= high;
                 j++) {
                assert(n < GATHERED);
                out[n++] = value;
            }
        }
    }
    return n;
}

/* Where to look next: by interpolation on the counts, every third time in the middle, so that no
 * distribution makes it slow. Ratios may be 0 or infinite; then the ends are halved by count only.
 */
static double next_pivot(const bracket *range, size_t k, size_t step) {
    if (!isfinite(range->high)) {
        return range->low > 0 ? fmin(range->low * 2, DBL_MAX) : 1;
    }
    double part = 0.5;
    if (step % 3 != 2) {
        part =
            ((double)(k - range->low_count) + 0.5) / (double)(range->high_count - range->low_count);
    }
    double pivot = range->low + part * (range->high - range->low);
    return pivot < range->high ? pivot : range->low;
}

static double select_ratio(search *s, size_t k) {
    bracket range = {INFINITY, 0, 0, s->pairs};
    for (size_t b = 0; b < s->count; b++) {
        const pg_block *block = &s->blocks[b];
        range.low = fmin(range.low, ratio_of(block->y[0], block->x[block->m - 1]));
        range.high = fmax(range.high, ratio_of(block->y[block->n - 1], block->x[0]));
    }
    for (size_t i = 0; i < s->probe_count; i++) {
        narrow(&range, &s->probes[i], k);
    }
    for (size_t step = 0; range.low < range.high; step++) {
        if (range.high_count - range.low_count <= GATHERED) {
            double values[GATHERED];
            size_t n = gather(s, range.low, range.high, values);
            assert(n > k - range.low_count);
            return select_of(values, n, k - range.low_count);
        }
        probe p = probe_at(s->blocks, s->count, next_pivot(&range, k, step));
        if (s->probe_count < PROBES) {
            s->probes[s->probe_count++] = p;
        }
        narrow(&range, &p, k);
    }
    return range.high;
}

static search start_search(const pg_block *blocks, size_t count) {
    return (search){.blocks = blocks, .count = count, .pairs = pg_block_pairs(blocks, count)};
}

double pg_ratio_select(const pg_block *blocks, size_t count, size_t k) {
    search s = start_search(blocks, count);
    assert(k < s.pairs);
    return select_ratio(&s, k);
}

pg_ratio pg_ratio_estimate(pg_laws *laws, const pg_block *blocks, size_t count, double level) {
    search s = start_search(blocks, count);
    pg_ratio ratio = {0};
    double upper = select_ratio(&s, s.pairs / 2);
    double lower = s.pairs % 2 ? upper : select_ratio(&s, s.pairs / 2 - 1);
    /* Between nothing and everything there is no middle but 1. */
    bool apart = lower == 0 && isinf(upper);
    ratio.estimate = lower == upper ? upper : apart ? 1 : sqrt(lower) * sqrt(upper);
    size_t q;
    ratio.has_bounds = pg_law_quantile(laws, blocks, count, (1 - level) / 2, &q);
    if (ratio.has_bounds) {
        ratio.low = select_ratio(&s, q);
        ratio.high = select_ratio(&s, s.pairs - q - 1);
    }
    return ratio;
}
