/* What the files of this folder share; see compare/compare.h for their parts. */
#ifndef PG_COMPARE_PARTS_H
#define PG_COMPARE_PARTS_H

#include "compare/compare.h"
#include "stats/block.h"
#include "stats/law.h"

enum { PG_SESSIONS_TO_TELL = 3 }; /* sessions of a baseline that tell how sessions differ */

/* The series of one row: head's, and one of each base run that has it. */
typedef struct pg_pairing {
    const pg_series *head;
    const pg_series **base;
    const size_t *sessions; /* which of the base runs these are */
    size_t base_count;
    bool decided; /* the verdict stands already: nothing to compare */
    /* Filled by numbers.c for timed rows, oriented so that y / x > 1 is worse. */
    pg_block *blocks;
    size_t block_count;
} pg_pairing;

/* One pairing a row, in the same order. */
typedef struct pg_work {
    pg_arena *arena;
    pg_laws *laws;
    const pg_base_side *base;
    const pg_run *head;
    const pg_policy *policy;
    const pg_run *control;
    const pg_comparison *before;
    pg_comparison *comparison;
    pg_pairing *pairings;
    size_t capacity;
} pg_work;

void pg_rows_match(pg_work *work);
void pg_rows_measure(pg_work *work);
void pg_rows_floor(pg_work *work);
void pg_rows_judge(pg_work *work);
void pg_rows_apply_rules(pg_work *work);
void pg_rows_sight(pg_work *work);
void pg_gate(pg_arena *arena, pg_comparison *comparison);

void pg_row_warn(pg_arena *arena, pg_row *row, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
