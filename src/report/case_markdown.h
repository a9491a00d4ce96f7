/* The report on a case as Markdown, for the repository: pictures are links to files beside it. */
#ifndef PG_REPORT_CASE_MARKDOWN_H
#define PG_REPORT_CASE_MARKDOWN_H

#include "report/case_view.h"

void pg_case_markdown(pg_buf *out, const pg_case_view *view);

#endif
