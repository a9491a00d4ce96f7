/* How a view of a case is put together: inside of case_view.c and case_results.c. */
#ifndef PG_REPORT_CASE_BLOCKS_H
#define PG_REPORT_CASE_BLOCKS_H

#include "report/case_view.h"

typedef struct pg_case_builder {
    pg_arena *arena;
    const pg_case_material *m;
    pg_case_view *view;
    pg_cell *cells; /* of the table that is being made */
    size_t cell_count;
} pg_case_builder;

void pg_case_add(pg_case_builder *b, pg_block_kind kind, const char *text);
void pg_case_cell(pg_case_builder *b, const char *text);
/* A number that the column is sorted by. */
void pg_case_number(pg_case_builder *b, const char *text, double value);
/* Ends a table; its rows are the cells so far. One without rows is left out: false. */
bool pg_case_table(pg_case_builder *b, const char *const *heads, size_t columns);

/* "p50", or "parser_small p50" where it is not of the case's own workload. */
const char *pg_case_metric(const pg_case_builder *b, const pg_row *row);

/* Whether a row has its place in a table: of other workloads only what can fail a gate. */
bool pg_case_tells(const pg_case_builder *b, const pg_row *row);

/* The last program of the series against the baseline, NULL: nothing was accepted. */
const pg_comparison *pg_case_final(const pg_case_material *m);
const char *pg_case_gain(pg_arena *arena, const pg_row *row); /* "-24.4 % [-25.0, -23.9]", "-" */
const char *pg_case_join(pg_arena *arena, const pg_strings *texts, const char *none);

void pg_case_final_profile(pg_case_builder *b);
void pg_case_results(pg_case_builder *b);

#endif
