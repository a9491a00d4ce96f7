/* The cumulative series of a case as a picture: a bar a program, the baseline first, then with one
 * accepted candidate more each. A script for gnuplot, as in report/chart.h. */
#ifndef PG_REPORT_CASE_CHART_H
#define PG_REPORT_CASE_CHART_H

#include "base/buf.h"
#include "model/evaluation.h"
#include "report/chart.h"

/* False, and nothing written, where the series has no numbers. */
bool pg_case_chart_script(pg_buf *out, const pg_evaluation *evaluation, pg_chart_format format,
                          pg_chart_theme theme);

#endif
