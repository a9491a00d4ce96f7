/* The report on a case of the clinic, before it is Markdown or HTML: blocks of plain text, in
 * order. What is known stands in it once; the renderers decide nothing.
 *
 * Everything comes from the case, its evaluation and its stored profiles: a number that was not
 * measured is a dash, and a section without evidence says that it is missing. */
#ifndef PG_REPORT_CASE_VIEW_H
#define PG_REPORT_CASE_VIEW_H

#include "base/arena.h"
#include "base/buf.h"
#include "model/candidates.h"
#include "model/evaluation.h"
#include "model/workload.h"

/* What others have found out. */
typedef struct pg_case_rank {
    size_t candidate; /* of the case */
    double score, share;
    bool beyond; /* expects more than its hotspot has */
} pg_case_rank;

typedef struct pg_case_spot {
    const char *name;
    double self, total; /* shares */
} pg_case_spot;

typedef struct pg_case_profile {
    double samples;
    pg_case_spot *spots;
    size_t count;
    const char *picture; /* an SVG */
    const char *path;    /* of it, relative to the case */
} pg_case_profile;

typedef enum pg_case_picture {
    PG_PICTURE_SERIES,
    PG_PICTURE_SERIES_DARK,
    PG_PICTURE_DIFFERENCE,
    PG_CASE_PICTURES
} pg_case_picture;

typedef struct pg_case_material {
    const pg_case *c;
    const pg_evaluation *e;
    const pg_workload *workload;
    const pg_case_rank *ranks; /* best first, all candidates */
    pg_case_profile baseline, final;
    bool has_final;
    const char *pictures[PG_CASE_PICTURES]; /* SVGs, NULL where there is none */
    const char *paths[PG_CASE_PICTURES];    /* of them, relative to the case */
} pg_case_material;

typedef struct pg_cell {
    const char *text;
    double value; /* to sort by */
    bool has_value;
} pg_cell;

typedef enum pg_block_kind {
    PG_BLOCK_HEADING,
    PG_BLOCK_TEXT,
    PG_BLOCK_ITEM,
    PG_BLOCK_TABLE,
    PG_BLOCK_CODE,
    PG_BLOCK_PICTURE, /* drawn as it is */
    PG_BLOCK_FLAME,   /* a page of its own, with a script */
} pg_block_kind;

typedef struct pg_block {
    pg_block_kind kind;
    const char *text;         /* heading, paragraph, item, code, what a picture shows */
    const char *const *heads; /* of a table; one that begins with '>' is of numbers */
    const pg_cell *cells;     /* row by row */
    size_t columns, rows;
    const char *picture, *dark; /* SVGs; dark may be NULL */
    const char *path;
} pg_block;

typedef struct pg_case_view {
    const char *title, *question;
    const char *figures[3][2]; /* what it came to: a number and what it is */
    size_t figure_count;
    pg_block *blocks;
    size_t count;
} pg_case_view;

pg_case_view pg_case_view_build(pg_arena *arena, const pg_case_material *material);

#endif
