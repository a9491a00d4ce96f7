/* The gate proves that it can fail: faults are put into what was just measured, and each must end
 * in the right verdict and exit status. That the judge fires on a slowdown is shown beside by the
 * sight of every row (compare/sight.c). Costs some milliseconds. */
#ifndef PG_COMPARE_SELFTEST_H
#define PG_COMPARE_SELFTEST_H

#include "compare/compare.h"

/* What a fault ended in that it must not, NULL where all of them were caught. The runs are one base
 * and one head; where nothing was measured on either side there is nothing to break, and nothing
 * fails. */
const char *pg_selftest_faults(pg_arena *arena, const pg_run *base, const pg_run *head,
                               const pg_policy *policy);

/* How many faults are tried. */
size_t pg_selftest_count(void);

#endif
