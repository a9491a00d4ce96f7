/* Readers that several of our files share: names of workloads, metrics and units (not empty, no
 * control characters, at most 200 bytes), and the words for kind and direction. */
#ifndef PG_MODEL_NAME_H
#define PG_MODEL_NAME_H

#include "base/json.h"

/* A pg_json_read into a const char *. */
pg_status pg_read_name(pg_arena *arena, const pg_json *at, void *ret, pg_error *err);

/* Into a pg_kind, into a pg_better. */
pg_status pg_read_kind(pg_arena *arena, const pg_json *at, void *ret, pg_error *err);
pg_status pg_read_better(pg_arena *arena, const pg_json *at, void *ret, pg_error *err);

#endif
