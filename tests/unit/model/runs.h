/* Runs built piece by piece, for tests of whatever takes runs. */
#ifndef PG_TESTS_RUNS_H
#define PG_TESTS_RUNS_H

#include "base/rng.h"
#include "model/run.h"

enum { RUN_WORKLOADS_MAX = 300, RUN_SERIES_MAX = 12 };

/* A complete run of suite "suite" on host class "host", without workloads. */
pg_run *new_run(pg_arena *arena, const char *session);
pg_workload_run *add_workload(pg_arena *arena, pg_run *run, const char *name);

/* `per_block` samples a block, in the order given; 0: no block numbers. A metric of the table gets
 * its unit, kind and direction; any other is timed in ns, lower is better. The samples are copied.
 */
pg_series *add_series(pg_arena *arena, pg_workload_run *workload, const char *metric,
                      const double *samples, size_t count, size_t per_block);

/* Log-normal samples around a median. */
void draw_samples(pg_rng *rng, double median, double deviation, double *ret, size_t count);

/* The run as its file, and back. */
char *run_text(pg_arena *arena, const pg_run *run);
pg_status read_run_text(pg_arena *arena, const char *text, pg_run *ret, pg_error *err);

#endif
