#include "unit/report/support/runs_of_samples.h"

#include <string.h>

#include "base/rng.h"

enum { BLOCKS = 10, LAUNCHES = 2, HICCUP_EVERY = 53 };

static pg_series draw_series(pg_arena *arena, pg_rng *rng, const pg_row *row, double median) {
    pg_series series = {
        .metric = row->metric, .unit = row->unit, .kind = row->kind, .better = row->better};
    size_t count = BLOCKS * LAUNCHES;
    series.samples = (pg_numbers){PG_ARRAY(arena, double, count), count};
    series.blocks = (pg_counts){PG_ARRAY(arena, uint64_t, count), count};
    for (size_t i = 0; i < count; i++) {
        double noise = 1 + 0.02 * (pg_rng_unit(rng) + pg_rng_unit(rng) - 1);
        bool hiccup = pg_rng_below(rng, HICCUP_EVERY) == 0;
        series.samples.values[i] = median * noise * (hiccup ? 9 : 1);
        series.blocks.values[i] = i / LAUNCHES;
    }
    return series;
}

static pg_workload_run *workload_of(pg_arena *arena, pg_run *run, const char *name) {
    for (size_t i = 0; i < run->workload_count; i++) {
        if (!strcmp(run->workloads[i].name, name)) {
            return &run->workloads[i];
        }
    }
    pg_workload_run *workload = &run->workloads[run->workload_count++];
    *workload = (pg_workload_run){.name = name, .inputs = "", .artifacts = ""};
    workload->series = PG_ARRAY(arena, pg_series, 64);
    return workload;
}

void sample_runs(pg_arena *arena, const pg_comparison *c, pg_run *ret_base, pg_run *ret_head) {
    pg_run *runs[] = {ret_base, ret_head};
    pg_rng rng = pg_rng_new(13);
    for (size_t s = 0; s < 2; s++) {
        size_t twice;
        *runs[s] = pg_run_empty();
        runs[s]->workloads = PG_ARRAY(arena, pg_workload_run, c->row_count);
        for (size_t r = 0; r < c->row_count; r++) {
            const pg_describe *side = s ? &c->rows[r].head : &c->rows[r].base;
            pg_workload_run *workload = workload_of(arena, runs[s], c->rows[r].workload);
            if (side->n && workload->series_count < 64) {
                workload->series[workload->series_count++] =
                    draw_series(arena, &rng, &c->rows[r], side->median);
            }
        }
        pg_run_index(arena, runs[s], &twice);
    }
}
