#include "model/run.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "model/name.h"

pg_run pg_run_empty(void) {
    return (pg_run){.path = "",
                    .tool = "",
                    .suite = "",
                    .session = "",
                    .side = "",
                    .started = "",
                    .complete = true,
                    .host = {"", "", "", "", "", 0},
                    .source = {"", false, "", ""}};
}

static const pg_json_field series_fields[] = {
    PG_FIELD_READ("metric", true, pg_series, metric, pg_read_name),
    PG_FIELD_READ("unit", true, pg_series, unit, pg_read_name),
    PG_FIELD_READ("kind", false, pg_series, kind, pg_read_kind),
    PG_FIELD_READ("better", false, pg_series, better, pg_read_better),
    PG_FIELD("source", PG_JSON_TEXT, false, pg_series, source),
    PG_FIELD("samples", PG_JSON_NUMBERS, true, pg_series, samples),
    PG_FIELD("blocks", PG_JSON_COUNTS, false, pg_series, blocks),
};

static pg_status check_samples(const pg_json *at, const pg_series *series, pg_error *err) {
    pg_json samples;
    pg_json_member(at, "samples", &samples);
    bool whole = pg_unit_is_whole(series->unit);
    for (size_t i = 0; i < series->samples.count; i++) {
        double value = series->samples.values[i];
        if (value < 0 || (whole && value != floor(value))) {
            pg_json sample = {.up = &samples, .index = i};
            return pg_json_fail(&sample, err, "expected a %s >= 0, found %g",
                                whole ? "whole number" : "number", value);
        }
    }
    if (series->blocks.count && series->blocks.count != series->samples.count) {
        return pg_json_fail(at, err,
                            "expected one block number a sample, found %zu for %zu samples",
                            series->blocks.count, series->samples.count);
    }
    return PG_OK;
}

static pg_status check_metric(const pg_json *at, const pg_series *series, pg_error *err) {
    const pg_metric *known = pg_metric_find(series->metric);
    if (known && strcmp(known->unit, series->unit) != 0) {
        return pg_json_fail(at, err, "expected the unit \"%s\" for %s, found \"%.40s\"",
                            known->unit, known->name, series->unit);
    }
    if (known && (known->kind != series->kind || known->better != series->better)) {
        return pg_json_fail(at, err, "expected %s to be %s with %s better, found %s with %s",
                            known->name, pg_kind_word(known->kind), pg_better_word(known->better),
                            pg_kind_word(series->kind), pg_better_word(series->better));
    }
    return PG_OK;
}

static pg_status read_series(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_series *series = ret;
    pg_json metric;
    const char *name;
    *series = (pg_series){.kind = PG_TIMED, .better = PG_LOWER, .source = ""};
    if (pg_json_member(at, "metric", &metric) && !pg_json_string(&metric, &name, NULL)) {
        const pg_metric *known = pg_metric_find(name);
        series->kind = known ? known->kind : PG_TIMED;
        series->better = known ? known->better : PG_LOWER;
    }
    pg_status status = pg_json_object(arena, at, series_fields,
                                      sizeof(series_fields) / sizeof(*series_fields), ret, err);
    if (!status) {
        status = check_metric(at, series, err);
    }
    return status ? status : check_samples(at, series, err);
}

static pg_status read_series_list(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_workload_run *workload = ret;
    pg_status status = pg_json_array(arena, at, sizeof(pg_series), read_series,
                                     (void **)&workload->series, &workload->series_count, err);
    for (size_t i = 0; !status && i < workload->series_count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (!strcmp(workload->series[i].metric, workload->series[j].metric)) {
                pg_json twice = {.up = at, .index = i};
                return pg_json_fail(&twice, err, "expected each metric once, found \"%.60s\" again",
                                    workload->series[i].metric);
            }
        }
    }
    return status;
}

typedef struct launches {
    pg_counts order, start_ms;
} launches;

static const pg_json_field launch_fields[] = {
    PG_FIELD("order", PG_JSON_COUNTS, false, launches, order),
    PG_FIELD("start_ms", PG_JSON_COUNTS, false, launches, start_ms),
};

static pg_status read_launches(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_workload_run *workload = ret;
    launches read = {0};
    pg_status status = pg_json_object(arena, at, launch_fields,
                                      sizeof(launch_fields) / sizeof(*launch_fields), &read, err);
    workload->order = read.order;
    workload->start_ms = read.start_ms;
    return status;
}

/* "launches" and "series" fill members of the workload itself: offset 0. */
static const pg_json_field workload_fields[] = {
    PG_FIELD_READ("name", true, pg_workload_run, name, pg_read_name),
    PG_FIELD("broken", PG_JSON_STRING, false, pg_workload_run, broken),
    PG_FIELD("absent", PG_JSON_BOOL, false, pg_workload_run, absent),
    PG_FIELD("same_bytes", PG_JSON_BOOL, false, pg_workload_run, same_bytes),
    PG_FIELD("inputs", PG_JSON_TEXT, false, pg_workload_run, inputs),
    PG_FIELD("artifacts", PG_JSON_TEXT, false, pg_workload_run, artifacts),
    PG_FIELD("shard", PG_JSON_COUNT, false, pg_workload_run, shard),
    PG_FIELD("remarks", PG_JSON_STRINGS, false, pg_workload_run, remarks),
    PG_FIELD("iterations", PG_JSON_COUNT, false, pg_workload_run, iterations),
    {"launches", PG_JSON_READ, false, 0, 0, read_launches},
    {"series", PG_JSON_READ, false, 0, 0, read_series_list},
};

static pg_status read_workload(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    *(pg_workload_run *)ret = (pg_workload_run){.inputs = "", .artifacts = ""};
    return pg_json_object(arena, at, workload_fields,
                          sizeof(workload_fields) / sizeof(*workload_fields), ret, err);
}

static pg_status read_workloads(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_run *run = ret;
    pg_status status = pg_json_array(arena, at, sizeof(pg_workload_run), read_workload,
                                     (void **)&run->workloads, &run->workload_count, err);
    size_t twice;
    if (!status && !pg_run_index(arena, run, &twice)) {
        pg_json second = {.up = at, .index = twice};
        status = pg_json_fail(&second, err, "expected each workload once, found \"%.60s\" again",
                              run->workloads[twice].name);
    }
    return status;
}

static const pg_json_field host_fields[] = {
    PG_FIELD("class", PG_JSON_TEXT, false, pg_host, class_name),
    PG_FIELD("cpu", PG_JSON_TEXT, false, pg_host, cpu),
    PG_FIELD("cpus", PG_JSON_COUNT, false, pg_host, cpus),
    PG_FIELD("libc", PG_JSON_TEXT, false, pg_host, libc),
    PG_FIELD("machine", PG_JSON_TEXT, false, pg_host, machine),
    PG_FIELD("kernel", PG_JSON_TEXT, false, pg_host, kernel),
};

static pg_status read_host(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    return pg_json_object(arena, at, host_fields, sizeof(host_fields) / sizeof(*host_fields), ret,
                          err);
}

static const pg_json_field source_fields[] = {
    PG_FIELD("revision", PG_JSON_TEXT, false, pg_source, revision),
    PG_FIELD("dirty", PG_JSON_BOOL, false, pg_source, dirty),
    PG_FIELD("build", PG_JSON_TEXT, false, pg_source, build),
    PG_FIELD("compiler", PG_JSON_TEXT, false, pg_source, compiler),
};

static pg_status read_source(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    return pg_json_object(arena, at, source_fields, sizeof(source_fields) / sizeof(*source_fields),
                          ret, err);
}

static const pg_json_field settings_fields[] = {
    PG_FIELD("blocks", PG_JSON_COUNT, false, pg_settings, blocks),
    PG_FIELD("launches", PG_JSON_COUNT, false, pg_settings, launches),
    PG_FIELD("warmup", PG_JSON_COUNT, false, pg_settings, warmup),
    PG_FIELD("seed", PG_JSON_COUNT, false, pg_settings, seed),
    PG_FIELD("looks", PG_JSON_COUNTS, false, pg_settings, looks),
};

static pg_status read_settings(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_settings *settings = ret;
    pg_status status =
        pg_json_object(arena, at, settings_fields,
                       sizeof(settings_fields) / sizeof(*settings_fields), settings, err);
    if (!status && !pg_looks_rise(&settings->looks)) {
        return pg_json_fail(at, err, "expected at most %d rising numbers of blocks as looks",
                            PG_LOOKS_AT_MOST);
    }
    return status;
}

static const pg_json_field condition_fields[] = {
    PG_FIELD_READ("step", true, pg_condition, step, pg_read_name),
    PG_FIELD("done", PG_JSON_BOOL, true, pg_condition, done),
    PG_FIELD("about", PG_JSON_TEXT, false, pg_condition, about),
};

static pg_status read_condition(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    *(pg_condition *)ret = (pg_condition){.about = ""};
    return pg_json_object(arena, at, condition_fields,
                          sizeof(condition_fields) / sizeof(*condition_fields), ret, err);
}

static pg_status read_conditions(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_run *run = ret;
    return pg_json_array(arena, at, sizeof(pg_condition), read_condition, (void **)&run->conditions,
                         &run->condition_count, err);
}

static pg_status read_schema(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    (void)arena;
    (void)ret;
    return pg_json_schema(at->up, "perfgate-run", 1, err);
}

static const pg_json_field run_fields[] = {
    {"schema", PG_JSON_READ, true, 0, 0, read_schema},
    PG_FIELD("tool", PG_JSON_TEXT, false, pg_run, tool),
    PG_FIELD("suite", PG_JSON_TEXT, false, pg_run, suite),
    PG_FIELD("session", PG_JSON_TEXT, false, pg_run, session),
    PG_FIELD("side", PG_JSON_TEXT, false, pg_run, side),
    PG_FIELD("started", PG_JSON_TEXT, false, pg_run, started),
    PG_FIELD("complete", PG_JSON_BOOL, false, pg_run, complete),
    PG_FIELD_READ("host", false, pg_run, host, read_host),
    PG_FIELD_READ("source", false, pg_run, source, read_source),
    PG_FIELD_READ("settings", false, pg_run, settings, read_settings),
    PG_FIELD_READ("shards", false, pg_run, shards, pg_shards_read),
    {"conditions", PG_JSON_READ, false, 0, 0, read_conditions},
    {"workloads", PG_JSON_READ, true, 0, 0, read_workloads},
};

/* Workloads of a merged run, and of no other, tell their part. */
static pg_status check_shards(const pg_json *at, const pg_run *run, pg_error *err) {
    pg_json workloads;
    pg_json_member(at, "workloads", &workloads);
    for (size_t i = 0; i < run->workload_count; i++) {
        uint64_t shard = run->workloads[i].shard;
        if (run->shards.part_count ? !shard || shard > run->shards.part_count : shard > 0) {
            pg_json place = {.up = &workloads, .index = i};
            return pg_json_fail(&place, err, "expected %s, found the shard %llu",
                                run->shards.part_count ? "one of the merged shards"
                                                       : "no shard in a run that is not merged",
                                (unsigned long long)shard);
        }
    }
    return PG_OK;
}

pg_status pg_run_read(pg_arena *arena, const pg_json *at, pg_run *ret, pg_error *err) {
    pg_run run = pg_run_empty();
    pg_status status = pg_json_schema(at, "perfgate-run", 1, err);
    if (!status) {
        status = pg_json_object(arena, at, run_fields, sizeof(run_fields) / sizeof(*run_fields),
                                &run, err);
    }
    if (!status) {
        status = check_shards(at, &run, err);
    }
    if (!status) {
        *ret = run;
    }
    return status;
}

static const pg_run *indexed; /* qsort has no context; not for threads */

static int by_workload_name(const void *a, const void *b) {
    size_t i = *(const size_t *)a, j = *(const size_t *)b;
    int order = strcmp(indexed->workloads[i].name, indexed->workloads[j].name);
    return order ? order : (i > j) - (i < j);
}

bool pg_run_index(pg_arena *arena, pg_run *run, size_t *ret_twice) {
    run->by_name = PG_ARRAY(arena, size_t, run->workload_count);
    for (size_t i = 0; i < run->workload_count; i++) {
        run->by_name[i] = i;
    }
    indexed = run;
    if (run->workload_count) {
        qsort(run->by_name, run->workload_count, sizeof(size_t), by_workload_name);
    }
    for (size_t i = 1; i < run->workload_count; i++) {
        size_t second = run->by_name[i];
        if (!strcmp(run->workloads[run->by_name[i - 1]].name, run->workloads[second].name)) {
            *ret_twice = second;
            return false;
        }
    }
    return true;
}

const pg_workload_run *pg_run_find(const pg_run *run, const char *name) {
    size_t low = 0, high = run->workload_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const pg_workload_run *workload = &run->workloads[run->by_name[middle]];
        int order = strcmp(name, workload->name);
        if (!order) {
            return workload;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}

const pg_counts *pg_run_looks(const pg_run *run, const pg_workload_run *workload) {
    bool merged = workload->shard && workload->shard <= run->shards.part_count;
    return merged ? &run->shards.parts[workload->shard - 1].looks : &run->settings.looks;
}

const pg_series *pg_run_series(const pg_workload_run *workload, const char *metric) {
    for (size_t i = 0; i < workload->series_count; i++) {
        if (!strcmp(workload->series[i].metric, metric)) {
            return &workload->series[i];
        }
    }
    return NULL;
}

char *pg_host_class(pg_arena *arena, const pg_host *host) {
    char *text = pg_format(arena, "%s %llucpu %s %s", host->cpu, (unsigned long long)host->cpus,
                           host->libc, host->machine);
    char *out = text;
    for (const char *c = text; *c; c++) {
        bool plain = isalnum((unsigned char)*c) || *c == '.';
        if (plain) {
            *out++ = (char)tolower((unsigned char)*c);
        } else if (out > text && out[-1] != '-') {
            *out++ = '-';
        }
    }
    while (out > text && out[-1] == '-') {
        out--;
    }
    *out = 0;
    return text;
}
