/* The words of the judgement, one table each. */
#ifndef PG_MODEL_VERDICT_H
#define PG_MODEL_VERDICT_H

#include <stdbool.h>

/* In the order in which people want to see the rows: worst first. */
typedef enum pg_verdict {
    PG_BROKEN,
    PG_REGRESSED,
    PG_MISSING,
    PG_INCOMPARABLE,
    PG_INCONCLUSIVE,
    PG_IMPROVED,
    PG_NEW,
    PG_UNCHANGED,
    PG_VERDICTS,
} pg_verdict;

typedef enum pg_result {
    PG_RESULT_PASS,
    PG_RESULT_INCONCLUSIVE, /* some rows could not be decided, none is worse */
    PG_RESULT_REGRESSED,
    PG_RESULT_NO_VERDICT,
    PG_RESULT_BROKEN,
    PG_RESULTS,
} pg_result;

/* Exit statuses of every command; where several apply: 2, 4, 1, 3, 0. */
enum {
    PG_EXIT_PASS = 0,
    PG_EXIT_REGRESSED = 1,
    PG_EXIT_USAGE = 2,
    PG_EXIT_NO_VERDICT = 3,
    PG_EXIT_BROKEN = 4,
    PG_EXIT_INTERRUPTED = 130,
};

const char *pg_verdict_word(pg_verdict verdict);
bool pg_verdict_read(const char *word, pg_verdict *ret);
const char *pg_verdict_mark(pg_verdict verdict); /* one character, readable without colour */
const char *pg_verdict_about(pg_verdict verdict);

const char *pg_result_word(pg_result result);
bool pg_result_read(const char *word, pg_result *ret);
int pg_result_exit(pg_result result, bool strict);

#endif
