#include "stats/law.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "stats/normal.h"
#include "stats/tied.h"

enum {
    CACHED = 32,
    /* Multiply-adds one convolution may cost. Untied laws are cached, tied ones are made for each
     * row; both limits are far above what runs of a hundred blocks of 2+2 need. */
    UNTIED_WORK = 20 * 1000 * 1000,
    TIED_WORK = 2 * 1000 * 1000,
};

/* The untied law of one structure of blocks, as tails over u = 0 .. max. */
typedef struct null_law {
    size_t *sizes; /* m, n of each block */
    size_t count, max;
    double *lower; /* P(U <= u); the upper tail is the mirror image */
    uint64_t used; /* last use, for eviction */
} null_law;

struct pg_laws {
    null_law cached[CACHED];
    uint64_t clock;
    pg_tied_space tied;
    double *sum, *next; /* convolution of tied laws */
    size_t sum_size;
};

static void *must(void *memory) {
    if (!memory) {
        abort(); /* as the arena does */
    }
    return memory;
}

pg_laws *pg_laws_new(void) {
    return must(calloc(1, sizeof(pg_laws)));
}

static void drop(null_law *l) {
    free(l->sizes);
    free(l->lower);
    *l = (null_law){0};
}

void pg_laws_free(pg_laws *laws) {
    if (!laws) {
        return;
    }
    for (size_t i = 0; i < CACHED; i++) {
        drop(&laws->cached[i]);
    }
    pg_tied_free(&laws->tied);
    free(laws->sum);
    free(laws->next);
    free(laws);
}

double pg_law_smallest(const pg_block *blocks, size_t count) {
    double log_splits = 0;
    for (size_t b = 0; b < count; b++) {
        double m = (double)blocks[b].m, n = (double)blocks[b].n;
        log_splits += lgamma(m + n + 1) - lgamma(m + 1) - lgamma(n + 1);
    }
    return exp(-log_splits);
}

/* Probabilities of U = 0 .. mn of one untied block. */
static double *one_block(size_t first, size_t second) {
    /* The law is the same with the sides exchanged; fewer passes round less. */
    size_t m = first < second ? first : second, n = first + second - m;
    size_t max = m * n, half = max / 2;
    double *f = must(calloc(max + 1, sizeof(double)));
    f[0] = 1;
    for (size_t i = 1; i <= m; i++) {
        for (size_t s = half; s >= n + i; s--) {
            f[s] -= f[s - (n + i)];
        }
        for (size_t s = i; s <= half; s++) {
            f[s] += f[s - i];
        }
    }
    double total = 0;
    for (size_t s = 0; s <= half; s++) {
        f[max - s] = f[s];
    }
    for (size_t s = 0; s <= max; s++) {
        total += f[s];
    }
    for (size_t s = 0; s <= max; s++) {
        f[s] /= total;
    }
    return f;
}

static void convolve(const double *a, size_t a_size, const double *b, size_t b_size, double *out) {
    memset(out, 0, (a_size + b_size - 1) * sizeof(double));
    for (size_t i = 0; i < b_size; i++) {
        double weight = b[i];
        if (weight != 0) {
            for (size_t j = 0; j < a_size; j++) {
                out[i + j] += weight * a[j];
            }
        }
    }
}

static bool exact_untied(const pg_block *blocks, size_t count) {
    double work = 0, size = 1;
    for (size_t b = 0; b < count; b++) {
        double m = (double)blocks[b].m, n = (double)blocks[b].n, pairs = m * n;
        if (pairs * fmin(m, n) > PG_EXACT_UNTIED_COST) {
            return false;
        }
        work += count > 1 ? size * pairs : 0;
        size += pairs;
    }
    return work <= UNTIED_WORK;
}

static bool exact_tied(const pg_block *blocks, size_t count) {
    double work = 0, size = 1;
    for (size_t b = 0; b < count; b++) {
        double m = (double)blocks[b].m, n = (double)blocks[b].n, pairs = 2 * m * n;
        if ((m + n) * m * n * fmin(m, n) > PG_EXACT_TIED_COST) {
            return false;
        }
        work += count > 1 ? size * pairs : 0;
        size += pairs;
    }
    return work <= TIED_WORK;
}

static void build(null_law *l, const pg_block *blocks, size_t count) {
    double *sum = must(calloc(1, sizeof(double)));
    sum[0] = 1;
    size_t size = 1;
    double *one = NULL;
    for (size_t b = 0; b < count; b++) {
        size_t pairs = blocks[b].m * blocks[b].n;
        bool again = b && blocks[b].m == blocks[b - 1].m && blocks[b].n == blocks[b - 1].n;
        if (!again) {
            free(one);
            one = one_block(blocks[b].m, blocks[b].n);
        }
        double *next = must(calloc(size + pairs, sizeof(double)));
        convolve(sum, size, one, pairs + 1, next);
        free(sum);
        sum = next;
        size += pairs;
    }
    free(one);
    for (size_t u = 1; u < size; u++) {
        sum[u] += sum[u - 1];
    }
    l->lower = sum;
    l->max = size - 1;
    l->count = count;
    assert(count > 0);
    l->sizes = must(calloc(2 * count, sizeof(size_t)));
    for (size_t b = 0; b < count; b++) {
        l->sizes[2 * b] = blocks[b].m;
        l->sizes[2 * b + 1] = blocks[b].n;
    }
}

static bool fits(const null_law *l, const pg_block *blocks, size_t count) {
    if (!l->lower || l->count != count) {
        return false;
    }
    for (size_t b = 0; b < count; b++) {
        if (l->sizes[2 * b] != blocks[b].m || l->sizes[2 * b + 1] != blocks[b].n) {
            return false;
        }
    }
    return true;
}

static const null_law *find(pg_laws *laws, const pg_block *blocks, size_t count) {
    null_law *oldest = &laws->cached[0];
    for (size_t i = 0; i < CACHED; i++) {
        null_law *l = &laws->cached[i];
        if (fits(l, blocks, count)) {
            l->used = ++laws->clock;
            return l;
        }
        oldest = l->used < oldest->used ? l : oldest;
    }
    drop(oldest);
    build(oldest, blocks, count);
    oldest->used = ++laws->clock;
    return oldest;
}

/* Mean, variance and fourth cumulant of U; the last only where nothing is tied. */
typedef struct moments {
    double mean, variance, kurtosis;
} moments;

static moments moments_of(const pg_block *blocks, size_t count, const double *tie_sums) {
    moments sum = {0};
    for (size_t b = 0; b < count; b++) {
        double m = (double)blocks[b].m, n = (double)blocks[b].n, all = m + n;
        double ties = tie_sums ? tie_sums[b] : 0; /* sum of t^3 - t */
        sum.mean += m * n / 2;
        sum.variance += m * n / 12 * (all + 1 - ties / (all * (all - 1)));
        sum.kurtosis -= m * n * (all + 1) * (m * m + n * n + m * n + m + n) / 120;
    }
    return sum;
}

/* P(U <= u) for u above or at which half a unit is added for continuity. */
static double approximate(const moments *law, double u, bool tied) {
    if (law->variance <= 0) {
        return u >= law->mean ? 1 : 0;
    }
    double z = (u + 0.5 - law->mean) / sqrt(law->variance);
    double p = pg_normal_below(z);
    if (!tied) {
        double excess = law->kurtosis / (law->variance * law->variance);
        double density = exp(-z * z / 2) / sqrt(2 * M_PI);
        p -= excess / 24 * (z * z * z - 3 * z) * density;
    }
    return p;
}

static pg_tails approximate_tails(const pg_block *blocks, size_t count, const moments *law,
                                  double u, bool tied) {
    double smallest = pg_law_smallest(blocks, count);
    pg_tails tails = {.exact = false};
    tails.lower = approximate(law, u, tied);
    tails.upper = approximate(law, 2 * law->mean - u, tied);
    tails.lower = fmin(fmax(tails.lower, smallest), 1);
    tails.upper = fmin(fmax(tails.upper, smallest), 1);
    return tails;
}

pg_tails pg_law_untied(pg_laws *laws, const pg_block *blocks, size_t count, size_t s) {
    assert(s % 2 == 0);
    size_t u = s / 2;
    if (!exact_untied(blocks, count)) {
        moments law = moments_of(blocks, count, NULL);
        return approximate_tails(blocks, count, &law, (double)u, false);
    }
    const null_law *l = find(laws, blocks, count);
    assert(u <= l->max);
    return (pg_tails){l->lower[u], l->lower[l->max - u], true};
}

static void reserve_sum(pg_laws *laws, size_t size) {
    if (size > laws->sum_size) {
        free(laws->sum);
        free(laws->next);
        laws->sum = must(calloc(size, sizeof(double)));
        laws->next = must(calloc(size, sizeof(double)));
        laws->sum_size = size;
    }
}

static pg_tails tails_of(const double *law, size_t size, size_t s) {
    double below = 0, above = 0;
    for (size_t i = 0; i < s; i++) {
        below += law[i];
    }
    for (size_t i = size; i > s + 1; i--) {
        above += law[i - 1];
    }
    double total = below + law[s] + above;
    return (pg_tails){(below + law[s]) / total, (above + law[s]) / total, true};
}

pg_tails pg_law_tied(pg_laws *laws, const pg_block *blocks, size_t count, double factor, size_t s) {
    if (!exact_tied(blocks, count)) {
        double *tie_sums = must(calloc(count, sizeof(double)));
        for (size_t b = 0; b < count; b++) {
            tie_sums[b] = pg_tied_sum(&blocks[b], factor);
        }
        moments law = moments_of(blocks, count, tie_sums);
        free(tie_sums);
        return approximate_tails(blocks, count, &law, (double)s / 2, true);
    }
    if (count == 1) {
        const double *law = pg_tied_law(&laws->tied, &blocks[0], factor);
        return tails_of(law, 2 * blocks[0].m * blocks[0].n + 1, s);
    }
    reserve_sum(laws, 2 * pg_block_pairs(blocks, count) + 1);
    size_t size = 1;
    laws->sum[0] = 1;
    for (size_t b = 0; b < count; b++) {
        size_t block_size = 2 * blocks[b].m * blocks[b].n + 1;
        const double *law = pg_tied_law(&laws->tied, &blocks[b], factor);
        convolve(laws->sum, size, law, block_size, laws->next);
        size += block_size - 1;
        double *swap = laws->sum;
        laws->sum = laws->next;
        laws->next = swap;
    }
    return tails_of(laws->sum, size, s);
}

bool pg_law_quantile(pg_laws *laws, const pg_block *blocks, size_t count, double tail,
                     size_t *ret_u) {
    double limit = tail * (1 + 1e-12);
    size_t low = 0, high = pg_block_pairs(blocks, count) / 2 + 1;
    if (pg_law_untied(laws, blocks, count, 0).lower > limit) {
        return false;
    }
    while (high - low > 1) { /* P(U <= low) <= limit < P(U <= high) */
        size_t middle = low + (high - low) / 2;
        if (pg_law_untied(laws, blocks, count, 2 * middle).lower <= limit) {
            low = middle;
        } else {
            high = middle;
        }
    }
    *ret_u = low;
    return true;
}
