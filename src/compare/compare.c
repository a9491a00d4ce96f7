#include "compare/compare.h"

#include <math.h>
#include <string.h>

#include "compare/parts.h"

static void add_text(pg_arena *arena, pg_strings *list, const char *text) {
    list->values =
        pg_grow(arena, list->values, list->count, list->count + 1, sizeof(*list->values));
    list->values[list->count++] = text;
}

void pg_row_warn(pg_arena *arena, pg_row *row, const char *format, ...) {
    va_list args;
    va_start(args, format);
    add_text(arena, &row->warnings, pg_vformat(arena, format, args));
    va_end(args);
}

void pg_comparison_note(pg_arena *arena, pg_comparison *comparison, const char *format, ...) {
    va_list args;
    va_start(args, format);
    add_text(arena, &comparison->notes, pg_vformat(arena, format, args));
    va_end(args);
}

static pg_side_info side_info(const pg_run *run, const char *label) {
    return (pg_side_info){.label = label,
                          .revision = run->source.revision,
                          .dirty = run->source.dirty,
                          .host_class = run->host.class_name,
                          .session = run->session};
}

static pg_base_kind kind_of_base(const pg_base_side *base, const pg_run *head) {
    if (!base->count) {
        return PG_BASE_NONE;
    }
    const pg_run *first = base->runs[0];
    if (base->count == 1 && *head->session && !strcmp(first->session, head->session)) {
        return PG_BASE_SESSION;
    }
    if (*first->host.class_name && *head->host.class_name &&
        strcmp(first->host.class_name, head->host.class_name) != 0) {
        return PG_BASE_OTHER_HOST;
    }
    if (base->count == 1 && (!*first->session || !*head->session)) {
        return PG_BASE_UNKNOWN;
    }
    return base->count >= PG_SESSIONS_TO_TELL ? PG_BASE_SESSIONS : PG_BASE_FEW;
}

static const char *source_text(pg_arena *arena, const pg_base_source *source,
                               const pg_base_side *base, const pg_run *head) {
    double floor = source->noise_floor * 100;
    switch (source->kind) {
    case PG_BASE_SESSION: return "measured side by side with head, in one session";
    case PG_BASE_UNKNOWN: return "of unknown session: taken as measured side by side with head";
    case PG_BASE_SESSIONS:
        return pg_format(arena,
                         "%zu earlier sessions of this host class, which may differ by %.1f %%",
                         base->count, floor);
    case PG_BASE_FEW:
        return pg_format(arena,
                         "%zu earlier session%s of this host class: too few to know how sessions "
                         "differ, %.1f %% is assumed",
                         base->count, base->count == 1 ? "" : "s", floor);
    case PG_BASE_OTHER_HOST:
        return pg_format(arena, "of another host class (%s, head %s): times cannot be compared",
                         base->runs[0]->host.class_name, head->host.class_name);
    case PG_BASE_NONE: return "measure the base too (--base), or accept a baseline first";
    case PG_BASE_KINDS: break;
    }
    return "";
}

/* What was noticed while head was measured. */
static void note_remarks(pg_work *work) {
    for (size_t i = 0; i < work->head->workload_count; i++) {
        const pg_workload_run *workload = &work->head->workloads[i];
        for (size_t k = 0; k < workload->remarks.count; k++) {
            pg_comparison_note(work->arena, work->comparison, "%s: %s", workload->name,
                               workload->remarks.values[k]);
        }
    }
}

static void note_runs(pg_work *work) {
    pg_comparison *c = work->comparison;
    note_remarks(work);
    c->complete = work->head->complete;
    if (!c->complete) {
        pg_comparison_note(work->arena, c, "the head run is incomplete: it was interrupted");
    }
    for (size_t i = 0; i < work->base->count; i++) {
        if (!work->base->runs[i]->complete) {
            c->complete = false;
            pg_comparison_note(work->arena, c, "a base run is incomplete: it was interrupted");
            break;
        }
    }
    const char *base_suite = work->base->count ? work->base->runs[0]->suite : "";
    if (*base_suite && *work->head->suite && strcmp(base_suite, work->head->suite) != 0) {
        pg_comparison_note(work->arena, c, "base is of the suite %s, head of %s", base_suite,
                           work->head->suite);
    }
    bool known =
        *work->head->host.class_name && work->base->count && *work->base->runs[0]->host.class_name;
    if (work->base->count && !known && c->source.kind != PG_BASE_SESSION) {
        pg_comparison_note(
            work->arena, c,
            "the files do not both tell their host: compared as if it were the same");
    }
}

/* From zero to something is no ratio: the row says so in words, as files cannot hold infinity. */
static void drop_infinite(pg_comparison *c) {
    for (size_t r = 0; r < c->row_count; r++) {
        pg_row *row = &c->rows[r];
        if (row->has_ratio && !isfinite(row->ratio)) {
            row->has_ratio = row->has_bounds = false;
            row->ratio = 0;
        }
    }
}

/* Geometric means over the workloads, for each metric that two of them have. */
static void add_means(pg_arena *arena, pg_comparison *c) {
    for (size_t i = 0; i < c->row_count; i++) {
        const char *metric = c->rows[i].metric;
        bool seen = false;
        for (size_t k = 0; k < c->mean_count && !seen; k++) {
            seen = !strcmp(c->means[k].metric, metric);
        }
        if (seen || !c->rows[i].has_ratio) {
            continue;
        }
        pg_geomean mean = {.metric = metric};
        double sum = 0;
        for (size_t j = i; j < c->row_count; j++) {
            const pg_row *row = &c->rows[j];
            if (row->has_ratio && row->ratio > 0 && isfinite(row->ratio) &&
                !strcmp(row->metric, metric)) {
                sum += log(row->ratio);
                mean.n++;
            }
        }
        mean.ratio = mean.n ? exp(sum / (double)mean.n) : 1;
        c->means = pg_grow(arena, c->means, c->mean_count, c->mean_count + 1, sizeof(mean));
        c->means[c->mean_count++] = mean;
    }
    size_t kept = 0;
    for (size_t k = 0; k < c->mean_count; k++) {
        if (c->means[k].n > 1) {
            c->means[kept++] = c->means[k];
        }
    }
    c->mean_count = kept;
}

pg_comparison pg_compare_look(pg_arena *arena, const pg_base_side *base, const pg_run *head,
                              const pg_run *control, const char *head_label,
                              const pg_policy *policy, const pg_comparison *before) {
    pg_comparison c = {.suite = head->suite,
                       .level = policy->level,
                       .alpha = policy->alpha,
                       .beta = policy->beta,
                       .strict = policy->strict,
                       .shards = head->shards};
    c.shards.parts = NULL;
    c.shards.part_count = 0;
    pg_run nothing = pg_run_empty();
    const pg_run *newest = base->count ? base->runs[base->count - 1] : &nothing;
    c.base = side_info(newest, base->label);
    c.head = side_info(head, head_label);
    c.source = (pg_base_source){.kind = kind_of_base(base, head), .sessions = base->count};
    pg_work work = {.arena = arena,
                    .laws = pg_laws_new(),
                    .base = base,
                    .head = head,
                    .policy = policy,
                    .control = control,
                    .before = before,
                    .comparison = &c};
    pg_rows_match(&work);
    pg_rows_measure(&work);
    pg_rows_floor(&work);
    pg_rows_judge(&work);
    pg_rows_apply_rules(&work);
    if (policy->selftest) {
        pg_rows_sight(&work);
    }
    pg_laws_free(work.laws);
    c.source.text = source_text(arena, &c.source, base, head);
    note_runs(&work);
    drop_infinite(&c);
    add_means(arena, &c);
    pg_gate(arena, &c);
    return c;
}

pg_comparison pg_compare(pg_arena *arena, const pg_base_side *base, const pg_run *head,
                         const char *head_label, const pg_policy *policy) {
    return pg_compare_look(arena, base, head, NULL, head_label, policy, NULL);
}

void pg_compare_beside(pg_arena *arena, pg_comparison *comparison, pg_comparison *beside) {
    comparison->beside = beside;
    pg_gate(arena, comparison);
}
