/* Judging runs that another machine has handed over: `perfgate judge`. The configuration, and with
 * it thresholds, waivers and baselines, is that of the base branch; the runs are hostile data.
 *
 * From the files nothing is taken but samples and provenance. Refused: links and odd files
 * (sys/handed.h), runs that do not belong together (model/merge.h), another suite than the
 * configuration's. A workload of the configuration that was not measured is missing, which is no
 * pass. */
#ifndef PG_FLOW_JUDGE_H
#define PG_FLOW_JUDGE_H

#include "model/comparison.h"
#include "model/config.h"
#include "model/run.h"

typedef struct pg_judge_request {
    const char *const *folders; /* trees that hold head.json, base.json, control.json */
    size_t folder_count;
    const pg_config *config;
    const char *root;   /* the directory of perfgate.json */
    const char *filter; /* only these workloads were measured; NULL: all */
    const pg_policy *policy;
} pg_judge_request;

typedef struct pg_judge_outcome {
    pg_comparison comparison;
    pg_run head, base, control;
    bool has_base, has_control; /* without a base: judged against the committed baseline */
} pg_judge_outcome;

pg_status pg_judge_runs(pg_arena *arena, const pg_judge_request *request, pg_judge_outcome *ret,
                        pg_error *err);

#endif
