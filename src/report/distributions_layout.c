#include "report/distributions_layout.h"

#include <string.h>

#include "report/chart_layout.h"

enum {
    HEADER = 128,     /* above the first panel */
    PANEL_WIDE = 270, /* height of a panel that has the width to itself */
    PANEL = 214,      /* and of one that has half of it */
    BETWEEN = 30,     /* columns */
    PLOT_Y = 34,      /* in a panel: its plot */
    BELOW_PLOT = 44,  /* the numbers of the blocks, and air */
    AXIS = 66,        /* room for the numbers left of the plot */
    LANE = 84,        /* of a side's distribution */
    LANE_OF_HALF = 62,
    LANE_GAP = 16, /* between the blocks and the lanes */
    EMPTY_HEIGHT = 150,
    EDGE = 8, /* of an outlier from the edge of the plot */
    TICKS = 4,
};

static const pg_view_row *row_of(const pg_view *view, size_t first, const char *metric) {
    for (size_t i = first; i < view->row_count && (i == first || !*view->rows[i].heading); i++) {
        if (!strcmp(view->rows[i].row->metric, metric)) {
            return &view->rows[i];
        }
    }
    return NULL;
}

static void choose(pg_distributions *p, const pg_run *base, const pg_run *head) {
    for (size_t i = 0; i < p->view.row_count; i++) {
        if (!*p->view.rows[i].heading) {
            continue;
        }
        const char *name = p->view.rows[i].row->workload;
        const pg_workload_run *x = base ? pg_run_find(base, name) : NULL;
        const pg_workload_run *y = pg_run_find(head, name);
        const char *metric = pg_panel_metric(x, y);
        if (!metric) {
            p->without++;
        } else if (p->count == PG_DISTRIBUTIONS_MAX) {
            p->more++;
        } else {
            pg_drawn *d = &p->panels[p->count++];
            *d = (pg_drawn){.workload = p->view.rows[i].workload,
                            .row = row_of(&p->view, i, metric)};
            d->panel = pg_panel_make(p->arena, x, y, metric, TICKS);
        }
    }
}

static void place_panels(pg_distributions *p) {
    bool halves = p->count > PG_DISTRIBUTIONS_ALONE;
    double room = PG_CHART_WIDTH - 2 * PG_CHART_SIDE;
    double width = halves ? (room - BETWEEN) / 2 : room, height = halves ? PANEL : PANEL_WIDE;
    size_t columns = halves ? 2 : 1;
    for (size_t i = 0; i < p->count; i++) {
        pg_drawn *d = &p->panels[i];
        d->left = PG_CHART_SIDE + (double)(i % columns) * (width + BETWEEN);
        size_t line = i / columns;
        d->top = HEADER + (double)line * height;
        d->width = width;
        d->height = height;
        d->lane = halves ? LANE_OF_HALF : LANE;
        d->plot_left = d->left + AXIS;
        d->plot_right = d->left + width - PG_PANEL_SIDES * d->lane - LANE_GAP;
        d->plot_top = d->top + PLOT_Y;
        d->plot_bottom = d->top + height - BELOW_PLOT;
        for (size_t s = 0; s < PG_PANEL_SIDES; s++) {
            double pixels = d->plot_bottom - d->plot_top;
            pg_panel_spread(p->arena, &d->panel.sides[s], halves ? 6 : 7, d->lane / 2 - 11,
                            pixels / (d->panel.high - d->panel.low));
        }
    }
    size_t lines = (p->count + columns - 1) / columns;
    double footer = p->more || p->without ? PG_DISTRIBUTIONS_FOOTER : 8;
    p->d.height = p->count ? HEADER + (double)lines * height + footer : EMPTY_HEIGHT;
}

double pg_drawn_value_y(const pg_drawn *d, double value) {
    double share = (value - d->panel.low) / (d->panel.high - d->panel.low);
    return d->plot_bottom - share * (d->plot_bottom - d->plot_top);
}

pg_where pg_drawn_where(const pg_drawn *d, double value) {
    return value > d->panel.above ? PG_ABOVE : value < d->panel.below ? PG_BELOW : PG_INSIDE;
}

double pg_drawn_edge_y(const pg_drawn *d, pg_where where) {
    return where == PG_ABOVE ? d->plot_top + EDGE : d->plot_bottom - EDGE;
}

double pg_drawn_dot_y(const pg_drawn *d, double value) {
    pg_where where = pg_drawn_where(d, value);
    return where == PG_INSIDE ? pg_drawn_value_y(d, value) : pg_drawn_edge_y(d, where);
}

double pg_drawn_time_x(const pg_drawn *d, double time) {
    double blocks = d->panel.blocks ? (double)d->panel.blocks : 1;
    return d->plot_left + time / blocks * (d->plot_right - d->plot_left);
}

double pg_drawn_lane_x(const pg_drawn *d, size_t side) {
    return d->plot_right + LANE_GAP + ((double)side + 0.5) * d->lane;
}

void pg_distributions_lay_out(pg_distributions *p, const pg_run *base, const pg_run *head) {
    choose(p, base, head);
    place_panels(p);
}
