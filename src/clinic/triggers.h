/* Rollback triggers: when the decision to accept a candidate falls. */
#ifndef PG_CLINIC_TRIGGERS_H
#define PG_CLINIC_TRIGGERS_H

#include "model/candidates.h"
#include "model/comparison.h"
#include "model/workload.h"

/* Adds a budget for every trigger with a most, of every accepted candidate, in the candidate's
 * name. */
void pg_trigger_budgets(pg_arena *arena, const pg_case *c, pg_rule_list *rules);

typedef enum pg_gain {
    PG_GAIN_HOLDS,   /* surely at least as much */
    PG_GAIN_UNKNOWN, /* the interval holds the least gain, or there is none */
    PG_GAIN_FALLEN,  /* surely less */
} pg_gain;

/* What a session says about a gain: `row` is head against head without the candidate, NULL where it
 * was not measured. */
pg_gain pg_trigger_gain(const pg_trigger *trigger, const pg_row *row);

#endif
