#include "report/chart.h"

#include <math.h>

#include "report/chart_draw.h"
#include "report/chart_layout.h"
#include "report/chart_palette.h"
#include "report/chart_text.h"

typedef struct script {
    pg_drawing d;
    pg_buf *out;
    pg_chart_layout l;
    const pg_chart_palette *colours;
} script;

static double screen_x(double x) {
    return x / PG_CHART_WIDTH;
}

static double screen_y(const script *s, double y) {
    return 1 - y / s->l.height;
}

/* ---- the frame ---- */

static void put_setup(const script *s) {
    const pg_chart_layout *l = &s->l;
    pg_draw_setup(&s->d);
    pg_buf_text(s->out, "unset key\nunset border\nunset ytics\n");
    if (!l->rows) {
        pg_buf_text(s->out, "unset xtics\nset xrange [0:1]\nset yrange [0:1]\n");
        return;
    }
    pg_buf_format(s->out,
                  "set lmargin at screen %.5f\nset rmargin at screen %.5f\n"
                  "set tmargin at screen %.5f\nset bmargin at screen %.5f\n",
                  screen_x(l->left), screen_x(l->right), screen_y(s, PG_CHART_TOP),
                  screen_y(s, l->bottom));
    double pad = PG_CHART_PAD / l->row_height;
    pg_buf_format(s->out, "set logscale x\nset xrange [%.6g:%.6g]\nset yrange [%.6g:%.6g]\n",
                  exp(l->axis.low), exp(l->axis.high), (double)l->rows + 0.5 + pad, 0.5 - pad);
}

static const char *tick_label(pg_arena *arena, double tick) {
    return tick == 0 ? "0 %" : pg_format(arena, "%+.4g %%", expm1(tick) * 100);
}

/* "No change" is the only major tick, so that its line of the grid can be a darker one; minor ticks
 * have no labels, so that all of them are placed by hand. */
static void put_axis(const script *s) {
    const pg_chart_layout *l = &s->l;
    const pg_axis *axis = &l->axis;
    pg_buf_text(s->out, "set xtics scale 0 (");
    for (size_t i = 0; i < axis->tick_count; i++) {
        pg_buf_format(s->out, "%s'' %.6g %d", i ? ", " : "", exp(axis->ticks[i]), i > 0);
    }
    pg_buf_format(s->out,
                  ")\nset grid xtics mxtics back lt 1 lw 1.5 lc rgb '%s', lt 1 lw 1 lc rgb '%s'\n",
                  s->colours->zero, s->colours->grid);
    for (size_t i = 0; i < axis->tick_count; i++) {
        double share = (axis->ticks[i] - axis->low) / (axis->high - axis->low);
        pg_draw_text(&s->d, l->left + share * (l->right - l->left), l->bottom + PG_CHART_TICKS_Y,
                     PG_CENTER, PG_CHART_SMALL, "", s->colours->soft,
                     tick_label(l->arena, axis->ticks[i]));
    }
}

static void put_heading(const script *s, double x, pg_align align, const char *text) {
    pg_draw_text(&s->d, x, PG_CHART_HEAD_Y, align, PG_CHART_SMALL, "", s->colours->soft, text);
}

static void put_pointer(const script *s, double from, double to) {
    pg_buf_format(s->out,
                  "set arrow from screen %.5f, screen %.5f to screen %.5f, screen %.5f head size "
                  "screen 0.005,30 lw 1.2 lc rgb '%s'\n",
                  screen_x(from), screen_y(s, PG_CHART_HEAD_Y), screen_x(to),
                  screen_y(s, PG_CHART_HEAD_Y), s->colours->soft);
}

static void put_headings(const script *s) {
    const pg_chart_layout *l = &s->l;
    enum { POINTER = 20, BESIDE = 26 };
    put_pointer(s, l->left + POINTER, l->left);
    put_heading(s, l->left + BESIDE, PG_LEFT, "better");
    put_pointer(s, l->right - POINTER, l->right);
    put_heading(s, l->right - BESIDE, PG_RIGHT, "worse");
    put_heading(s, l->change_end, PG_RIGHT, "change");
    put_heading(s, l->interval, PG_LEFT, l->view.interval_title);
    put_heading(s, l->verdict, PG_LEFT, "verdict");
    pg_draw_text(&s->d, (l->left + l->right) / 2, l->bottom + PG_CHART_AXIS_Y, PG_CENTER,
                 PG_CHART_SMALL, "", s->colours->soft, "change, head against base (logarithmic)");
}

static void put_legend(const script *s, const pg_comparison *c, bool banded) {
    double x = PG_CHART_SIDE + 8, y = PG_CHART_LEGEND_Y;
    for (int v = 0; v < PG_VERDICTS; v++) {
        if (!c->counts[v]) {
            continue;
        }
        const char *text = pg_format(s->l.arena, "%llu %s", (unsigned long long)c->counts[v],
                                     pg_verdict_word((pg_verdict)v));
        pg_draw_symbol(&s->d, x, y, (pg_verdict)v);
        pg_draw_text(&s->d, x + 14, y, PG_LEFT, PG_CHART_BODY, "", s->colours->ink, text);
        x += 14 + pg_chart_pixels(text, PG_CHART_BODY) + 32;
    }
    if (banded) {
        pg_draw_rectangle(&s->d, x - 8, y - 8, x + 16, y + 8, "behind", s->colours->band);
        pg_draw_text(&s->d, x + 24, y, PG_LEFT, PG_CHART_BODY, "", s->colours->ink,
                     "within the threshold");
    }
}

static void put_header(const script *s) {
    const pg_view *view = &s->l.view;
    double width = PG_CHART_WIDTH - 2 * PG_CHART_SIDE;
    /* Bold is wider than the estimate by a seventh. */
    const char *suite = pg_text_fit(s->l.arena, *view->suite ? view->suite : "perfgate",
                                    width / (PG_CHART_TITLE * 4 / 3) * 0.85);
    pg_draw_text(&s->d, PG_CHART_SIDE, PG_CHART_TITLE_Y, PG_LEFT, PG_CHART_TITLE, "Bold",
                 s->colours->ink, suite);
    const char *headline = pg_format(s->l.arena, "%s: %s", view->result_word, view->headline);
    pg_draw_text(&s->d, PG_CHART_SIDE, PG_CHART_HEADLINE_Y, PG_LEFT, PG_CHART_HEADLINE, "",
                 s->colours->results[view->result],
                 pg_text_fit(s->l.arena, headline, width / (PG_CHART_HEADLINE * 4 / 3)));
}

/* ---- the rows ---- */

/* Neighbours with the same threshold have one band. */
static bool put_bands(const script *s) {
    bool any = false;
    for (size_t i = 0, end; i < s->l.rows; i = end) {
        const pg_row *row = s->l.view.rows[i].row;
        double limit = pg_chart_is_drawn(row) ? pg_chart_limit(row) : 0;
        for (end = i + 1; end < s->l.rows; end++) {
            const pg_row *next = s->l.view.rows[end].row;
            if (limit != (pg_chart_is_drawn(next) ? pg_chart_limit(next) : 0)) {
                break;
            }
        }
        if (limit > 0) {
            any = true;
            pg_buf_format(s->out,
                          "set object rectangle from first %.6g, first %.1f to first %.6g, first "
                          "%.1f behind fillcolor rgb '%s' fillstyle solid noborder\n",
                          exp(fmax(-limit, s->l.axis.low)), (double)i + 0.5,
                          exp(fmin(limit, s->l.axis.high)), (double)end + 0.5, s->colours->band);
        }
    }
    return any;
}

/* Why there is nothing to draw, where it would be drawn; the lines of the grid stop for it. */
static void put_reason(const script *s, double y, const char *reason) {
    const pg_chart_layout *l = &s->l;
    double half = l->row_height / 2, em = PG_CHART_SMALL * 4 / 3;
    pg_draw_rectangle(&s->d, l->left, y - half, l->right, y + half, "back", s->colours->ground);
    pg_draw_text(&s->d, l->left, y, PG_LEFT, PG_CHART_SMALL, "", s->colours->soft,
                 pg_text_fit(l->arena, reason, (l->right - l->left) / em));
}

/* Nothing in place of "-": most of the picture's rows have all their numbers. */
static const char *number(const char *text) {
    return *text == '-' && !text[1] ? "" : text;
}

static void put_row(const script *s, size_t i) {
    const pg_chart_layout *l = &s->l;
    const pg_view_row *row = &l->view.rows[i];
    pg_verdict verdict = row->row->verdict;
    bool calm = verdict == PG_UNCHANGED;
    double y = pg_chart_row_y(l, i), em = PG_CHART_BODY * 4 / 3;
    pg_draw_text(&s->d, PG_CHART_SIDE, y, PG_LEFT, PG_CHART_BODY, "", s->colours->ink,
                 pg_text_fit(l->arena, row->workload, l->workload_widest / em));
    pg_draw_text(&s->d, l->metric, y, PG_LEFT, PG_CHART_BODY, "", s->colours->soft,
                 pg_text_fit(l->arena, row->metric, l->metric_widest / em));
    if (!pg_chart_is_drawn(row->row)) {
        put_reason(s, y, row->reason);
    }
    pg_draw_text(&s->d, l->change_end, y, PG_RIGHT, PG_CHART_BODY, "",
                 calm ? s->colours->soft : s->colours->ink, number(row->change));
    pg_draw_text(&s->d, l->interval, y, PG_LEFT, PG_CHART_BODY, "", s->colours->soft,
                 number(pg_chart_interval(l->arena, row)));
    pg_draw_symbol(&s->d, l->symbol, y, verdict);
    pg_draw_text(&s->d, l->verdict, y, PG_LEFT, PG_CHART_BODY, "", s->colours->verdicts[verdict],
                 row->word);
    if (i) {
        double top = screen_y(s, y - l->row_height / 2);
        pg_buf_format(s->out,
                      "set arrow from screen %.5f, screen %.5f to screen %.5f, screen %.5f nohead "
                      "back lw 1 lc rgb '%s'\n",
                      screen_x(PG_CHART_SIDE), top, screen_x(PG_CHART_WIDTH - PG_CHART_SIDE), top,
                      s->colours->line);
    }
}

/* Where the interval, or the point itself, lies beyond the axis. */
static void put_beyond(const script *s, size_t i, double edge, double inside) {
    pg_verdict verdict = s->l.view.rows[i].row->verdict;
    pg_buf_format(s->out,
                  "set arrow from first %.6g, first %zu to first %.6g, first %zu head filled size "
                  "screen 0.009,22 front lw 2.5 lc rgb '%s'\n",
                  exp(inside), i + 1, exp(edge), i + 1, s->colours->verdicts[verdict]);
}

static void put_arrows(const script *s) {
    const pg_axis *axis = &s->l.axis;
    double step = (axis->high - axis->low) * 0.04;
    for (size_t i = 0; i < s->l.rows; i++) {
        const pg_row *row = s->l.view.rows[i].row;
        if (!pg_chart_is_drawn(row)) {
            continue;
        }
        pg_axis_span span = pg_chart_span(row);
        if (span.high > axis->high) {
            put_beyond(s, i, axis->high, axis->high - step);
        }
        if (span.low < axis->low) {
            put_beyond(s, i, axis->low, axis->low + step);
        }
    }
}

/* One block of data a verdict: row, ratio, and its interval as far as the axis goes. */
static bool put_block(const script *s, pg_verdict verdict) {
    const pg_axis *axis = &s->l.axis;
    bool any = false;
    for (size_t i = 0; i < s->l.rows; i++) {
        const pg_row *row = s->l.view.rows[i].row;
        if (row->verdict != verdict || !pg_chart_is_drawn(row)) {
            continue;
        }
        if (!any) {
            pg_buf_format(s->out, "$%s << EOD\n", pg_verdict_word(verdict));
        }
        any = true;
        pg_axis_span span = pg_chart_span(row);
        double low = exp(fmin(fmax(span.low, axis->low), axis->high));
        double high = exp(fmin(fmax(span.high, axis->low), axis->high));
        pg_buf_format(s->out, "%zu %.6g %.6g %.6g\n", i + 1, row->ratio, low, high);
    }
    pg_buf_text(s->out, any ? "EOD\n" : "");
    return any;
}

/* The intervals first, then the points, with a rim of the ground that sets them off. */
static void put_plot(const script *s, const bool *drawn) {
    pg_buf_text(s->out, "plot NaN");
    for (int v = PG_VERDICTS; v-- > 0;) {
        const char *word = pg_verdict_word((pg_verdict)v);
        if (!drawn[v]) {
            continue;
        }
        pg_buf_format(s->out,
                      ", \\\n  $%s using 3:1:($4-$3):(0) with vectors nohead lw 3 lc rgb '%s'",
                      word, s->colours->verdicts[v]);
        pg_buf_format(s->out, ", \\\n  $%s using 2:1 with points pt 7 ps %.3g lc rgb '%s'", word,
                      pg_draw_size(&s->d, 2), s->colours->ground);
        pg_buf_format(s->out, ", \\\n  $%s using 2:1 with points pt %d ps %.3g lw 2 lc rgb '%s'",
                      word, pg_verdict_shapes[v], pg_draw_size(&s->d, 1.6),
                      s->colours->verdicts[v]);
    }
    pg_buf_char(s->out, '\n');
}

void pg_chart_script(pg_buf *out, const pg_comparison *comparison, pg_chart_format format,
                     pg_chart_theme theme) {
    script s = {.out = out,
                .l = pg_chart_lay_out(out->arena, comparison, format),
                .colours = pg_chart_palette_of(theme)};
    s.d = (pg_drawing){out, format, s.colours, PG_CHART_WIDTH, s.l.height};
    size_t notable = s.l.rows < s.l.view.notable ? s.l.rows : s.l.view.notable;
    bool drawn[PG_VERDICTS];
    put_setup(&s);
    put_header(&s);
    if (s.l.rows) {
        put_axis(&s);
        put_headings(&s);
    } else {
        pg_draw_text(&s.d, PG_CHART_SIDE, PG_CHART_LEGEND_Y, PG_LEFT, PG_CHART_BODY, "",
                     s.colours->soft, "no rows");
    }
    put_legend(&s, comparison, put_bands(&s));
    for (size_t i = 0; i < s.l.rows; i++) {
        put_row(&s, i);
    }
    put_arrows(&s);
    pg_draw_text(&s.d, PG_CHART_SIDE, s.l.bottom + PG_CHART_FOOTER_Y, PG_LEFT, PG_CHART_SMALL, "",
                 s.colours->soft,
                 pg_view_hidden(out->arena, &s.l.view, notable, s.l.rows - notable));
    for (int v = 0; v < PG_VERDICTS; v++) {
        drawn[v] = put_block(&s, (pg_verdict)v);
    }
    put_plot(&s, drawn);
}
