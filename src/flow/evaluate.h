/* Evaluating a case: every candidate is built, checked and measured against the program that it
 * presupposes, with a control, and once more with twice the blocks where that leaves it open; then
 * each accepted one is taken out of the final program, which shows what it is still worth there,
 * and stays out if that is too little; then they are added one by one. */
#ifndef PG_FLOW_EVALUATE_H
#define PG_FLOW_EVALUATE_H

#include "flow/clinic.h"
#include "model/evaluation.h"

typedef struct pg_evaluate_request {
    const pg_session_request *session; /* its filter, shard and base are not looked at */
    const pg_clinic_case *c;
    const pg_policy *policy;
    uint64_t iterations;  /* at most so many a launch; 0: as configured */
    const char *evidence; /* the file that it will be written to, relative to the case */
} pg_evaluate_request;

/* PG_INTERRUPTED where the user stops it: there is no partial evaluation. */
pg_status pg_evaluate(pg_arena *arena, const pg_evaluate_request *request, pg_evaluation *ret,
                      pg_error *err);

#endif
