/* Waivers: regressions accepted on purpose, each with a ceiling, a reason, an issue and a last day.
 */
#ifndef PG_MODEL_WAIVER_H
#define PG_MODEL_WAIVER_H

#include "base/json.h"

typedef struct pg_waiver {
    const char *workload, *metric;
    double ceiling; /* fraction: up to this much worse */
    const char *reason, *issue;
    const char *expires; /* the last day it holds, YYYY-MM-DD, UTC */
} pg_waiver;

/* A pg_json_read into a pg_waiver. */
pg_status pg_waiver_read(pg_arena *arena, const pg_json *at, void *ret, pg_error *err);

#endif
