/* The report on a case as one HTML page that needs nothing else: pictures and flamegraphs are in
 * it, tables are sorted by a click or a key, light and dark follow the reader's system. */
#ifndef PG_REPORT_CASE_HTML_H
#define PG_REPORT_CASE_HTML_H

#include "report/case_view.h"

void pg_case_html(pg_buf *out, const pg_case_view *view);

#endif
