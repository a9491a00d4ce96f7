/* Numbers of each row: no opinion. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/parts.h"
#include "stats/describe.h"
#include "stats/mann_whitney.h"
#include "stats/ratio.h"

/* All samples of some series, sorted. */
typedef struct pool {
    double *values;
    size_t n;
} pool;

static pool pool_series(pg_work *work, const pg_series *const *series, size_t count,
                        double *scratch) {
    pool all = {0};
    for (size_t i = 0; i < count; i++) {
        all.n += series[i]->samples.count;
    }
    all.values = PG_ARRAY(work->arena, double, all.n);
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        memcpy(all.values + at, series[i]->samples.values,
               series[i]->samples.count * sizeof(double));
        at += series[i]->samples.count;
    }
    pg_sort(all.values, all.n, scratch);
    return all;
}

static pg_describe describe(const pool *all, double *scratch) {
    pg_describe d = {.n = all->n};
    if (all->n) {
        d.median = pg_quantile(all->values, all->n, 0.5);
        d.spread = d.median > 0 ? pg_mad(all->values, all->n, scratch) / d.median : 0;
    }
    return d;
}

typedef struct placed {
    uint64_t block;
    double value;
} placed;

static int by_block(const void *a, const void *b) {
    const placed *left = a, *right = b;
    if (left->block != right->block) {
        return left->block < right->block ? -1 : 1;
    }
    return (left->value > right->value) - (left->value < right->value);
}

/* Samples sorted by block and value, and the size of the largest block. */
static placed *place(pg_work *work, const pg_series *series, size_t *ret_largest) {
    size_t n = series->samples.count, size = 0;
    placed *all = PG_ARRAY(work->arena, placed, n);
    for (size_t i = 0; i < n; i++) {
        all[i] = (placed){series->blocks.values[i], series->samples.values[i]};
    }
    qsort(all, n, sizeof(*all), by_block);
    *ret_largest = 0;
    for (size_t i = 0; i < n; i++) {
        size = i && all[i].block == all[i - 1].block ? size + 1 : 1;
        *ret_largest = size > *ret_largest ? size : *ret_largest;
    }
    return all;
}

/* Samples of the block at all[at]; how many. */
static size_t block_size(const placed *all, size_t n, size_t at) {
    size_t end = at;
    while (end < n && all[end].block == all[at].block) {
        end++;
    }
    return end - at;
}

static double *values_of(pg_work *work, const placed *all, size_t count) {
    double *values = PG_ARRAY(work->arena, double, count);
    for (size_t i = 0; i < count; i++) {
        values[i] = all[i].value;
    }
    return values;
}

/* Pairs the blocks of both sides. A block that lost a sample is dropped whole: what is left of it
 * is not what was drawn. */
static void pair_blocks(pg_work *work, pg_row *row, pg_pairing *pairing) {
    const pg_series *base = pairing->base[0], *head = pairing->head;
    size_t base_n = base->samples.count, head_n = head->samples.count, m, n, dropped = 0;
    placed *x = place(work, base, &m), *y = place(work, head, &n);
    pairing->blocks = PG_ARRAY(work->arena, pg_block, base_n);
    for (size_t i = 0, j = 0; i < base_n || j < head_n;) {
        bool from_base = i < base_n && (j == head_n || x[i].block <= y[j].block);
        bool from_head = j < head_n && (i == base_n || y[j].block <= x[i].block);
        size_t in_base = from_base ? block_size(x, base_n, i) : 0;
        size_t in_head = from_head ? block_size(y, head_n, j) : 0;
        if (in_base == m && in_head == n) {
            pairing->blocks[pairing->block_count++] =
                (pg_block){values_of(work, x + i, m), values_of(work, y + j, n), m, n};
        } else {
            dropped++;
        }
        i += in_base;
        j += in_head;
    }
    if (dropped) {
        pg_row_warn(work->arena, row, "%zu block%s dropped: not the same samples on both sides",
                    dropped, dropped == 1 ? "" : "s");
    }
}

static bool in_blocks(const pg_work *work, const pg_pairing *pairing) {
    return work->comparison->source.kind == PG_BASE_SESSION && pairing->base[0]->blocks.count &&
           pairing->head->blocks.count;
}

/* Orients the blocks so that y / x > 1 is worse. */
static void orient(pg_pairing *pairing, pg_better better) {
    for (size_t b = 0; better == PG_HIGHER && b < pairing->block_count; b++) {
        pg_block *block = &pairing->blocks[b];
        *block = (pg_block){block->y, block->x, block->n, block->m};
    }
}

static void test_row(pg_work *work, pg_row *row, pg_pairing *pairing) {
    if (!pairing->block_count) {
        row->verdict = PG_INCOMPARABLE;
        row->blocking = true;
        row->reason = "no block holds the samples of both sides";
        pairing->decided = true;
        return;
    }
    orient(pairing, row->better);
    pg_mann_whitney test =
        pg_mann_whitney_test(work->laws, pairing->blocks, pairing->block_count, 1);
    pg_ratio ratio =
        pg_ratio_estimate(work->laws, pairing->blocks, pairing->block_count, work->policy->level);
    double pairs = (double)pg_block_pairs(pairing->blocks, pairing->block_count);
    row->blocks = pairing->block_count;
    row->tested = true;
    row->exact_law = test.exact;
    row->u = row->better == PG_HIGHER ? pairs - test.u : test.u;
    row->p = test.p;
    row->has_ratio = true;
    row->ratio = ratio.estimate;
    row->has_bounds = ratio.has_bounds && isfinite(ratio.low) && isfinite(ratio.high);
    row->ratio_low = ratio.low;
    row->ratio_high = ratio.high;
    if (!isfinite(ratio.estimate)) {
        pg_row_warn(work->arena, row, "no ratio: base holds zeros");
    }
}

static void measure_row(pg_work *work, pg_row *row, pg_pairing *pairing, double *scratch) {
    /* Of exact metrics the newest session stands for the side: older ones are older code. */
    size_t skipped = row->kind == PG_EXACT && pairing->base_count ? pairing->base_count - 1 : 0;
    pool base = pool_series(work, pairing->base + skipped, pairing->base_count - skipped, scratch);
    pool head = pool_series(work, &pairing->head, 1, scratch);
    row->base = describe(&base, scratch);
    row->head = describe(&head, scratch);
    if (pairing->decided) {
        return;
    }
    if (row->kind == PG_EXACT) {
        double worse = row->better == PG_LOWER ? row->head.median : row->base.median;
        double than = row->better == PG_LOWER ? row->base.median : row->head.median;
        row->has_ratio = true;
        row->ratio = worse == than ? 1 : worse / than;
        return;
    }
    if (in_blocks(work, pairing)) {
        pair_blocks(work, row, pairing);
    } else {
        pairing->blocks = PG_NEW(work->arena, pg_block);
        pairing->blocks[0] = (pg_block){base.values, head.values, base.n, head.n};
        pairing->block_count = 1;
    }
    test_row(work, row, pairing);
}

void pg_rows_measure(pg_work *work) {
    pg_comparison *c = work->comparison;
    size_t largest = 1;
    for (size_t r = 0; r < c->row_count; r++) {
        size_t n = work->pairings[r].head ? work->pairings[r].head->samples.count : 0, m = 0;
        for (size_t i = 0; i < work->pairings[r].base_count; i++) {
            m += work->pairings[r].base[i]->samples.count;
        }
        largest = n > largest ? n : largest;
        largest = m > largest ? m : largest;
    }
    double *scratch = PG_ARRAY(work->arena, double, largest);
    for (size_t r = 0; r < c->row_count; r++) {
        if (work->pairings[r].head) {
            measure_row(work, &c->rows[r], &work->pairings[r], scratch);
        }
    }
}
