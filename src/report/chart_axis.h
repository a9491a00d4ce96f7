/* The axis of the chart: ratios on a logarithmic scale, labelled as changes. */
#ifndef PG_REPORT_CHART_AXIS_H
#define PG_REPORT_CHART_AXIS_H

#include <stddef.h>

enum { PG_AXIS_TICKS_MAX = 32 };

/* What a row takes of the axis, as natural logarithms of ratios. */
typedef struct pg_axis_span {
    double low, high; /* may be infinite */
} pg_axis_span;

typedef struct pg_axis {
    double low, high; /* logarithms */
    double ticks[PG_AXIS_TICKS_MAX];
    size_t tick_count;
} pg_axis;

/* An axis that holds all spans, and 1 +- `least` (a logarithm), but for outliers: one row twenty
 * times slower must not press all others into a line. Ticks are at least `apart` of the width of
 * the axis from each other; "no change" is always one. Sorts the spans. */
pg_axis pg_axis_fit(pg_axis_span *spans, size_t count, double least, double apart);

#endif
