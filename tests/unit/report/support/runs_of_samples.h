/* Runs that a made-up comparison could have been made of. */
#ifndef PG_TESTS_REPORT_RUNS_H
#define PG_TESTS_REPORT_RUNS_H

#include "model/comparison.h"

/* For each workload with a row that has samples: a series of that metric, drawn around its medians,
 * with a hiccup now and then. */
void sample_runs(pg_arena *arena, const pg_comparison *comparison, pg_run *ret_base,
                 pg_run *ret_head);

#endif
