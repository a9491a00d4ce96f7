/* One workload of the second picture: its samples, and where each of them stands. No drawing. */
#ifndef PG_REPORT_PANEL_H
#define PG_REPORT_PANEL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "model/run.h"

enum { PG_PANEL_SIDES = 2, PG_PANEL_TICKS_MAX = 8 };

typedef struct pg_panel_dot {
    double value;  /* in the metric's unit */
    double time;   /* blocks since the first one: 2.25 is a quarter into the third */
    double offset; /* beside the middle of its lane, in pixels */
    size_t block;
} pg_panel_dot;

typedef struct pg_panel_side {
    pg_panel_dot *dots; /* by time */
    size_t count;
    double low, median, high; /* quartiles */
    size_t above, below;      /* outliers */
} pg_panel_side;

typedef struct pg_panel {
    const char *metric, *unit;
    pg_panel_side sides[PG_PANEL_SIDES]; /* base, head; one may be empty */
    size_t blocks;
    double low, high;    /* of the axis */
    double below, above; /* dots beyond these are outliers, which stand at the edge */
    double ticks[PG_PANEL_TICKS_MAX];
    size_t tick_count;
    double step; /* between ticks */
} pg_panel;

/* The metric of a workload that is drawn: its time, else the first timed one, else the first; NULL
 * where it has no samples. Either side may be NULL. */
const char *pg_panel_metric(const pg_workload_run *base, const pg_workload_run *head);

/* The axis holds all samples but for outliers far beyond the others: one hiccup must not press
 * the rest into a line. At most `most_ticks` ticks. */
pg_panel pg_panel_make(pg_arena *arena, const pg_workload_run *base, const pg_workload_run *head,
                       const char *metric, size_t most_ticks);

/* Places the dots of a side beside each other where they would overlap: `apart` pixels from middle
 * to middle while there is room, at most `widest` from the middle of the lane; `per_unit`:
 * pixels for one unit of the axis. */
void pg_panel_spread(pg_arena *arena, pg_panel_side *side, double apart, double widest,
                     double per_unit);

/* "49.5 ms", with as many digits as tell neighbouring ticks apart. */
const char *pg_panel_tick(pg_arena *arena, const pg_panel *panel, double value);

#endif
