#include "report/chart_draw.h"

#include "report/chart_layout.h"
#include "report/escape.h"

const int pg_verdict_shapes[PG_VERDICTS] = {
    [PG_BROKEN] = 5,        /* filled square */
    [PG_REGRESSED] = 9,     /* filled triangle, upwards */
    [PG_MISSING] = 4,       /* square */
    [PG_INCOMPARABLE] = 2,  /* cross */
    [PG_INCONCLUSIVE] = 12, /* diamond */
    [PG_IMPROVED] = 11,     /* filled triangle, downwards */
    [PG_NEW] = 1,           /* plus */
    [PG_UNCHANGED] = 7,     /* filled circle */
};

static double screen_x(const pg_drawing *d, double x) {
    return x / d->width;
}

static double screen_y(const pg_drawing *d, double y) {
    return 1 - y / d->height;
}

/* An SVG names the font's family only, and gnuplot cannot make it bold. */
static const char *font(const pg_drawing *d, const char *weight) {
    return d->format == PG_CHART_SVG ? "sans-serif"
           : *weight                 ? pg_format(d->out->arena, "sans:%s", weight)
                                     : "sans";
}

void pg_draw_setup(const pg_drawing *d) {
    pg_buf_text(d->out, "set encoding utf8\n");
    pg_buf_format(
        d->out, "set terminal %s size %.0f,%.0f noenhanced font '%s,%g' background rgb '%s'%s\n",
        d->format == PG_CHART_SVG ? "svg" : "pngcairo", d->width, d->height, font(d, ""),
        PG_CHART_BODY, d->colours->ground, d->format == PG_CHART_SVG ? " fontscale 1.33333" : "");
}

void pg_draw_text(const pg_drawing *d, double x, double y, pg_align align, double points,
                  const char *weight, const char *colour, const char *text) {
    static const char *const sides[] = {
        [PG_LEFT] = "left", [PG_RIGHT] = "right", [PG_CENTER] = "center"};
    if (!*text) {
        return;
    }
    pg_buf_text(d->out, "set label ");
    pg_escape_gnuplot(d->out, text, d->format == PG_CHART_PNG);
    pg_buf_format(d->out,
                  " at screen %.5f, screen %.5f %s noenhanced font '%s,%g' textcolor rgb '%s'\n",
                  screen_x(d, x), screen_y(d, y), sides[align], font(d, weight), points, colour);
}

double pg_draw_size(const pg_drawing *d, double size) {
    return d->format == PG_CHART_SVG ? size * 0.62 : size;
}

void pg_draw_point(const pg_drawing *d, double x, double y, int shape, double size, double line,
                   const char *colour) {
    pg_buf_format(d->out,
                  "set label '' at screen %.5f, screen %.5f point pt %d ps %.3g lw %g lc rgb "
                  "'%s'\n",
                  screen_x(d, x), screen_y(d, y), shape, pg_draw_size(d, size), line, colour);
}

void pg_draw_symbol(const pg_drawing *d, double x, double y, pg_verdict verdict) {
    pg_draw_point(d, x, y, pg_verdict_shapes[verdict], 1.5, 2, d->colours->verdicts[verdict]);
}

void pg_draw_rectangle(const pg_drawing *d, double left, double top, double right, double bottom,
                       const char *layer, const char *colour) {
    pg_buf_format(d->out,
                  "set object rectangle from screen %.5f, screen %.5f to screen %.5f, screen %.5f "
                  "%s fillcolor rgb '%s' fillstyle solid noborder\n",
                  screen_x(d, left), screen_y(d, top), screen_x(d, right), screen_y(d, bottom),
                  layer, colour);
}

void pg_draw_line(const pg_drawing *d, double from_x, double from_y, double to_x, double to_y,
                  double line, const char *dashes, const char *colour) {
    pg_buf_format(d->out,
                  "set arrow from screen %.5f, screen %.5f to screen %.5f, screen %.5f nohead "
                  "back lw %g%s%s lc rgb '%s'\n",
                  screen_x(d, from_x), screen_y(d, from_y), screen_x(d, to_x), screen_y(d, to_y),
                  line, *dashes ? " dt " : "", dashes, colour);
}
