/* Reading files that a command was given. */
#ifndef PG_FLOW_LOAD_H
#define PG_FLOW_LOAD_H

#include "compare/compare.h"
#include "model/baseline.h"
#include "model/config.h"
#include "model/run.h"

pg_status pg_load_run(pg_arena *arena, const char *path, pg_run *ret, pg_error *err);

/* A run or a baseline, told apart by their schema. */
pg_status pg_load_base(pg_arena *arena, const char *path, pg_base_side *ret, pg_error *err);

/* The configuration at `path`, or, when NULL, perfgate.json in this directory or the nearest above.
 * *ret_root is the directory it lies in. */
pg_status pg_load_config(pg_arena *arena, const char *path, pg_config *ret, const char **ret_root,
                         pg_error *err);

/* Thresholds, levels, budgets and waivers of the configuration, as of today. */
pg_policy pg_load_policy(pg_arena *arena, const pg_config *config);

#endif
