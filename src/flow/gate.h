/* The gate: a session, the comparison, the verdict. */
#ifndef PG_FLOW_GATE_H
#define PG_FLOW_GATE_H

#include "flow/session.h"
#include "model/comparison.h"
#include "model/policy.h"

typedef struct pg_gate_outcome {
    pg_comparison comparison;
    pg_run head, base;
    bool has_base; /* base was measured */
} pg_gate_outcome;

/* `base`: "auto", "baseline", a directory or a revision. With auto: the merge base with the default
 * branch when head differs from it, else the revision recorded in the committed baseline, measured
 * in this session; else the committed baseline of this host class; else one of another class, whose
 * exact rows can be judged. What was used is told by the comparison's source. Whatever it is, the
 * committed baseline is compared too and stands beside. */
pg_status pg_gate_run(pg_arena *arena, const pg_session_request *request, const char *base,
                      const pg_policy *policy, pg_gate_outcome *ret, pg_error *err);

#endif
