/* The metrics perfgate knows, one table. A run file may hold others: then kind, direction and unit
 * are what the file says. */
#ifndef PG_MODEL_METRIC_H
#define PG_MODEL_METRIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum pg_kind {
    PG_TIMED, /* noisy: tested */
    PG_EXACT, /* repeatable count: compared */
} pg_kind;

typedef enum pg_better { PG_LOWER, PG_HIGHER } pg_better;

typedef struct pg_metric {
    const char *name, *unit;
    pg_kind kind;
    pg_better better;
    double threshold; /* fraction: what counts as a regression by default */
    double
        tolerance; /* exact: how much the samples of a side may spread, relative to their median */
    bool shown;    /* can fail the gate only where a rule says so */
    uint64_t iterations; /* that a worker's launch needs for it to be gated: fewer are too few */
    const char *about;
} pg_metric;

extern const pg_metric pg_metrics[];
extern const size_t pg_metric_count;

const pg_metric *pg_metric_find(const char *name); /* NULL: not in the table */

/* Whether values of this unit are whole numbers. */
bool pg_unit_is_whole(const char *unit);

const char *pg_kind_word(pg_kind kind);
const char *pg_better_word(pg_better better);
bool pg_kind_read(const char *word, pg_kind *ret);
bool pg_better_read(const char *word, pg_better *ret);

#endif
