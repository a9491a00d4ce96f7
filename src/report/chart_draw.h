/* What the pictures are drawn with: parts of a gnuplot script, placed in pixels from the upper left
 * corner. Texts from outside end up in single quotes (report/escape.h). */
#ifndef PG_REPORT_CHART_DRAW_H
#define PG_REPORT_CHART_DRAW_H

#include "base/buf.h"
#include "model/verdict.h"
#include "report/chart.h"
#include "report/chart_palette.h"

typedef struct pg_drawing {
    pg_buf *out;
    pg_chart_format format;
    const pg_chart_palette *colours;
    double width, height; /* of the picture */
} pg_drawing;

typedef enum pg_align { PG_LEFT, PG_RIGHT, PG_CENTER } pg_align;

/* gnuplot's point types: the verdict can be told without colour. */
extern const int pg_verdict_shapes[PG_VERDICTS];

/* The first lines of a script: encoding, terminal, size, font, ground. */
void pg_draw_setup(const pg_drawing *d);

/* `points` is the size; `weight` "Bold" or "". An empty text draws nothing. */
void pg_draw_text(const pg_drawing *d, double x, double y, pg_align align, double points,
                  const char *weight, const char *colour, const char *text);
void pg_draw_symbol(const pg_drawing *d, double x, double y, pg_verdict verdict);
/* A single point of gnuplot's types, `size` as in a plot of a PNG. */
void pg_draw_point(const pg_drawing *d, double x, double y, int shape, double size, double line,
                   const char *colour);
/* `layer` "behind", "back" or "front". */
void pg_draw_rectangle(const pg_drawing *d, double left, double top, double right, double bottom,
                       const char *layer, const char *colour);
/* `dashes` "" is a full line, else gnuplot's dash type. */
void pg_draw_line(const pg_drawing *d, double from_x, double from_y, double to_x, double to_y,
                  double line, const char *dashes, const char *colour);

/* The size of a point in this format: both scale it by the font's size, in different units. */
double pg_draw_size(const pg_drawing *d, double size);

#endif
