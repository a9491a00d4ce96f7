#include <math.h>
#include <string.h>

#include "compare/parts.h"
#include "judged.h"
#include "support/expect.h"

enum { ROWS_MAX = 4 };

typedef struct row_shape {
    pg_verdict verdict;
    double ratio;
    bool shown_only, exact, blocking;
} row_shape;

typedef struct gate_case {
    const char *label;
    row_shape rows[ROWS_MAX];
    size_t count;
    pg_base_kind base;
    bool interrupted;
    pg_result result;
    int exit_status, strict_exit;
    const char *headline; /* part of it */
} gate_case;

#define ROW(v)                                                                                     \
    { v, 1, false, false, false }
#define ROW_AT(v, r)                                                                               \
    { v, r, false, false, false }
#define SHOWN(v)                                                                                   \
    { v, 1, true, false, false }
#define EXACT(v)                                                                                   \
    { v, 1, false, true, false }
#define BLOCKING(v)                                                                                \
    { v, 1, false, false, true }
#define SHOWN_BLOCKS(v)                                                                            \
    { v, 1, true, false, true }

static const gate_case gate_cases[] = {
    {"all unchanged",
     {ROW(PG_UNCHANGED), ROW(PG_UNCHANGED)},
     2,
     PG_BASE_SESSION,
     false,
     PG_RESULT_PASS,
     0,
     0,
     "nothing got worse in 2 rows"},
    {"one row",
     {ROW(PG_IMPROVED)},
     1,
     PG_BASE_SESSION,
     false,
     PG_RESULT_PASS,
     0,
     0,
     "nothing got worse in 1 row"},
    {"an improvement does not pay for a regression",
     {ROW_AT(PG_IMPROVED, 0.1), ROW_AT(PG_REGRESSED, 1.1)},
     2,
     PG_BASE_SESSION,
     false,
     PG_RESULT_REGRESSED,
     1,
     1,
     "w1 m +10.0 %"},
    {"the worst of three",
     {ROW_AT(PG_REGRESSED, 1.1), ROW_AT(PG_REGRESSED, 1.5), ROW_AT(PG_REGRESSED, 1.2)},
     3,
     PG_BASE_SESSION,
     false,
     PG_RESULT_REGRESSED,
     1,
     1,
     "w1 m +50.0 % (and 2 more rows)"},
    {"infinitely worse",
     {ROW_AT(PG_REGRESSED, 1.1), ROW_AT(PG_REGRESSED, INFINITY)},
     2,
     PG_BASE_SESSION,
     false,
     PG_RESULT_REGRESSED,
     1,
     1,
     "w1 m "},
    {"broken before regressed",
     {ROW_AT(PG_REGRESSED, 9), ROW(PG_BROKEN)},
     2,
     PG_BASE_SESSION,
     false,
     PG_RESULT_BROKEN,
     4,
     4,
     "w1: why 1"},
    {"broken before missing",
     {ROW(PG_MISSING), ROW(PG_BROKEN), ROW(PG_BROKEN)},
     3,
     PG_BASE_SESSION,
     false,
     PG_RESULT_BROKEN,
     4,
     4,
     "w1: why 1 (and 1 more row)"},
    {"regressed before missing",
     {ROW(PG_MISSING), ROW_AT(PG_REGRESSED, 1.5)},
     2,
     PG_BASE_SESSION,
     false,
     PG_RESULT_REGRESSED,
     1,
     1,
     "w1 m +50.0 %"},
    {"regressed before blocking",
     {BLOCKING(PG_INCOMPARABLE), ROW_AT(PG_REGRESSED, 1.5)},
     2,
     PG_BASE_SESSION,
     false,
     PG_RESULT_REGRESSED,
     1,
     1,
     "w1 m +50.0 %"},
    {"missing",
     {ROW(PG_UNCHANGED), ROW(PG_MISSING)},
     2,
     PG_BASE_SESSION,
     false,
     PG_RESULT_NO_VERDICT,
     3,
     3,
     "w1 m: why 1"},
    {"blocking",
     {ROW(PG_UNCHANGED), BLOCKING(PG_INCOMPARABLE)},
     2,
     PG_BASE_SESSION,
     false,
     PG_RESULT_NO_VERDICT,
     3,
     3,
     "w1 m: why 1"},
    {"some undecided",
     {ROW(PG_UNCHANGED), ROW(PG_INCONCLUSIVE)},
     2,
     PG_BASE_SESSION,
     false,
     PG_RESULT_INCONCLUSIVE,
     0,
     3,
     "nothing got worse, but 1 of 2 rows could not be decided"},
    {"some incomparable",
     {ROW(PG_UNCHANGED), EXACT(PG_INCOMPARABLE)},
     2,
     PG_BASE_SESSION,
     false,
     PG_RESULT_INCONCLUSIVE,
     0,
     3,
     "1 of 2 rows could not be decided"},
    {"all undecided",
     {ROW(PG_INCONCLUSIVE), ROW(PG_INCONCLUSIVE)},
     2,
     PG_BASE_SESSION,
     false,
     PG_RESULT_NO_VERDICT,
     3,
     3,
     "none of the 2 timed rows could be decided"},
    {"all timed undecided, an exact one is not",
     {ROW(PG_INCONCLUSIVE), EXACT(PG_UNCHANGED)},
     2,
     PG_BASE_SESSION,
     false,
     PG_RESULT_NO_VERDICT,
     3,
     3,
     "the only timed row could not be decided"},
    {"exact ones only",
     {EXACT(PG_UNCHANGED), EXACT(PG_INCONCLUSIVE)},
     2,
     PG_BASE_SESSION,
     false,
     PG_RESULT_INCONCLUSIVE,
     0,
     3,
     "1 of 2 rows"},
    {"exact ones only, none decided",
     {EXACT(PG_INCONCLUSIVE)},
     1,
     PG_BASE_SESSION,
     false,
     PG_RESULT_NO_VERDICT,
     3,
     3,
     "no row could be decided"},
    {"all new",
     {ROW(PG_NEW), ROW(PG_NEW)},
     2,
     PG_BASE_SESSION,
     false,
     PG_RESULT_NO_VERDICT,
     3,
     3,
     "nothing was compared"},
    {"some new",
     {ROW(PG_NEW), ROW(PG_UNCHANGED)},
     2,
     PG_BASE_SESSION,
     false,
     PG_RESULT_PASS,
     0,
     0,
     "nothing got worse"},
    {"no rows",
     {ROW(PG_NEW)},
     0,
     PG_BASE_SESSION,
     false,
     PG_RESULT_NO_VERDICT,
     3,
     3,
     "nothing was compared"},
    {"no base",
     {ROW(PG_NEW)},
     1,
     PG_BASE_NONE,
     false,
     PG_RESULT_NO_VERDICT,
     3,
     3,
     "there is no base to compare with"},
    {"a row that is only shown regressed",
     {ROW(PG_UNCHANGED), SHOWN(PG_REGRESSED)},
     2,
     PG_BASE_SESSION,
     false,
     PG_RESULT_PASS,
     0,
     0,
     "in 1 row"},
    {"a row that is only shown is missing",
     {ROW(PG_UNCHANGED), SHOWN(PG_MISSING)},
     2,
     PG_BASE_SESSION,
     false,
     PG_RESULT_PASS,
     0,
     0,
     "in 1 row"},
    {"a row that is only shown would block",
     {ROW(PG_UNCHANGED), SHOWN_BLOCKS(PG_INCOMPARABLE)},
     2,
     PG_BASE_SESSION,
     false,
     PG_RESULT_PASS,
     0,
     0,
     "in 1 row"},
    {"only rows that are shown",
     {SHOWN(PG_UNCHANGED)},
     1,
     PG_BASE_SESSION,
     false,
     PG_RESULT_NO_VERDICT,
     3,
     3,
     "no row counts"},
    {"interrupted",
     {ROW(PG_UNCHANGED)},
     1,
     PG_BASE_SESSION,
     true,
     PG_RESULT_NO_VERDICT,
     3,
     3,
     "the measuring was interrupted"},
    {"interrupted, but worse already",
     {ROW_AT(PG_REGRESSED, 1.2)},
     1,
     PG_BASE_SESSION,
     true,
     PG_RESULT_REGRESSED,
     1,
     1,
     "w0 m +20.0 %"},
};

static pg_comparison shaped(pg_arena *arena, const row_shape *rows, size_t count) {
    pg_comparison c = {.complete = true, .row_count = count};
    c.rows = PG_ARRAY(arena, pg_row, ROWS_MAX);
    for (size_t r = 0; r < count; r++) {
        c.rows[r] = (pg_row){.workload = pg_format(arena, "w%zu", r),
                             .metric = "m",
                             .unit = "ns",
                             .kind = rows[r].exact ? PG_EXACT : PG_TIMED,
                             .gated = !rows[r].shown_only,
                             .has_ratio = true,
                             .ratio = rows[r].ratio,
                             .blocking = rows[r].blocking,
                             .verdict = rows[r].verdict,
                             .reason = pg_format(arena, "why %zu", r)};
    }
    return c;
}

Test(gate, folding) {
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(gate_cases); i++) {
        const gate_case *t = &gate_cases[i];
        for (int strict = 0; strict < 2; strict++) {
            pg_comparison c = shaped(arena, t->rows, t->count);
            c.source.kind = t->base;
            c.complete = !t->interrupted;
            c.strict = strict;
            pg_gate(arena, &c);
            int expected = strict ? t->strict_exit : t->exit_status;
            cr_expect(c.result == t->result, "%s: %s", t->label, pg_result_word(c.result));
            cr_expect(c.exit_status == expected, "%s, strict %d: exit %d", t->label, strict,
                      c.exit_status);
            cr_expect(strstr(c.headline, t->headline), "%s: \"%s\"", t->label, c.headline);
        }
    }
    pg_arena_free(arena);
}

Test(gate, counts_every_row) {
    pg_arena *arena = pg_arena_new();
    static const row_shape rows[] = {ROW(PG_UNCHANGED), SHOWN(PG_REGRESSED), ROW(PG_NEW),
                                     ROW(PG_UNCHANGED)};
    pg_comparison c = shaped(arena, rows, COUNT_OF(rows));
    c.counts[PG_BROKEN] = 7; /* what stood there before */
    pg_gate(arena, &c);
    pg_gate(arena, &c);
    cr_expect(c.counts[PG_UNCHANGED] == 2 && c.counts[PG_REGRESSED] == 1 && c.counts[PG_NEW] == 1 &&
              c.counts[PG_BROKEN] == 0);
    pg_arena_free(arena);
}

typedef struct beside_case {
    const char *label;
    row_shape judged, beside;
    pg_result result;
    const char *headline;
} beside_case;

static const beside_case beside_cases[] = {
    {"exact and worse than the baseline", ROW(PG_UNCHANGED), EXACT(PG_REGRESSED),
     PG_RESULT_REGRESSED, "w0 m 0.0 % against the committed baseline"},
    {"exact, worse, but only shown",
     ROW(PG_UNCHANGED),
     {PG_REGRESSED, 2, true, true, false},
     PG_RESULT_PASS,
     "nothing got worse"},
    {"timed: drift, shown", ROW(PG_UNCHANGED), ROW_AT(PG_REGRESSED, 2), PG_RESULT_PASS,
     "nothing got worse"},
    {"exact and better", ROW(PG_UNCHANGED), EXACT(PG_IMPROVED), PG_RESULT_PASS, "nothing"},
    {"both worse: the judged row is named", ROW_AT(PG_REGRESSED, 1.25), EXACT(PG_REGRESSED),
     PG_RESULT_REGRESSED, "w0 m +25.0 %"},
    {"broken comes first", ROW(PG_BROKEN), EXACT(PG_REGRESSED), PG_RESULT_BROKEN, "why 0"},
    {"before no verdict", ROW(PG_MISSING), EXACT(PG_REGRESSED), PG_RESULT_REGRESSED, "against"},
};

Test(gate, the_committed_baseline_stands_beside) {
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(beside_cases); i++) {
        const beside_case *t = &beside_cases[i];
        pg_comparison c = shaped(arena, &t->judged, 1), beside = shaped(arena, &t->beside, 1);
        c.source.kind = PG_BASE_SESSION;
        pg_gate(arena, &c);
        pg_compare_beside(arena, &c, &beside);
        cr_expect(c.beside == &beside);
        cr_expect(c.result == t->result, "%s: %s", t->label, pg_result_word(c.result));
        cr_expect(strstr(c.headline, t->headline), "%s: \"%s\"", t->label, c.headline);
    }
    pg_arena_free(arena);
}

/* The statuses of the verdict words, as the manual has them. */
Test(gate, exit_statuses) {
    cr_expect(pg_result_exit(PG_RESULT_PASS, true) == 0);
    cr_expect(pg_result_exit(PG_RESULT_INCONCLUSIVE, false) == 0);
    cr_expect(pg_result_exit(PG_RESULT_INCONCLUSIVE, true) == 3);
    cr_expect(pg_result_exit(PG_RESULT_REGRESSED, false) == 1);
    cr_expect(pg_result_exit(PG_RESULT_NO_VERDICT, false) == 3);
    cr_expect(pg_result_exit(PG_RESULT_BROKEN, false) == 4);
}
