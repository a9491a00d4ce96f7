#include "flow/clinic_measure.h"

#include <string.h>

#include "compare/compare.h"

/* Counted beside the times, in launches of their own. */
static const char *const counted[] = {"instructions", "allocations", "allocated_bytes",
                                      "peak_heap"};
enum { COUNTED = sizeof(counted) / sizeof(*counted) };

pg_clinic_bench pg_clinic_bench_of(pg_arena *arena, const pg_session_request *session,
                                   const pg_clinic_case *c, const pg_policy *policy,
                                   uint64_t iterations) {
    const pg_config *whole = session->config;
    pg_clinic_bench bench = {.session = session, .config = *whole, .policy = *policy};
    size_t guards = c->text.guards.count;
    pg_workload *workload = PG_ARRAY(arena, pg_workload, 1 + guards);
    *workload = *c->workload;
    for (size_t i = 0; i < guards; i++) {
        workload[1 + i] = *c->guards[i];
    }
    for (size_t i = 0; i <= guards; i++) {
        if (iterations && workload[i].iterations > iterations) {
            workload[i].iterations = iterations;
        }
    }
    bench.config.workloads = workload;
    bench.config.workload_count = 1 + guards;
    bench.config.rules = pg_grow(arena, whole->rules, whole->rule_count,
                                 whole->rule_count + COUNTED, sizeof(*whole->rules));
    for (size_t i = 0; i < COUNTED; i++) {
        bench.config.rules[bench.config.rule_count++] =
            (pg_rule){.workload = workload->name, .metric = counted[i]};
    }
    workload->rules = bench.config.rules;
    workload->rule_count = bench.config.rule_count;
    bench.policy.rules = bench.config.rules;
    bench.policy.rule_count = bench.config.rule_count;
    return bench;
}

/* Variants are called by their folder. */
static const char *name_of(const char *tree) {
    const char *slash = strrchr(tree, '/');
    return slash ? slash + 1 : tree;
}

pg_status pg_clinic_measure(pg_arena *arena, const pg_clinic_bench *bench, const char *base,
                            const char *head, bool control, pg_comparison *ret,
                            const pg_run **ret_run, pg_error *err) {
    /* The comparison refers to what the session has. */
    pg_session_request *request = PG_NEW(arena, pg_session_request);
    pg_open_session *session = PG_NEW(arena, pg_open_session);
    *request = *bench->session;
    request->config = &bench->config;
    request->root = head;
    request->filter = NULL;
    request->shard = NULL;
    request->no_build = true;
    request->measure_identical = true;
    request->control = control;
    request->in_stages = false;
    request->say = NULL;
    request->progress = NULL;
    pg_status status = pg_session_open(arena, request, session, err);
    if (!status) {
        status = pg_session_add_base(session, base, err);
    }
    if (!status) {
        status = pg_session_measure(session, err);
    }
    if (!status && pg_measure_stopped(session->measuring)) {
        status = pg_fail(err, PG_INTERRUPTED, NULL, "interrupted");
    }
    if (!status) {
        const pg_run *runs[] = {pg_session_base(session)};
        pg_base_side side = {runs, 1, name_of(base)};
        *ret = pg_compare_look(arena, &side, pg_session_head(session), pg_session_control(session),
                               name_of(head), &bench->policy, NULL);
        if (ret_run) {
            *ret_run = pg_session_head(session);
        }
    }
    pg_session_close(session);
    return status;
}
