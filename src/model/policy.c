#include "model/policy.h"

#include <string.h>

pg_policy pg_policy_default(void) {
    return (pg_policy){.alpha = 0.01, .beta = 0.05, .level = 0.95, .today = ""};
}

typedef enum part { THRESHOLD, GATE, MAX } part;

static bool says(const pg_rule *rule, part what) {
    switch (what) {
    case THRESHOLD: return rule->has_threshold;
    case GATE: return rule->has_gate;
    case MAX: return rule->has_max && !rule->asked_by;
    }
    return false;
}

/* The rules of a workload come before those of the suite. */
static const pg_rule *find(const pg_policy *policy, const char *workload, const char *metric,
                           part what) {
    const pg_rule *found = NULL;
    for (size_t i = 0; i < policy->rule_count; i++) {
        const pg_rule *rule = &policy->rules[i];
        if (!says(rule, what) || strcmp(rule->metric, metric) != 0) {
            continue;
        }
        if (rule->workload && !strcmp(rule->workload, workload)) {
            return rule;
        }
        found = rule->workload ? found : rule;
    }
    return found;
}

double pg_policy_threshold(const pg_policy *policy, const char *workload, const char *metric,
                           pg_kind kind) {
    if (policy->has_threshold && kind == PG_TIMED) {
        return policy->threshold;
    }
    const pg_rule *rule = find(policy, workload, metric, THRESHOLD);
    if (rule) {
        return rule->threshold;
    }
    const pg_metric *known = pg_metric_find(metric);
    return known ? known->threshold : kind == PG_TIMED ? 0.05 : 0;
}

bool pg_policy_gates(const pg_policy *policy, const char *workload, const char *metric) {
    const pg_rule *rule = find(policy, workload, metric, GATE);
    const pg_metric *known = pg_metric_find(metric);
    return rule ? rule->gate : !(known && known->shown);
}

bool pg_policy_max(const pg_policy *policy, const char *workload, const char *metric, double *ret) {
    const pg_rule *rule = find(policy, workload, metric, MAX);
    if (rule) {
        *ret = rule->max;
    }
    return rule != NULL;
}
