/* Policy: thresholds and rules for a metric of a workload. Rules are collected from the
 * configuration; the nearest one wins: command line, workload, suite, table of metrics. */
#ifndef PG_MODEL_POLICY_H
#define PG_MODEL_POLICY_H

#include <stdbool.h>
#include <stddef.h>

#include "model/metric.h"
#include "model/waiver.h"

typedef struct pg_rule {
    const char *workload; /* NULL: every workload */
    const char *metric;
    double threshold; /* fraction */
    bool has_threshold;
    bool gate; /* false: shown, cannot fail the gate */
    bool has_gate;
    double max; /* budget in the metric's unit: a head median above it is a regression */
    bool has_max;
    const char *asked_by; /* who asks for the budget, beside whatever else holds; NULL: the user */
    bool measure;         /* false: an exact metric that is not measured here */
    bool has_measure;
} pg_rule;

typedef struct pg_policy {
    double alpha; /* for regressed and improved, after correction for the number of rows */
    double beta;  /* for unchanged */
    double level; /* of the interval */
    double threshold;
    bool has_threshold; /* given on the command line: for every timed row */
    bool strict;        /* inconclusive fails */
    const pg_rule *rules;
    size_t rule_count;
    const pg_waiver *waivers;
    size_t waiver_count;
    const char *today; /* YYYY-MM-DD, UTC; "" where no waiver is looked at */
    /* At one of several looks: how many blocks, and which level, the last one would have had. A row
     * that is not decided yet goes on that far. 0: this look is the only one. */
    size_t sight_blocks;
    double sight_alpha;
    bool selftest; /* find the sight of every row */
    size_t rows;   /* of the whole suite, where these are a shard's: the correction for many rows is
                      made for at least so many */
    bool partial;  /* a filter left workloads out: their waivers are not unused */
} pg_policy;

pg_policy pg_policy_default(void);

/* What holds for one row. `kind` decides the default of metrics that are not in the table: 5 % for
 * timed ones, 0 for exact ones. */
double pg_policy_threshold(const pg_policy *policy, const char *workload, const char *metric,
                           pg_kind kind);
bool pg_policy_gates(const pg_policy *policy, const char *workload, const char *metric);
/* The user's own budget; those that somebody else asks for are in the rules. */
bool pg_policy_max(const pg_policy *policy, const char *workload, const char *metric, double *ret);

#endif
