/* Two runs in, a comparison out: what the tests of the judgement have in common. */
#ifndef PG_TESTS_JUDGED_H
#define PG_TESTS_JUDGED_H

#include "compare/compare.h"
#include "runs.h"

/* Both sides of one session (they must have the same session) or of two, by their session ids.
 * `policy` NULL: the default. */
pg_comparison compare_runs(pg_arena *arena, pg_run *base, pg_run *head, const pg_policy *policy);

/* The sessions of a baseline, oldest first, against head. */
pg_comparison compare_sessions(pg_arena *arena, pg_run *const *sessions, size_t count, pg_run *head,
                               const pg_policy *policy);

/* One workload "w" with one series on each side, measured in one session in blocks of `per_block`
 * a side. */
pg_comparison compare_samples(pg_arena *arena, const char *metric, const double *base,
                              const double *head, size_t count, size_t per_block,
                              const pg_policy *policy);

/* The row of a workload and metric ("*": as a whole); the test ends where there is none. */
const pg_row *find_row(const pg_comparison *comparison, const char *workload, const char *metric);

/* found and expected verdict by their words; `row` is printed with its reason. */
void expect_verdict(const pg_row *row, pg_verdict expected, const char *label);

#endif
