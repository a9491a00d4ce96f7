/* Any bytes as a run file; and a run compared with itself, whatever it holds. */
#include "model/run.h"

#include <math.h>
#include <string.h>

#include "compare/compare.h"
#include "model.h"

static pg_status read_run(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    return pg_run_read(arena, at, ret, err);
}

static void write_run(pg_buf *out, const void *run) {
    pg_json_writer w = pg_json_writer_new(out);
    pg_run_write(&w, NULL, run);
}

static pg_status read_comparison(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    return pg_comparison_read(arena, at, ret, err);
}

static void write_comparison(pg_buf *out, const void *comparison) {
    pg_comparison_write(out, comparison);
}

static const fuzz_format run_format = {PG_JSON_PLAIN, sizeof(pg_run), read_run, write_run};
static const fuzz_format comparison_format = {PG_JSON_PLAIN, sizeof(pg_comparison), read_comparison,
                                              write_comparison};

static void check_run(const pg_run *run) {
    for (size_t i = 0; i < run->workload_count; i++) {
        const pg_workload_run *workload = &run->workloads[i];
        fuzz_must(pg_run_find(run, workload->name) == workload);
        for (size_t k = 0; k < workload->series_count; k++) {
            const pg_series *series = &workload->series[k];
            fuzz_must(pg_run_series(workload, series->metric) == series);
            fuzz_must(!series->blocks.count || series->blocks.count == series->samples.count);
            for (size_t s = 0; s < series->samples.count; s++) {
                fuzz_must(isfinite(series->samples.values[s]) && series->samples.values[s] >= 0);
            }
        }
    }
}

/* Nothing is worse than itself; and what compare found can be written and read. */
static void compare_with_itself(pg_arena *arena, const pg_run *run) {
    const pg_run *runs[] = {run};
    pg_base_side base = {runs, 1, "file"};
    pg_policy policy = pg_policy_default();
    pg_comparison comparison = pg_compare(arena, &base, run, "file", &policy);
    fuzz_must(!comparison.counts[PG_REGRESSED] && !comparison.counts[PG_IMPROVED]);
    pg_buf text = pg_buf_new(arena);
    pg_comparison_write(&text, &comparison);
    pg_comparison *again = fuzz_read(arena, &comparison_format, text.data, text.length);
    fuzz_must(again && again->exit_status == comparison.exit_status);
    pg_buf same = pg_buf_new(arena);
    pg_comparison_write(&same, again);
    fuzz_must(!strcmp(text.data, same.data));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pg_arena *arena = pg_arena_new();
    const pg_run *run = fuzz_read(arena, &run_format, (const char *)data, size);
    if (run) {
        check_run(run);
        compare_with_itself(arena, run);
    }
    pg_arena_free(arena);
    return 0;
}
