/* The verdict on each row. */
#include <math.h>

#include "base/unit.h"
#include "compare/parts.h"
#include "stats/mann_whitney.h"
#include "stats/multiple.h"
#include "stats/power.h"

static const char *percent(pg_arena *arena, double fraction) {
    double value = fraction * 100;
    return pg_format(arena, value == floor(value) ? "%.0f %%" : "%.1f %%", value);
}

/* A change of the size that counts, in either direction; q has been found small enough. */
static bool is_change(const pg_row *row, double limit) {
    return row->ratio != 1 && (row->ratio >= 1 + limit || row->ratio <= 1 / (1 + limit));
}

static void judge_change(pg_arena *arena, pg_row *row) {
    row->verdict = row->ratio > 1 ? PG_REGRESSED : PG_IMPROVED;
    const char *chance = pg_format(arena, "not by chance (q %s)", pg_probability(arena, row->q));
    row->reason =
        row->noise_floor > row->threshold
            ? pg_format(arena, "%s, beyond the %s that sessions of this host may differ by", chance,
                        percent(arena, row->noise_floor))
            : pg_format(arena, "%s, beyond the threshold of %s", chance,
                        percent(arena, row->threshold));
}

/* What would settle a row that could not be decided. */
static void explain_undecided(pg_work *work, pg_row *row, const pg_pairing *pairing,
                              double row_alpha) {
    pg_arena *arena = work->arena;
    const char *unit = pairing->block_count == 1 ? "samples a side" : "blocks";
    row->verdict = PG_INCONCLUSIVE;
    if (row->threshold > 0 && isfinite(row->ratio) && row->ratio > 0) {
        /* What is left of the threshold when the sessions' noise is taken off; nothing, where that
         * is larger: then no number of samples helps, and the reason below says so. */
        double target = fmax((1 + row->threshold) / (1 + row->noise_floor), 1);
        pg_power power =
            pg_power_estimate(pairing->blocks, pairing->block_count, row->ratio, target, row_alpha);
        row->has_visible = power.has_visible;
        row->visible = power.visible;
        row->has_needed = power.has_needed;
        row->needed = power.needed;
    }
    /* These samples have not settled it, so as many again will hardly do. */
    size_t have = pairing->block_count == 1 ? pairing->blocks[0].n : pairing->block_count;
    if (row->has_needed && row->needed <= have + have / 2) {
        row->needed = have + have / 2 + 1;
    }
    double smallest = 2 * pg_law_smallest(pairing->blocks, pairing->block_count);
    if (smallest > row_alpha) {
        const pg_block *block = &pairing->blocks[0];
        size_t reachable =
            pg_power_reachable(block->m, block->n, pairing->block_count == 1, row_alpha);
        row->has_needed = true;
        row->needed = row->needed > reachable ? row->needed : reachable;
        row->reason =
            pg_format(arena,
                      "too few samples: their smallest p is %s, %s is needed for one of "
                      "these rows; %llu %s would do",
                      pg_probability(arena, fmin(1, smallest)), pg_probability(arena, row_alpha),
                      (unsigned long long)row->needed, unit);
        return;
    }
    if (row->noise_floor > 0 && row->noise_floor >= row->threshold) {
        row->reason = pg_format(arena,
                                "unverified: sessions of this host may differ by %s; measure the "
                                "base in the same session",
                                percent(arena, row->noise_floor));
        return;
    }
    const char *seen = row->has_visible ? pg_format(arena, "changes from %s on would be seen",
                                                    pg_change(arena, row->visible))
                                        : "no change would be seen";
    const char *settle = row->has_needed ? pg_format(arena, "about %llu %s would settle %s",
                                                     (unsigned long long)row->needed, unit,
                                                     percent(arena, row->threshold))
                                         : "no number of samples this noisy would settle it";
    row->reason = pg_format(arena, "too noisy: %s; %s", seen, settle);
}

static bool all_zero(const pg_pairing *pairing) {
    for (size_t b = 0; b < pairing->block_count; b++) {
        const pg_block *block = &pairing->blocks[b];
        if (block->x[block->m - 1] > 0 || block->y[block->n - 1] > 0) {
            return false;
        }
    }
    return true;
}

static void judge_timed(pg_work *work, pg_row *row, const pg_pairing *pairing, double row_alpha) {
    const pg_policy *policy = work->policy;
    pg_arena *arena = work->arena;
    if (all_zero(pairing)) {
        row->verdict = PG_UNCHANGED;
        row->reason = "all samples of both sides are 0";
        return;
    }
    if (row->q <= policy->alpha && is_change(row, fmax(row->threshold, row->noise_floor))) {
        judge_change(arena, row);
        return;
    }
    double factor = (1 + row->threshold) / (1 + row->noise_floor);
    if (factor > 1) {
        double p =
            pg_mann_whitney_test(work->laws, pairing->blocks, pairing->block_count, factor).p_below;
        if (p <= policy->beta) {
            row->verdict = PG_UNCHANGED;
            bool real = row->q <= policy->alpha && row->ratio != 1;
            row->reason = real
                              ? pg_format(arena, "%s, real, below %s", pg_change(arena, row->ratio),
                                          percent(arena, row->threshold))
                              : pg_format(arena, "a regression beyond %s is ruled out (p %s)",
                                          percent(arena, row->threshold), pg_probability(arena, p));
            return;
        }
    }
    explain_undecided(work, row, pairing, row_alpha);
}

/* Largest relative distance between the samples of some series of one side. */
static double side_spread(const pg_series *const *series, size_t count, double median) {
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < series[i]->samples.count; k++) {
            low = fmin(low, series[i]->samples.values[k]);
            high = fmax(high, series[i]->samples.values[k]);
        }
    }
    return high == low ? 0 : median > 0 ? (high - low) / median : INFINITY;
}

static void judge_exact(pg_work *work, pg_row *row, const pg_pairing *pairing) {
    pg_arena *arena = work->arena;
    const pg_metric *known = pg_metric_find(row->metric);
    double tolerance = known ? known->tolerance : 0;
    const pg_series *const *newest = &pairing->base[pairing->base_count - 1];
    double base = side_spread(newest, 1, row->base.median);
    double head = side_spread(&pairing->head, 1, row->head.median);
    const char *change = pg_change(arena, row->ratio);
    if (base > tolerance || head > tolerance) {
        row->verdict = PG_INCONCLUSIVE;
        row->reason =
            pg_format(arena, "an exact metric that varies within %s by %s: not repeatable",
                      base > tolerance ? "base" : "head", percent(arena, fmax(base, head)));
    } else if (row->ratio > 1 + row->threshold) {
        row->verdict = PG_REGRESSED;
        row->reason =
            pg_format(arena, "%s, exact, threshold %s", change, percent(arena, row->threshold));
    } else if (row->ratio < 1 / (1 + row->threshold)) {
        row->verdict = PG_IMPROVED;
        row->reason =
            pg_format(arena, "%s, exact, threshold %s", change, percent(arena, row->threshold));
    } else {
        row->verdict = PG_UNCHANGED;
        row->reason = row->ratio == 1 ? "equal"
                                      : pg_format(arena, "%s, exact, below %s", change,
                                                  percent(arena, row->threshold));
    }
}

/* q over the timed rows that can fail the gate; a row that is only shown keeps its own p. Returns
 * how many rows the correction was made for. */
static size_t adjust(pg_work *work) {
    pg_comparison *c = work->comparison;
    size_t most = c->row_count > work->policy->rows ? c->row_count : work->policy->rows;
    double *p = PG_ARRAY(work->arena, double, most);
    double *q = PG_ARRAY(work->arena, double, most);
    size_t *order = PG_ARRAY(work->arena, size_t, most);
    size_t n = 0;
    for (size_t r = 0; r < c->row_count; r++) {
        if (c->rows[r].tested && c->rows[r].gated) {
            p[n++] = c->rows[r].p;
        }
    }
    while (n < work->policy->rows) {
        p[n++] = 1; /* a row of another shard, at its best */
    }
    pg_adjust(p, n, q, order);
    size_t tested = n;
    n = 0;
    for (size_t r = 0; r < c->row_count; r++) {
        pg_row *row = &c->rows[r];
        double adjusted = row->tested && row->gated ? q[n++] : row->p;
        /* A row that an earlier look decided keeps what it was decided by. */
        row->q = work->pairings[r].decided ? row->q : adjusted;
    }
    return tested;
}

bool pg_row_is_open(const pg_row *row) {
    return row->gated && row->verdict == PG_INCONCLUSIVE;
}

void pg_rows_judge(pg_work *work) {
    pg_comparison *c = work->comparison;
    size_t tested = adjust(work);
    double row_alpha = work->policy->alpha / (double)(tested ? tested : 1);
    for (size_t r = 0; r < c->row_count; r++) {
        pg_row *row = &c->rows[r];
        const pg_pairing *pairing = &work->pairings[r];
        if (pairing->decided) {
            continue;
        }
        if (row->kind == PG_EXACT) {
            judge_exact(work, row, pairing);
        } else {
            judge_timed(work, row, pairing, row_alpha);
        }
    }
}
