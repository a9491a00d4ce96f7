/* The view: a comparison formatted for people, once, for all renderers. Renderers choose where a
 * text stands and what it is wrapped in; what it says, and which row comes first, is decided here.
 *
 * Rows stand by workload, so that wall_time is beside cpu_time, p50 beside p95 and exact metrics
 * beside timed ones: the workload with the worst row first (by verdict, within a verdict by change;
 * a row without one, as from 0 to something, before all others; then as they came). Within a
 * workload: times, rates, other timed metrics, exact ones, memory. "-" stands where there is no
 * number.
 *
 * The texts hold names from outside, cut to a length that people can read, but not escaped: every
 * renderer passes each of them through report/escape.h. Missing texts are "", never NULL. */
#ifndef PG_REPORT_VIEW_H
#define PG_REPORT_VIEW_H

#include "base/arena.h"
#include "model/comparison.h"

typedef struct pg_view_row {
    const pg_row *row;             /* the numbers, for pictures */
    const char *workload, *metric; /* metric "": the workload as a whole */
    const char *heading;           /* the workload, in its first row; "" in the others */
    const char *mark, *word;       /* "✗", "regressed", "regressed, waived" */
    bool loud;                     /* worse, and it counts: to be made to stand out */
    const char *base, *head;       /* medians: "41.2 ms" */
    const char *change;            /* "+25.9 %" */
    const char *interval;          /* "[+24.1, +27.0] %" */
    const char *p, *q;             /* "0.0034", "exact" */
    const char *n;                 /* samples, base and head: "20+20" */
    const char *bar;               /* the change drawn: full blocks are worse, light ones better */
    const char *reason;            /* "" where the numbers say it all */
    pg_strings warnings;
} pg_view_row;

/* A workload in a line: its changes side by side. Of workloads with a row that is not unchanged; of
 * none where every workload has one change to show, as the rows say it then. */
typedef struct pg_view_glance {
    const char *mark, *workload; /* the mark of its worst row, if it can of one that counts */
    const char *text;            /* "wall_time +6.0 %, cpu_time ~ +5.1 %, instructions -5.0 %" */
} pg_view_glance;

/* "base": "main (05d6bef12345): measured side by side with head, in one session" */
typedef struct pg_view_fact {
    const char *name, *text;
} pg_view_fact;

typedef struct pg_view {
    const char *suite;
    pg_result result;
    const char *mark, *result_word; /* of the result: "✗", "regressed" */
    const char *result_loud;        /* "REGRESSED" */
    int exit_status;
    const char *headline;
    pg_view_fact *facts; /* what was compared with what */
    size_t fact_count;
    const char *interval_title; /* "95 % interval" */
    pg_view_row *rows;
    size_t row_count, notable; /* the rows from `notable` on are of workloads that are unchanged */
    pg_view_glance *glances;   /* worst first */
    size_t glance_count, more_glances; /* that are here, and that would be too many */
    const char *counts;                /* "2 regressed (1 waived), 14 unchanged" */
    const char *sight; /* which slowdowns would have been called; "" not looked for */
    const char *means; /* "" where no metric has two workloads */
    pg_strings notes;
    const char *rules;        /* the levels that the verdicts rest on */
    const char *command;      /* that measures the same again; safe for a shell; "" unknown */
    const char *beside;       /* the committed baseline beside the judged base: one line; "" none */
    pg_view_row *beside_rows; /* those that moved */
    size_t beside_count;
} pg_view;

/* The view refers to the comparison, which must outlive it. Cost: a sort of the rows. */
pg_view pg_view_build(pg_arena *arena, const pg_comparison *comparison);

/* What a renderer says that shows only the first rows of each kind: "214 of 314 rows are not shown:
 * 4 new, 210 unchanged"; "" where all are shown. */
char *pg_view_hidden(pg_arena *arena, const pg_view *view, size_t shown_notable,
                     size_t shown_unchanged);

#endif
