/* The gate: a session, the comparison, the verdict. */
#ifndef PG_FLOW_GATE_H
#define PG_FLOW_GATE_H

#include "flow/movers.h"
#include "flow/session.h"
#include "flow/triggers.h"
#include "model/comparison.h"
#include "model/policy.h"

/* A file for the folder of results. */
typedef struct pg_gate_picture {
    const char *name, *bytes;
    size_t length;
} pg_gate_picture;

typedef struct pg_gate_outcome {
    pg_comparison comparison;
    const pg_run *head;
    const pg_run *base, *control; /* NULL where not measured */
    const char *fault;            /* a logic fault of the judge itself, NULL: none */
    pg_gate_picture pictures[PG_MOVERS_WORKLOADS]; /* of profiles */
    size_t picture_count;
} pg_gate_outcome;

typedef struct pg_gate_request {
    const pg_session_request *session;
    const char *base; /* "auto", "baseline", a directory or a revision */
    const pg_policy *policy;
    const pg_triggers *triggers; /* of the configuration's cases; NULL: none */
    bool all_triggers;           /* those that need head without a candidate, too */
    bool fixed;      /* session->blocks for every workload; else it is the most, with looks */
    double budget_s; /* 0: none */
} pg_gate_request;

/* With base auto: the merge base with the default
 * branch when head differs from it, else the revision recorded in the committed baseline, measured
 * in this session; else the committed baseline of this host class; else one of another class, whose
 * exact rows can be judged. What was used is told by the comparison's source. Whatever it is, the
 * committed baseline is compared too and stands beside. */
pg_status pg_gate_run(pg_arena *arena, const pg_gate_request *request, pg_gate_outcome *ret,
                      pg_error *err);

#endif
