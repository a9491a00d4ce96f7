/* The sight of a row: the smallest slowdown that the judge would have called regressed, found by
 * really slowing the head samples in steps. They are centred on base first, so that the figure says
 * what this row can show, whatever it shows this time. A row that is still blind at +50 % has none.
 *
 * At a look before the last one, a row that is slower would not be decided yet and go on: its
 * blocks are taken again, in turn, until there are as many as the last look would have had, at that
 * look's level. */
#include <assert.h>
#include <math.h>

#include "compare/parts.h"
#include "stats/mann_whitney.h"

static const double steps[] = {1.01, 1.02, 1.03, 1.04, 1.05, 1.06, 1.07, 1.08,
                               1.09, 1.10, 1.12, 1.14, 1.16, 1.18, 1.20, 1.22,
                               1.25, 1.28, 1.30, 1.35, 1.40, 1.45, 1.50};
enum { STEPS = sizeof(steps) / sizeof(*steps) };

/* Whether p would be small enough among the p of the other gated rows: Benjamini & Hochberg for
 * one. */
static bool significant(const pg_work *work, size_t which, double p) {
    const pg_comparison *c = work->comparison;
    double alpha = work->policy->sight_blocks ? work->policy->sight_alpha : work->policy->alpha;
    size_t rows = 0;
    for (size_t r = 0; r < c->row_count; r++) {
        rows += c->rows[r].tested && c->rows[r].gated;
    }
    rows = rows > work->policy->rows ? rows : work->policy->rows;
    /* Rejected where for some k at least k of the p are <= alpha k / m, ours among them. */
    for (size_t k = 1; k <= rows; k++) {
        double limit = alpha * (double)k / (double)rows;
        size_t below = p <= limit;
        for (size_t r = 0; p <= limit && r < c->row_count && below < k; r++) {
            below += r != which && c->rows[r].tested && c->rows[r].gated && c->rows[r].p <= limit;
        }
        if (below >= k) {
            return true;
        }
    }
    return false;
}

/* The blocks of a row as the last look would have them. */
static pg_block *last_blocks(pg_work *work, const pg_pairing *pairing, size_t *ret_count) {
    size_t most = work->policy->sight_blocks;
    assert(pairing->blocks && pairing->block_count);
    *ret_count = most > pairing->block_count ? most : pairing->block_count;
    pg_block *blocks = PG_ARRAY(work->arena, pg_block, *ret_count);
    for (size_t b = 0; b < *ret_count; b++) {
        blocks[b] = pairing->blocks[b % pairing->block_count];
    }
    return blocks;
}

static bool would_fire(pg_work *work, size_t which, const pg_block *blocks, size_t count,
                       double slowdown) {
    const pg_row *row = &work->comparison->rows[which];
    if (slowdown < (1 + fmax(row->threshold, row->noise_floor)) * (1 - 1e-12)) {
        return false;
    }
    pg_mann_whitney test = pg_mann_whitney_test(work->laws, blocks, count, row->ratio / slowdown);
    return test.p_above < test.p_below && significant(work, which, test.p);
}

static void find_sight(pg_work *work, size_t which) {
    pg_row *row = &work->comparison->rows[which];
    if (!row->gated) {
        return; /* no slowdown of it can fail the gate */
    }
    if (row->kind == PG_EXACT) {
        row->has_sight = row->has_ratio && row->verdict != PG_INCONCLUSIVE;
        row->sight = 1 + row->threshold;
        return;
    }
    if (!row->tested || !(row->ratio > 0) || !isfinite(row->ratio)) {
        return;
    }
    size_t count;
    pg_block *blocks = last_blocks(work, &work->pairings[which], &count);
    size_t low = 0, high = STEPS; /* steps below low do not fire, high does */
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (would_fire(work, which, blocks, count, steps[middle])) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    row->has_sight = high < STEPS;
    row->sight = row->has_sight ? steps[high] : 0;
}

void pg_rows_sight(pg_work *work) {
    work->comparison->selftested = true;
    for (size_t r = 0; r < work->comparison->row_count; r++) {
        if (work->pairings[r].blocks || !work->pairings[r].decided) {
            find_sight(work, r);
        }
    }
}
