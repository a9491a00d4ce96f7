/* Which workloads the second picture draws, and where in it everything stands, in pixels from its
 * upper left corner. No drawing; see report/distributions.h. */
#ifndef PG_REPORT_DISTRIBUTIONS_LAYOUT_H
#define PG_REPORT_DISTRIBUTIONS_LAYOUT_H

#include "report/chart_draw.h"
#include "report/distributions.h"
#include "report/panel.h"
#include "report/view.h"

enum {
    PG_DISTRIBUTIONS_ALONE = 3, /* up to so many panels stand one below the other, else in pairs */
    PG_DISTRIBUTIONS_FOOTER = 34,
    PG_PANEL_TITLE_Y = 14, /* in a panel: its name */
};

/* A workload that is drawn. */
typedef struct pg_drawn {
    const char *workload;
    const pg_view_row *row; /* of its metric; NULL: the comparison has none */
    pg_panel panel;
    double left, top, width, height; /* of all of it */
    double plot_left, plot_right, plot_top, plot_bottom, lane;
} pg_drawn;

typedef struct pg_distributions {
    pg_drawing d;
    pg_arena *arena;
    pg_view view;
    pg_drawn panels[PG_DISTRIBUTIONS_MAX];
    size_t count, more, without; /* drawn; not drawn; without samples */
} pg_distributions;

/* Fills all but `d`'s output, format and colours, which must be there. */
void pg_distributions_lay_out(pg_distributions *p, const pg_run *base, const pg_run *head);

double pg_drawn_value_y(const pg_drawn *d, double value);
double pg_drawn_time_x(const pg_drawn *d, double time); /* in blocks */
double pg_drawn_lane_x(const pg_drawn *d, size_t side); /* the middle of its lane */

typedef enum pg_where { PG_INSIDE, PG_ABOVE, PG_BELOW, PG_WHERES } pg_where;

/* Outliers stand a little off the edge of the plot: `pg_drawn_edge_y`. */
pg_where pg_drawn_where(const pg_drawn *d, double value);
double pg_drawn_dot_y(const pg_drawn *d, double value);
double pg_drawn_edge_y(const pg_drawn *d, pg_where where);

#endif
