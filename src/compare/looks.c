/* Runs that were measured in stages, judged again as they were judged while they were measured.
 *
 * Whoever measures in stages stops where a look finds a row decided. The p of such a row is that of
 * a look and is judged at the level of that look; the level of the whole would be too lenient. So
 * the looks are taken again here: at each the runs are cut to the blocks they had then, and all
 * rows, of all shards, are judged at the level of that look. What is decided stands, and samples
 * that were taken after it are not looked at: the verdicts are those of one session that took the
 * same samples, whoever stopped when (docs/adr/0008).
 *
 * Shards that had to end early (a time budget) have looks of their own. Then the smallest of their
 * levels at a look holds for all rows: no row spends more than it may. */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "compare/compare.h"
#include "stats/sequential.h"

pg_policy pg_policy_at_look(const pg_policy *policy, const pg_counts *looks, uint64_t most,
                            size_t look) {
    double times[PG_LOOKS_MAX], levels[PG_LOOKS_MAX];
    pg_policy at = *policy;
    size_t count = looks->count;
    assert(look < count && count <= PG_LOOKS_MAX);
    for (size_t k = 0; k < count; k++) {
        times[k] = (double)looks->values[k] / (double)most;
    }
    pg_sequential_levels(policy->alpha, true, times, count, levels);
    at.alpha = levels[look];
    at.sight_alpha = levels[count - 1];
    at.sight_blocks = look + 1 == count ? 0 : (size_t)most;
    pg_sequential_levels(policy->beta, false, times, count, levels);
    at.beta = levels[look];
    return at;
}

/* The different looks of a run: one, but for a merged one. */
typedef struct schedules {
    pg_counts *looks;
    size_t count, longest; /* looks of the longest */
    uint64_t most;         /* blocks */
} schedules;

static bool same_looks(const pg_counts *a, const pg_counts *b) {
    return a->count == b->count &&
           (!a->count || !memcmp(a->values, b->values, a->count * sizeof(*a->values)));
}

static void add_looks(pg_arena *arena, schedules *s, const pg_counts *looks, uint64_t blocks) {
    /* Without looks: one at the end. */
    pg_counts all = *looks;
    if (!all.count) {
        all.values = PG_NEW(arena, uint64_t);
        all.values[all.count++] = blocks ? blocks : 1;
    }
    for (size_t i = 0; i < s->count; i++) {
        if (same_looks(&s->looks[i], &all)) {
            return;
        }
    }
    s->looks[s->count++] = all;
    s->longest = all.count > s->longest ? all.count : s->longest;
    uint64_t last = all.values[all.count - 1];
    s->most = last > s->most ? last : s->most;
}

static schedules find_schedules(pg_arena *arena, const pg_run *run) {
    size_t parts = run->shards.part_count;
    schedules s = {.looks = PG_ARRAY(arena, pg_counts, parts + 1), .most = run->settings.blocks};
    for (size_t i = 0; i < parts; i++) {
        add_looks(arena, &s, &run->shards.parts[i].looks, run->settings.blocks);
    }
    if (!parts) {
        add_looks(arena, &s, &run->settings.looks, run->settings.blocks);
    }
    return s;
}

static pg_policy policy_of(const schedules *s, const pg_policy *policy, size_t look) {
    pg_policy strictest = *policy;
    bool found = false;
    for (size_t i = 0; i < s->count; i++) {
        if (look < s->looks[i].count) {
            pg_policy at = pg_policy_at_look(policy, &s->looks[i], s->most, look);
            strictest.alpha = found ? fmin(strictest.alpha, at.alpha) : at.alpha;
            strictest.beta = found ? fmin(strictest.beta, at.beta) : at.beta;
            strictest.sight_alpha =
                found ? fmin(strictest.sight_alpha, at.sight_alpha) : at.sight_alpha;
            found = true;
        }
    }
    strictest.sight_blocks = look + 1 == s->longest ? 0 : (size_t)s->most;
    return strictest;
}

/* Blocks of a workload that a look has seen. */
static uint64_t blocks_at(const pg_run *run, const pg_workload_run *workload, size_t look) {
    const pg_counts *looks = pg_run_looks(run, workload);
    return look + 1 < looks->count ? looks->values[look] : UINT64_MAX;
}

/* Exact metrics are measured apart from the blocks: of them all is seen at once. */
static pg_series cut_series(pg_arena *arena, const pg_series *series, uint64_t blocks) {
    pg_series cut = *series;
    if (series->kind == PG_EXACT || !series->blocks.count) {
        return cut;
    }
    cut.samples = (pg_numbers){PG_ARRAY(arena, double, series->samples.count), 0};
    cut.blocks = (pg_counts){PG_ARRAY(arena, uint64_t, series->samples.count), 0};
    for (size_t i = 0; i < series->samples.count; i++) {
        if (series->blocks.values[i] < blocks) {
            cut.samples.values[cut.samples.count++] = series->samples.values[i];
            cut.blocks.values[cut.blocks.count++] = series->blocks.values[i];
        }
    }
    return cut;
}

/* The run as it was at a look. */
static pg_run *cut_run(pg_arena *arena, const pg_run *run, size_t look, bool last) {
    pg_run *cut = PG_NEW(arena, pg_run);
    *cut = *run;
    if (last) {
        return cut;
    }
    cut->workloads = PG_ARRAY(arena, pg_workload_run, run->workload_count);
    for (size_t w = 0; w < run->workload_count; w++) {
        pg_workload_run *workload = &cut->workloads[w];
        *workload = run->workloads[w];
        uint64_t blocks = blocks_at(run, workload, look);
        workload->series = PG_ARRAY(arena, pg_series, workload->series_count);
        for (size_t i = 0; i < workload->series_count && blocks != UINT64_MAX; i++) {
            workload->series[i] = cut_series(arena, &run->workloads[w].series[i], blocks);
        }
        if (blocks == UINT64_MAX) {
            workload->series = run->workloads[w].series;
        }
    }
    return cut;
}

/* Whether a look would see a block that the one before has not seen. */
static bool sees_more(const pg_run *run, size_t look) {
    for (size_t w = 0; w < run->workload_count; w++) {
        const pg_workload_run *workload = &run->workloads[w];
        const pg_counts *looks = pg_run_looks(run, workload);
        for (size_t i = 0; i < workload->series_count && look < looks->count; i++) {
            const pg_counts *blocks = &workload->series[i].blocks;
            for (size_t k = 0; k < blocks->count; k++) {
                if (blocks->values[k] >= looks->values[look - 1]) {
                    return true;
                }
            }
        }
    }
    return false;
}

pg_comparison pg_compare_staged(pg_arena *arena, const pg_base_side *base, const pg_run *head,
                                const pg_run *control, const char *head_label,
                                const pg_policy *policy) {
    schedules s = find_schedules(arena, head);
    bool paired =
        base->count == 1 && *head->session && !strcmp(base->runs[0]->session, head->session);
    if (!paired || s.longest < 2) {
        return pg_compare_look(arena, base, head, control, head_label, policy, NULL);
    }
    pg_comparison c = {0}, *before = NULL;
    for (size_t look = 0; look < s.longest && (!look || sees_more(head, look)); look++) {
        bool last = look + 1 == s.longest;
        pg_policy at = policy_of(&s, policy, look);
        const pg_run *runs[] = {cut_run(arena, base->runs[0], look, last)};
        pg_base_side cut = {runs, 1, base->label};
        if (look) {
            before = PG_NEW(arena, pg_comparison);
            *before = c;
        }
        c = pg_compare_look(arena, &cut, cut_run(arena, head, look, last),
                            control ? cut_run(arena, control, look, last) : NULL, head_label, &at,
                            before);
    }
    c.alpha = policy->alpha;
    c.beta = policy->beta;
    return c;
}
