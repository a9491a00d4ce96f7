#include "stats/search.h"

#include <assert.h>
#include <float.h>
#include <math.h>

enum { GATHERED = 256 };

double pg_ratio_of(double y, double x) {
    return x == 0 && y == 0 ? 1 : y / x;
}

/* For growing x the number of y with y / x <= t grows: one walk over both sorted arrays. */
static void probe_block(const pg_block *b, double t, pg_probe *p) {
    size_t j = 0;
    for (size_t i = 0; i < b->m; i++) {
        double x = b->x[i], last = -INFINITY, next = INFINITY;
        while (j < b->n && (next = pg_ratio_of(b->y[j], x)) <= t) {
            last = next;
            j++;
        }
        if (last == -INFINITY && j) {
            last = pg_ratio_of(b->y[j - 1], x);
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

static pg_probe probe_at(const pg_block *blocks, size_t count, double t) {
    pg_probe p = {-INFINITY, INFINITY, 0};
    for (size_t b = 0; b < count; b++) {
        probe_block(&blocks[b], t, &p);
    }
    return p;
}

/* The ratio sought is one of those in [low, high], both of which occur. */
typedef struct bracket {
    double low, high;
    size_t low_count;  /* ratios < low */
    size_t high_count; /* ratios <= high */
} bracket;

static void narrow(bracket *range, const pg_probe *p, size_t k) {
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

double pg_nth(double *values, size_t n, size_t k) {
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
static size_t gather(const pg_search *s, double low, double high, double *out) {
    size_t n = 0;
    for (size_t b = 0; b < s->count; b++) {
        const pg_block *block = &s->blocks[b];
        size_t start = 0;
        for (size_t i = 0; i < block->m; i++) {
            double x = block->x[i], value;
            while (start < block->n && pg_ratio_of(block->y[start], x) < low) {
                start++;
            }
            for (size_t j = start; j < block->n && (value = pg_ratio_of(block->y[j], x)) <= high;
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

double pg_search_ratio(pg_search *s, size_t k) {
    bracket range = {INFINITY, 0, 0, s->pairs};
    for (size_t b = 0; b < s->count; b++) {
        const pg_block *block = &s->blocks[b];
        range.low = fmin(range.low, pg_ratio_of(block->y[0], block->x[block->m - 1]));
        range.high = fmax(range.high, pg_ratio_of(block->y[block->n - 1], block->x[0]));
    }
    for (size_t i = 0; i < s->probe_count; i++) {
        narrow(&range, &s->probes[i], k);
    }
    for (size_t step = 0; range.low < range.high; step++) {
        if (range.high_count - range.low_count <= GATHERED) {
            double values[GATHERED];
            size_t n = gather(s, range.low, range.high, values);
            assert(n > k - range.low_count);
            return pg_nth(values, n, k - range.low_count);
        }
        pg_probe p = probe_at(s->blocks, s->count, next_pivot(&range, k, step));
        if (s->probe_count < PG_PROBES) {
            s->probes[s->probe_count++] = p;
        }
        narrow(&range, &p, k);
    }
    return range.high;
}

pg_search pg_search_start(const pg_block *blocks, size_t count) {
    return (pg_search){.blocks = blocks, .count = count, .pairs = pg_block_pairs(blocks, count)};
}
