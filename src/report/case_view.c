#include <string.h>

#include "base/unit.h"
#include "report/case_blocks.h"

/* ---- putting together ---- */

static pg_block *add_block(pg_case_builder *b, pg_block block) {
    pg_case_view *v = b->view;
    v->blocks = pg_grow(b->arena, v->blocks, v->count, v->count + 1, sizeof(*v->blocks));
    v->blocks[v->count] = block;
    return &v->blocks[v->count++];
}

void pg_case_add(pg_case_builder *b, pg_block_kind kind, const char *text) {
    add_block(b, (pg_block){.kind = kind, .text = text});
}

static void add_cell(pg_case_builder *b, pg_cell cell) {
    b->cells = pg_grow(b->arena, b->cells, b->cell_count, b->cell_count + 1, sizeof(*b->cells));
    b->cells[b->cell_count++] = cell;
}

void pg_case_cell(pg_case_builder *b, const char *text) {
    add_cell(b, (pg_cell){.text = text});
}

void pg_case_number(pg_case_builder *b, const char *text, double value) {
    add_cell(b, (pg_cell){text, value, true});
}

bool pg_case_table(pg_case_builder *b, const char *const *heads, size_t columns) {
    size_t rows = b->cell_count / columns;
    if (rows) {
        add_block(b, (pg_block){.kind = PG_BLOCK_TABLE,
                                .heads = heads,
                                .cells = b->cells,
                                .columns = columns,
                                .rows = rows});
    }
    b->cells = NULL;
    b->cell_count = 0;
    return rows > 0;
}

static void add_picture(pg_case_builder *b, pg_block_kind kind, const char *text,
                        const char *picture, const char *dark, const char *path) {
    if (picture) {
        add_block(
            b,
            (pg_block){.kind = kind, .text = text, .picture = picture, .dark = dark, .path = path});
    }
}

static void add_items(pg_case_builder *b, const pg_strings *texts) {
    for (size_t i = 0; i < texts->count; i++) {
        pg_case_add(b, PG_BLOCK_ITEM, texts->values[i]);
    }
}

const char *pg_case_metric(const pg_case_builder *b, const pg_row *row) {
    return strcmp(row->workload, b->m->c->workload) != 0
               ? pg_format(b->arena, "%s %s", row->workload, row->metric)
               : row->metric;
}

bool pg_case_tells(const pg_case_builder *b, const pg_row *row) {
    return row->metric[0] != '*' &&
           (row->gated || row->kind == PG_EXACT || !strcmp(row->workload, b->m->c->workload));
}

const pg_comparison *pg_case_final(const pg_case_material *m) {
    return m->e->series_count ? &m->e->series[m->e->series_count - 1].comparison : NULL;
}

const char *pg_case_gain(pg_arena *arena, const pg_row *row) {
    if (!row || !row->has_ratio) {
        return "-";
    }
    return row->has_bounds ? pg_format(arena, "%s [%+.1f, %+.1f]", pg_change(arena, row->ratio),
                                       100 * (row->ratio_low - 1), 100 * (row->ratio_high - 1))
                           : pg_change(arena, row->ratio);
}

const char *pg_case_join(pg_arena *arena, const pg_strings *texts, const char *none) {
    pg_buf joined = pg_buf_new(arena);
    for (size_t i = 0; i < texts->count; i++) {
        pg_buf_format(&joined, "%s%s", i ? ", " : "", texts->values[i]);
    }
    return texts->count ? joined.data : none;
}

/* ---- the first half: what was known before anything was changed ---- */

/* What rejects a candidate whatever it gains. */
static void put_limits(pg_case_builder *b) {
    const pg_case *c = b->m->c;
    const struct {
        const char *name;
        uint64_t most;
    } risks[] = {{"correctness", c->max_risk.correctness},
                 {"memory", c->max_risk.memory},
                 {"portability", c->max_risk.portability},
                 {"complexity", c->max_risk.complexity}};
    pg_case_add(b, PG_BLOCK_TEXT, "A candidate is rejected, whatever it gains,");
    pg_case_add(b, PG_BLOCK_ITEM, "whose result is another one, on the fixture or beyond it;");
    for (size_t i = 0; i < c->budget_count; i++) {
        const pg_case_budget *budget = &c->budgets[i];
        pg_case_add(
            b, PG_BLOCK_ITEM,
            budget->has_max_ratio
                ? pg_format(b->arena, "with a %s of more than %g times the baseline's;",
                            budget->metric, budget->max_ratio)
                : pg_format(b->arena, "with a %s of more than %.0f;", budget->metric, budget->max));
    }
    for (size_t i = 0; i < c->guards.count; i++) {
        pg_case_add(b, PG_BLOCK_ITEM,
                    pg_format(b->arena, "that makes %s slower;", c->guards.values[i]));
    }
    for (size_t i = 0; i < sizeof(risks) / sizeof(*risks); i++) {
        if (risks[i].most) {
            pg_case_add(b, PG_BLOCK_ITEM,
                        pg_format(b->arena, "whose risk for %s is more than %llu of 5;",
                                  risks[i].name, (unsigned long long)risks[i].most));
        }
    }
    pg_case_add(b, PG_BLOCK_ITEM,
                pg_format(b->arena,
                          "that takes more than %g lines for each percent gained, or brings what "
                          "is accepted above %llu lines.",
                          c->complexity.max_lines_per_percent,
                          (unsigned long long)c->complexity.max_lines));
}

static void put_question(pg_case_builder *b) {
    const pg_case *c = b->m->c;
    pg_case_add(b, PG_BLOCK_HEADING, "What success is, and of what");
    pg_case_add(b, PG_BLOCK_TEXT,
                pg_format(b->arena, "The metric of success is %s of %s. %s", c->metric, c->workload,
                          c->metric_reason));
    put_limits(b);
    pg_case_add(b, PG_BLOCK_TEXT, "The fixture represents:");
    add_items(b, &c->represents);
    pg_case_add(b, PG_BLOCK_TEXT, "It does not represent:");
    add_items(b, &c->does_not_represent);
}

static void put_pair(pg_case_builder *b, const char *name, const char *value) {
    pg_case_cell(b, name);
    pg_case_cell(b, *value ? value : "not known");
}

static const pg_row *trial_row(const pg_case_material *m, const char *id) {
    const pg_trial *trial = pg_evaluation_find(m->e, id);
    return trial && trial->has_comparison
               ? pg_comparison_row(&trial->comparison, m->c->workload, m->c->metric)
               : NULL;
}

/* Of how many trials the decisive row has more launches than the evaluation's blocks give. */
static size_t measured_again(const pg_case_material *m) {
    enum { LAUNCHES = 2 };
    size_t count = 0;
    for (size_t i = 0; i < m->e->trial_count; i++) {
        const pg_row *row = trial_row(m, m->e->trials[i].id);
        count += row && row->head.n > LAUNCHES * m->e->blocks;
    }
    return count;
}

static void put_environment(pg_case_builder *b) {
    static const char *const heads[] = {"", "value"};
    const pg_evaluation *e = b->m->e;
    pg_case_add(b, PG_BLOCK_HEADING, "Where and how it was measured");
    put_pair(b, "machine", pg_format(b->arena, "%s (%s)", e->cpu, e->host_class));
    put_pair(b, "kernel", e->kernel);
    put_pair(b, "compiler", e->compiler);
    put_pair(b, "build", e->build);
    if (b->m->c->build_mode) {
        put_pair(b, "build mode", b->m->c->build_mode);
    }
    put_pair(b, "sources",
             *e->revision
                 ? pg_format(b->arena, "%.12s%s", e->revision, e->dirty ? " with changes" : "")
                 : "");
    put_pair(b, "measured",
             pg_format(b->arena, "%s, seed %llu, by %s", e->started, (unsigned long long)e->seed,
                       e->tool));
    put_pair(b, "launches",
             b->m->workload->worker
                 ? pg_format(b->arena, "%llu blocks of 2 a side, %llu iterations each",
                             (unsigned long long)e->blocks, (unsigned long long)e->iterations)
                 : pg_format(b->arena, "%llu blocks of 2 a side", (unsigned long long)e->blocks));
    put_pair(b, "command", pg_command_text(b->arena, &b->m->workload->command));
    for (size_t i = 0; i < b->m->workload->fixture_count; i++) {
        const pg_fixture *fixture = &b->m->workload->fixtures[i];
        put_pair(b, "fixture",
                 pg_format(b->arena, "%s, sha256 %s", fixture->path,
                           fixture->sha256 ? fixture->sha256 : "not given"));
    }
    pg_case_table(b, heads, 2);
    pg_case_add(
        b, PG_BLOCK_TEXT,
        "A candidate is measured side by side with the program that it presupposes and with "
        "a control, which is that program once more, in blocks of random order. Intervals "
        "are of 95 %, of the ratio of the medians.");
    size_t again = measured_again(b->m);
    if (again) {
        pg_case_add(b, PG_BLOCK_TEXT,
                    pg_format(b->arena,
                              "%zu of %zu were left open by that, and measured once more with more "
                              "blocks: their numbers are those of the second time.",
                              again, b->m->e->trial_count));
    }
}

/* The first comparison whose base is the baseline. */
static const pg_comparison *of_baseline(const pg_case_material *m) {
    for (size_t i = 0; i < m->e->trial_count; i++) {
        if (m->e->trials[i].has_comparison && !m->e->trials[i].against.count) {
            return &m->e->trials[i].comparison;
        }
    }
    return pg_case_final(m);
}

static void put_baseline(pg_case_builder *b) {
    static const char *const heads[] = {"metric", ">baseline", ">spread", ">launches"};
    const pg_comparison *c = of_baseline(b->m);
    pg_case_add(b, PG_BLOCK_HEADING, "The baseline");
    for (size_t i = 0; c && i < c->row_count; i++) {
        const pg_row *row = &c->rows[i];
        if (row->base.n && pg_case_tells(b, row)) {
            pg_case_cell(b, pg_case_metric(b, row));
            pg_case_number(b, pg_quantity(b->arena, row->base.median, row->unit), row->base.median);
            pg_case_number(b, pg_format(b->arena, "%.1f %%", 100 * row->base.spread),
                           row->base.spread);
            pg_case_number(b, pg_format(b->arena, "%llu", (unsigned long long)row->base.n),
                           (double)row->base.n);
        }
    }
    if (!pg_case_table(b, heads, 4)) {
        pg_case_add(b, PG_BLOCK_TEXT, "There are no numbers of the baseline.");
    }
}

static void put_spots(pg_case_builder *b, const pg_case_profile *profile) {
    static const char *const heads[] = {"function", ">self", ">with what it calls"};
    static const double least = 0.0005; /* what is not 0.0 % */
    enum { MOST = 15 };
    for (size_t i = 0; i < profile->count && i < MOST; i++) {
        const pg_case_spot *spot = &profile->spots[i];
        if (spot->self < least) {
            continue;
        }
        pg_case_cell(b, spot->name);
        pg_case_number(b, pg_format(b->arena, "%.1f %%", 100 * spot->self), spot->self);
        pg_case_number(b, pg_format(b->arena, "%.1f %%", 100 * spot->total), spot->total);
    }
    pg_case_table(b, heads, 3);
}

static void put_profile(pg_case_builder *b) {
    const pg_case_profile *profile = &b->m->baseline;
    pg_case_add(b, PG_BLOCK_HEADING, "Where the time goes");
    pg_case_add(b, PG_BLOCK_TEXT,
                pg_format(b->arena,
                          "%s samples of the baseline, built for profiling, in which functions "
                          "that candidates name are not inlined. A profile says where to look; how "
                          "much a change is worth, only measuring says.",
                          pg_quantity(b->arena, profile->samples, "count")));
    put_spots(b, profile);
    add_picture(b, PG_BLOCK_FLAME, "Flamegraph of the baseline", profile->picture, NULL,
                profile->path);
}

static const char *decided(const pg_candidate *candidate) {
    return candidate->has_decision ? candidate->decision.value : "open";
}

static void put_ranking(pg_case_builder *b) {
    static const char *const heads[] = {">rank",        "candidate",  ">score",
                                        "attacks",      ">predicted", ">measured",
                                        "risk c m p x", ">lines",     "decision"};
    const pg_case *c = b->m->c;
    pg_case_add(b, PG_BLOCK_HEADING, "Candidates, ranked before their code was written");
    for (size_t i = 0; i < c->candidate_count; i++) {
        const pg_case_rank *rank = &b->m->ranks[i];
        const pg_candidate *one = &c->candidates[rank->candidate];
        const pg_row *row = trial_row(b->m, one->id);
        const pg_risk *r = &one->risk;
        pg_case_number(b, pg_format(b->arena, "%zu", i + 1), (double)i + 1);
        pg_case_cell(b, pg_format(b->arena, "%s: %s", one->id, one->title));
        pg_case_number(b, pg_format(b->arena, "%.3f", rank->score), rank->score);
        pg_case_cell(b, pg_format(b->arena, "%s, %.1f %%%s", one->hotspot.function,
                                  100 * rank->share, rank->beyond ? " (expects more)" : ""));
        pg_case_number(b, pg_format(b->arena, "-%.0f %%", 100 * one->expected_gain),
                       -one->expected_gain);
        pg_case_number(b, pg_case_gain(b->arena, row),
                       row && row->has_ratio ? row->ratio - 1 : 1e9);
        pg_case_cell(b,
                     pg_format(b->arena, "%llu %llu %llu %llu", (unsigned long long)r->correctness,
                               (unsigned long long)r->memory, (unsigned long long)r->portability,
                               (unsigned long long)r->complexity));
        pg_case_number(b, pg_format(b->arena, "%llu", (unsigned long long)one->lines),
                       (double)one->lines);
        pg_case_cell(b, decided(one));
    }
    pg_case_table(b, heads, 9);
    pg_case_add(b, PG_BLOCK_TEXT,
                "Risks are correctness, memory, portability and complexity, from 1 to 5. Predicted "
                "and measured are against the program that a candidate presupposes.");
}

void pg_case_final_profile(pg_case_builder *b) {
    const pg_case_material *m = b->m;
    if (!m->has_final) {
        return;
    }
    pg_case_add(b, PG_BLOCK_HEADING, "Where the time goes now");
    put_spots(b, &m->final);
    add_picture(b, PG_BLOCK_FLAME, "Flamegraph of the final program", m->final.picture, NULL,
                m->final.path);
    add_picture(b, PG_BLOCK_FLAME,
                "What has moved: the final program against the baseline, shares of the whole",
                m->pictures[PG_PICTURE_DIFFERENCE], NULL, m->paths[PG_PICTURE_DIFFERENCE]);
}

/* ---- the whole ---- */

static void put_figures(pg_case_builder *b) {
    const pg_comparison *last = pg_case_final(b->m);
    const pg_row *row = last ? pg_comparison_row(last, b->m->c->workload, b->m->c->metric) : NULL;
    size_t accepted = 0;
    pg_case_view *v = b->view;
    for (size_t i = 0; i < b->m->c->candidate_count; i++) {
        accepted += pg_candidate_accepted(&b->m->c->candidates[i]);
    }
    if (row && row->has_ratio && row->ratio > 0) {
        v->figures[v->figure_count][0] = pg_format(b->arena, "%.2f times", 1 / row->ratio);
        v->figures[v->figure_count++][1] =
            pg_format(b->arena, "as fast: %s %s", b->m->c->metric, pg_case_gain(b->arena, row));
        v->figures[v->figure_count][0] =
            pg_format(b->arena, "%s → %s", pg_quantity(b->arena, row->base.median, row->unit),
                      pg_quantity(b->arena, row->head.median, row->unit));
        v->figures[v->figure_count++][1] =
            pg_format(b->arena, "%s of %s", b->m->c->metric, b->m->c->workload);
    }
    v->figures[v->figure_count][0] =
        pg_format(b->arena, "%zu of %zu", accepted, b->m->c->candidate_count);
    v->figures[v->figure_count++][1] = "candidates accepted";
}

pg_case_view pg_case_view_build(pg_arena *arena, const pg_case_material *m) {
    pg_case_view view = {.title = pg_format(arena, "The case %s", m->c->name),
                         .question = m->c->question};
    pg_case_builder b = {.arena = arena, .m = m, .view = &view};
    put_figures(&b);
    put_question(&b);
    put_environment(&b);
    put_baseline(&b);
    put_profile(&b);
    put_ranking(&b);
    pg_case_results(&b);
    return view;
}
