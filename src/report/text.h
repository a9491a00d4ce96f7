/* The report for a terminal of about 110 columns and for logs. */
#ifndef PG_REPORT_TEXT_H
#define PG_REPORT_TEXT_H

#include <stdbool.h>

#include "base/buf.h"
#include "report/view.h"

/* All rows up to 200; beyond that those of workloads with a row that is not `unchanged`, and the
 * report says how many it leaves out. Colour (ANSI) only adds: every verdict has its mark and its
 * word. The last line is "result: REGRESSED (exit status 1) - search wall_time +25.9 %". */
void pg_report_text(pg_buf *out, const pg_view *view, bool colour);

#endif
