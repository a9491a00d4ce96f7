/* The comparison as a picture: a script for gnuplot that writes the picture to its standard output.
 *
 * A forest plot: a line a row, worst first, the change as a point with its interval on a
 * logarithmic axis, the row's threshold shaded. Colour and shape tell the verdict (the colours are
 * apart for colour-blind eyes, and the word stands beside). Rows without a number are listed with
 * their reason. What lies beyond the axis is drawn as an arrow.
 *
 * The script holds its data, and text from outside in single quotes only (report/escape.h). */
#ifndef PG_REPORT_CHART_H
#define PG_REPORT_CHART_H

#include "base/buf.h"
#include "model/comparison.h"

typedef enum pg_chart_format { PG_CHART_PNG, PG_CHART_SVG } pg_chart_format;

/* For a page with a light or a dark ground. */
typedef enum pg_chart_theme { PG_CHART_LIGHT, PG_CHART_DARK, PG_CHART_THEMES } pg_chart_theme;

enum {
    PG_CHART_WIDTH = 1200, /* pixels */
    PG_CHART_ROWS_MAX = 60,
};

/* Of more than PG_CHART_ROWS_MAX rows the worst are drawn, and a line says how many are not. */
void pg_chart_script(pg_buf *out, const pg_comparison *comparison, pg_chart_format format,
                     pg_chart_theme theme);

/* The height of the picture in pixels. */
unsigned pg_chart_height(const pg_comparison *comparison);

#endif
