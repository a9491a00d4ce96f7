#include "model/candidates.h"

#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

enum { LEAST_CANDIDATES = 5, RISK_MOST = 5 };

static pg_status check_fraction(const pg_json *at, const char *key, double value, pg_error *err) {
    pg_json member;
    if (value >= 0 && value <= 1) {
        return PG_OK;
    }
    return pg_json_fail(pg_json_member(at, key, &member) ? &member : at, err,
                        "expected a fraction from 0 to 1, found %g", value);
}

static const pg_json_field budget_fields[] = {
    PG_FIELD("metric", PG_JSON_STRING, true, pg_case_budget, metric),
    PG_FIELD_HAS("max_ratio", PG_JSON_NUMBER, pg_case_budget, max_ratio, has_max_ratio),
    PG_FIELD_HAS("max", PG_JSON_NUMBER, pg_case_budget, max, has_max),
};

static pg_status read_budget(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_case_budget *budget = ret;
    *budget = (pg_case_budget){0};
    pg_status status = pg_json_object(arena, at, budget_fields, COUNT(budget_fields), budget, err);
    if (!status && !budget->has_max && !budget->has_max_ratio) {
        status = pg_json_fail(at, err, "expected \"max\" or \"max_ratio\", found neither");
    }
    if (!status && ((budget->has_max && budget->max < 0) ||
                    (budget->has_max_ratio && !(budget->max_ratio > 0)))) {
        status = pg_json_fail(at, err, "expected a budget above 0");
    }
    return status;
}

static pg_status read_case_budgets(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_case *c = ret;
    return pg_json_array(arena, at, sizeof(pg_case_budget), read_budget, (void **)&c->budgets,
                         &c->budget_count, err);
}

static pg_status read_budgets(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_candidate *c = ret;
    return pg_json_array(arena, at, sizeof(pg_case_budget), read_budget, (void **)&c->budgets,
                         &c->budget_count, err);
}

static pg_status read_word(const pg_json *at, const char *const *words, size_t count, void *ret,
                           pg_error *err) {
    const char *text;
    pg_status status = pg_json_string(at, &text, err);
    for (size_t i = 0; i < count && !status; i++) {
        if (!strcmp(text, words[i])) {
            *(const char **)ret = words[i];
            return PG_OK;
        }
    }
    return status ? status
                  : pg_json_fail(at, err, "expected \"%s\" or \"%s\", found \"%.40s\"", words[0],
                                 words[1], text);
}

static pg_status read_kind(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    static const char *const words[] = {"total", "self"};
    (void)arena;
    return read_word(at, words, COUNT(words), ret, err);
}

static const pg_json_field hotspot_fields[] = {
    PG_FIELD("function", PG_JSON_STRING, true, pg_hotspot_claim, function),
    PG_FIELD("share", PG_JSON_NUMBER, true, pg_hotspot_claim, share),
    PG_FIELD_READ("kind", true, pg_hotspot_claim, kind, read_kind),
};

static pg_status read_hotspot(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_hotspot_claim *hotspot = ret;
    pg_status status =
        pg_json_object(arena, at, hotspot_fields, COUNT(hotspot_fields), hotspot, err);
    return status ? status : check_fraction(at, "share", hotspot->share, err);
}

static const pg_json_field risk_fields[] = {
    PG_FIELD("correctness", PG_JSON_COUNT, true, pg_risk, correctness),
    PG_FIELD("memory", PG_JSON_COUNT, true, pg_risk, memory),
    PG_FIELD("portability", PG_JSON_COUNT, true, pg_risk, portability),
    PG_FIELD("complexity", PG_JSON_COUNT, true, pg_risk, complexity),
};

static pg_status check_risk(const pg_json *at, const pg_risk *risk, pg_error *err) {
    const uint64_t levels[] = {risk->correctness, risk->memory, risk->portability,
                               risk->complexity};
    for (size_t i = 0; i < COUNT(levels); i++) {
        pg_json member;
        if (pg_json_member(at, risk_fields[i].key, &member) &&
            (levels[i] < 1 || levels[i] > RISK_MOST)) {
            return pg_json_fail(&member, err, "expected 1 to %d, found %llu", RISK_MOST,
                                (unsigned long long)levels[i]);
        }
    }
    return PG_OK;
}

static pg_status read_risk(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_status status = pg_json_object(arena, at, risk_fields, COUNT(risk_fields), ret, err);
    return status ? status : check_risk(at, ret, err);
}

static const pg_json_field limit_fields[] = {
    PG_FIELD("correctness", PG_JSON_COUNT, false, pg_risk, correctness),
    PG_FIELD("memory", PG_JSON_COUNT, false, pg_risk, memory),
    PG_FIELD("portability", PG_JSON_COUNT, false, pg_risk, portability),
    PG_FIELD("complexity", PG_JSON_COUNT, false, pg_risk, complexity),
};

static pg_status read_max_risk(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_status status = pg_json_object(arena, at, limit_fields, COUNT(limit_fields), ret, err);
    return status ? status : check_risk(at, ret, err);
}

static const pg_json_field trigger_fields[] = {
    PG_FIELD("workload", PG_JSON_STRING, true, pg_trigger, workload),
    PG_FIELD("metric", PG_JSON_STRING, true, pg_trigger, metric),
    PG_FIELD_HAS("max", PG_JSON_NUMBER, pg_trigger, max, has_max),
    PG_FIELD_HAS("min_gain", PG_JSON_NUMBER, pg_trigger, min_gain, has_min_gain),
    PG_FIELD("sessions", PG_JSON_COUNT, false, pg_trigger, sessions),
};

static pg_status read_trigger(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_trigger *trigger = ret;
    pg_json member;
    *trigger = (pg_trigger){0};
    pg_status status =
        pg_json_object(arena, at, trigger_fields, COUNT(trigger_fields), trigger, err);
    bool sessions = pg_json_member(at, "sessions", &member);
    if (!status && trigger->has_max == trigger->has_min_gain) {
        status = pg_json_fail(at, err, "expected \"max\" or \"min_gain\", found %s",
                              trigger->has_max ? "both" : "neither");
    }
    if (!status && sessions != trigger->has_min_gain) {
        status = pg_json_fail(at, err, "expected \"sessions\" beside \"min_gain\", and only there");
    }
    if (!status && sessions && (trigger->sessions < 1 || trigger->sessions > 10)) {
        status = pg_json_fail(&member, err, "expected 1 to 10, found %llu",
                              (unsigned long long)trigger->sessions);
    }
    if (!status && trigger->has_max && trigger->max < 0) {
        status = pg_json_fail(at, err, "expected a budget of at least 0, found %g", trigger->max);
    }
    return status || !trigger->has_min_gain
               ? status
               : check_fraction(at, "min_gain", trigger->min_gain, err);
}

static pg_status read_rollback(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_decision *decision = ret;
    return pg_json_array(arena, at, sizeof(pg_trigger), read_trigger, (void **)&decision->rollback,
                         &decision->rollback_count, err);
}

static pg_status read_value(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    static const char *const words[] = {"accept", "reject"};
    (void)arena;
    return read_word(at, words, COUNT(words), ret, err);
}

static const pg_json_field decision_fields[] = {
    PG_FIELD_READ("value", true, pg_decision, value, read_value),
    PG_FIELD("reason", PG_JSON_STRING, true, pg_decision, reason),
    PG_FIELD("trade_offs", PG_JSON_STRINGS, false, pg_decision, trade_offs),
    PG_FIELD("evidence", PG_JSON_STRING, true, pg_decision, evidence),
    {"rollback", PG_JSON_READ, false, 0, 0, read_rollback},
};

pg_status pg_decision_read(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_decision *decision = ret;
    pg_status status =
        pg_json_object(arena, at, decision_fields, COUNT(decision_fields), decision, err);
    if (!status && !strcmp(decision->value, "accept") && !decision->rollback_count) {
        return pg_json_fail(at, err, "expected \"rollback\" beside \"accept\": when does it fall?");
    }
    return status;
}

static pg_status read_decision(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_candidate *candidate = ret;
    candidate->has_decision = true;
    return pg_decision_read(arena, at, &candidate->decision, err);
}

static const pg_json_field candidate_fields[] = {
    PG_FIELD("id", PG_JSON_STRING, true, pg_candidate, id),
    PG_FIELD("title", PG_JSON_STRING, true, pg_candidate, title),
    PG_FIELD("hypothesis", PG_JSON_STRING, true, pg_candidate, hypothesis),
    PG_FIELD_READ("hotspot", true, pg_candidate, hotspot, read_hotspot),
    PG_FIELD("expected_gain", PG_JSON_NUMBER, true, pg_candidate, expected_gain),
    PG_FIELD_READ("risk", true, pg_candidate, risk, read_risk),
    PG_FIELD("lines", PG_JSON_COUNT, true, pg_candidate, lines),
    PG_FIELD("after", PG_JSON_STRINGS, false, pg_candidate, after),
    PG_FIELD("toggle", PG_JSON_STRING, false, pg_candidate, toggle),
    PG_FIELD("flags", PG_JSON_STRINGS, false, pg_candidate, flags),
    PG_FIELD("train", PG_JSON_STRING, false, pg_candidate, train),
    {"budgets", PG_JSON_READ, false, 0, 0, read_budgets},
    {"decision", PG_JSON_READ, false, 0, 0, read_decision},
};

static pg_status read_candidate(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_candidate *candidate = ret;
    *candidate = (pg_candidate){0};
    pg_status status =
        pg_json_object(arena, at, candidate_fields, COUNT(candidate_fields), candidate, err);
    int ways =
        (candidate->toggle != NULL) + (candidate->flags.count > 0) + (candidate->train != NULL);
    if (!status && ways != 1) {
        return pg_json_fail(at, err,
                            "expected one of \"toggle\", \"flags\" and \"train\", found %s",
                            ways ? "more" : "none");
    }
    return status ? status : check_fraction(at, "expected_gain", candidate->expected_gain, err);
}

/* What it presupposes is named before. */
static pg_status check_after(const pg_json *at, const pg_case *c, size_t i, pg_error *err) {
    const pg_strings *after = &c->candidates[i].after;
    for (size_t a = 0; a < after->count; a++) {
        bool found = false;
        for (size_t j = 0; j < i && !found; j++) {
            found = !strcmp(c->candidates[j].id, after->values[a]);
        }
        if (!found) {
            pg_json place = {.up = at, .index = i};
            return pg_json_fail(&place, err,
                                "expected a candidate before this one in \"after\", "
                                "found \"%.40s\"",
                                after->values[a]);
        }
    }
    return PG_OK;
}

static pg_status read_candidates(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_case *c = ret;
    pg_status status = pg_json_array(arena, at, sizeof(pg_candidate), read_candidate,
                                     (void **)&c->candidates, &c->candidate_count, err);
    for (size_t i = 0; i < c->candidate_count && !status; i++) {
        for (size_t j = 0; j < i; j++) {
            if (!strcmp(c->candidates[i].id, c->candidates[j].id)) {
                pg_json twice = {.up = at, .index = i};
                return pg_json_fail(&twice, err, "expected each id once, found \"%.40s\" again",
                                    c->candidates[i].id);
            }
        }
    }
    for (size_t i = 0; i < c->candidate_count && !status; i++) {
        status = check_after(at, c, i, err);
    }
    if (!status && c->candidate_count < LEAST_CANDIDATES) {
        status = pg_json_fail(at, err,
                              "expected at least %d candidates, found %zu: the first idea "
                              "is seldom the best",
                              LEAST_CANDIDATES, c->candidate_count);
    }
    return status;
}

static const pg_json_field complexity_fields[] = {
    PG_FIELD("max_lines", PG_JSON_COUNT, true, pg_complexity, max_lines),
    PG_FIELD("max_lines_per_percent", PG_JSON_NUMBER, true, pg_complexity, max_lines_per_percent),
};

static pg_status read_complexity(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    return pg_json_object(arena, at, complexity_fields, COUNT(complexity_fields), ret, err);
}

static pg_status read_schema(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    (void)arena;
    (void)ret;
    return pg_json_schema(at->up, "perfgate-candidates", 1, err);
}

static const pg_json_field case_fields[] = {
    PG_FIELD("$schema", PG_JSON_TEXT, false, pg_case, schema_path),
    {"schema", PG_JSON_READ, true, 0, 0, read_schema},
    PG_FIELD("case", PG_JSON_STRING, true, pg_case, name),
    PG_FIELD("workload", PG_JSON_STRING, true, pg_case, workload),
    PG_FIELD("question", PG_JSON_STRING, true, pg_case, question),
    PG_FIELD("metric", PG_JSON_STRING, true, pg_case, metric),
    PG_FIELD("metric_reason", PG_JSON_STRING, true, pg_case, metric_reason),
    PG_FIELD("build_mode", PG_JSON_STRING, false, pg_case, build_mode),
    PG_FIELD("represents", PG_JSON_STRINGS, true, pg_case, represents),
    PG_FIELD("does_not_represent", PG_JSON_STRINGS, true, pg_case, does_not_represent),
    PG_FIELD("correctness", PG_JSON_STRINGS, true, pg_case, correctness),
    {"budgets", PG_JSON_READ, false, 0, 0, read_case_budgets},
    PG_FIELD("guards", PG_JSON_STRINGS, false, pg_case, guards),
    PG_FIELD_READ("max_risk", false, pg_case, max_risk, read_max_risk),
    PG_FIELD_READ("complexity", true, pg_case, complexity, read_complexity),
    PG_FIELD("profile", PG_JSON_STRING, true, pg_case, profile),
    {"candidates", PG_JSON_READ, true, 0, 0, read_candidates},
};

pg_status pg_case_read(pg_arena *arena, const pg_json *at, pg_case *ret, pg_error *err) {
    pg_case c = {.path = at->file};
    pg_status status = pg_json_schema(at, "perfgate-candidates", 1, err);
    if (!status) {
        status = pg_json_object(arena, at, case_fields, COUNT(case_fields), &c, err);
    }
    if (!status) {
        *ret = c;
    }
    return status;
}

const pg_candidate *pg_case_find(const pg_case *c, const char *id) {
    for (size_t i = 0; i < c->candidate_count; i++) {
        if (!strcmp(c->candidates[i].id, id)) {
            return &c->candidates[i];
        }
    }
    return NULL;
}

bool pg_candidate_accepted(const pg_candidate *candidate) {
    return candidate->has_decision && !strcmp(candidate->decision.value, "accept");
}
