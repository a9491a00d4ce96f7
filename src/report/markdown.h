/* The report as GitHub-flavoured Markdown, for a pull request's comment and the job summary. */
#ifndef PG_REPORT_MARKDOWN_H
#define PG_REPORT_MARKDOWN_H

#include "base/buf.h"
#include "report/view.h"

/* GitHub refuses comments above 65,536 UTF-16 units; the rest is for what is put around the report.
 */
enum { PG_MARKDOWN_MAX = 65000 };

/* Verdict first, then the workloads at a glance, then the rows of those that are not `unchanged`
 * throughout, worst first; the others are folded away, the first 100 rows of them. Never longer
 * than PG_MARKDOWN_MAX units: rows, notes and remarks are cut whole, unchanged rows first, and the
 * report says how many. */
void pg_report_markdown(pg_buf *out, const pg_view *view);

/* What a comment has around the report, all of it ours or checked before. */
typedef struct pg_markdown_frame {
    const char *marker;         /* an HTML comment in front, by which it is found again */
    const char *picture, *dark; /* addresses of the chart for a light and a dark page */
    const char *run;            /* address of the workflow run */
    const char *tool;           /* "perfgate 0.1.0" */
} pg_markdown_frame;

/* The report for a comment: "" where a part is not there, never NULL. With a picture the table has
 * no bars. The limit holds for all of it. */
void pg_report_comment(pg_buf *out, const pg_view *view, const pg_markdown_frame *frame);

/* Length in UTF-16 code units, as GitHub counts. */
size_t pg_utf16_length(const char *text);

#endif
