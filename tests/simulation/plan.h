/* Which studies there are, and what each promises. */
#ifndef PG_TESTS_PLAN_H
#define PG_TESTS_PLAN_H

#include "study.h"

typedef enum effort {
    EFFORT_SMOKE, /* every kind of study once or twice: does it run at all */
    EFFORT_FAST,  /* the promises, in seconds */
    EFFORT_FULL,  /* the promises and the tables, in minutes */
    EFFORTS,
} effort;

extern const char *const effort_names[EFFORTS];

/* What is counted to see whether a promise holds. */
typedef enum measure {
    MEASURE_NOTHING,
    MEASURE_RED,         /* suites with a false "regressed" */
    MEASURE_CALLED,      /* suites with a false "regressed" or "improved" */
    MEASURE_FOUND,       /* suites whose changed first row is called regressed */
    MEASURE_PASSED_OVER, /* suites in which a changed row is called unchanged */
    MEASURE_PASSED,      /* suites that pass as a whole */
    MEASURE_LAUNCHES,    /* mean launches a side of a row */
    MEASURES,
} measure;

extern const char *const measure_names[MEASURES];

typedef struct promise {
    measure measure;
    bool at_least; /* else at most */
    double limit;
    bool nominal; /* the limit is the level itself: counts may lie on either side of it */
} promise;

typedef struct plan_entry {
    study study;
    promise promise; /* MEASURE_NOTHING: a row of a table only */
} plan_entry;

typedef struct plan {
    plan_entry *entries;
    size_t count;
} plan;

plan plan_make(pg_arena *arena, effort how);

/* Whether a promise was kept. */
typedef enum keeping {
    KEEPING_NONE,   /* nothing was promised */
    KEEPING_SHOWN,  /* the other side of the limit is ruled out, at 99 % */
    KEEPING_WITHIN, /* the counts agree with it, no more */
    KEEPING_BROKEN, /* if it held, counts like these would come up less than once in a thousand */
} keeping;

extern const char *const keeping_words[];

typedef struct kept {
    keeping keeping;
    bool counted; /* count of trials; else only observed */
    uint64_t count, trials;
    double observed, low, high; /* a share with its 95 % interval; launches without */
} kept;

kept promise_kept(const promise *p, const outcome *out);

/* "same session, 100 rows, log-normal 5 %: ... below 1 %" */
char *promise_text(pg_arena *arena, const plan_entry *entry);

#endif
