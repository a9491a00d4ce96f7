/* Comparisons made up for the tests of the report. */
#ifndef PG_TESTS_REPORT_SAMPLES_H
#define PG_TESTS_REPORT_SAMPLES_H

#include "model/comparison.h"

/* A timed row: its interval is `ratio` times and over 1 + `half`; 0: no interval. */
pg_row sample_row(const char *workload, const char *metric, pg_verdict verdict, double ratio,
                  double half);

/* Without rows: session base, counts 0. */
pg_comparison sample_empty(void);

/* Adds a copy of the row and counts it. */
pg_row *sample_add(pg_arena *arena, pg_comparison *comparison, pg_row row);

/* By name: "one", "typical", "many", "crowd", "far", "long", "nothing", "pass", "baseline"; false
 * where there is no such sample. */
bool sample_named(pg_arena *arena, const char *name, pg_comparison *ret);

/* Every text that can come from outside is one of `texts`, in turn; all verdicts occur. */
pg_comparison sample_hostile(pg_arena *arena, const char *const *texts, size_t count);

#endif
