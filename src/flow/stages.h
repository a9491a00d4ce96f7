/* Measuring in stages: looks at a quarter, at half and at the whole of the largest number of
 * blocks, with the levels of stats/sequential.h. A row that a look decides stands, and a workload
 * without open rows is measured no further.
 *
 * With a time budget: when the next stage does not fit any more, the open workloads share what is
 * left block by block, the noisiest first, and the look after that is the last one, which spends
 * all of the error that is left. */
#ifndef PG_FLOW_STAGES_H
#define PG_FLOW_STAGES_H

#include "flow/session.h"
#include "model/comparison.h"
#include "model/policy.h"

typedef struct pg_stages {
    uint64_t most;   /* blocks */
    bool looks;      /* false: one look after all blocks */
    double budget_s; /* 0: none */
    const char *base_label, *head_label;
} pg_stages;

/* Measures both sides of a started session and compares them. `policy` has the total levels. */
pg_status pg_stages_run(pg_open_session *session, const pg_stages *stages, const pg_policy *policy,
                        pg_comparison *ret);

#endif
