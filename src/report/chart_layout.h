/* Where the parts of the chart stand, in pixels from its upper left corner. */
#ifndef PG_REPORT_CHART_LAYOUT_H
#define PG_REPORT_CHART_LAYOUT_H

#include <stdbool.h>

#include "report/chart.h"
#include "report/chart_axis.h"
#include "report/view.h"

/* Sizes of text in points; a point is 4/3 of a pixel. */
#define PG_CHART_TITLE    18.0
#define PG_CHART_HEADLINE 13.0
#define PG_CHART_BODY     12.0
#define PG_CHART_SMALL    10.5

enum {
    PG_CHART_SIDE = 28, /* free at the left and at the right */
    PG_CHART_TITLE_Y = 34,
    PG_CHART_HEADLINE_Y = 68,
    PG_CHART_LEGEND_Y = 102,
    PG_CHART_HEAD_Y = 146, /* the titles of the columns */
    PG_CHART_TOP = 162,    /* of the plot */
    PG_CHART_PAD = 6,      /* above the first row and below the last */
    PG_CHART_TICKS_Y = 18, /* below the plot: the numbers on the axis */
    PG_CHART_AXIS_Y = 46,  /* and what they are */
    PG_CHART_FOOTER_Y = 80,
    PG_CHART_GAP = 18, /* between columns */
};

typedef struct pg_chart_layout {
    pg_arena *arena;
    pg_view view;
    pg_chart_format format;
    size_t rows; /* that are drawn */
    double height, row_height;
    double left, right, bottom; /* of the plot */
    double workload_widest, metric, metric_widest;
    double change_end, interval, symbol, verdict;
    pg_axis axis;
} pg_chart_layout;

pg_chart_layout pg_chart_lay_out(pg_arena *arena, const pg_comparison *comparison,
                                 pg_chart_format format);

/* The middle of a row. */
double pg_chart_row_y(const pg_chart_layout *layout, size_t row);

double pg_chart_pixels(const char *text, double points);

/* Whether a row has a place on the axis, its place, and what counts as a change of it, all as
 * logarithms of ratios. */
bool pg_chart_is_drawn(const pg_row *row);
pg_axis_span pg_chart_span(const pg_row *row);
double pg_chart_limit(const pg_row *row);

/* The interval for the place beside the change, whose unit is its unit too. */
const char *pg_chart_interval(pg_arena *arena, const pg_view_row *row);

#endif
