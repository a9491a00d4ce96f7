/* Shards: which workloads of a suite one machine of several measures.
 *
 * Past durations (the median of wall_time times the launches of a session) decide: the longest
 * workload first, each to the shard that has the least to do so far. They are read from one file,
 * or from the suite's committed baselines in the order of their names, never only from that of this
 * host class: every machine must come to the same split. A workload without a past takes the median
 * of the others; where none has one they go round in the order of the configuration. */
#ifndef PG_FLOW_SHARD_H
#define PG_FLOW_SHARD_H

#include "model/config.h"
#include "model/policy.h"
#include "model/run.h"

typedef struct pg_shard_request {
    uint64_t index, count;
    const char *past;     /* a run or a baseline; NULL: the committed baselines */
    const char *settings; /* as a text: what all shards must have in common beside the files */
} pg_shard_request;

typedef struct pg_shard {
    pg_config config;       /* with the workloads of this shard only; there may be none */
    const pg_config *whole; /* the configuration as it is */
    pg_shards shards;       /* for the runs */
} pg_shard;

/* Splits the workloads of `config` that match the filter (NULL: all of them). `config` must outlive
 * the result. */
pg_status pg_shard_make(pg_arena *arena, const pg_config *config, const char *root,
                        const char *filter, const pg_shard_request *request, pg_shard *ret,
                        pg_error *err);

/* The split alone: for each workload its shard, from 0. A duration below 0 is unknown. */
void pg_shard_split(pg_arena *arena, const char *const *names, const double *durations,
                    size_t count, uint64_t shards, uint64_t *ret);

/* Whether a workload, of the base or of a baseline, belongs to what this shard judges: its own,
 * and, for the first shard, all that the configuration does not know any more. */
bool pg_shard_judges(const pg_shard *shard, const char *workload);

/* The most rows that the whole suite can have in a correction for many tests. */
size_t pg_shard_rows(const pg_shard *shard, const char *filter, const pg_policy *policy);

#endif
