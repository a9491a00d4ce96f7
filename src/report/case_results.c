/* The second half of the report on a case: what measuring has shown, and what was decided. */
#include <string.h>

#include "base/unit.h"
#include "report/case_blocks.h"

static void put_change(pg_case_builder *b, const pg_row *row) {
    pg_case_cell(b, pg_case_metric(b, row));
    pg_case_number(b, row->base.n ? pg_quantity(b->arena, row->base.median, row->unit) : "-",
                   row->base.median);
    pg_case_number(b, row->head.n ? pg_quantity(b->arena, row->head.median, row->unit) : "-",
                   row->head.median);
    pg_case_number(b, pg_case_gain(b->arena, row), row->has_ratio ? row->ratio - 1 : 1e9);
    pg_case_cell(b, pg_verdict_word(row->verdict));
}

/* Decisions by a person, or of another evaluation, make another final program than the one that was
 * measured. */
static void put_mismatch(pg_case_builder *b) {
    const pg_evaluation *e = b->m->e;
    const pg_case *c = b->m->c;
    size_t decided = 0, measured = 0, open = 0;
    for (size_t i = 0; i < c->candidate_count; i++) {
        bool in_series = false;
        for (size_t k = 0; k < e->series_count; k++) {
            in_series |= !strcmp(e->series[k].id, c->candidates[i].id);
        }
        open += !c->candidates[i].has_decision;
        decided += pg_candidate_accepted(&c->candidates[i]) && !in_series;
        measured += in_series && !pg_candidate_accepted(&c->candidates[i]);
    }
    if (!open && decided + measured) {
        pg_case_add(b, PG_BLOCK_TEXT,
                    pg_format(b->arena,
                              "Mind: the final program that was measured is not the one that was "
                              "decided: it has %zu candidates that were rejected, and lacks %zu "
                              "that were accepted.",
                              measured, decided));
    }
}

static void put_before_and_after(pg_case_builder *b) {
    static const char *const heads[] = {"metric", ">before", ">after", ">change", "verdict"};
    const pg_comparison *last = pg_case_final(b->m);
    pg_case_add(b, PG_BLOCK_HEADING, "Before and after");
    put_mismatch(b);
    for (size_t i = 0; last && i < last->row_count; i++) {
        if (pg_case_tells(b, &last->rows[i])) {
            put_change(b, &last->rows[i]);
        }
    }
    if (pg_case_table(b, heads, 5)) {
        pg_case_add(
            b, PG_BLOCK_TEXT,
            "Of throughput more is better: its change is before over after, so that a minus "
            "is a gain in every row.");
    } else {
        pg_case_add(
            b, PG_BLOCK_TEXT,
            "No candidate was proposed for acceptance: there is no final program to compare.");
    }
}

static const char *median(pg_case_builder *b, const pg_comparison *c, const char *metric) {
    const pg_row *row = pg_comparison_row(c, b->m->c->workload, metric);
    return row && row->head.n ? pg_quantity(b->arena, row->head.median, row->unit) : "-";
}

static double value(const pg_case_builder *b, const pg_comparison *c, const char *metric) {
    const pg_row *row = pg_comparison_row(c, b->m->c->workload, metric);
    return row && row->head.n ? row->head.median : 0;
}

static const char *const series_metrics[][2] = {
    {"p50", ">p50"},
    {"p95", ">p95"},
    {"wall_time", ">wall time"},
    {"cpu_time", ">CPU time"},
    {"instructions", ">instructions"},
    {"allocations", ">allocations"},
    {"peak_heap", ">peak heap"},
    {"peak_rss", ">peak RSS"},
};
enum { SERIES_METRICS = sizeof(series_metrics) / sizeof(*series_metrics), SERIES_FIXED = 2 };

static bool in_series(const pg_case_builder *b, const char *metric) {
    bool any = false;
    for (size_t i = 0; i < b->m->e->series_count; i++) {
        any |= value(b, &b->m->e->series[i].comparison, metric) > 0;
    }
    return any;
}

static void put_series_table(pg_case_builder *b) {
    const pg_evaluation *e = b->m->e;
    const char **heads = PG_ARRAY(b->arena, const char *, SERIES_FIXED + SERIES_METRICS);
    size_t columns = SERIES_FIXED;
    heads[0] = "with";
    heads[1] = ">against the baseline";
    for (size_t k = 0; k < SERIES_METRICS; k++) {
        if (in_series(b, series_metrics[k][0])) {
            heads[columns++] = series_metrics[k][1];
        }
    }
    for (size_t i = 0; i < e->series_count; i++) {
        const pg_stage *stage = &e->series[i];
        const pg_row *row =
            pg_comparison_row(&stage->comparison, b->m->c->workload, b->m->c->metric);
        pg_case_cell(b, pg_format(b->arena, "+ %s", stage->id));
        pg_case_number(b, pg_case_gain(b->arena, row), row && row->has_ratio ? row->ratio : 1e9);
        for (size_t k = 0; k < SERIES_METRICS; k++) {
            const char *metric = series_metrics[k][0];
            if (in_series(b, metric)) {
                pg_case_number(b, median(b, &stage->comparison, metric),
                               value(b, &stage->comparison, metric));
            }
        }
    }
    pg_case_table(b, heads, columns);
}

static void put_series(pg_case_builder *b) {
    const pg_case_material *m = b->m;
    if (!m->e->series_count) {
        return;
    }
    pg_case_add(b, PG_BLOCK_HEADING, "One accepted candidate after the other");
    put_series_table(b);
    pg_case_add(
        b, PG_BLOCK_TEXT,
        "Each row was measured beside the baseline, in a session of its own: changes can be "
        "compared from row to row, times only roughly.");
    if (m->pictures[PG_PICTURE_SERIES]) {
        pg_case_add(b, PG_BLOCK_PICTURE,
                    pg_format(b->arena, "%s of %s, as accepted candidates were added", m->c->metric,
                              m->c->workload));
        pg_block *block = &b->view->blocks[b->view->count - 1];
        block->picture = m->pictures[PG_PICTURE_SERIES];
        block->dark = m->pictures[PG_PICTURE_SERIES_DARK];
        block->path = m->paths[PG_PICTURE_SERIES];
    }
}

static const pg_row *without(const pg_case_material *m, const char *id) {
    for (size_t i = 0; i < m->e->without_count; i++) {
        if (!strcmp(m->e->without[i].id, id)) {
            return pg_comparison_row(&m->e->without[i].comparison, m->c->workload, m->c->metric);
        }
    }
    return NULL;
}

static const char *triggers(pg_case_builder *b, const pg_decision *decision) {
    pg_buf text = pg_buf_new(b->arena);
    for (size_t i = 0; i < decision->rollback_count; i++) {
        const pg_trigger *t = &decision->rollback[i];
        pg_buf_format(&text, "%s%s %s ", i ? "; " : "", t->workload, t->metric);
        if (t->has_max) {
            pg_buf_format(&text, "above %.0f", t->max);
        } else {
            pg_buf_format(&text, "gains less than %.0f %% in %llu session%s", 100 * t->min_gain,
                          (unsigned long long)t->sessions, t->sessions == 1 ? "" : "s in a row");
        }
    }
    return text.data;
}

static void put_accepted(pg_case_builder *b) {
    static const char *const heads[] = {"candidate", "why", ">still worth", "accepted with it",
                                        "falls when"};
    pg_case_add(b, PG_BLOCK_HEADING, "Accepted, what it costs, and when the decision falls");
    for (size_t i = 0; i < b->m->c->candidate_count; i++) {
        const pg_candidate *one = &b->m->c->candidates[i];
        if (!pg_candidate_accepted(one)) {
            continue;
        }
        const pg_row *row = without(b->m, one->id);
        pg_case_cell(b, one->id);
        pg_case_cell(b, one->decision.reason);
        pg_case_number(b, pg_case_gain(b->arena, row), row && row->has_ratio ? row->ratio : 1e9);
        pg_case_cell(
            b, pg_format(b->arena, "%llu lines; %s", (unsigned long long)one->lines,
                         pg_case_join(b->arena, &one->decision.trade_offs, "nothing got worse")));
        pg_case_cell(b, triggers(b, &one->decision));
    }
    if (pg_case_table(b, heads, 5)) {
        pg_case_add(b, PG_BLOCK_TEXT,
                    "Still worth: the final program against itself without the candidate. Budgets "
                    "are checked by every gate, gains by gate --triggers.");
    } else {
        pg_case_add(b, PG_BLOCK_TEXT, "None was accepted.");
    }
}

static void put_rejected(pg_case_builder *b) {
    static const char *const heads[] = {"candidate", "hypothesis", ">measured", "why not"};
    pg_case_add(b, PG_BLOCK_HEADING, "Rejected, with the evidence");
    for (size_t i = 0; i < b->m->c->candidate_count; i++) {
        const pg_candidate *one = &b->m->c->candidates[i];
        const pg_trial *trial = pg_evaluation_find(b->m->e, one->id);
        if (!one->has_decision || pg_candidate_accepted(one)) {
            continue;
        }
        const pg_row *row =
            trial && trial->has_comparison
                ? pg_comparison_row(&trial->comparison, b->m->c->workload, b->m->c->metric)
                : NULL;
        pg_case_cell(b, one->id);
        pg_case_cell(b, one->hypothesis);
        pg_case_number(b, pg_case_gain(b->arena, row), row && row->has_ratio ? row->ratio : 1e9);
        pg_case_cell(b, one->decision.reason);
    }
    if (!pg_case_table(b, heads, 4)) {
        pg_case_add(b, PG_BLOCK_TEXT, "None is rejected, or nothing is decided yet.");
    }
}

static void put_regressions(pg_case_builder *b) {
    static const char *const heads[] = {"candidate", "metric",  ">before",
                                        ">after",    ">change", "reason"};
    pg_case_add(b, PG_BLOCK_HEADING, "Every regression that was seen");
    for (size_t t = 0; t < b->m->e->trial_count; t++) {
        const pg_trial *trial = &b->m->e->trials[t];
        for (size_t r = 0; trial->has_comparison && r < trial->comparison.row_count; r++) {
            const pg_row *row = &trial->comparison.rows[r];
            if (row->verdict == PG_REGRESSED && pg_case_tells(b, row)) {
                pg_case_cell(b, trial->id);
                pg_case_cell(b, pg_case_metric(b, row));
                pg_case_number(b, pg_quantity(b->arena, row->base.median, row->unit),
                               row->base.median);
                pg_case_number(b, pg_quantity(b->arena, row->head.median, row->unit),
                               row->head.median);
                pg_case_number(b, pg_case_gain(b->arena, row), row->ratio);
                pg_case_cell(b, row->reason);
            }
        }
    }
    if (!pg_case_table(b, heads, 6)) {
        pg_case_add(b, PG_BLOCK_TEXT, "None: no metric of any candidate was shown to be worse.");
    }
}

static void put_correctness(pg_case_builder *b) {
    const pg_case_material *m = b->m;
    size_t same = 0, differ = 0, broken = 0, count = m->c->correctness.count;
    pg_strings words = {
        pg_grow(b->arena, m->c->correctness.values, count, count + 1, sizeof(*words.values)),
        count};
    words.values[count] = NULL;
    for (size_t i = 0; i < m->e->trial_count; i++) {
        const pg_trial *trial = &m->e->trials[i];
        bool wrong = trial->has_comparison &&
                     pg_comparison_row(&trial->comparison, m->c->workload, "*") != NULL;
        broken += wrong;
        differ += trial->differs != NULL;
        same += trial->has_comparison && !wrong && !trial->differs;
    }
    pg_case_add(b, PG_BLOCK_HEADING, "Correctness");
    pg_case_add(b, PG_BLOCK_TEXT,
                pg_format(b->arena,
                          "Of %zu candidates %zu gave the result of the baseline, on the fixture "
                          "and beyond it; %zu were broken on the fixture, %zu gave another result "
                          "beyond it. Each launch is compared with the expected result, and each "
                          "variant with the baseline by:",
                          m->e->trial_count, same, broken, differ));
    pg_case_add(b, PG_BLOCK_CODE, pg_command_text(b->arena, &(pg_command){words.values}));
    for (size_t i = 0; i < m->e->trial_count; i++) {
        if (m->e->trials[i].differs) {
            pg_case_add(b, PG_BLOCK_ITEM,
                        pg_format(b->arena, "%s: %s", m->e->trials[i].id, m->e->trials[i].differs));
        }
    }
}

static void put_reproduce(pg_case_builder *b) {
    const char *name = b->m->c->name;
    unsigned long long iterations = b->m->e->iterations;
    const char *fewer = b->m->workload->worker && iterations < b->m->workload->iterations
                            ? pg_format(b->arena, " --iterations %llu", iterations)
                            : "";
    pg_case_add(b, PG_BLOCK_HEADING, "How to reproduce");
    pg_case_add(
        b, PG_BLOCK_CODE,
        pg_format(b->arena,
                  "./scripts/clinic %s\n\nperfgate clinic rank %s\nperfgate clinic evaluate "
                  "%s --blocks %llu%s --seed %llu\nperfgate clinic decide %s\nperfgate clinic "
                  "report %s",
                  name, name, name, (unsigned long long)b->m->e->blocks, fewer,
                  (unsigned long long)b->m->e->seed, name, name));
}

void pg_case_results(pg_case_builder *b) {
    put_before_and_after(b);
    put_series(b);
    pg_case_final_profile(b);
    put_accepted(b);
    put_rejected(b);
    put_regressions(b);
    put_correctness(b);
    put_reproduce(b);
}
