/* Drift: how far head has come from the anchor of the committed baseline. Steps that are each below
 * the threshold add up; against a fixed anchor their product is seen. */
#ifndef PG_COMPARE_DRIFT_H
#define PG_COMPARE_DRIFT_H

#include "compare/compare.h"

/* Adds a note for each metric row that is worse than the anchor by more than its threshold and the
 * noise floor between sessions, the worst five. `accepted`: when the anchor was. */
void pg_drift_note(pg_arena *arena, pg_comparison *comparison, const pg_run *anchor,
                   const char *accepted, const pg_run *head, const pg_policy *policy);

/* Days from one date to another, both YYYY-MM-DD (more may follow). */
long pg_days_between(const char *from, const char *to);

#endif
