/* A comparison: the rows with their numbers, the verdicts on them, and the result of the gate;
 * everything a renderer needs. The public format is perfgate-comparison/1
 * (docs/reference/schemas/perfgate-comparison-1.json): reading back what was written and rendering
 * it gives the same bytes.
 *
 * Ratios are oriented: above 1 is worse, whatever the direction of the metric. `u` is not: it
 * counts pairs with head > base. */
#ifndef PG_MODEL_COMPARISON_H
#define PG_MODEL_COMPARISON_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/json.h"
#include "base/json_write.h"
#include "model/metric.h"
#include "model/run.h"
#include "model/verdict.h"

typedef struct pg_describe {
    uint64_t n;
    double median; /* in the metric's unit; only where n > 0 */
    double spread; /* relative: 1.4826 times the median absolute deviation, over the median */
} pg_describe;

typedef struct pg_row {
    const char *workload, *metric, *unit; /* metric "*": the workload as a whole */
    pg_kind kind;
    pg_better better;
    bool gated;
    pg_describe base, head;
    uint64_t blocks; /* that were compared within; 0: nothing was */
    bool tested;     /* u, p and q hold */
    double u, p, q;
    bool exact_law;
    bool has_ratio, has_bounds;
    double ratio, ratio_low, ratio_high;
    double level;       /* of the interval */
    double threshold;   /* fraction */
    double noise_floor; /* eta: what two sessions of this host may differ by, fraction */
    bool has_visible, has_needed;
    double visible;  /* smallest ratio that samples like these would show, 80 % power */
    uint64_t needed; /* blocks (of one block: samples a side) to see the threshold */
    bool ruled;      /* the verdict is a rule's, not that of the numbers; not in the file */
    bool blocking;   /* keeps the gate from being green; not in the file */
    bool has_sight;
    double sight;    /* the smallest slowdown, as a ratio, that would have been called regressed */
    bool in_control; /* base and control, which are the same, differ: no change can be shown */
    pg_verdict verdict;
    const char *waiver; /* why a regression does not count, NULL where none is waived */
    const char *reason; /* one line, with the numbers it rests on */
    pg_strings warnings;
} pg_row;

/* Where the base side's samples come from, best first. */
typedef enum pg_base_kind {
    PG_BASE_SESSION,    /* measured side by side with head */
    PG_BASE_UNKNOWN,    /* files that do not tell their session: taken as side by side */
    PG_BASE_SESSIONS,   /* other sessions of this host class, enough to know how they differ */
    PG_BASE_FEW,        /* too few sessions for that */
    PG_BASE_OTHER_HOST, /* another host class */
    PG_BASE_NONE,
    PG_BASE_KINDS,
} pg_base_kind;

typedef struct pg_base_source {
    pg_base_kind kind;
    uint64_t sessions;
    double noise_floor; /* eta: what two sessions may differ by, fraction */
    const char *text;   /* one line for people */
} pg_base_source;

typedef struct pg_side_info {
    const char *label; /* file or revision as the user named it */
    const char *revision, *host_class, *session;
    bool dirty;
} pg_side_info;

/* One metric over the workloads: shown, never judged. */
typedef struct pg_geomean {
    const char *metric;
    double ratio;
    uint64_t n;
} pg_geomean;

typedef struct pg_comparison {
    const char *suite;
    pg_base_source source;
    pg_side_info base, head;
    double level, alpha, beta;
    bool strict;
    bool selftested;  /* the sight of the rows was looked for */
    bool complete;    /* false: a run was interrupted */
    pg_shards shards; /* of head; without its parts */
    pg_row *rows;
    size_t row_count;
    uint64_t counts[PG_VERDICTS];
    pg_geomean *means;
    size_t mean_count;
    pg_strings notes; /* remarks on the whole */
    pg_result result;
    int exit_status;
    const char *headline; /* one line: the result and what decided it */
    struct pg_comparison
        *beside; /* the committed baseline, where another base was judged; or NULL */
} pg_comparison;

/* The row of the workload and metric, NULL: none. */
pg_row *pg_comparison_row(const pg_comparison *comparison, const char *workload,
                          const char *metric);

const char *pg_base_kind_word(pg_base_kind kind);

pg_status pg_comparison_read(pg_arena *arena, const pg_json *at, pg_comparison *ret, pg_error *err);
void pg_comparison_write(pg_buf *out, const pg_comparison *comparison);
/* As a member of another file. */
void pg_comparison_put(pg_json_writer *w, const char *key, const pg_comparison *comparison);

#endif
