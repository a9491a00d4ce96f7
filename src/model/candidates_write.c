#include "base/json_write.h"
#include "model/candidates.h"

static void put_strings(pg_json_writer *w, const char *key, const pg_strings *texts,
                        pg_json_style style) {
    if (texts->count) {
        pg_json_open_array(w, key, style);
        for (size_t i = 0; i < texts->count; i++) {
            pg_json_put_text(w, NULL, texts->values[i]);
        }
        pg_json_close(w);
    }
}

static void put_budgets(pg_json_writer *w, const pg_case_budget *budgets, size_t count) {
    if (!count) {
        return;
    }
    pg_json_open_array(w, "budgets", PG_JSON_LINES);
    for (size_t i = 0; i < count; i++) {
        pg_json_open_object(w, NULL, PG_JSON_LINE);
        pg_json_put_text(w, "metric", budgets[i].metric);
        if (budgets[i].has_max_ratio) {
            pg_json_put_number(w, "max_ratio", budgets[i].max_ratio);
        }
        if (budgets[i].has_max) {
            pg_json_put_number(w, "max", budgets[i].max);
        }
        pg_json_close(w);
    }
    pg_json_close(w);
}

static void put_trigger(pg_json_writer *w, const pg_trigger *trigger) {
    pg_json_open_object(w, NULL, PG_JSON_LINE);
    pg_json_put_text(w, "workload", trigger->workload);
    pg_json_put_text(w, "metric", trigger->metric);
    if (trigger->has_max) {
        pg_json_put_number(w, "max", trigger->max);
    } else {
        pg_json_put_number(w, "min_gain", trigger->min_gain);
        pg_json_put_count(w, "sessions", trigger->sessions);
    }
    pg_json_close(w);
}

void pg_decision_write(pg_json_writer *w, const char *key, const pg_decision *decision) {
    pg_json_open_object(w, key, PG_JSON_LINES);
    pg_json_put_text(w, "value", decision->value);
    pg_json_put_text(w, "reason", decision->reason);
    put_strings(w, "trade_offs", &decision->trade_offs, PG_JSON_LINES);
    pg_json_put_text(w, "evidence", decision->evidence);
    if (decision->rollback_count) {
        pg_json_open_array(w, "rollback", PG_JSON_LINES);
        for (size_t i = 0; i < decision->rollback_count; i++) {
            put_trigger(w, &decision->rollback[i]);
        }
        pg_json_close(w);
    }
    pg_json_close(w);
}

static void put_limit(pg_json_writer *w, const char *key, uint64_t most) {
    if (most) {
        pg_json_put_count(w, key, most);
    }
}

static void put_max_risk(pg_json_writer *w, const pg_risk *most) {
    if (most->correctness || most->memory || most->portability || most->complexity) {
        pg_json_open_object(w, "max_risk", PG_JSON_LINE);
        put_limit(w, "correctness", most->correctness);
        put_limit(w, "memory", most->memory);
        put_limit(w, "portability", most->portability);
        put_limit(w, "complexity", most->complexity);
        pg_json_close(w);
    }
}

static void put_candidate(pg_json_writer *w, const pg_candidate *c) {
    pg_json_open_object(w, NULL, PG_JSON_LINES);
    pg_json_put_text(w, "id", c->id);
    pg_json_put_text(w, "title", c->title);
    pg_json_put_text(w, "hypothesis", c->hypothesis);
    pg_json_open_object(w, "hotspot", PG_JSON_LINE);
    pg_json_put_text(w, "function", c->hotspot.function);
    pg_json_put_number(w, "share", c->hotspot.share);
    pg_json_put_text(w, "kind", c->hotspot.kind);
    pg_json_close(w);
    pg_json_put_number(w, "expected_gain", c->expected_gain);
    pg_json_open_object(w, "risk", PG_JSON_LINE);
    pg_json_put_count(w, "correctness", c->risk.correctness);
    pg_json_put_count(w, "memory", c->risk.memory);
    pg_json_put_count(w, "portability", c->risk.portability);
    pg_json_put_count(w, "complexity", c->risk.complexity);
    pg_json_close(w);
    pg_json_put_count(w, "lines", c->lines);
    put_strings(w, "after", &c->after, PG_JSON_LINE);
    pg_json_put_text(w, "toggle", c->toggle);
    put_strings(w, "flags", &c->flags, PG_JSON_LINE);
    pg_json_put_text(w, "train", c->train);
    put_budgets(w, c->budgets, c->budget_count);
    if (c->has_decision) {
        pg_decision_write(w, "decision", &c->decision);
    }
    pg_json_close(w);
}

void pg_case_write(pg_buf *out, const pg_case *c) {
    pg_json_writer writer = pg_json_writer_new(out), *w = &writer;
    pg_json_open_object(w, NULL, PG_JSON_LINES);
    pg_json_put_text(w, "$schema", c->schema_path);
    pg_json_put_text(w, "schema", "perfgate-candidates/1");
    pg_json_put_text(w, "case", c->name);
    pg_json_put_text(w, "workload", c->workload);
    pg_json_put_text(w, "question", c->question);
    pg_json_put_text(w, "metric", c->metric);
    pg_json_put_text(w, "metric_reason", c->metric_reason);
    pg_json_put_text(w, "build_mode", c->build_mode);
    put_strings(w, "represents", &c->represents, PG_JSON_LINES);
    put_strings(w, "does_not_represent", &c->does_not_represent, PG_JSON_LINES);
    put_strings(w, "correctness", &c->correctness, PG_JSON_LINE);
    put_budgets(w, c->budgets, c->budget_count);
    put_strings(w, "guards", &c->guards, PG_JSON_LINE);
    put_max_risk(w, &c->max_risk);
    pg_json_open_object(w, "complexity", PG_JSON_LINE);
    pg_json_put_count(w, "max_lines", c->complexity.max_lines);
    pg_json_put_number(w, "max_lines_per_percent", c->complexity.max_lines_per_percent);
    pg_json_close(w);
    pg_json_put_text(w, "profile", c->profile);
    pg_json_open_array(w, "candidates", PG_JSON_LINES);
    for (size_t i = 0; i < c->candidate_count; i++) {
        put_candidate(w, &c->candidates[i]);
    }
    pg_json_close(w);
    pg_json_close(w);
}
