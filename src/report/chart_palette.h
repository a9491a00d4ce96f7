/* The colours of the chart, a set for each theme. */
#ifndef PG_REPORT_CHART_PALETTE_H
#define PG_REPORT_CHART_PALETTE_H

#include "model/verdict.h"
#include "report/chart.h"

/* "#rrggbb". Those of the verdicts and results are read as text on the ground: their contrast
 * is 4.5 at least (WCAG 2), which tests/unit/report/test_chart_palette.c computes. */
typedef struct pg_chart_palette {
    const char *ground, *ink, *soft, *grid, *line, *zero, *band;
    const char *verdicts[PG_VERDICTS], *results[PG_RESULTS];
    /* Of the second picture (report/distributions.h): bands and axes, then base and head. */
    const char *stripe, *frame, *sides[2], *lines[2], *boxes[2];
} pg_chart_palette;

const pg_chart_palette *pg_chart_palette_of(pg_chart_theme theme);

#endif
