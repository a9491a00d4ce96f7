/* Names of workloads, metrics and units: not empty, no control characters, at most 200 bytes. */
#ifndef PG_MODEL_NAME_H
#define PG_MODEL_NAME_H

#include "base/json.h"

/* A pg_json_read into a const char *. */
pg_status pg_read_name(pg_arena *arena, const pg_json *at, void *ret, pg_error *err);

#endif
