/* What the numbers of a trial propose, by fixed rules in this order: reject
 *
 *   what did not run, gives another result, or presupposes what is rejected;
 *   what was not shown to be better by more than the workload's own threshold, so that what is
 *     accepted can be guarded afterwards (slower, no effect, not decided);
 *   what is over a memory budget;
 *   what makes another workload of the case slower ("guards");
 *   what takes a greater risk than the case does ("max_risk");
 *   what costs more lines than its gain is worth;
 *   what gains nothing on top of those that are accepted already, or is too much code with them;
 *   what is worth less than the threshold in the final program;
 *
 * and accept the rest, with what is worse than before as trade-offs and with triggers that say when
 * the decision falls. A person may decide otherwise, with a reason. */
#ifndef PG_CLINIC_PROPOSE_H
#define PG_CLINIC_PROPOSE_H

#include "model/candidates.h"
#include "model/evaluation.h"

/* All that speaks against a program of the case by these numbers, NULL: nothing. Its metric is not
 * shown to be better, it is over a budget, slower elsewhere. */
const char *pg_case_objection(pg_arena *arena, const pg_case *c, const pg_comparison *numbers);

/* Whether these numbers leave open what the metric gains: a gain as large as is asked for is
 * neither shown nor ruled out, or the control differs. */
bool pg_case_is_open(const pg_case *c, const pg_comparison *numbers);

/* Fills trial->proposal. `accepted`: what is accepted so far, before this one in the case.
 * `evidence`: the file that will hold the trial, relative to the case. */
void pg_propose(pg_arena *arena, const pg_case *c, const pg_candidate *candidate,
                const pg_strings *accepted, const char *evidence, pg_trial *trial);

/* Rejects what would be accepted on its own and takes nothing away from the program with those that
 * are accepted already (trial->combined): two ways to the same gain, or one in the other's way. */
void pg_propose_combined(pg_arena *arena, const pg_case *c, const pg_candidate *candidate,
                         pg_trial *trial);

/* Rejects what would be accepted, where it and the `lines` that are accepted already are too many.
 */
void pg_propose_total(pg_arena *arena, const pg_case *c, const pg_candidate *candidate,
                      uint64_t lines, pg_trial *trial);

/* Whether what the final program gains by the candidate is surely less than the threshold: others
 * have come that do the same. *ret_ratio is with it to without it. */
bool pg_is_superseded(const pg_case *c, const pg_stage *without, double *ret_ratio);
/* Rejects such a one. */
void pg_propose_superseded(pg_arena *arena, const pg_case *c, const pg_stage *without,
                           pg_trial *trial);

/* The triggers of an accepted candidate, from the final program with and without it: half of the
 * gain that is certain, and, for each exact metric that it improved by a tenth, what lies half way
 * back. */
void pg_propose_triggers(pg_arena *arena, const pg_case *c, const pg_stage *without,
                         pg_decision *decision);

/* "-24.4 % [-25.0, -23.9]": a gain of time as people say it. */
char *pg_gain_text(pg_arena *arena, const pg_row *row);

#endif
