#include "base/json_write.h"
#include "model/evaluation.h"

static void put_ids(pg_json_writer *w, const char *key, const pg_strings *ids) {
    pg_json_open_array(w, key, PG_JSON_LINE);
    for (size_t i = 0; i < ids->count; i++) {
        pg_json_put_text(w, NULL, ids->values[i]);
    }
    pg_json_close(w);
}

static void put_stages(pg_json_writer *w, const char *key, const pg_stage *stages, size_t count) {
    pg_json_open_array(w, key, PG_JSON_LINES);
    for (size_t i = 0; i < count; i++) {
        pg_json_open_object(w, NULL, PG_JSON_LINES);
        pg_json_put_text(w, "id", stages[i].id);
        put_ids(w, "with", &stages[i].with);
        pg_comparison_put(w, "comparison", &stages[i].comparison);
        pg_json_close(w);
    }
    pg_json_close(w);
}

static void put_trial(pg_json_writer *w, const pg_trial *trial) {
    pg_json_open_object(w, NULL, PG_JSON_LINES);
    pg_json_put_text(w, "id", trial->id);
    if (trial->against.count) {
        put_ids(w, "against", &trial->against);
    }
    pg_json_put_text(w, "trouble", trial->trouble);
    pg_json_put_text(w, "differs", trial->differs);
    if (trial->has_comparison) {
        pg_comparison_put(w, "comparison", &trial->comparison);
    }
    if (trial->has_combined) {
        put_ids(w, "upon", &trial->upon);
        pg_comparison_put(w, "combined", &trial->combined);
    }
    pg_decision_write(w, "proposal", &trial->proposal);
    pg_json_close(w);
}

void pg_evaluation_write(pg_buf *out, const pg_evaluation *e) {
    pg_json_writer writer = pg_json_writer_new(out), *w = &writer;
    pg_json_open_object(w, NULL, PG_JSON_LINES);
    pg_json_put_text(w, "schema", "perfgate-evaluation/1");
    pg_json_put_text(w, "tool", e->tool);
    pg_json_put_text(w, "case", e->name);
    pg_json_put_text(w, "workload", e->workload);
    pg_json_put_text(w, "metric", e->metric);
    pg_json_put_text(w, "started", e->started);
    pg_json_put_text(w, "host_class", e->host_class);
    pg_json_put_text(w, "cpu", e->cpu);
    pg_json_put_text(w, "kernel", e->kernel);
    pg_json_put_text(w, "compiler", e->compiler);
    pg_json_put_text(w, "revision", e->revision);
    pg_json_put_bool(w, "dirty", e->dirty);
    pg_json_put_text(w, "build", e->build);
    pg_json_put_count(w, "blocks", e->blocks);
    pg_json_put_count(w, "iterations", e->iterations);
    pg_json_put_count(w, "seed", e->seed);
    pg_json_open_array(w, "trials", PG_JSON_LINES);
    for (size_t i = 0; i < e->trial_count; i++) {
        put_trial(w, &e->trials[i]);
    }
    pg_json_close(w);
    put_stages(w, "series", e->series, e->series_count);
    put_stages(w, "without", e->without, e->without_count);
    pg_json_close(w);
}
