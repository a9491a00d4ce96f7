/* Guarding what was accepted: the cases that perfgate.json names under "clinic", their rollback
 * triggers, and candidates that somebody has switched off again. */
#ifndef PG_FLOW_TRIGGERS_H
#define PG_FLOW_TRIGGERS_H

#include "flow/clinic.h"
#include "model/comparison.h"

typedef struct pg_triggers {
    pg_clinic_case *cases;
    size_t count;
} pg_triggers;

/* Reads the cases of `config` and adds the budgets among their triggers to its rules, so that every
 * comparison checks them and what they need is measured. */
pg_status pg_triggers_open(pg_arena *arena, pg_config *config, const char *root, pg_triggers *ret,
                           pg_error *err);

/* Loads the configuration (flow/load.h) and opens its cases: for whoever measures or judges.
 * `ret` may be NULL. */
pg_status pg_load_guarded(pg_arena *arena, const char *path, pg_config *ret_config,
                          const char **ret_root, pg_triggers *ret, pg_error *err);

/* Says which budgets could not be checked. Where a row of a case's program regressed, or `all`:
 * looks for accepted candidates that are switched off in head, by building head with each of them
 * and comparing bytes. `all`: measures every gain that a trigger asks for, too; PG_CHILD where that
 * is not possible. What trips makes `comparison` a regression that names the candidate. */
pg_status pg_triggers_check(pg_arena *arena, const pg_session_request *session,
                            const pg_triggers *triggers, const pg_policy *policy, bool all,
                            pg_comparison *comparison, pg_error *err);

#endif
