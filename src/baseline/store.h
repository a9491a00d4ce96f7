/* The committed baselines: where they lie, and how a session joins one. A baseline is written only
 * through `perfgate baseline accept`. */
#ifndef PG_BASELINE_STORE_H
#define PG_BASELINE_STORE_H

#include "model/baseline.h"

/* <folder>/<suite>/<host class>.json */
char *pg_baseline_path(pg_arena *arena, const char *folder, const char *suite,
                       const char *host_class);

pg_status pg_baseline_load(pg_arena *arena, const char *path, pg_baseline *ret, pg_error *err);
pg_status pg_baseline_save(pg_arena *arena, const pg_baseline *baseline, const char *path,
                           pg_error *err);

/* Paths of the suite's baselines, sorted; none is no error. */
pg_status pg_baseline_list(pg_arena *arena, const char *folder, const char *suite, pg_strings *ret,
                           pg_error *err);

/* Adds a session as the newest. The oldest beyond PG_BASELINE_SESSIONS go, but for the anchor. */
void pg_baseline_promote(pg_arena *arena, pg_baseline *baseline, const pg_session *session);

/* The sessions' runs, oldest first, as a comparison takes them. */
const pg_run *const *pg_baseline_runs(pg_arena *arena, const pg_baseline *baseline);

/* Whether a session is in the baseline already. */
bool pg_baseline_holds(const pg_baseline *baseline, const char *session);

/* Why this run may not become a session, NULL where it may: broken, interrupted, without samples.
 */
const char *pg_baseline_refusal(pg_arena *arena, const pg_run *run);

#endif
