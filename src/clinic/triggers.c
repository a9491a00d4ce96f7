#include "clinic/triggers.h"

void pg_trigger_budgets(pg_arena *arena, const pg_case *c, pg_rule_list *rules) {
    for (size_t i = 0; i < c->candidate_count; i++) {
        const pg_candidate *candidate = &c->candidates[i];
        const pg_decision *decision = &candidate->decision;
        for (size_t t = 0; pg_candidate_accepted(candidate) && t < decision->rollback_count; t++) {
            const pg_trigger *trigger = &decision->rollback[t];
            if (!trigger->has_max) {
                continue;
            }
            rules->rules =
                pg_grow(arena, rules->rules, rules->count, rules->count + 1, sizeof(pg_rule));
            rules->rules[rules->count++] = (pg_rule){
                .workload = trigger->workload,
                .metric = trigger->metric,
                .max = trigger->max,
                .has_max = true,
                .asked_by = pg_format(arena, "rollback trigger of %s/%s", c->name, candidate->id)};
        }
    }
}

pg_gain pg_trigger_gain(const pg_trigger *trigger, const pg_row *row) {
    if (!row || !row->has_bounds || row->in_control) {
        return PG_GAIN_UNKNOWN;
    }
    if (1 - row->ratio_low < trigger->min_gain) {
        return PG_GAIN_FALLEN;
    }
    return 1 - row->ratio_high >= trigger->min_gain ? PG_GAIN_HOLDS : PG_GAIN_UNKNOWN;
}
