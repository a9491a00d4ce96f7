#include "model/comparison.h"

#include <string.h>

#include "model/name.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static const char *const base_kind_words[PG_BASE_KINDS] = {
    [PG_BASE_SESSION] = "same-session",  [PG_BASE_UNKNOWN] = "unknown-session",
    [PG_BASE_SESSIONS] = "sessions",     [PG_BASE_FEW] = "few-sessions",
    [PG_BASE_OTHER_HOST] = "other-host", [PG_BASE_NONE] = "none",
};

const char *pg_base_kind_word(pg_base_kind kind) {
    return base_kind_words[kind];
}

static pg_status read_base_kind(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    (void)arena;
    const char *word;
    pg_status status = pg_json_string(at, &word, err);
    for (int i = 0; !status && i < PG_BASE_KINDS; i++) {
        if (!strcmp(word, base_kind_words[i])) {
            *(pg_base_kind *)ret = (pg_base_kind)i;
            return PG_OK;
        }
    }
    return status ? status : pg_json_fail(at, err, "unknown kind of base \"%.40s\"", word);
}

static pg_status read_verdict(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    (void)arena;
    const char *word;
    pg_status status = pg_json_string(at, &word, err);
    if (!status && !pg_verdict_read(word, ret)) {
        status = pg_json_fail(at, err, "unknown verdict \"%.40s\"", word);
    }
    return status;
}

static pg_status read_result(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    (void)arena;
    const char *word;
    pg_status status = pg_json_string(at, &word, err);
    if (!status && !pg_result_read(word, ret)) {
        status = pg_json_fail(at, err, "unknown result \"%.40s\"", word);
    }
    return status;
}

static const pg_json_field source_fields[] = {
    PG_FIELD_READ("kind", true, pg_base_source, kind, read_base_kind),
    PG_FIELD("sessions", PG_JSON_COUNT, false, pg_base_source, sessions),
    PG_FIELD("noise_floor", PG_JSON_NUMBER, false, pg_base_source, noise_floor),
    PG_FIELD("text", PG_JSON_TEXT, false, pg_base_source, text),
};

static pg_status read_source(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    return pg_json_object(arena, at, source_fields, COUNT(source_fields), ret, err);
}

static const pg_json_field side_fields[] = {
    PG_FIELD("label", PG_JSON_TEXT, false, pg_side_info, label),
    PG_FIELD("revision", PG_JSON_TEXT, false, pg_side_info, revision),
    PG_FIELD("dirty", PG_JSON_BOOL, false, pg_side_info, dirty),
    PG_FIELD("host_class", PG_JSON_TEXT, false, pg_side_info, host_class),
    PG_FIELD("session", PG_JSON_TEXT, false, pg_side_info, session),
};

static pg_status read_side(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    return pg_json_object(arena, at, side_fields, COUNT(side_fields), ret, err);
}

static const pg_json_field describe_fields[] = {
    PG_FIELD("n", PG_JSON_COUNT, true, pg_describe, n),
    PG_FIELD("median", PG_JSON_NUMBER, false, pg_describe, median),
    PG_FIELD("spread", PG_JSON_NUMBER, false, pg_describe, spread),
};

static pg_status read_describe(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    return pg_json_object(arena, at, describe_fields, COUNT(describe_fields), ret, err);
}

/* Numbers that may be null: absent from the row, and the row says why. */
typedef struct maybe {
    double value;
    bool has;
} maybe;

static pg_status read_maybe(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    maybe *number = ret;
    if (pg_json_is_null(at)) {
        return PG_OK;
    }
    number->has = true;
    (void)arena;
    return pg_json_number(at, &number->value, err);
}

typedef struct row_read {
    pg_row row;
    maybe u, p, q, ratio, low, high, visible, sight;
} row_read;

static const pg_json_field row_fields[] = {
    PG_FIELD_READ("workload", true, row_read, row.workload, pg_read_name),
    PG_FIELD_READ("metric", true, row_read, row.metric, pg_read_name),
    PG_FIELD("unit", PG_JSON_TEXT, true, row_read, row.unit),
    PG_FIELD_READ("kind", true, row_read, row.kind, pg_read_kind),
    PG_FIELD_READ("better", true, row_read, row.better, pg_read_better),
    PG_FIELD("gated", PG_JSON_BOOL, true, row_read, row.gated),
    PG_FIELD_READ("base", true, row_read, row.base, read_describe),
    PG_FIELD_READ("head", true, row_read, row.head, read_describe),
    PG_FIELD("blocks", PG_JSON_COUNT, true, row_read, row.blocks),
    PG_FIELD_READ("u", true, row_read, u, read_maybe),
    PG_FIELD_READ("p", true, row_read, p, read_maybe),
    PG_FIELD_READ("q", true, row_read, q, read_maybe),
    PG_FIELD("exact_law", PG_JSON_BOOL, true, row_read, row.exact_law),
    PG_FIELD_READ("ratio", true, row_read, ratio, read_maybe),
    PG_FIELD_READ("ratio_low", true, row_read, low, read_maybe),
    PG_FIELD_READ("ratio_high", true, row_read, high, read_maybe),
    PG_FIELD("level", PG_JSON_NUMBER, true, row_read, row.level),
    PG_FIELD("threshold", PG_JSON_NUMBER, true, row_read, row.threshold),
    PG_FIELD("noise_floor", PG_JSON_NUMBER, true, row_read, row.noise_floor),
    PG_FIELD_READ("smallest_visible", false, row_read, visible, read_maybe),
    PG_FIELD_HAS("needed", PG_JSON_COUNT, row_read, row.needed, row.has_needed),
    PG_FIELD_READ("sight", false, row_read, sight, read_maybe),
    PG_FIELD("control_differs", PG_JSON_BOOL, false, row_read, row.in_control),
    PG_FIELD("waiver", PG_JSON_STRING, false, row_read, row.waiver),
    PG_FIELD_READ("verdict", true, row_read, row.verdict, read_verdict),
    PG_FIELD("reason", PG_JSON_TEXT, true, row_read, row.reason),
    PG_FIELD("warnings", PG_JSON_STRINGS, true, row_read, row.warnings),
};

static pg_status read_row(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    row_read read = {0};
    pg_status status = pg_json_object(arena, at, row_fields, COUNT(row_fields), &read, err);
    pg_row *row = &read.row;
    row->tested = read.p.has;
    row->u = read.u.value;
    row->p = read.p.value;
    row->q = read.q.value;
    row->has_ratio = read.ratio.has;
    row->ratio = read.ratio.value;
    row->has_bounds = read.low.has && read.high.has;
    row->ratio_low = read.low.value;
    row->ratio_high = read.high.value;
    row->has_visible = read.visible.has;
    row->visible = read.visible.value;
    row->has_sight = read.sight.has;
    row->sight = read.sight.value;
    *(pg_row *)ret = *row;
    return status;
}

static pg_status read_rows(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_comparison *c = ret;
    return pg_json_array(arena, at, sizeof(pg_row), read_row, (void **)&c->rows, &c->row_count,
                         err);
}

static const pg_json_field mean_fields[] = {
    PG_FIELD("metric", PG_JSON_STRING, true, pg_geomean, metric),
    PG_FIELD("ratio", PG_JSON_NUMBER, true, pg_geomean, ratio),
    PG_FIELD("n", PG_JSON_COUNT, true, pg_geomean, n),
};

static pg_status read_mean(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    return pg_json_object(arena, at, mean_fields, COUNT(mean_fields), ret, err);
}

static pg_status read_means(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_comparison *c = ret;
    return pg_json_array(arena, at, sizeof(pg_geomean), read_mean, (void **)&c->means,
                         &c->mean_count, err);
}

static pg_status read_counts(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_json_field fields[PG_VERDICTS];
    for (int i = 0; i < PG_VERDICTS; i++) {
        fields[i] = (pg_json_field){.key = pg_verdict_word((pg_verdict)i),
                                    .type = PG_JSON_COUNT,
                                    .required = true,
                                    .offset = (size_t)i * sizeof(uint64_t)};
    }
    return pg_json_object(arena, at, fields, PG_VERDICTS, ret, err);
}

static pg_status read_beside(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_comparison *c = ret;
    c->beside = PG_NEW(arena, pg_comparison);
    return pg_comparison_read(arena, at, c->beside, err);
}

static pg_status read_schema(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    (void)arena;
    (void)ret;
    return pg_json_schema(at->up, "perfgate-comparison", 1, err);
}

typedef struct comparison_read {
    pg_comparison comparison; /* first: the readers above take it as such */
    uint64_t exit_status;
} comparison_read;

static const pg_json_field comparison_fields[] = {
    {"schema", PG_JSON_READ, true, 0, 0, read_schema},
    PG_FIELD("suite", PG_JSON_TEXT, true, comparison_read, comparison.suite),
    PG_FIELD_READ("result", true, comparison_read, comparison.result, read_result),
    PG_FIELD("exit_status", PG_JSON_COUNT, true, comparison_read, exit_status),
    PG_FIELD("headline", PG_JSON_TEXT, true, comparison_read, comparison.headline),
    PG_FIELD_READ("base_source", true, comparison_read, comparison.source, read_source),
    PG_FIELD_READ("base", true, comparison_read, comparison.base, read_side),
    PG_FIELD_READ("head", true, comparison_read, comparison.head, read_side),
    PG_FIELD("level", PG_JSON_NUMBER, true, comparison_read, comparison.level),
    PG_FIELD("alpha", PG_JSON_NUMBER, true, comparison_read, comparison.alpha),
    PG_FIELD("beta", PG_JSON_NUMBER, true, comparison_read, comparison.beta),
    PG_FIELD("strict", PG_JSON_BOOL, true, comparison_read, comparison.strict),
    PG_FIELD("selftested", PG_JSON_BOOL, false, comparison_read, comparison.selftested),
    PG_FIELD("complete", PG_JSON_BOOL, true, comparison_read, comparison.complete),
    PG_FIELD_READ("shards", false, comparison_read, comparison.shards, pg_shards_read),
    PG_FIELD_READ("counts", true, comparison_read, comparison.counts, read_counts),
    {"rows", PG_JSON_READ, true, 0, 0, read_rows},
    {"means", PG_JSON_READ, true, 0, 0, read_means},
    PG_FIELD("notes", PG_JSON_STRINGS, true, comparison_read, comparison.notes),
    {"beside", PG_JSON_READ, false, 0, 0, read_beside},
};

pg_status pg_comparison_read(pg_arena *arena, const pg_json *at, pg_comparison *ret,
                             pg_error *err) {
    static const pg_side_info nowhere = {"", "", "", "", false};
    comparison_read read = {.comparison = {.source.text = "", .base = nowhere, .head = nowhere}};
    pg_status status = pg_json_schema(at, "perfgate-comparison", 1, err);
    if (!status) {
        status = pg_json_object(arena, at, comparison_fields, COUNT(comparison_fields), &read, err);
    }
    int exit_status = pg_result_exit(read.comparison.result, read.comparison.strict);
    if (!status && read.exit_status != (uint64_t)exit_status) {
        pg_json place;
        pg_json_member(at, "exit_status", &place);
        status = pg_json_fail(&place, err, "expected %d, which belongs to the result, found %llu",
                              exit_status, (unsigned long long)read.exit_status);
    }
    if (!status) {
        read.comparison.exit_status = exit_status;
        *ret = read.comparison;
    }
    return status;
}

pg_row *pg_comparison_row(const pg_comparison *c, const char *workload, const char *metric) {
    for (size_t i = 0; i < c->row_count; i++) {
        if (!strcmp(c->rows[i].workload, workload) && !strcmp(c->rows[i].metric, metric)) {
            return &c->rows[i];
        }
    }
    return NULL;
}
