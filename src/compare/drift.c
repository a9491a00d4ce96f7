#include "compare/drift.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/unit.h"

enum { SHOWN = 5 };

/* Days since 0000-03-01 in the proleptic Gregorian calendar. */
static long day_number(const char *date) {
    long year = strtol(date, NULL, 10);
    long month = strlen(date) >= 7 ? strtol(date + 5, NULL, 10) : 1;
    long day = strlen(date) >= 10 ? strtol(date + 8, NULL, 10) : 1;
    if (month < 3) {
        month += 12;
        year--;
    }
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * (month - 3) + 2) / 5 + day;
}

long pg_days_between(const char *from, const char *to) {
    return day_number(to) - day_number(from);
}

void pg_drift_note(pg_arena *arena, pg_comparison *comparison, const pg_run *anchor,
                   const char *accepted, const pg_run *head, const pg_policy *policy) {
    const pg_run *runs[] = {anchor};
    pg_base_side base = {runs, 1, "the anchor"};
    pg_comparison since = pg_compare(arena, &base, head, "head", policy);
    size_t found = 0;
    for (size_t r = 0; r < since.row_count; r++) {
        found += since.rows[r].verdict == PG_REGRESSED && since.rows[r].has_ratio;
    }
    for (size_t shown = 0; shown < found && shown < SHOWN; shown++) {
        pg_row *worst = NULL;
        for (size_t r = 0; r < since.row_count; r++) {
            pg_row *row = &since.rows[r];
            bool worse = row->verdict == PG_REGRESSED && row->has_ratio;
            worst = worse && (!worst || row->ratio > worst->ratio) ? row : worst;
        }
        assert(worst); /* there are `found` of them */
        pg_comparison_note(arena, comparison, "drift: %s %s is %s since the anchor of %.10s",
                           worst->workload, worst->metric, pg_change(arena, worst->ratio),
                           accepted);
        worst->has_ratio = false; /* told */
    }
    if (found > SHOWN) {
        pg_comparison_note(arena, comparison, "drift: %zu more rows are worse than the anchor",
                           found - SHOWN);
    }
}
