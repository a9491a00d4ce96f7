/* Which series belong together. Whatever cannot be compared gets its verdict here, so that nothing
 * is left out in silence: a renamed workload is one missing row and one new one. */
#include <stdarg.h>
#include <string.h>

#include "compare/parts.h"

static pg_row *add_row(pg_work *work, const char *workload) {
    pg_comparison *c = work->comparison;
    if (c->row_count == work->capacity) {
        size_t capacity = work->capacity ? 2 * work->capacity : 64;
        c->rows = pg_grow(work->arena, c->rows, c->row_count, capacity, sizeof(*c->rows));
        work->pairings =
            pg_grow(work->arena, work->pairings, c->row_count, capacity, sizeof(*work->pairings));
        work->capacity = capacity;
    }
    pg_row *row = &c->rows[c->row_count++];
    *row = (pg_row){.workload = workload,
                    .metric = "*",
                    .unit = "",
                    .gated = true,
                    .level = work->policy->level,
                    .verdict = PG_INCONCLUSIVE,
                    .reason = ""};
    return row;
}

/* A row whose verdict needs no numbers. */
static pg_row *decide(pg_work *work, pg_row *row, pg_verdict verdict, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static pg_row *decide(pg_work *work, pg_row *row, pg_verdict verdict, const char *format, ...) {
    va_list args;
    va_start(args, format);
    row->reason = pg_vformat(work->arena, format, args);
    va_end(args);
    row->verdict = verdict;
    work->pairings[row - work->comparison->rows].decided = true;
    return row;
}

static void describe_series(pg_work *work, pg_row *row, const pg_series *series) {
    row->metric = series->metric;
    row->unit = series->unit;
    row->kind = series->kind;
    row->better = series->better;
    row->gated = pg_policy_gates(work->policy, row->workload, row->metric);
    row->threshold = pg_policy_threshold(work->policy, row->workload, row->metric, series->kind);
}

static bool same_known(const char *a, const char *b) {
    return !*a || !*b || !strcmp(a, b);
}

/* The workload in the base runs, without those that cannot serve; *ret_reason tells why if none. */
static size_t usable_base(pg_work *work, const pg_workload_run *head,
                          const pg_workload_run **usable, bool *ret_known,
                          const char **ret_reason) {
    size_t count = 0;
    *ret_known = false;
    *ret_reason = "";
    for (size_t i = 0; i < work->base->count; i++) {
        const pg_workload_run *base = pg_run_find(work->base->runs[i], head->name);
        usable[i] = NULL;
        if (!base || base->absent) {
            continue;
        }
        *ret_known = true;
        if (base->broken) {
            *ret_reason = pg_format(work->arena, "base: %s", base->broken);
        } else if (!same_known(base->inputs, head->inputs)) {
            *ret_reason = "command, environment or fixtures differ between base and head";
        } else {
            usable[i] = base;
            count++;
        }
    }
    return count;
}

/* What makes two series of the same name incomparable, NULL where nothing does. */
static const char *conflict(pg_work *work, const pg_series *base, const pg_series *head) {
    if (strcmp(base->unit, head->unit) != 0) {
        return pg_format(work->arena, "unit %s in base, %s in head", base->unit, head->unit);
    }
    if (base->kind != head->kind) {
        return pg_format(work->arena, "%s in base, %s in head", pg_kind_word(base->kind),
                         pg_kind_word(head->kind));
    }
    if (base->better != head->better) {
        return pg_format(work->arena, "%s is better in base, %s in head",
                         pg_better_word(base->better), pg_better_word(head->better));
    }
    return NULL;
}

/* Counts of two counters differ by what they leave out; without a name they are taken as one. */
static const char *other_counter(pg_work *work, const pg_series *base, const pg_series *head) {
    bool differ = head->kind == PG_EXACT && base->source && head->source &&
                  !same_known(base->source, head->source);
    return differ ? pg_format(work->arena, "counted by %s in base, by %s in head", base->source,
                              head->source)
                  : NULL;
}

static bool compilers_differ(const pg_work *work) {
    return work->comparison->source.kind != PG_BASE_SESSION && work->base->count &&
           !same_known(work->base->runs[work->base->count - 1]->source.compiler,
                       work->head->source.compiler);
}

/* The row as an earlier look decided it, NULL where it is open. */
static const pg_row *decided_before(const pg_work *work, const pg_row *row) {
    const pg_row *old =
        work->before ? pg_comparison_row(work->before, row->workload, row->metric) : NULL;
    return old && old->tested && !pg_row_is_open(old) ? old : NULL;
}

/* A high quantile of few iterations is their maximum by another name. */
static void check_iterations(pg_work *work, pg_row *row, uint64_t iterations) {
    const pg_metric *known = pg_metric_find(row->metric);
    if (known && iterations && iterations < known->iterations) {
        row->gated = false;
        pg_row_warn(work->arena, row,
                    "of %llu iterations a launch: shown, not gated; %llu are needed",
                    (unsigned long long)iterations, (unsigned long long)known->iterations);
    }
}

static void match_series(pg_work *work, const pg_workload_run *workload, pg_row *row,
                         const pg_series *head, const pg_workload_run *const *base_workloads) {
    pg_pairing *pairing = &work->pairings[row - work->comparison->rows];
    size_t count = work->base->count;
    const pg_series **base = PG_ARRAY(work->arena, const pg_series *, count);
    size_t *sessions = PG_ARRAY(work->arena, size_t, count);
    size_t found = 0, filled = 0;
    describe_series(work, row, head);
    check_iterations(work, row, workload->iterations);
    for (size_t i = 0; i < count; i++) {
        const pg_series *series =
            base_workloads[i] ? pg_run_series(base_workloads[i], head->metric) : NULL;
        const char *why = series ? conflict(work, series, head) : NULL;
        if (why) {
            decide(work, row, PG_INCOMPARABLE, "%s", why)->blocking = true;
            return;
        }
        found += series != NULL;
        if (series && series->samples.count) {
            sessions[filled] = i;
            base[filled++] = series;
        }
    }
    *pairing = (pg_pairing){.head = head, .base = base, .sessions = sessions, .base_count = filled};
    const pg_row *decided = decided_before(work, row);
    if (decided) {
        *row = *decided;
        *pairing = (pg_pairing){.decided = true};
        return;
    }
    bool other_host = work->comparison->source.kind == PG_BASE_OTHER_HOST;
    const char *counter = filled ? other_counter(work, base[filled - 1], head) : NULL;
    if (counter) {
        decide(work, row, PG_INCOMPARABLE, "%s", counter);
    } else if (!found) {
        decide(work, row, PG_NEW, "not measured in base");
    } else if (!head->samples.count) {
        decide(work, row, PG_MISSING, "no samples in head");
    } else if (!filled) {
        decide(work, row, PG_INCOMPARABLE, "no samples in base")->blocking = true;
    } else if (head->kind == PG_TIMED && other_host) {
        decide(work, row, PG_INCOMPARABLE, "base was measured on another host class");
    } else if (compilers_differ(work)) {
        if (head->kind == PG_EXACT) {
            decide(work, row, PG_INCOMPARABLE, "base was built by another compiler");
        } else {
            pg_row_warn(work->arena, row, "base was built by another compiler");
        }
    }
}

/* Series that base has and head has not. */
static void missing_series(pg_work *work, const pg_workload_run *head,
                           const pg_workload_run *base) {
    for (size_t i = 0; i < base->series_count; i++) {
        if (!pg_run_series(head, base->series[i].metric)) {
            pg_row *row = add_row(work, head->name);
            describe_series(work, row, &base->series[i]);
            decide(work, row, PG_MISSING, "measured in base, not in head");
        }
    }
}

/* "Same bytes" was found against the base of head's own session; against another base it holds
 * where that one has the same artifacts. */
static bool same_as_base(const pg_work *work, const pg_workload_run *head) {
    bool same = work->comparison->source.kind == PG_BASE_SESSION;
    for (size_t i = 0; i < work->base->count && !same; i++) {
        const pg_workload_run *base = pg_run_find(work->base->runs[i], head->name);
        same = base && *head->artifacts && !strcmp(base->artifacts, head->artifacts) &&
               !strcmp(base->inputs, head->inputs);
    }
    return same;
}

static void match_workload(pg_work *work, const pg_workload_run *head,
                           const pg_workload_run **usable) {
    bool known;
    const char *why;
    size_t count = usable_base(work, head, usable, &known, &why);
    if (head->broken) {
        decide(work, add_row(work, head->name), PG_BROKEN, "%s", head->broken);
    } else if (head->same_bytes && same_as_base(work, head)) {
        decide(work, add_row(work, head->name), PG_UNCHANGED,
               "same bytes: artifacts and fixtures are those of base, not measured");
    } else if (known && !count) {
        decide(work, add_row(work, head->name), PG_INCOMPARABLE, "%s", why)->blocking = true;
    } else if (!known && !head->series_count) {
        decide(work, add_row(work, head->name), PG_NEW, "not in base");
    } else if (!head->series_count) {
        decide(work, add_row(work, head->name), PG_MISSING,
               head->same_bytes ? "not measured: its bytes were those of another base"
                                : "no series in head");
    } else {
        for (size_t i = 0; i < head->series_count; i++) {
            match_series(work, head, add_row(work, head->name), &head->series[i], usable);
        }
        for (size_t i = work->base->count; i-- > 0;) {
            if (usable[i]) { /* the newest that has it */
                missing_series(work, head, usable[i]);
                break;
            }
        }
    }
}

void pg_rows_match(pg_work *work) {
    const pg_workload_run **usable =
        PG_ARRAY(work->arena, const pg_workload_run *, work->base->count);
    for (size_t i = 0; i < work->head->workload_count; i++) {
        match_workload(work, &work->head->workloads[i], usable);
    }
    if (!work->base->count) {
        return;
    }
    const pg_run *newest = work->base->runs[work->base->count - 1];
    for (size_t i = 0; i < newest->workload_count; i++) {
        if (!newest->workloads[i].absent && !pg_run_find(work->head, newest->workloads[i].name)) {
            decide(work, add_row(work, newest->workloads[i].name), PG_MISSING,
                   "in base, vanished from head");
        }
    }
}
