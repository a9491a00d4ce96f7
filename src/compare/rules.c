/* What may change a verdict after the numbers have been judged: a control that shows that this host
 * tells apart what is the same, budgets in absolute values, and waivers. */
#include <string.h>

#include "base/unit.h"
#include "compare/parts.h"

/* Base against control, which are the same program: rows that differ there prove nothing here. */
static void apply_control(pg_work *work) {
    pg_comparison *c = work->comparison;
    if (!work->control || work->base->count != 1) {
        return;
    }
    pg_comparison same =
        pg_compare(work->arena, work->base, work->control, "control", work->policy);
    for (size_t i = 0; i < same.row_count; i++) {
        const pg_row *aa = &same.rows[i];
        pg_row *row = aa->tested && aa->q <= work->policy->alpha
                          ? pg_comparison_row(c, aa->workload, aa->metric)
                          : NULL;
        if (!row || row->in_control) {
            continue;
        }
        const char *difference = pg_change(work->arena, aa->ratio);
        row->in_control = true;
        pg_row_warn(work->arena, row, "base and control differ by %s although they are the same",
                    difference);
        if (row->verdict == PG_REGRESSED) {
            row->verdict = PG_INCONCLUSIVE;
            row->reason =
                pg_format(work->arena,
                          "the control, which is base once more, differs from base by %s: "
                          "this host cannot tell",
                          difference);
        }
    }
}

/* What the row is over, behind what was said before (""). */
static const char *over(pg_work *work, const pg_row *row, double max, const char *before,
                        const char *asked_by) {
    const char *most = pg_quantity(work->arena, max, row->unit);
    if (*before) {
        return pg_format(work->arena, "%s; %s: at most %s", before, asked_by, most);
    }
    return pg_format(work->arena, "%s: %s, at most %s is allowed",
                     asked_by ? asked_by : "over budget",
                     pg_quantity(work->arena, row->head.median, row->unit), most);
}

/* The user's budget, and all that others ask for: each that is exceeded is named. What others ask
 * for counts also in rows that are only shown. */
static void apply_budget(pg_work *work, pg_row *row) {
    const pg_policy *policy = work->policy;
    const char *reason = "";
    double max;
    if (!row->head.n) {
        return;
    }
    if (pg_policy_max(policy, row->workload, row->metric, &max) && row->head.median > max) {
        reason = over(work, row, max, reason, NULL);
    }
    for (size_t i = 0; i < policy->rule_count; i++) {
        const pg_rule *rule = &policy->rules[i];
        if (rule->asked_by && rule->has_max && row->head.median > rule->max &&
            !strcmp(rule->metric, row->metric) && !strcmp(rule->workload, row->workload)) {
            reason = over(work, row, rule->max, reason, rule->asked_by);
            row->gated = true;
        }
    }
    if (*reason) {
        row->verdict = PG_REGRESSED;
        row->ruled = true;
        row->reason = reason;
    }
}

static const char *name_of(pg_arena *arena, const pg_waiver *waiver) {
    return pg_format(arena, "the waiver for %s %s (%s)", waiver->workload, waiver->metric,
                     waiver->issue);
}

static void apply_waiver(pg_work *work, pg_row *row, const pg_waiver *waiver) {
    pg_arena *arena = work->arena;
    const char *ceiling = pg_change(arena, 1 + waiver->ceiling);
    if (*work->policy->today && strcmp(work->policy->today, waiver->expires) > 0) {
        bool needed = row->verdict == PG_REGRESSED;
        row->verdict = PG_REGRESSED;
        row->ruled = true;
        row->reason =
            pg_format(arena, "%s expired on %s%s", name_of(arena, waiver), waiver->expires,
                      needed ? ": mend the regression or renew the waiver"
                             : " and is not needed any more: remove it");
    } else if (row->verdict != PG_REGRESSED) {
        pg_comparison_note(arena, work->comparison, "%s is unused: remove it",
                           name_of(arena, waiver));
    } else if (!row->has_ratio || row->ratio > 1 + waiver->ceiling) {
        row->reason = pg_format(arena, "%s; beyond the ceiling of its waiver, %s (%s)", row->reason,
                                ceiling, waiver->issue);
    } else {
        row->waiver = pg_format(arena, "waived up to %s until %s: %s (%s)", ceiling,
                                waiver->expires, waiver->reason, waiver->issue);
    }
}

static void apply_waivers(pg_work *work) {
    pg_comparison *c = work->comparison;
    for (size_t i = 0; i < work->policy->waiver_count; i++) {
        const pg_waiver *waiver = &work->policy->waivers[i];
        pg_row *row = pg_comparison_row(c, waiver->workload, waiver->metric);
        if (row) {
            apply_waiver(work, row, waiver);
        } else if (!work->policy->partial && !pg_comparison_row(c, waiver->workload, "*")) {
            pg_comparison_note(work->arena, c, "%s names no row: remove it",
                               name_of(work->arena, waiver));
        }
    }
}

void pg_rows_apply_rules(pg_work *work) {
    apply_control(work);
    for (size_t r = 0; r < work->comparison->row_count; r++) {
        apply_budget(work, &work->comparison->rows[r]);
    }
    apply_waivers(work);
}
