#include "runs.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "base/buf.h"

pg_run *new_run(pg_arena *arena, const char *session) {
    pg_run *run = PG_NEW(arena, pg_run);
    *run = pg_run_empty();
    run->suite = "suite";
    run->session = session;
    run->host.class_name = "host";
    run->workloads = PG_ARRAY(arena, pg_workload_run, RUN_WORKLOADS_MAX);
    return run;
}

pg_workload_run *add_workload(pg_arena *arena, pg_run *run, const char *name) {
    cr_assert(run->workload_count < RUN_WORKLOADS_MAX);
    pg_workload_run *workload = &run->workloads[run->workload_count++];
    *workload = (pg_workload_run){.name = pg_copy(arena, name), .inputs = "", .artifacts = ""};
    workload->series = PG_ARRAY(arena, pg_series, RUN_SERIES_MAX);
    return workload;
}

pg_series *add_series(pg_arena *arena, pg_workload_run *workload, const char *metric,
                      const double *samples, size_t count, size_t per_block) {
    cr_assert(workload->series_count < RUN_SERIES_MAX);
    pg_series *series = &workload->series[workload->series_count++];
    const pg_metric *known = pg_metric_find(metric);
    *series = (pg_series){.metric = metric,
                          .unit = known ? known->unit : "ns",
                          .kind = known ? known->kind : PG_TIMED,
                          .better = known ? known->better : PG_LOWER,
                          .samples = {PG_ARRAY(arena, double, count), count}};
    for (size_t i = 0; i < count; i++) {
        series->samples.values[i] = samples[i];
    }
    if (per_block) {
        series->blocks = (pg_counts){PG_ARRAY(arena, uint64_t, count), count};
        for (size_t i = 0; i < count; i++) {
            series->blocks.values[i] = i / per_block;
        }
    }
    return series;
}

void draw_samples(pg_rng *rng, double median, double deviation, double *ret, size_t count) {
    for (size_t i = 0; i < count; i++) {
        double radius = sqrt(-2 * log(1 - pg_rng_unit(rng)));
        ret[i] = median * exp(deviation * radius * cos(2 * M_PI * pg_rng_unit(rng)));
    }
}

char *run_text(pg_arena *arena, const pg_run *run) {
    pg_buf text = pg_buf_new(arena);
    pg_json_writer w = pg_json_writer_new(&text);
    pg_run_write(&w, NULL, run);
    return text.data;
}

pg_status read_run_text(pg_arena *arena, const char *text, pg_run *ret, pg_error *err) {
    pg_json top;
    pg_status status = pg_json_parse(arena, "run.json", pg_copy(arena, text), strlen(text),
                                     PG_JSON_PLAIN, &top, err);
    return status ? status : pg_run_read(arena, &top, ret, err);
}
