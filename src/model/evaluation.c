#include "model/evaluation.h"

#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static pg_status read_trial_comparison(pg_arena *arena, const pg_json *at, void *ret,
                                       pg_error *err) {
    pg_trial *trial = ret;
    trial->has_comparison = true;
    return pg_comparison_read(arena, at, &trial->comparison, err);
}

static pg_status read_combined(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_trial *trial = ret;
    trial->has_combined = true;
    return pg_comparison_read(arena, at, &trial->combined, err);
}

static pg_status read_comparison(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    return pg_comparison_read(arena, at, ret, err);
}

static const pg_json_field trial_fields[] = {
    PG_FIELD("id", PG_JSON_STRING, true, pg_trial, id),
    PG_FIELD("against", PG_JSON_STRINGS, false, pg_trial, against),
    PG_FIELD("trouble", PG_JSON_STRING, false, pg_trial, trouble),
    PG_FIELD("differs", PG_JSON_STRING, false, pg_trial, differs),
    {"comparison", PG_JSON_READ, false, 0, 0, read_trial_comparison},
    PG_FIELD("upon", PG_JSON_STRINGS, false, pg_trial, upon),
    {"combined", PG_JSON_READ, false, 0, 0, read_combined},
    PG_FIELD_READ("proposal", true, pg_trial, proposal, pg_decision_read),
};

static pg_status read_trial(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_trial *trial = ret;
    *trial = (pg_trial){0};
    pg_status status = pg_json_object(arena, at, trial_fields, COUNT(trial_fields), trial, err);
    if (!status && !trial->has_comparison && !trial->trouble) {
        status = pg_json_fail(at, err, "expected \"comparison\" or \"trouble\", found neither");
    }
    if (!status && trial->has_combined != (trial->upon.count > 0)) {
        status = pg_json_fail(at, err, "expected \"upon\" beside \"combined\", and only there");
    }
    return status;
}

static const pg_json_field stage_fields[] = {
    PG_FIELD("id", PG_JSON_STRING, true, pg_stage, id),
    PG_FIELD("with", PG_JSON_STRINGS, true, pg_stage, with),
    PG_FIELD_READ("comparison", true, pg_stage, comparison, read_comparison),
};

static pg_status read_stage(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    *(pg_stage *)ret = (pg_stage){0};
    return pg_json_object(arena, at, stage_fields, COUNT(stage_fields), ret, err);
}

static pg_status read_trials(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_evaluation *e = ret;
    return pg_json_array(arena, at, sizeof(pg_trial), read_trial, (void **)&e->trials,
                         &e->trial_count, err);
}

static pg_status read_series(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_evaluation *e = ret;
    return pg_json_array(arena, at, sizeof(pg_stage), read_stage, (void **)&e->series,
                         &e->series_count, err);
}

static pg_status read_without(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_evaluation *e = ret;
    return pg_json_array(arena, at, sizeof(pg_stage), read_stage, (void **)&e->without,
                         &e->without_count, err);
}

static pg_status read_schema(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    (void)arena;
    (void)ret;
    return pg_json_schema(at->up, "perfgate-evaluation", 1, err);
}

static const pg_json_field evaluation_fields[] = {
    {"schema", PG_JSON_READ, true, 0, 0, read_schema},
    PG_FIELD("tool", PG_JSON_STRING, true, pg_evaluation, tool),
    PG_FIELD("case", PG_JSON_STRING, true, pg_evaluation, name),
    PG_FIELD("workload", PG_JSON_STRING, true, pg_evaluation, workload),
    PG_FIELD("metric", PG_JSON_STRING, true, pg_evaluation, metric),
    PG_FIELD("started", PG_JSON_STRING, true, pg_evaluation, started),
    PG_FIELD("host_class", PG_JSON_STRING, true, pg_evaluation, host_class),
    PG_FIELD("cpu", PG_JSON_TEXT, true, pg_evaluation, cpu),
    PG_FIELD("kernel", PG_JSON_TEXT, true, pg_evaluation, kernel),
    PG_FIELD("compiler", PG_JSON_TEXT, true, pg_evaluation, compiler),
    PG_FIELD("revision", PG_JSON_TEXT, true, pg_evaluation, revision),
    PG_FIELD("dirty", PG_JSON_BOOL, true, pg_evaluation, dirty),
    PG_FIELD("build", PG_JSON_TEXT, true, pg_evaluation, build),
    PG_FIELD("blocks", PG_JSON_COUNT, true, pg_evaluation, blocks),
    PG_FIELD("iterations", PG_JSON_COUNT, true, pg_evaluation, iterations),
    PG_FIELD("seed", PG_JSON_COUNT, true, pg_evaluation, seed),
    {"trials", PG_JSON_READ, true, 0, 0, read_trials},
    {"series", PG_JSON_READ, true, 0, 0, read_series},
    {"without", PG_JSON_READ, true, 0, 0, read_without},
};

pg_status pg_evaluation_read(pg_arena *arena, const pg_json *at, pg_evaluation *ret,
                             pg_error *err) {
    pg_evaluation e = {.path = at->file};
    pg_status status = pg_json_schema(at, "perfgate-evaluation", 1, err);
    if (!status) {
        status = pg_json_object(arena, at, evaluation_fields, COUNT(evaluation_fields), &e, err);
    }
    if (!status) {
        *ret = e;
    }
    return status;
}

const pg_trial *pg_evaluation_find(const pg_evaluation *e, const char *id) {
    for (size_t i = 0; i < e->trial_count; i++) {
        if (!strcmp(e->trials[i].id, id)) {
            return &e->trials[i];
        }
    }
    return NULL;
}
