#include "report/case_chart.h"

#include "base/unit.h"
#include "report/chart_draw.h"
#include "report/chart_layout.h"
#include "report/chart_text.h"

enum {
    WIDTH = 1000,
    SIDE = 24,
    TOP = 76,
    ROW = 34,
    THICK = 20,
    BARS = 220, /* where bars begin */
    BARS_END = 700,
    NAME_EM = 15,
};

static const pg_row *row_of(const pg_evaluation *e, size_t stage) {
    return pg_comparison_row(&e->series[stage].comparison, e->workload, e->metric);
}

static void put_bar(const pg_drawing *d, size_t index, const char *name, double value, double most,
                    const char *label, const char *colour) {
    double middle = TOP + (double)index * ROW + ROW / 2.0;
    double end = BARS + (BARS_END - BARS) * value / most;
    pg_draw_text(d, BARS - 12, middle, PG_RIGHT, PG_CHART_BODY, "", d->colours->ink,
                 pg_text_fit(d->out->arena, name, NAME_EM));
    pg_draw_rectangle(d, BARS, middle - THICK / 2.0, end, middle + THICK / 2.0, "back", colour);
    pg_draw_text(d, end + 10, middle, PG_LEFT, PG_CHART_BODY, "", d->colours->ink, label);
}

static const char *label_of(pg_arena *arena, const pg_row *row) {
    const char *value = pg_quantity(arena, row->head.median, row->unit);
    return row->has_bounds
               ? pg_format(arena, "%s   %s [%+.1f, %+.1f]", value, pg_change(arena, row->ratio),
                           100 * (row->ratio_low - 1), 100 * (row->ratio_high - 1))
               : pg_format(arena, "%s   %s", value, pg_change(arena, row->ratio));
}

bool pg_case_chart_script(pg_buf *out, const pg_evaluation *e, pg_chart_format format,
                          pg_chart_theme theme) {
    double most = e->series_count ? 1 : 0; /* times the baseline of the same session */
    for (size_t i = 0; i < e->series_count; i++) {
        const pg_row *row = row_of(e, i);
        if (!row || !row->has_ratio) {
            return false;
        }
        most = row->ratio > most ? row->ratio : most;
    }
    if (!(most > 0)) {
        return false;
    }
    const pg_drawing d = {.out = out,
                          .format = format,
                          .colours = pg_chart_palette_of(theme),
                          .width = WIDTH,
                          .height = TOP + ROW * (double)(e->series_count + 1) + SIDE};
    pg_arena *arena = out->arena;
    const pg_row *first = row_of(e, 0);
    pg_draw_setup(&d);
    pg_buf_text(out, "unset key\nunset border\nunset ytics\nunset xtics\nset xrange [0:1]\n"
                     "set yrange [0:1]\n");
    pg_draw_text(&d, SIDE, SIDE + 6, PG_LEFT, PG_CHART_TITLE, "Bold", d.colours->ink,
                 pg_format(arena, "%s of %s", e->metric, e->workload));
    pg_draw_text(
        &d, SIDE, SIDE + 32, PG_LEFT, PG_CHART_SMALL, "", d.colours->soft,
        "length: the ratio to the baseline of the same session; its 95 % interval beside it");
    put_bar(&d, 0, "baseline", 1, most, pg_quantity(arena, first->base.median, first->unit),
            d.colours->lines[0]);
    for (size_t i = 0; i < e->series_count; i++) {
        const pg_row *row = row_of(e, i);
        put_bar(&d, i + 1, pg_format(arena, "+ %s", e->series[i].id), row->ratio, most,
                label_of(arena, row), d.colours->sides[1]);
    }
    pg_buf_text(out, "plot NaN\n");
    return true;
}
