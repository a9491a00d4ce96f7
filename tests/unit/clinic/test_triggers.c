#include "clinic/triggers.h"

#include "support/expect.h"

Test(triggers, budgets_of_what_is_accepted) {
    pg_trigger rollback[] = {
        {"w", "p50", .min_gain = 0.1, .has_min_gain = true, .sessions = 2},
        {"w", "allocations", .max = 7, .has_max = true},
        {"x", "peak_heap", .max = 9, .has_max = true},
    };
    pg_candidate candidates[] = {
        {.id = "yes", .has_decision = true, .decision = {"accept", "r", .rollback = rollback}},
        {.id = "no", .has_decision = true, .decision = {"reject", "r", .rollback = rollback}},
        {.id = "open"},
    };
    candidates[0].decision.rollback_count = candidates[1].decision.rollback_count = 3;
    pg_case c = {.name = "case", .candidates = candidates, .candidate_count = 3};
    pg_arena *arena = pg_arena_new();
    pg_rule own = {.workload = "w", .metric = "p50"};
    pg_rule_list rules = {&own, 1};
    pg_trigger_budgets(arena, &c, &rules);
    cr_assert(rules.count == 3, "one that was there, and two budgets of one candidate");
    expect_text(rules.rules[0].metric, "p50", "what was there");
    expect_text(rules.rules[1].metric, "allocations", "first");
    expect_text(rules.rules[1].asked_by, "rollback trigger of case/yes", "in whose name");
    cr_expect(rules.rules[1].has_max && rules.rules[1].max == 7 && !rules.rules[1].has_gate);
    expect_text(rules.rules[2].workload, "x", "second");
    pg_arena_free(arena);
}

Test(triggers, gains) {
    static const struct {
        const char *label;
        double low, high; /* of the ratio */
        bool control;
        pg_gain gain;
    } rows[] = {
        {"surely more", 0.5, 0.6, false, PG_GAIN_HOLDS},
        {"just as much", 0.5, 0.75, false, PG_GAIN_HOLDS},
        {"perhaps", 0.7, 0.9, false, PG_GAIN_UNKNOWN},
        {"at most as much", 0.75, 0.9, false, PG_GAIN_UNKNOWN},
        {"surely less", 0.8, 0.9, false, PG_GAIN_FALLEN},
        {"slower", 1.1, 1.2, false, PG_GAIN_FALLEN},
        {"on a host that cannot tell", 1.1, 1.2, true, PG_GAIN_UNKNOWN},
    };
    const pg_trigger trigger = {"w", "p50", .min_gain = 0.25, .has_min_gain = true, .sessions = 1};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pg_row row = {.has_bounds = true,
                      .ratio_low = rows[i].low,
                      .ratio_high = rows[i].high,
                      .in_control = rows[i].control};
        cr_expect(pg_trigger_gain(&trigger, &row) == rows[i].gain, "%s", rows[i].label);
        row.has_bounds = false;
        cr_expect(pg_trigger_gain(&trigger, &row) == PG_GAIN_UNKNOWN, "%s", rows[i].label);
    }
    cr_expect(pg_trigger_gain(&trigger, NULL) == PG_GAIN_UNKNOWN, "not measured");
}
