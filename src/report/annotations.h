/* The rows that matter as annotations: workflow commands of GitHub Actions, a line each, which the
 * runner shows beside the changed files. */
#ifndef PG_REPORT_ANNOTATIONS_H
#define PG_REPORT_ANNOTATIONS_H

#include "base/buf.h"
#include "report/view.h"

enum { PG_ANNOTATIONS_MAX = 10 }; /* of a kind: GitHub shows no more of a step */

/* Where workloads are described, so that annotations can point there. */
typedef struct pg_annotated_file {
    const char *path; /* from the root of the repository; "": unknown */
    const char *text;
} pg_annotated_file;

/* Errors for what fails the gate, warnings for what it could not decide or what does not count,
 * notices for what became better. Where a kind has more rows than are shown, its last line says how
 * many. */
void pg_report_annotations(pg_buf *out, const pg_view *view, const pg_annotated_file *file);

#endif
