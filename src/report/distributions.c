#include "report/distributions.h"

#include <math.h>
#include <stdlib.h>

#include "report/chart_draw.h"
#include "report/chart_layout.h"
#include "report/chart_text.h"
#include "report/distributions_layout.h"

enum {
    BAND_LEAST = 6, /* pixels of a block that is worth a band */
    BLOCK_TICKS_APART = 34,
    MANY_DOTS = 150,
};

static const char *const side_names[PG_PANEL_SIDES] = {"base", "head"};
static const int side_shapes[PG_PANEL_SIDES] = {6, 7}; /* a circle, a filled one */
static const char *const side_dashes[PG_PANEL_SIDES] = {"(4,3)", "1"};

/* ---- the frame ---- */

static void put_setup(const pg_distributions *p) {
    pg_draw_setup(&p->d);
    pg_buf_format(p->d.out,
                  "unset key\nunset border\nunset xtics\nunset ytics\nset lmargin at screen 0\n"
                  "set rmargin at screen 1\nset tmargin at screen 1\nset bmargin at screen 0\n"
                  "set xrange [0:%d]\nset yrange [%.0f:0]\n",
                  PG_CHART_WIDTH, p->d.height);
}

static double put_key(const pg_distributions *p, double x, size_t side) {
    const pg_drawing *d = &p->d;
    double y = PG_CHART_LEGEND_Y;
    pg_draw_line(d, x, y, x + 34, y, 1.8, side_dashes[side], p->d.colours->sides[side]);
    pg_draw_point(d, x + 17, y, side_shapes[side], 1.1, 1.6, p->d.colours->sides[side]);
    pg_draw_text(d, x + 44, y, PG_LEFT, PG_CHART_BODY, "", p->d.colours->ink, side_names[side]);
    return x + 44 + pg_chart_pixels(side_names[side], PG_CHART_BODY) + 30;
}

static void put_header(const pg_distributions *p) {
    double width = PG_CHART_WIDTH - 2 * PG_CHART_SIDE, x = PG_CHART_SIDE;
    const char *suite = *p->view.suite ? p->view.suite : "perfgate";
    pg_draw_text(&p->d, x, PG_CHART_TITLE_Y, PG_LEFT, PG_CHART_TITLE, "Bold", p->d.colours->ink,
                 pg_text_fit(p->arena, suite, width / (PG_CHART_TITLE * 4 / 3) * 0.85));
    pg_draw_text(&p->d, x, PG_CHART_HEADLINE_Y, PG_LEFT, PG_CHART_HEADLINE, "", p->d.colours->ink,
                 p->count ? "Every launch: block by block, and how they are distributed"
                          : "no workload has samples");
    if (!p->count) {
        return;
    }
    for (size_t s = 0; s < PG_PANEL_SIDES; s++) {
        x = put_key(p, x, s);
    }
    pg_draw_text(&p->d, x + 4, PG_CHART_LEGEND_Y, PG_LEFT, PG_CHART_SMALL, "", p->d.colours->soft,
                 "lines: median of each block, and of all;  boxes: the middle half;  the axes do "
                 "not begin at 0");
}

static void put_footer(const pg_distributions *p) {
    pg_buf text = pg_buf_new(p->arena);
    if (p->more) {
        pg_buf_format(&text, "%zu more workload%s %s not drawn", p->more, p->more == 1 ? "" : "s",
                      p->more == 1 ? "is" : "are");
    }
    if (p->without) {
        pg_buf_format(&text, "%s%zu workload%s no samples", text.length ? "; " : "", p->without,
                      p->without == 1 ? " has" : "s have");
    }
    pg_draw_text(&p->d, PG_CHART_SIDE, p->d.height - PG_DISTRIBUTIONS_FOOTER / 2.0, PG_LEFT,
                 PG_CHART_SMALL, "", p->d.colours->soft, p->count ? text.data : "");
}

/* ---- a panel ---- */

/* Its name and metric; its change and verdict at the right. */
static void put_title(const pg_distributions *p, const pg_drawn *d) {
    double y = d->top + PG_PANEL_TITLE_Y, right = d->left + d->width, em = PG_CHART_BODY * 4 / 3;
    double taken = 0;
    if (d->row) {
        pg_verdict verdict = d->row->row->verdict;
        const char *word = d->row->word;
        double x = right - pg_chart_pixels(word, PG_CHART_BODY);
        pg_draw_text(&p->d, x, y, PG_LEFT, PG_CHART_BODY, "", p->d.colours->verdicts[verdict],
                     word);
        pg_draw_symbol(&p->d, x - 12, y, verdict);
        const char *change = d->row->change[0] == '-' && !d->row->change[1] ? "" : d->row->change;
        pg_draw_text(&p->d, x - 28, y, PG_RIGHT, PG_CHART_BODY, "", p->d.colours->ink, change);
        taken = right - x + 28 + pg_chart_pixels(change, PG_CHART_BODY) + PG_CHART_GAP;
    }
    double metric = pg_chart_pixels(d->panel.metric, PG_CHART_SMALL);
    /* Bold is wider than the estimate by a seventh. */
    double room = d->width - taken - metric - 2 * PG_CHART_GAP;
    const char *name = pg_text_fit(p->arena, d->workload, room / em * 0.85);
    pg_draw_text(&p->d, d->left, y, PG_LEFT, PG_CHART_BODY, "Bold", p->d.colours->ink, name);
    pg_draw_text(&p->d, d->left + pg_chart_pixels(name, PG_CHART_BODY) / 0.87 + 12, y, PG_LEFT,
                 PG_CHART_SMALL, "", p->d.colours->soft, d->panel.metric);
}

/* Every second block has a band, as far as blocks are wide enough to be seen. */
static void put_blocks(const pg_distributions *p, const pg_drawn *d) {
    double wide = (d->plot_right - d->plot_left) / (double)d->panel.blocks;
    size_t every = 1;
    static const size_t rounds[] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000};
    for (size_t i = 0; i < sizeof(rounds) / sizeof(*rounds); i++) {
        every = rounds[i];
        if (wide * (double)every >= BLOCK_TICKS_APART) {
            break;
        }
    }
    for (size_t b = 0; b < d->panel.blocks; b++) {
        double left = pg_drawn_time_x(d, (double)b), right = pg_drawn_time_x(d, (double)b + 1);
        if (b % 2 && wide >= BAND_LEAST) {
            pg_draw_rectangle(&p->d, left, d->plot_top, right, d->plot_bottom, "behind",
                              p->d.colours->stripe);
        }
        if ((b + 1) % every == 0 || (!b && every > 2)) {
            pg_draw_text(&p->d, (left + right) / 2, d->plot_bottom + 13, PG_CENTER, PG_CHART_SMALL,
                         "", p->d.colours->soft, pg_format(p->arena, "%zu", b + 1));
        }
    }
    pg_draw_text(&p->d, d->plot_left - 10, d->plot_bottom + 13, PG_RIGHT, PG_CHART_SMALL, "",
                 p->d.colours->soft, "block");
}

static void put_axis(const pg_distributions *p, const pg_drawn *d) {
    for (size_t i = 0; i < d->panel.tick_count; i++) {
        double y = pg_drawn_value_y(d, d->panel.ticks[i]);
        double right = pg_drawn_lane_x(d, PG_PANEL_SIDES - 1) + d->lane / 2;
        pg_draw_line(&p->d, d->plot_left, y, right, y, 1, "", p->d.colours->grid);
        pg_draw_text(&p->d, d->plot_left - 10, y, PG_RIGHT, PG_CHART_SMALL, "", p->d.colours->soft,
                     pg_panel_tick(p->arena, &d->panel, d->panel.ticks[i]));
    }
    pg_draw_line(&p->d, d->plot_left, d->plot_bottom, d->plot_right, d->plot_bottom, 1, "",
                 p->d.colours->frame);
    for (size_t s = 0; s < PG_PANEL_SIDES; s++) {
        double x = pg_drawn_lane_x(d, s);
        pg_draw_line(&p->d, x - d->lane / 2 + 4, d->plot_bottom, x + d->lane / 2 - 4,
                     d->plot_bottom, 1, "", p->d.colours->frame);
        pg_draw_text(
            &p->d, x, d->plot_bottom + 13, PG_CENTER, PG_CHART_SMALL, "", p->d.colours->soft,
            d->panel.sides[s].count ? side_names[s] : pg_format(p->arena, "no %s", side_names[s]));
    }
}

/* The middle half and the median of a side; the latter through the blocks, too. */
static void put_box(const pg_distributions *p, const pg_drawn *d, size_t s) {
    const pg_panel_side *side = &d->panel.sides[s];
    double x = pg_drawn_lane_x(d, s), half = d->lane / 2 - 4;
    if (!side->count) {
        return;
    }
    pg_draw_rectangle(&p->d, x - half,
                      fmin(pg_drawn_value_y(d, side->high), pg_drawn_value_y(d, side->low) - 2),
                      x + half, pg_drawn_value_y(d, side->low), "behind", p->d.colours->boxes[s]);
    /* Wider than the dots, so that both its ends are seen however many lie on it. */
    double y = pg_drawn_value_y(d, side->median);
    pg_draw_line(&p->d, x - half - 2, y, x + half + 2, y, 2.6, "", p->d.colours->sides[s]);
}

static const int arrows[PG_WHERES][PG_PANEL_SIDES] = {[PG_ABOVE] = {8, 9}, [PG_BELOW] = {10, 11}};

/* Outliers stand at the edge, as arrows; in the lane there is one, and how many there are. */
static void put_beyond(const pg_distributions *p, const pg_drawn *d, size_t s, pg_where place) {
    const pg_panel_side *side = &d->panel.sides[s];
    size_t count = place == PG_ABOVE ? side->above : side->below;
    double y = pg_drawn_edge_y(d, place);
    if (count) {
        pg_draw_point(&p->d, pg_drawn_lane_x(d, s) - 8, y, arrows[place][s], 1, 1.4,
                      p->d.colours->sides[s]);
        pg_draw_text(&p->d, pg_drawn_lane_x(d, s) + 2, y, PG_LEFT, PG_CHART_SMALL, "",
                     p->d.colours->sides[s], pg_format(p->arena, "%zu", count));
    }
}

static void put_panel(const pg_distributions *p, const pg_drawn *d) {
    put_title(p, d);
    put_blocks(p, d);
    put_axis(p, d);
    for (size_t s = 0; s < PG_PANEL_SIDES; s++) {
        put_box(p, d, s);
        put_beyond(p, d, s, PG_ABOVE);
        put_beyond(p, d, s, PG_BELOW);
    }
}

/* ---- the data: pixels ---- */

static int by_number(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* The median of a block's samples as they are drawn. */
static double block_median(const pg_distributions *p, const pg_drawn *d, const pg_panel_dot *dots,
                           size_t n) {
    double *sorted = PG_ARRAY(p->arena, double, n);
    for (size_t i = 0; i < n; i++) {
        sorted[i] = pg_drawn_dot_y(d, dots[i].value);
    }
    qsort(sorted, n, sizeof(*sorted), by_number);
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
}

/* A line a panel, through the middle of each block; an empty line ends it. */
static void put_lines(const pg_distributions *p, size_t s) {
    pg_buf_format(p->d.out, "$%s_line << EOD\n", side_names[s]);
    for (size_t i = 0; i < p->count; i++) {
        const pg_drawn *d = &p->panels[i];
        const pg_panel_side *side = &d->panel.sides[s];
        for (size_t first = 0, end; first < side->count; first = end) {
            for (end = first; end < side->count && side->dots[end].block == side->dots[first].block;
                 end++) {
            }
            pg_buf_format(p->d.out, "%.1f %.1f\n",
                          pg_drawn_time_x(d, (double)side->dots[first].block + 0.5),
                          block_median(p, d, side->dots + first, end - first));
        }
        pg_buf_text(p->d.out, "\n");
    }
    pg_buf_text(p->d.out, "EOD\n");
}

static const char *const where_names[PG_WHERES] = {"", "_above", "_below"};

static double dot_size(const pg_distributions *p, const pg_panel_side *side) {
    double size = side->count > MANY_DOTS ? 0.45 : p->count > PG_DISTRIBUTIONS_ALONE ? 0.75 : 0.9;
    return pg_draw_size(&p->d, size);
}

/* Every sample twice, in its block and in its lane; an outlier in its block. */
static bool put_dots(const pg_distributions *p, size_t s, pg_where place) {
    bool any = false;
    for (size_t i = 0; i < p->count; i++) {
        const pg_drawn *d = &p->panels[i];
        const pg_panel_side *side = &d->panel.sides[s];
        double size = dot_size(p, side);
        for (size_t k = 0; k < side->count; k++) {
            const pg_panel_dot *dot = &side->dots[k];
            if (pg_drawn_where(d, dot->value) != place) {
                continue;
            }
            if (!any) {
                pg_buf_format(p->d.out, "$%s%s << EOD\n", side_names[s], where_names[place]);
            }
            any = true;
            double y = pg_drawn_dot_y(d, dot->value);
            pg_buf_format(p->d.out, "%.1f %.1f %.3g\n", pg_drawn_time_x(d, dot->time), y, size);
            if (place == PG_INSIDE) {
                pg_buf_format(p->d.out, "%.1f %.1f %.3g\n", pg_drawn_lane_x(d, s) + dot->offset, y,
                              size);
            }
        }
    }
    pg_buf_text(p->d.out, any ? "EOD\n" : "");
    return any;
}

/* Each dot has a rim of white that sets it off. */
static void plot_dots(const pg_distributions *p, size_t s, pg_where place) {
    int shape = place == PG_INSIDE ? side_shapes[s] : arrows[place][s];
    pg_buf_format(p->d.out,
                  ", \\\n  $%s%s using 1:2:($3*1.25) with points pt 7 ps variable lc rgb '%s'",
                  side_names[s], where_names[place], p->d.colours->ground);
    pg_buf_format(p->d.out,
                  ", \\\n  $%s%s using 1:2:%s with points pt %d ps variable lw %g lc rgb '%s'",
                  side_names[s], where_names[place], place == PG_INSIDE ? "3" : "($3*1.3)", shape,
                  p->d.format == PG_CHART_SVG ? 2.2 : 1.4, p->d.colours->sides[s]);
}

static void put_plot(const pg_distributions *p) {
    bool dots[PG_PANEL_SIDES][PG_WHERES] = {{false}};
    for (size_t s = 0; s < PG_PANEL_SIDES && p->count; s++) {
        put_lines(p, s);
        for (pg_where place = PG_INSIDE; place < PG_WHERES; place++) {
            dots[s][place] = put_dots(p, s, place);
        }
    }
    pg_buf_text(p->d.out, "plot NaN");
    for (size_t s = 0; s < PG_PANEL_SIDES && p->count; s++) {
        pg_buf_format(p->d.out, ", \\\n  $%s_line with lines lw 1.5 dt %s lc rgb '%s'",
                      side_names[s], side_dashes[s], p->d.colours->lines[s]);
    }
    for (size_t s = 0; s < PG_PANEL_SIDES; s++) {
        for (pg_where place = PG_INSIDE; place < PG_WHERES; place++) {
            if (dots[s][place]) {
                plot_dots(p, s, place);
            }
        }
    }
    pg_buf_char(p->d.out, '\n');
}

size_t pg_distributions_script(pg_buf *out, const pg_comparison *comparison, const pg_run *base,
                               const pg_run *head, pg_chart_format format, pg_chart_theme theme) {
    pg_distributions *p = PG_NEW(out->arena, pg_distributions);
    *p = (pg_distributions){.arena = out->arena, .view = pg_view_build(out->arena, comparison)};
    p->d = (pg_drawing){.out = out,
                        .format = format,
                        .colours = pg_chart_palette_of(theme),
                        .width = PG_CHART_WIDTH};
    pg_distributions_lay_out(p, base, head);
    put_setup(p);
    put_header(p);
    put_footer(p);
    for (size_t i = 0; i < p->count; i++) {
        put_panel(p, &p->panels[i]);
    }
    put_plot(p);
    return p->count;
}
