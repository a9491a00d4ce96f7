/* The rows of a view; see report/view.h. */
#ifndef PG_REPORT_VIEW_ROW_H
#define PG_REPORT_VIEW_ROW_H

#include "report/view.h"

/* Longest texts in a view, in code points. Names fit as they are: model/name.h allows 200 bytes. */
enum {
    PG_VIEW_NAME_MAX = 200,
    PG_VIEW_LINE_MAX = 300,
    PG_VIEW_REASON_MAX = 500,
    PG_VIEW_UNIT_MAX = 16,
};

/* NULL is "". What is cut ends with "…". */
const char *pg_view_clip(pg_arena *arena, const char *text, size_t most);

/* Whether the ratio can be shown and drawn, and its interval. Infinite ones do not survive
 * comparison.json; a renderer must not tell the two apart. */
bool pg_view_has_ratio(const pg_row *row);
bool pg_view_has_bounds(const pg_row *row);

/* The rows, worst first. */
pg_view_row *pg_view_rows(pg_arena *arena, const pg_comparison *comparison);

/* Sorts rows that stand worst first by workload, and gives each workload its heading. Returns how
 * many rows are of workloads with a row that is not unchanged. */
size_t pg_view_group(pg_arena *arena, pg_view_row *rows, size_t count);

/* The workloads among rows[0 .. count) in a line each. */
void pg_view_add_glances(pg_arena *arena, pg_view *view, size_t count);

/* The rows of the committed baseline's comparison that moved: exact ones as they were judged, timed
 * ones as drift. */
pg_view_row *pg_view_moved(pg_arena *arena, const pg_comparison *beside, size_t *ret_count);

/* Takes texts that many rows share out of the rows; returns each once: "12 rows: ...". */
pg_strings pg_view_lift(pg_arena *arena, pg_view_row *rows, size_t count);

#endif
