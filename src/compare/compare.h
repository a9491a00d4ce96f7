/* Comparing runs, from samples to the result of the gate.
 *
 *   match.c    which series belong together, and which cannot be compared at all
 *   numbers.c  estimate, interval, p of a pair of series: no opinion
 *   floor.c    what two sessions of one host may differ by: learnt from three or more, with fewer
 *              assumed (a standard deviation of 2.62 % between sessions)
 *   judge.c    the verdict on each row
 *   rules.c    budgets, waivers and the control side, which may change it; only these two files say
 *              "regressed"
 *   looks.c    the same for runs that were measured in stages, look by look
 *   gate.c     all verdicts folded into one result and exit status
 *
 * The rule, for timed metrics (threshold theta, noise floor eta, 0 within a session):
 *   regressed    q <= alpha and ratio >= 1 + max(theta, eta); q is Benjamini-Hochberg over the rows
 *   improved     q <= alpha and ratio <= 1 / (1 + max(theta, eta))
 *   unchanged    else, and head against base * (1 + theta) / (1 + eta) is smaller with p <= beta
 *   inconclusive else
 * Exact metrics: the medians, against theta; a side whose own samples differ is inconclusive.
 */
#ifndef PG_COMPARE_COMPARE_H
#define PG_COMPARE_COMPARE_H

#include "base/arena.h"
#include "model/comparison.h"
#include "model/policy.h"
#include "model/run.h"

/* The base side: one run, or the sessions of a baseline, oldest first. */
typedef struct pg_base_side {
    const pg_run *const *runs;
    size_t count;
    const char *label; /* as the user named it */
} pg_base_side;

/* Compares and judges. `head_label` as the user named it. The result refers to the runs' texts. */
pg_comparison pg_compare(pg_arena *arena, const pg_base_side *base, const pg_run *head,
                         const char *head_label, const pg_policy *policy);

/* The same at one of several looks. `before` (NULL at the first) is the comparison of the look
 * before: rows that were decided there stand, with their p. `control` (may be NULL) is base
 * measured once more in the same session: where base and control differ, no row may be called
 * worse. The levels of this look are those of `policy`. */
pg_comparison pg_compare_look(pg_arena *arena, const pg_base_side *base, const pg_run *head,
                              const pg_run *control, const char *head_label,
                              const pg_policy *policy, const pg_comparison *before);

/* What holds at one of the looks of a measuring in stages, counted from 0, each after so many
 * blocks of `most`; `policy` has the levels in all (stats/sequential.h). */
pg_policy pg_policy_at_look(const pg_policy *policy, const pg_counts *looks, uint64_t most,
                            size_t look);

/* Compares runs of a session that was measured in stages, in one piece or in shards, as they were
 * while they were measured: look by look. Other runs, and those that tell no looks, as
 * pg_compare_look does. `control` may be NULL. */
pg_comparison pg_compare_staged(pg_arena *arena, const pg_base_side *base, const pg_run *head,
                                const pg_run *control, const char *head_label,
                                const pg_policy *policy);

/* Adds a remark on the whole. */
void pg_comparison_note(pg_arena *arena, pg_comparison *comparison, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Something beside the rows shows that the program got worse: the result is "regressed", unless a
 * workload is broken, and `text` stands first in the headline, and among the notes. */
void pg_comparison_trip(pg_arena *arena, pg_comparison *comparison, const char *text);

/* Whether samples could still change the row's verdict. */
bool pg_row_is_open(const pg_row *row);

/* Adds the committed baseline's comparison beside the one that was judged: its exact rows count,
 * its timed rows are shown as drift. */
void pg_compare_beside(pg_arena *arena, pg_comparison *comparison, pg_comparison *beside);

#endif
