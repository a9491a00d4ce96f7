#include "model/policy.h"

#include <string.h>

#include "support/expect.h"

/* The nearest rule wins: command line, workload, suite, table; each property by itself. */
static const pg_rule rules[] = {
    {.metric = "wall_time", .threshold = 0.08, .has_threshold = true},
    {.metric = "peak_rss", .gate = false, .has_gate = true},
    {.metric = "allocations", .max = 100, .has_max = true, .gate = false, .has_gate = true},
    {.workload = "w", .metric = "wall_time", .threshold = 0.02, .has_threshold = true},
    {.workload = "w", .metric = "peak_rss", .gate = true, .has_gate = true},
    {.workload = "w", .metric = "allocations", .max = 50, .has_max = true},
    {.workload = "v", .metric = "cpu_time", .threshold = 0, .has_threshold = true},
};

typedef struct threshold_row {
    const char *workload, *metric;
    pg_kind kind;
    double threshold, on_command_line; /* of 30 % */
} threshold_row;

static const threshold_row threshold_rows[] = {
    {"w", "wall_time", PG_TIMED, 0.02, 0.3},     {"x", "wall_time", PG_TIMED, 0.08, 0.3},
    {"x", "cpu_time", PG_TIMED, 0.05, 0.3},      {"v", "cpu_time", PG_TIMED, 0, 0.3},
    {"w", "instructions", PG_EXACT, 0.01, 0.01}, {"w", "allocations", PG_EXACT, 0, 0},
    {"w", "of its own", PG_TIMED, 0.05, 0.3},    {"w", "of its own", PG_EXACT, 0, 0},
};

Test(policy, thresholds) {
    pg_policy plain = pg_policy_default();
    plain.rules = rules;
    plain.rule_count = COUNT_OF(rules);
    pg_policy given = plain;
    given.threshold = 0.3;
    given.has_threshold = true;
    for (size_t i = 0; i < COUNT_OF(threshold_rows); i++) {
        const threshold_row *t = &threshold_rows[i];
        double found = pg_policy_threshold(&plain, t->workload, t->metric, t->kind);
        double over = pg_policy_threshold(&given, t->workload, t->metric, t->kind);
        cr_expect(found == t->threshold, "%s %s: %g", t->workload, t->metric, found);
        cr_expect(over == t->on_command_line, "%s %s: %g", t->workload, t->metric, over);
    }
}

Test(policy, gates_and_budgets) {
    pg_policy policy = pg_policy_default();
    policy.rules = rules;
    policy.rule_count = COUNT_OF(rules);
    double max = -1;
    cr_expect(pg_policy_gates(&policy, "w", "wall_time"));
    cr_expect(pg_policy_gates(&policy, "w", "peak_rss") &&
              !pg_policy_gates(&policy, "x", "peak_rss"));
    cr_expect(!pg_policy_gates(&policy, "w", "allocations"),
              "of the suite: the workload's says none");
    cr_expect(pg_policy_gates(&policy, "w", "of its own"));
    cr_expect(pg_policy_max(&policy, "w", "allocations", &max) && max == 50);
    cr_expect(pg_policy_max(&policy, "x", "allocations", &max) && max == 100);
    max = -1;
    cr_expect(!pg_policy_max(&policy, "x", "wall_time", &max) && max == -1);
}

Test(policy, order_of_rules_does_not_matter) {
    pg_rule backwards[COUNT_OF(rules)];
    for (size_t i = 0; i < COUNT_OF(rules); i++) {
        backwards[i] = rules[COUNT_OF(rules) - 1 - i];
    }
    pg_policy policy = pg_policy_default();
    policy.rules = backwards;
    policy.rule_count = COUNT_OF(rules);
    for (size_t i = 0; i < COUNT_OF(threshold_rows); i++) {
        const threshold_row *t = &threshold_rows[i];
        cr_expect(pg_policy_threshold(&policy, t->workload, t->metric, t->kind) == t->threshold,
                  "%s %s", t->workload, t->metric);
    }
}

Test(policy, defaults) {
    pg_policy policy = pg_policy_default();
    cr_expect(policy.alpha == 0.01 && policy.beta == 0.05 && policy.level == 0.95);
    cr_expect(!policy.strict && !policy.has_threshold && !policy.rule_count);
}

Test(metric, table) {
    for (size_t i = 0; i < pg_metric_count; i++) {
        const pg_metric *m = &pg_metrics[i];
        cr_expect(pg_metric_find(m->name) == m, "%s", m->name);
        cr_expect(*m->unit && *m->about && m->threshold >= 0 && m->tolerance >= 0, "%s", m->name);
        cr_expect(m->kind == PG_EXACT || m->tolerance == 0, "%s: timed ones vary", m->name);
    }
    cr_expect(!pg_metric_find("") && !pg_metric_find("Wall_time"));
    cr_expect(pg_unit_is_whole("count") && pg_unit_is_whole("bytes") && !pg_unit_is_whole("ns"));
    pg_kind kind = PG_EXACT;
    pg_better better = PG_HIGHER;
    cr_expect(pg_kind_read("timed", &kind) && kind == PG_TIMED && !pg_kind_read("", &kind));
    cr_expect(pg_better_read("lower", &better) && better == PG_LOWER &&
              !pg_better_read("HIGHER", &better));
    expect_text(pg_kind_word(PG_EXACT), "exact", "kind");
    expect_text(pg_better_word(PG_HIGHER), "higher", "direction");
}
