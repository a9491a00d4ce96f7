/* What studies gave, as text: rows of a table for document.py, or TAP. */
#ifndef PG_TESTS_RESULTS_H
#define PG_TESTS_RESULTS_H

#include <stdio.h>

#include "plan.h"

/* The seed and the names of the columns. */
void results_write_head(FILE *to, uint64_t seed);
void results_write_row(FILE *to, size_t number, const plan_entry *entry, const outcome *out);

/* The promise of an entry as a test point, and what was counted. */
void results_write_tap(FILE *to, size_t number, const plan_entry *entry, const outcome *out);

#endif
