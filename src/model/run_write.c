#include "model/run.h"

static void put_text(pg_json_writer *w, const char *key, const char *text) {
    pg_json_put_text(w, key, text && *text ? text : NULL);
}

static void put_counts(pg_json_writer *w, const char *key, const pg_counts *counts) {
    pg_json_open_array(w, key, PG_JSON_LINE);
    for (size_t i = 0; i < counts->count; i++) {
        pg_json_put_count(w, NULL, counts->values[i]);
    }
    pg_json_close(w);
}

static void write_host(pg_json_writer *w, const pg_host *host) {
    pg_json_open_object(w, "host", PG_JSON_LINE);
    put_text(w, "class", host->class_name);
    put_text(w, "cpu", host->cpu);
    pg_json_put_count(w, "cpus", host->cpus);
    put_text(w, "libc", host->libc);
    put_text(w, "machine", host->machine);
    put_text(w, "kernel", host->kernel);
    pg_json_close(w);
}

static void write_source(pg_json_writer *w, const pg_source *source) {
    pg_json_open_object(w, "source", PG_JSON_LINE);
    put_text(w, "revision", source->revision);
    pg_json_put_bool(w, "dirty", source->dirty);
    put_text(w, "build", source->build);
    put_text(w, "compiler", source->compiler);
    pg_json_close(w);
}

static void write_settings(pg_json_writer *w, const pg_settings *settings) {
    pg_json_open_object(w, "settings", PG_JSON_LINE);
    pg_json_put_count(w, "blocks", settings->blocks);
    pg_json_put_count(w, "launches", settings->launches);
    pg_json_put_count(w, "warmup", settings->warmup);
    pg_json_put_count(w, "seed", settings->seed);
    if (settings->looks.count) {
        put_counts(w, "looks", &settings->looks);
    }
    pg_json_close(w);
}

static void write_conditions(pg_json_writer *w, const pg_run *run) {
    pg_json_open_array(w, "conditions", PG_JSON_LINES);
    for (size_t i = 0; i < run->condition_count; i++) {
        pg_json_open_object(w, NULL, PG_JSON_LINE);
        pg_json_put_text(w, "step", run->conditions[i].step);
        pg_json_put_bool(w, "done", run->conditions[i].done);
        put_text(w, "about", run->conditions[i].about);
        pg_json_close(w);
    }
    pg_json_close(w);
}

static void write_series(pg_json_writer *w, const pg_series *series) {
    pg_json_open_object(w, NULL, PG_JSON_LINE);
    pg_json_put_text(w, "metric", series->metric);
    pg_json_put_text(w, "unit", series->unit);
    pg_json_put_text(w, "kind", pg_kind_word(series->kind));
    pg_json_put_text(w, "better", pg_better_word(series->better));
    put_text(w, "source", series->source);
    pg_json_open_array(w, "samples", PG_JSON_LINE);
    for (size_t i = 0; i < series->samples.count; i++) {
        pg_json_put_number(w, NULL, series->samples.values[i]);
    }
    pg_json_close(w);
    if (series->blocks.count) {
        put_counts(w, "blocks", &series->blocks);
    }
    pg_json_close(w);
}

static void write_workload(pg_json_writer *w, const pg_workload_run *workload) {
    pg_json_open_object(w, NULL, PG_JSON_LINES);
    pg_json_put_text(w, "name", workload->name);
    pg_json_put_text(w, "broken", workload->broken);
    if (workload->absent) {
        pg_json_put_bool(w, "absent", true);
    }
    if (workload->same_bytes) {
        pg_json_put_bool(w, "same_bytes", true);
    }
    put_text(w, "inputs", workload->inputs);
    put_text(w, "artifacts", workload->artifacts);
    if (workload->shard) {
        pg_json_put_count(w, "shard", workload->shard);
    }
    if (workload->remarks.count) {
        pg_json_open_array(w, "remarks", PG_JSON_LINE);
        for (size_t i = 0; i < workload->remarks.count; i++) {
            pg_json_put_text(w, NULL, workload->remarks.values[i]);
        }
        pg_json_close(w);
    }
    if (workload->iterations) {
        pg_json_put_count(w, "iterations", workload->iterations);
    }
    if (workload->order.count) {
        pg_json_open_object(w, "launches", PG_JSON_LINE);
        put_counts(w, "order", &workload->order);
        put_counts(w, "start_ms", &workload->start_ms);
        pg_json_close(w);
    }
    pg_json_open_array(w, "series", PG_JSON_LINES);
    for (size_t i = 0; i < workload->series_count; i++) {
        write_series(w, &workload->series[i]);
    }
    pg_json_close(w);
    pg_json_close(w);
}

void pg_run_write(pg_json_writer *w, const char *key, const pg_run *run) {
    pg_json_open_object(w, key, PG_JSON_LINES);
    pg_json_put_text(w, "schema", "perfgate-run/1");
    put_text(w, "tool", run->tool);
    put_text(w, "suite", run->suite);
    put_text(w, "session", run->session);
    put_text(w, "side", run->side);
    put_text(w, "started", run->started);
    pg_json_put_bool(w, "complete", run->complete);
    write_host(w, &run->host);
    write_source(w, &run->source);
    write_settings(w, &run->settings);
    pg_shards_write(w, &run->shards);
    if (run->condition_count) {
        write_conditions(w, run);
    }
    pg_json_open_array(w, "workloads", PG_JSON_LINES);
    for (size_t i = 0; i < run->workload_count; i++) {
        write_workload(w, &run->workloads[i]);
    }
    pg_json_close(w);
    pg_json_close(w);
}
