/* A workload of the configuration, the commands and the rules in it; see model/config.h. */
#ifndef PG_MODEL_WORKLOAD_H
#define PG_MODEL_WORKLOAD_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "model/policy.h"

typedef struct pg_fixture {
    const char *path;
    const char *sha256; /* NULL: only recorded */
} pg_fixture;

typedef struct pg_command {
    const char **argv; /* NULL ends it */
} pg_command;

typedef struct pg_workload {
    const char *name;
    pg_command command;
    bool worker;                            /* the command is a worker: worker/perfgate_worker.h */
    uint64_t iterations, warmup_iterations; /* of a worker, in a launch */
    uint64_t checksum;                      /* of its result */
    bool has_checksum;
    const char *size;
    pg_strings env;       /* "NAME=value" */
    pg_strings artifacts; /* files whose bytes decide whether it changed */
    pg_fixture *fixtures;
    size_t fixture_count;
    const char *output_sha256; /* NULL: not checked */
    uint64_t timeout_s;
    bool has_timeout;
    pg_rule *rules;
    size_t rule_count;
} pg_workload;

/* Readers of members, for tables of fields; `ret` is what the name says. */
pg_status pg_workload_read(pg_arena *arena, const pg_json *at, void *ret, pg_error *err);
/* An array of words, or one text for the shell. */
pg_status pg_command_read(pg_arena *arena, const pg_json *at, void *ret, pg_error *err);

typedef struct pg_rule_list {
    pg_rule *rules;
    size_t count;
} pg_rule_list;

/* Rules by metric, {"metric": {...}, ...}; or names of metrics, each with a rule that says nothing.
 */
pg_status pg_rules_read(pg_arena *arena, const pg_json *at, void *ret, pg_error *err);

pg_status pg_check_range(const pg_json *at, const char *key, uint64_t value, uint64_t low,
                         uint64_t high, pg_error *err);

char *pg_command_text(pg_arena *arena, const pg_command *command);

#endif
