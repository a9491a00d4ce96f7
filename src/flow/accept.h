/* Accepting a session into the committed baseline. */
#ifndef PG_FLOW_ACCEPT_H
#define PG_FLOW_ACCEPT_H

#include "flow/session.h"
#include "model/baseline.h"
#include "model/comparison.h"
#include "model/policy.h"

typedef struct pg_accept_request {
    const pg_session_request *session;
    const char **runs; /* files; none: measure */
    size_t run_count;
    bool once;
    const char *note;              /* may be NULL */
    const char *accept_regression; /* the reason; NULL: a regression is refused */
    const pg_policy *policy;
} pg_accept_request;

typedef struct pg_accept_outcome {
    bool accepted;
    const char *refusal; /* where not */
    const char *path;    /* of the baseline */
    size_t sessions;     /* that it holds now */
    bool compared;       /* with what stood there before, or the two captures with each other */
    pg_comparison comparison; /* where compared */
    bool interrupted;
} pg_accept_outcome;

pg_status pg_accept(pg_arena *arena, const pg_accept_request *request, pg_accept_outcome *ret,
                    pg_error *err);

#endif
