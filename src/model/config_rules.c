/* The "metrics" of a configuration and of its workloads. */
#include <string.h>

#include "base/buf.h"
#include "model/config.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static const pg_json_field rule_fields[] = {
    PG_FIELD_HAS("threshold_percent", PG_JSON_NUMBER, pg_rule, threshold, has_threshold),
    PG_FIELD_HAS("gate", PG_JSON_BOOL, pg_rule, gate, has_gate),
    PG_FIELD_HAS("max", PG_JSON_NUMBER, pg_rule, max, has_max),
    PG_FIELD_HAS("measure", PG_JSON_BOOL, pg_rule, measure, has_measure),
};

/* A rule that says nothing about it asks for measuring. */
static bool left_out(const pg_rule *rule) {
    return rule->has_measure && !rule->measure;
}

static pg_status unknown(pg_arena *arena, const pg_json *at, pg_error *err) {
    pg_buf known = pg_buf_new(arena);
    for (size_t i = 0; i < pg_metric_count; i++) {
        pg_buf_format(&known, "%s%s", i ? ", " : "", pg_metrics[i].name);
    }
    return pg_json_fail(at, err, "unknown metric; known are: %s", known.data);
}

static pg_status check_rule(const pg_json *at, const pg_rule *rule, pg_error *err) {
    pg_json member;
    if (rule->has_threshold && !(rule->threshold >= 0 && rule->threshold <= 1000)) {
        pg_json_member(at, "threshold_percent", &member);
        return pg_json_fail(&member, err, "expected 0 to 1000, found %g", rule->threshold);
    }
    if (rule->has_max && rule->max < 0) {
        pg_json_member(at, "max", &member);
        return pg_json_fail(&member, err, "expected a number >= 0, found %g", rule->max);
    }
    if (left_out(rule) && pg_metric_find(rule->metric)->kind != PG_EXACT) {
        pg_json_member(at, "measure", &member);
        return pg_json_fail(&member, err,
                            "expected true: only exact metrics can be left out, a launch gives "
                            "all others");
    }
    return PG_OK;
}

static void add(pg_arena *arena, pg_rule_list *list, const pg_rule *rule) {
    list->rules = pg_grow(arena, list->rules, list->count, list->count + 1, sizeof(*rule));
    list->rules[list->count++] = *rule;
}

static pg_status read_rule(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_rule rule = {.metric = at->key};
    if (!pg_metric_find(at->key)) {
        return unknown(arena, at, err);
    }
    pg_status status = pg_json_object(arena, at, rule_fields, COUNT(rule_fields), &rule, err);
    if (!status) {
        status = check_rule(at, &rule, err);
    }
    if (!status) {
        rule.threshold /= 100;
        add(arena, ret, &rule);
    }
    return status;
}

static pg_status read_name(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_status status = pg_json_string(at, ret, err);
    return status || pg_metric_find(*(const char **)ret) ? status : unknown(arena, at, err);
}

static pg_status read_names(pg_arena *arena, const pg_json *at, pg_rule_list *list, pg_error *err) {
    const char **names = NULL;
    size_t count = 0;
    pg_status status =
        pg_json_array(arena, at, sizeof(*names), read_name, (void **)&names, &count, err);
    for (size_t i = 0; !status && i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (!strcmp(names[k], names[i])) {
                pg_json twice = {.up = at, .index = i};
                return pg_json_fail(&twice, err, "expected each metric once, found %s again",
                                    names[i]);
            }
        }
        add(arena, list, &(pg_rule){.metric = names[i]});
    }
    return status;
}

pg_status pg_rules_read(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    return pg_json_is_array(at) ? read_names(arena, at, ret, err)
                                : pg_json_members(arena, at, read_rule, ret, err);
}

bool pg_config_measures(const pg_config *config, const pg_workload *workload, const char *metric) {
    bool measures = false;
    for (size_t i = 0; i < config->rule_count; i++) {
        const pg_rule *rule = &config->rules[i];
        if (strcmp(rule->metric, metric) != 0) {
            continue;
        }
        if (rule->workload && !strcmp(rule->workload, workload->name)) {
            return !left_out(rule);
        }
        measures |= !rule->workload && !left_out(rule);
    }
    return measures;
}
