/* Launches of this repository's workloads as they really went on a shared machine, in the order of
 * time: recorded.json, made by record.py from a run. */
#ifndef PG_TESTS_RECORDED_H
#define PG_TESTS_RECORDED_H

#include "base/json.h"

typedef struct recorded_series {
    const char *workload;
    pg_numbers wall_us;
    double median_us;
} recorded_series;

typedef enum recorded_when { RECORDED_CALM, RECORDED_BUSY, RECORDED_SETS } recorded_when;

typedef struct recorded_set {
    recorded_series *series;
    size_t count;
} recorded_set;

typedef struct recorded {
    const char *about;
    recorded_set sets[RECORDED_SETS];
} recorded;

pg_status recorded_load(pg_arena *arena, const char *path, recorded *ret, pg_error *err);

#endif
