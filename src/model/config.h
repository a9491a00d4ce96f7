/* The configuration, perfgate.json: JSON with comments, unknown keys are errors. Described in
 * docs/reference/schemas/perfgate-config-1.json. Paths are relative to the tree of a side, so that
 * base and head run the same command each in its own tree. */
#ifndef PG_MODEL_CONFIG_H
#define PG_MODEL_CONFIG_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "model/policy.h"
#include "model/workload.h"

typedef struct pg_config {
    const char *path;
    const char *suite;
    const char *baselines; /* folder */
    pg_command *build;
    size_t build_count;
    uint64_t build_timeout_s;
    pg_command *profile_build; /* instead of `build`, for profiling */
    size_t profile_build_count;
    bool profile;      /* record what regressed */
    pg_strings clinic; /* files of cases, relative to the root, whose decisions are guarded */
    pg_strings env;    /* names of variables passed on to builds and programs */
    const char *user;  /* "unused", or "keep": measured programs run as whoever runs perfgate */
    uint64_t blocks, max_blocks, warmup, timeout_s;
    double alpha, beta;
    pg_workload *workloads;
    size_t workload_count;
    pg_rule *rules; /* of the suite and of all workloads */
    size_t rule_count;
    pg_waiver *waivers;
    size_t waiver_count;
} pg_config;

pg_status pg_config_read(pg_arena *arena, const pg_json *at, pg_config *ret, pg_error *err);

/* Whether an exact metric is to be measured of a workload: it is named in the workload's metrics,
 * or in the suite's, and not with "measure": false. */
bool pg_config_measures(const pg_config *config, const pg_workload *workload, const char *metric);

/* The build commands as one line, for people and for the record. */
char *pg_config_build_text(pg_arena *arena, const pg_config *config);

#endif
