#include "clinic/propose.h"

#include <math.h>
#include <string.h>

#include "base/unit.h"

enum { SESSIONS = 2 };

/* Another compiler or library moves a count by some percent: half way back has to be farther. */
static const double LEAST_COUNTED_GAIN = 0.1;
/* Instructions that hardly differ tell no other story. */
static const double LEAST_TOLD = 0.005;

static void reject(pg_trial *trial, const char *reason) {
    trial->proposal.value = "reject";
    trial->proposal.reason = reason;
}

char *pg_gain_text(pg_arena *arena, const pg_row *row) {
    if (!row->has_ratio) {
        return pg_copy(arena, "-");
    }
    const char *change = pg_change(arena, row->ratio);
    return row->has_bounds ? pg_format(arena, "%s [%+.1f, %+.1f]", change,
                                       100 * (row->ratio_low - 1), 100 * (row->ratio_high - 1))
                           : pg_copy(arena, change);
}

/* "broken: why" of the workload as a whole, or incomparable; NULL where it was measured. */
static const char *broken(pg_arena *arena, const pg_comparison *c, const char *workload) {
    const pg_row *all = pg_comparison_row(c, workload, "*");
    return all ? pg_format(arena, "%s: %s", pg_verdict_word(all->verdict), all->reason) : NULL;
}

static const char *presupposition(pg_arena *arena, const pg_candidate *candidate,
                                  const pg_strings *accepted) {
    for (size_t i = 0; i < candidate->after.count; i++) {
        if (!pg_strings_have(accepted, candidate->after.values[i])) {
            return pg_format(arena, "presupposes %s, which is rejected",
                             candidate->after.values[i]);
        }
    }
    return NULL;
}

static bool is_time(const pg_row *row) {
    return row->gated && row->kind == PG_TIMED && !strcmp(row->unit, "ns");
}

/* Instructions beside the time, where they tell another story. */
static const char *aside(pg_arena *arena, const pg_comparison *c, const char *workload,
                         const pg_row *row) {
    const pg_row *work = pg_comparison_row(c, workload, "instructions");
    if (!work || !work->has_ratio || work == row || fabs(work->ratio - 1) < LEAST_TOLD ||
        (work->ratio < 1) == (row->has_ratio && row->ratio < 1)) {
        return "";
    }
    return pg_format(arena, " although instructions %s by %.1f %%",
                     work->ratio < 1 ? "fell" : "rose", 100 * fabs(work->ratio - 1));
}

/* Why the decisive row does not carry an acceptance, NULL where it does. */
static const char *weakness(pg_arena *arena, const pg_case *c, const pg_comparison *comparison,
                            const pg_row *row) {
    const char *gain = pg_gain_text(arena, row);
    const char *other = aside(arena, comparison, c->workload, row);
    if (row->in_control) {
        return pg_format(arena,
                         "cannot be told: the control, which is the same program, differs; "
                         "%s %s",
                         c->metric, gain);
    }
    switch (row->verdict) {
    case PG_IMPROVED: return NULL;
    case PG_REGRESSED: return pg_format(arena, "slower: %s %s%s", c->metric, gain, other);
    case PG_INCONCLUSIVE:
        return pg_format(arena, "not decided: %s %s%s (%s)", c->metric, gain, other, row->reason);
    case PG_UNCHANGED:
        if (row->has_bounds && row->ratio_high < 1 / (1 + row->threshold)) {
            return pg_format(arena, "not shown by so few launches: %s %s, q %s", c->metric, gain,
                             pg_probability(arena, row->q));
        }
        return pg_format(arena, "no gain beyond the threshold of %.0f %% shown: %s %s%s",
                         100 * row->threshold, c->metric, gain, other);
    case PG_BROKEN:
    case PG_MISSING:
    case PG_INCOMPARABLE:
    case PG_NEW:
    case PG_VERDICTS: break;
    }
    return pg_format(arena, "%s was not compared: %s", c->metric, row->reason);
}

static const char *over_budget(pg_arena *arena, const pg_case *c, const pg_comparison *comparison,
                               const pg_case_budget *budgets, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const pg_case_budget *b = &budgets[i];
        const pg_row *row = pg_comparison_row(comparison, c->workload, b->metric);
        if (!row || !row->head.n) {
            continue;
        }
        double most = b->has_max ? b->max : b->max_ratio * row->base.median;
        if (row->head.median > most) {
            return pg_format(arena, "over budget: %s is %s (%s), at most %s is allowed", b->metric,
                             pg_quantity(arena, row->head.median, row->unit),
                             row->has_ratio ? pg_change(arena, row->ratio) : "-",
                             pg_quantity(arena, most, row->unit));
        }
    }
    return NULL;
}

/* Another workload that it makes slower, and the first of its rows that shows it. */
static const char *slower_elsewhere(pg_arena *arena, const pg_case *c,
                                    const pg_comparison *comparison) {
    for (size_t g = 0; g < c->guards.count; g++) {
        const char *guard = c->guards.values[g];
        const char *why = broken(arena, comparison, guard);
        if (why) {
            return pg_format(arena, "%s is %s", guard, why);
        }
        for (size_t i = 0; i < comparison->row_count; i++) {
            const pg_row *row = &comparison->rows[i];
            if (is_time(row) && row->verdict == PG_REGRESSED && !strcmp(row->workload, guard)) {
                return pg_format(arena, "slower elsewhere: %s %s %s", guard, row->metric,
                                 pg_gain_text(arena, row));
            }
        }
    }
    return NULL;
}

static const char *too_risky(pg_arena *arena, const pg_case *c, const pg_candidate *candidate) {
    const struct {
        const char *name;
        uint64_t risk, most;
    } risks[] = {
        {"correctness", candidate->risk.correctness, c->max_risk.correctness},
        {"memory", candidate->risk.memory, c->max_risk.memory},
        {"portability", candidate->risk.portability, c->max_risk.portability},
        {"complexity", candidate->risk.complexity, c->max_risk.complexity},
    };
    for (size_t i = 0; i < sizeof(risks) / sizeof(*risks); i++) {
        if (risks[i].most && risks[i].risk > risks[i].most) {
            return pg_format(arena,
                             "too great a risk, whatever it gains: %s is %llu, at most %llu is "
                             "taken",
                             risks[i].name, (unsigned long long)risks[i].risk,
                             (unsigned long long)risks[i].most);
        }
    }
    return NULL;
}

static const char *too_complex(pg_arena *arena, const pg_case *c, const pg_candidate *candidate,
                               const pg_row *row) {
    double percent = 100 * (1 - row->ratio);
    double worth = percent * c->complexity.max_lines_per_percent;
    if ((double)candidate->lines > worth) {
        return pg_format(arena,
                         "not worth its %llu lines: %s takes %.1f %% away, for which %.0f lines "
                         "are allowed",
                         (unsigned long long)candidate->lines, c->metric, percent, floor(worth));
    }
    return NULL;
}

const char *pg_case_objection(pg_arena *arena, const pg_case *c, const pg_comparison *numbers) {
    const pg_row *row = pg_comparison_row(numbers, c->workload, c->metric);
    const char *why = broken(arena, numbers, c->workload);
    if (why || !row) {
        return why ? why : pg_format(arena, "%s was not measured", c->metric);
    }
    const char *all[] = {weakness(arena, c, numbers, row),
                         over_budget(arena, c, numbers, c->budgets, c->budget_count),
                         slower_elsewhere(arena, c, numbers)};
    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
        why = why && all[i] ? pg_format(arena, "%s; %s", why, all[i]) : why ? why : all[i];
    }
    return why;
}

bool pg_case_is_open(const pg_case *c, const pg_comparison *numbers) {
    const pg_row *row = pg_comparison_row(numbers, c->workload, c->metric);
    if (!row || !row->has_ratio) {
        return false;
    }
    bool possible = !row->has_bounds || row->ratio_low < 1 / (1 + row->threshold);
    bool settled = row->verdict != PG_INCONCLUSIVE && row->verdict != PG_UNCHANGED;
    return row->in_control || (possible && !settled);
}

/* Why what was measured is not to be accepted, NULL where it is. */
static const char *objection(pg_arena *arena, const pg_case *c, const pg_candidate *candidate,
                             const pg_comparison *numbers, const pg_row *row) {
    const char *why = pg_case_objection(arena, c, numbers);
    why = why ? why : over_budget(arena, c, numbers, candidate->budgets, candidate->budget_count);
    if (!why) {
        why = too_risky(arena, c, candidate);
        why = why ? pg_format(arena, "%s (%s %s)", why, c->metric, pg_gain_text(arena, row)) : NULL;
    }
    return why ? why : too_complex(arena, c, candidate, row);
}

static void add_text(pg_arena *arena, pg_strings *texts, const char *text) {
    texts->values =
        pg_grow(arena, texts->values, texts->count, texts->count + 1, sizeof(*texts->values));
    texts->values[texts->count++] = text;
}

/* What is worse than before, though within the budgets. */
static void trade_offs(pg_arena *arena, const pg_case *c, const pg_comparison *comparison,
                       pg_decision *decision) {
    for (size_t i = 0; i < comparison->row_count; i++) {
        const pg_row *row = &comparison->rows[i];
        const char *name = strcmp(row->workload, c->workload) != 0
                               ? pg_format(arena, "%s %s", row->workload, row->metric)
                               : row->metric;
        if (row->verdict == PG_REGRESSED && row->has_ratio) {
            add_text(arena, &decision->trade_offs,
                     pg_format(arena, "%s %s: %s instead of %s", name, pg_change(arena, row->ratio),
                               pg_quantity(arena, row->head.median, row->unit),
                               pg_quantity(arena, row->base.median, row->unit)));
        } else if (row->verdict == PG_INCONCLUSIVE && is_time(row) && name != row->metric) {
            add_text(arena, &decision->trade_offs,
                     pg_format(arena, "not shown that %s is no worse: %s", name,
                               pg_gain_text(arena, row)));
        }
    }
}

static void add_trigger(pg_arena *arena, pg_decision *decision, pg_trigger trigger) {
    decision->rollback = pg_grow(arena, decision->rollback, decision->rollback_count,
                                 decision->rollback_count + 1, sizeof(*decision->rollback));
    decision->rollback[decision->rollback_count++] = trigger;
}

/* Half of the gain that is certain, in whole percents, at least one. */
static double least_gain(const pg_row *row) {
    double certain = row && row->has_bounds ? 1 - row->ratio_high : 0;
    return fmax(0.01, floor(100 * certain / 2) / 100);
}

void pg_propose_triggers(pg_arena *arena, const pg_case *c, const pg_stage *without,
                         pg_decision *decision) {
    const pg_row *row = pg_comparison_row(&without->comparison, c->workload, c->metric);
    decision->rollback = NULL;
    decision->rollback_count = 0;
    add_trigger(arena, decision,
                (pg_trigger){.workload = c->workload,
                             .metric = c->metric,
                             .min_gain = least_gain(row),
                             .has_min_gain = true,
                             .sessions = SESSIONS});
    for (size_t i = 0; i < without->comparison.row_count; i++) {
        const pg_row *exact = &without->comparison.rows[i];
        if (exact->kind == PG_EXACT && exact->verdict == PG_IMPROVED &&
            exact->ratio <= 1 - LEAST_COUNTED_GAIN) {
            add_trigger(arena, decision,
                        (pg_trigger){.workload = exact->workload,
                                     .metric = exact->metric,
                                     .max = rint((exact->base.median + exact->head.median) / 2),
                                     .has_max = true});
        }
    }
}

void pg_propose(pg_arena *arena, const pg_case *c, const pg_candidate *candidate,
                const pg_strings *accepted, const char *evidence, pg_trial *trial) {
    const pg_comparison *numbers = &trial->comparison;
    const pg_row *row =
        trial->has_comparison ? pg_comparison_row(numbers, c->workload, c->metric) : NULL;
    const char *why = presupposition(arena, candidate, accepted);
    trial->proposal = (pg_decision){.evidence = evidence};
    why = why ? why : trial->trouble;
    why = why || !trial->has_comparison ? why : broken(arena, numbers, c->workload);
    if (!why && trial->differs) {
        why = pg_format(arena, "another result beyond the fixtures: %s", trial->differs);
    }
    if (!why && !row) {
        why = pg_format(arena, "%s was not measured", c->metric);
    }
    why = why || !row ? why : objection(arena, c, candidate, numbers, row);
    if (why || !row) {
        reject(trial, why);
        return;
    }
    trial->proposal.value = "accept";
    trial->proposal.reason =
        pg_format(arena, "%s %s, same result", c->metric, pg_gain_text(arena, row));
    trade_offs(arena, c, numbers, &trial->proposal);
    add_trigger(arena, &trial->proposal,
                (pg_trigger){.workload = c->workload,
                             .metric = c->metric,
                             .min_gain = least_gain(row),
                             .has_min_gain = true,
                             .sessions = SESSIONS});
}

/* What was accepted a moment ago is not. */
static void withdraw(pg_trial *trial, const char *reason) {
    trial->proposal.rollback_count = 0;
    trial->proposal.trade_offs.count = 0;
    reject(trial, reason);
}

void pg_propose_combined(pg_arena *arena, const pg_case *c, const pg_candidate *candidate,
                         pg_trial *trial) {
    const pg_comparison *numbers = &trial->combined;
    const pg_row *row = pg_comparison_row(numbers, c->workload, c->metric);
    const char *why = pg_case_objection(arena, c, numbers);
    why = why || !row ? why : too_complex(arena, c, candidate, row);
    if (!why) {
        return;
    }
    pg_buf upon = pg_buf_new(arena);
    for (size_t i = 0; i < trial->upon.count; i++) {
        pg_buf_format(&upon, "%s%s", i ? ", " : "", trial->upon.values[i]);
    }
    withdraw(trial, pg_format(arena, "alone %s, but on top of %s %s", trial->proposal.reason,
                              upon.data, why));
}

void pg_propose_total(pg_arena *arena, const pg_case *c, const pg_candidate *candidate,
                      uint64_t lines, pg_trial *trial) {
    unsigned long long together = lines + candidate->lines;
    if (together > c->complexity.max_lines) {
        withdraw(trial, pg_format(arena, "too much code: %s, but with it %llu lines, at most %llu",
                                  trial->proposal.reason, together,
                                  (unsigned long long)c->complexity.max_lines));
    }
}

bool pg_is_superseded(const pg_case *c, const pg_stage *without, double *ret_ratio) {
    const pg_row *row = pg_comparison_row(&without->comparison, c->workload, c->metric);
    if (!row || !row->has_bounds || row->ratio_low <= 1 / (1 + row->threshold)) {
        return false;
    }
    *ret_ratio = row->ratio;
    return true;
}

void pg_propose_superseded(pg_arena *arena, const pg_case *c, const pg_stage *without,
                           pg_trial *trial) {
    const pg_row *row = pg_comparison_row(&without->comparison, c->workload, c->metric);
    withdraw(trial, pg_format(arena, "%s, but in the final program worth less than %.0f %%: %s %s",
                              trial->proposal.reason, 100 * row->threshold, c->metric,
                              pg_gain_text(arena, row)));
}
