#include "report/chart_layout.h"

#include <math.h>
#include <string.h>

#include "report/chart_text.h"
#include "report/view_row.h"

enum {
    ROW = 32,
    ROW_OF_MANY = 27,
    MANY = 24,
    BELOW = 68, /* the axis' labels and title */
    FOOTER = 24,
    SYMBOL = 14, /* from the middle of a symbol to its word */
    WORKLOAD_WIDEST = 260,
    METRIC_WIDEST = 136,
    TICKS_APART = 54,
};

double pg_chart_pixels(const char *text, double points) {
    return pg_text_em(text) * points * 4 / 3;
}

static size_t rows_drawn(size_t rows) {
    return rows < PG_CHART_ROWS_MAX ? rows : PG_CHART_ROWS_MAX;
}

static double row_height(size_t rows) {
    return rows > MANY ? ROW_OF_MANY : ROW;
}

static double plot_bottom(size_t rows) {
    return PG_CHART_TOP + 2 * PG_CHART_PAD + (double)rows * row_height(rows);
}

unsigned pg_chart_height(const pg_comparison *c) {
    size_t rows = rows_drawn(c->row_count);
    if (!rows) {
        return PG_CHART_HEAD_Y;
    }
    return (unsigned)plot_bottom(rows) + BELOW + (rows < c->row_count ? FOOTER : 0);
}

double pg_chart_row_y(const pg_chart_layout *layout, size_t row) {
    return PG_CHART_TOP + PG_CHART_PAD + ((double)row + 0.5) * layout->row_height;
}

bool pg_chart_is_drawn(const pg_row *row) {
    return pg_view_has_ratio(row) && row->ratio >= 0;
}

pg_axis_span pg_chart_span(const pg_row *row) {
    pg_axis_span span = {log(row->ratio), log(row->ratio)};
    if (pg_view_has_bounds(row)) {
        span.low = fmin(span.low, log(fmax(row->ratio_low, 0)));
        span.high = fmax(span.high, log(fmax(row->ratio_high, 0)));
    }
    return span;
}

double pg_chart_limit(const pg_row *row) {
    return log1p(fmax(fmax(row->threshold, row->noise_floor), 0));
}

const char *pg_chart_interval(pg_arena *arena, const pg_view_row *row) {
    const char *unit = strstr(row->interval, " %");
    return unit ? pg_copy_n(arena, row->interval, (size_t)(unit - row->interval)) : row->interval;
}

static void fit_axis(pg_chart_layout *l) {
    pg_axis_span *spans = PG_ARRAY(l->arena, pg_axis_span, l->rows);
    size_t count = 0;
    double least = log(1.02);
    for (size_t i = 0; i < l->rows; i++) {
        const pg_row *row = l->view.rows[i].row;
        if (pg_chart_is_drawn(row)) {
            spans[count++] = pg_chart_span(row);
            least = fmax(least, 1.2 * fmin(pg_chart_limit(row), log(2)));
        }
    }
    l->axis = pg_axis_fit(spans, count, least, TICKS_APART / (l->right - l->left));
}

static double wider(double before, const char *text, double points) {
    return fmax(before, pg_chart_pixels(text, points));
}

/* Row by row, worst first, not by workload: what moved must not be cut for what did not. */
static pg_view view_of_rows(pg_arena *arena, const pg_comparison *c) {
    pg_view view = pg_view_build(arena, c);
    view.rows = pg_view_rows(arena, c);
    pg_view_lift(arena, view.rows, view.row_count);
    for (view.notable = 0;
         view.notable < view.row_count && view.rows[view.notable].row->verdict != PG_UNCHANGED;
         view.notable++) {
    }
    return view;
}

pg_chart_layout pg_chart_lay_out(pg_arena *arena, const pg_comparison *c, pg_chart_format format) {
    pg_chart_layout l = {.arena = arena,
                         .view = view_of_rows(arena, c),
                         .format = format,
                         .rows = rows_drawn(c->row_count),
                         .height = pg_chart_height(c)};
    double workload = 0, metric = 0;
    double verdict = pg_chart_pixels("verdict", PG_CHART_SMALL);
    double change = pg_chart_pixels("change", PG_CHART_SMALL);
    double interval = pg_chart_pixels(l.view.interval_title, PG_CHART_SMALL);
    for (size_t i = 0; i < l.rows; i++) {
        const pg_view_row *row = &l.view.rows[i];
        workload = wider(workload, row->workload, PG_CHART_BODY);
        metric = wider(metric, row->metric, PG_CHART_BODY);
        change = wider(change, row->change, PG_CHART_BODY);
        interval = wider(interval, pg_chart_interval(arena, row), PG_CHART_BODY);
        verdict = wider(verdict, row->word, PG_CHART_BODY);
    }
    l.row_height = row_height(l.rows);
    l.bottom = plot_bottom(l.rows);
    l.workload_widest = fmin(workload, WORKLOAD_WIDEST);
    l.metric_widest = fmin(metric, METRIC_WIDEST);
    l.metric = PG_CHART_SIDE + l.workload_widest + PG_CHART_GAP;
    l.left = l.metric + l.metric_widest + PG_CHART_GAP;
    l.verdict = PG_CHART_WIDTH - PG_CHART_SIDE - verdict;
    l.symbol = l.verdict - SYMBOL;
    l.interval = l.symbol - PG_CHART_GAP - interval;
    l.change_end = l.interval - 0.7 * PG_CHART_GAP;
    l.right = l.change_end - change - PG_CHART_GAP;
    fit_axis(&l);
    return l;
}
