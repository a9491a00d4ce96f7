/* Two programs of a case side by side: what evaluating and guarding have in common. */
#ifndef PG_FLOW_CLINIC_MEASURE_H
#define PG_FLOW_CLINIC_MEASURE_H

#include "flow/clinic.h"
#include "model/comparison.h"

typedef struct pg_clinic_bench {
    const pg_session_request *session;
    pg_config config; /* with the case's workload first, then its guards, and what is counted */
    pg_policy policy;
} pg_clinic_bench;

/* For the workload of the case and its guards; beside the times of the first, instructions and
 * allocations are counted. `iterations`: at most so many a launch, 0: as configured. */
pg_clinic_bench pg_clinic_bench_of(pg_arena *arena, const pg_session_request *session,
                                   const pg_clinic_case *c, const pg_policy *policy,
                                   uint64_t iterations);

/* Measures two trees that are built, and judges them; *ret_run (may be NULL) is head's run.
 * PG_INTERRUPTED where the user stops it. */
pg_status pg_clinic_measure(pg_arena *arena, const pg_clinic_bench *bench, const char *base,
                            const char *head, bool control, pg_comparison *ret,
                            const pg_run **ret_run, pg_error *err);

#endif
