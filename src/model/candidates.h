/* A case of the clinic: what is asked of a workload, which changes might make it faster, and what
 * was decided about each. The public format is perfgate-candidates/1
 * (docs/reference/schemas/perfgate-candidates-1.json), a file a case.
 *
 * Reading checks what the types cannot: ids stand once; what a candidate comes after stands before
 * it; a candidate changes one thing (a toggle, flags or a training run); a decision to accept says
 * when it falls; shares, gains and risks are within bounds. Whether the workload and the hotspots
 * exist is the caller's to check. */
#ifndef PG_MODEL_CANDIDATES_H
#define PG_MODEL_CANDIDATES_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/json.h"
#include "base/json_write.h"

typedef struct pg_case_budget {
    const char *metric;
    double max_ratio; /* times the baseline */
    bool has_max_ratio;
    double max; /* in the metric's unit */
    bool has_max;
} pg_case_budget;

typedef struct pg_hotspot_claim {
    const char *function;
    double share;
    const char *kind; /* "self" or "total" */
} pg_hotspot_claim;

typedef struct pg_risk {
    uint64_t correctness, memory, portability, complexity; /* 1 to 5 */
} pg_risk;

/* When a decision falls: a budget, or a gain over the program without the candidate. */
typedef struct pg_trigger {
    const char *workload, *metric;
    double max;
    bool has_max;
    double min_gain; /* fraction */
    bool has_min_gain;
    uint64_t sessions; /* in a row */
} pg_trigger;

typedef struct pg_decision {
    const char *value; /* "accept" or "reject" */
    const char *reason;
    pg_strings trade_offs;
    const char *evidence;
    pg_trigger *rollback;
    size_t rollback_count;
} pg_decision;

typedef struct pg_candidate {
    const char *id, *title, *hypothesis;
    pg_hotspot_claim hotspot;
    double expected_gain; /* fraction of the metric */
    pg_risk risk;
    uint64_t lines;
    pg_strings after;   /* candidates that it presupposes; none: it is compared with the baseline */
    const char *toggle; /* one of these three */
    pg_strings flags;
    const char *train;
    pg_case_budget *budgets;
    size_t budget_count;
    pg_decision decision;
    bool has_decision;
} pg_candidate;

typedef struct pg_complexity {
    uint64_t max_lines;
    double max_lines_per_percent;
} pg_complexity;

typedef struct pg_case {
    const char *path;        /* of the file, for messages */
    const char *schema_path; /* "$schema", NULL: none */
    const char *name, *workload, *question, *metric, *metric_reason;
    const char *build_mode; /* for readers, NULL: not told */
    pg_strings represents, does_not_represent, correctness;
    pg_case_budget *budgets;
    size_t budget_count;
    pg_strings guards; /* workloads that no candidate may make slower, whatever it gains */
    pg_risk max_risk;  /* more is rejected, whatever it gains; 0: no limit */
    pg_complexity complexity;
    const char *profile; /* folded stacks, relative to the file */
    pg_candidate *candidates;
    size_t candidate_count;
} pg_case;

pg_status pg_case_read(pg_arena *arena, const pg_json *at, pg_case *ret, pg_error *err);
/* Keys in the order of the schema; what is read back is the same. */
void pg_case_write(pg_buf *out, const pg_case *c);

/* A decision within another file: a member's reader, and its writer. */
pg_status pg_decision_read(pg_arena *arena, const pg_json *at, void *ret, pg_error *err);
void pg_decision_write(pg_json_writer *w, const char *key, const pg_decision *decision);

const pg_candidate *pg_case_find(const pg_case *c, const char *id); /* NULL: no such candidate */
bool pg_candidate_accepted(const pg_candidate *candidate);

#endif
