#include "report/view.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "base/unit.h"
#include "report/view_row.h"

enum { SHORT_REVISION = 12, TURNED_MAX = 8, BLIND_MAX = 3 };

static const char *const result_marks[PG_RESULTS] = {
    [PG_RESULT_PASS] = "✓",       [PG_RESULT_INCONCLUSIVE] = "~", [PG_RESULT_REGRESSED] = "✗",
    [PG_RESULT_NO_VERDICT] = "?", [PG_RESULT_BROKEN] = "!",
};

static const char *line(pg_arena *arena, const char *text) {
    return pg_view_clip(arena, text, PG_VIEW_LINE_MAX);
}

/* "no-verdict" -> "NO VERDICT" */
static const char *loud(pg_arena *arena, const char *word) {
    char *text = pg_copy(arena, word);
    for (char *c = text; *c; c++) {
        *c = *c == '-' ? ' ' : (char)toupper((unsigned char)*c);
    }
    return text;
}

/* ---- what was compared ---- */

static const char *short_revision(pg_arena *arena, const char *revision) {
    bool hash = strlen(revision) >= 40 && strspn(revision, "0123456789abcdef") == strlen(revision);
    return hash ? pg_copy_n(arena, revision, SHORT_REVISION) : line(arena, revision);
}

static const char *side_text(pg_arena *arena, const pg_side_info *side, const char *more) {
    const char *label = side->label ? side->label : "";
    const char *revision = side->revision ? side->revision : "";
    bool same = !strncmp(revision, label, strlen(label));
    const char *name = same ? short_revision(arena, revision) : line(arena, label);
    pg_buf out = pg_buf_new(arena);
    pg_buf_text(&out, name);
    if (*revision && !same) {
        pg_buf_format(&out, " (%s)", short_revision(arena, revision));
    }
    if (side->dirty) {
        pg_buf_text(&out, " with uncommitted changes");
    }
    if (*more) {
        pg_buf_format(&out, "%s%s", out.length ? ": " : "", more);
    }
    return out.data;
}

static const char *host_text(pg_arena *arena, const pg_comparison *c) {
    const char *base = line(arena, c->base.host_class), *head = line(arena, c->head.host_class);
    return *base && *head && strcmp(base, head) != 0
               ? pg_format(arena, "%s (head), %s (base)", head, base)
           : *head ? head
                   : base;
}

static const char *shard_text(pg_arena *arena, const pg_comparison *c) {
    const pg_shards *shards = &c->shards;
    return !shards->count ? ""
           : shards->index
               ? pg_format(arena,
                           "%llu of %llu: a part of the %zu workloads of the suite; the verdict on "
                           "all of them is that of the merged shards",
                           (unsigned long long)shards->index, (unsigned long long)shards->count,
                           shards->suite.count)
               : pg_format(arena, "all %llu, merged: the rows of all shards are judged together",
                           (unsigned long long)shards->count);
}

static void add_facts(pg_arena *arena, pg_view *view, const pg_comparison *c) {
    const pg_view_fact facts[] = {
        {"base", side_text(arena, &c->base, line(arena, c->source.text))},
        {"head", side_text(arena, &c->head, "")},
        {"host", host_text(arena, c)},
        {"shard", shard_text(arena, c)},
    };
    enum { FACTS = sizeof(facts) / sizeof(*facts) };
    view->facts = PG_ARRAY(arena, pg_view_fact, FACTS);
    for (size_t i = 0; i < FACTS; i++) {
        if (*facts[i].text) {
            view->facts[view->fact_count++] = facts[i];
        }
    }
}

/* Only what a shell and a reader take as it stands. */
static bool is_plain(const char *word) {
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "._/+@~^-";
    return word && *word && *word != '-' && *word != '~' && strlen(word) <= PG_VIEW_NAME_MAX &&
           strspn(word, allowed) == strlen(word);
}

static const char *command(pg_arena *arena, const pg_comparison *c) {
    switch (c->source.kind) {
    case PG_BASE_SESSION:
        return is_plain(c->base.revision)
                   ? pg_format(arena, "perfgate gate --base %s", c->base.revision)
                   : "";
    case PG_BASE_UNKNOWN:
        return is_plain(c->base.label) && is_plain(c->head.label)
                   ? pg_format(arena, "perfgate compare %s %s", c->base.label, c->head.label)
                   : "";
    case PG_BASE_SESSIONS:
    case PG_BASE_FEW:
    case PG_BASE_OTHER_HOST: return "perfgate gate --base baseline";
    case PG_BASE_NONE:
    case PG_BASE_KINDS: break;
    }
    return "";
}

/* ---- all rows in a line ---- */

static void count_words(pg_buf *out, uint64_t count, const char *word) {
    if (count) {
        pg_buf_format(out, "%s%llu %s", out->length ? ", " : "", (unsigned long long)count, word);
    }
}

static const char *counts(pg_arena *arena, const pg_comparison *c) {
    pg_buf out = pg_buf_new(arena);
    size_t waived = 0;
    for (size_t i = 0; i < c->row_count; i++) {
        waived += c->rows[i].waiver != NULL;
    }
    for (int v = 0; v < PG_VERDICTS; v++) {
        count_words(&out, c->counts[v], pg_verdict_word((pg_verdict)v));
        if (v == PG_REGRESSED && waived) {
            pg_buf_format(&out, " (%zu waived)", waived);
        }
    }
    return out.length ? out.data : "no rows";
}

static const char *row_name(pg_arena *arena, const pg_row *row) {
    return pg_format(arena, "%s %s", pg_view_clip(arena, row->workload, PG_VIEW_NAME_MAX),
                     pg_view_clip(arena, row->metric, PG_VIEW_NAME_MAX));
}

static void add_blind(pg_buf *out, const pg_comparison *c) {
    size_t blind = 0;
    for (size_t i = 0; i < c->row_count; i++) {
        const pg_row *row = &c->rows[i];
        if (row->tested && row->gated && !row->has_sight && blind++ < BLIND_MAX) {
            pg_buf_format(out, "%s%s",
                          blind > 1     ? ", "
                          : out->length ? "; blind to +50 %: "
                                        : "blind to +50 %: ",
                          row_name(out->arena, row));
        }
    }
    if (blind > BLIND_MAX) {
        pg_buf_format(out, " and %zu more", blind - BLIND_MAX);
    }
}

/* What the self-test says about the timed rows, in one line. */
static const char *sight(pg_arena *arena, const pg_comparison *c) {
    const pg_row *best = NULL, *worst = NULL;
    for (size_t i = 0; i < c->row_count; i++) {
        const pg_row *row = &c->rows[i];
        if (!row->tested || !row->has_sight) {
            continue;
        }
        best = !best || row->sight < best->sight ? row : best;
        worst = !worst || row->sight > worst->sight ? row : worst;
    }
    pg_buf out = pg_buf_new(arena);
    if (!c->selftested) {
        return "";
    }
    if (best && best->sight == worst->sight) {
        pg_buf_format(&out, "would have caught %s", pg_change(arena, best->sight));
    } else if (best) {
        pg_buf_format(&out, "would have caught %s in %s, %s in %s", pg_change(arena, best->sight),
                      row_name(arena, best), pg_change(arena, worst->sight),
                      row_name(arena, worst));
    }
    add_blind(&out, c);
    return pg_view_clip(arena, out.data, PG_VIEW_REASON_MAX);
}

static const char *means(pg_arena *arena, const pg_comparison *c) {
    pg_buf out = pg_buf_new(arena);
    for (size_t i = 0; i < c->mean_count && out.length < PG_VIEW_REASON_MAX; i++) {
        const pg_geomean *mean = &c->means[i];
        if (isfinite(mean->ratio)) {
            pg_buf_format(&out, "%s%s %s over %llu workloads", out.length ? ", " : "",
                          pg_view_clip(arena, mean->metric, PG_VIEW_NAME_MAX),
                          pg_change(arena, mean->ratio), (unsigned long long)mean->n);
        }
    }
    return pg_view_clip(arena, out.data, PG_VIEW_REASON_MAX);
}

/* Ratios are turned so that above 1 is worse: said where a reader would expect the opposite. */
static void add_turned(pg_arena *arena, pg_strings *notes, const pg_comparison *c) {
    for (size_t i = 0, said = 0; i < c->row_count && said < TURNED_MAX; i++) {
        const pg_row *row = &c->rows[i];
        bool before = row->better != PG_HIGHER;
        for (size_t k = 0; k < i && !before; k++) {
            before = c->rows[k].better == PG_HIGHER && !strcmp(c->rows[k].metric, row->metric);
        }
        if (!before) {
            notes->values[notes->count++] =
                pg_format(arena,
                          "%s: higher is better; the change is base over head, so that + is "
                          "worse everywhere",
                          pg_view_clip(arena, row->metric, PG_VIEW_NAME_MAX));
            said++;
        }
    }
}

static void add_notes(pg_arena *arena, pg_view *view, const pg_comparison *c) {
    pg_strings lifted = pg_view_lift(arena, view->rows, view->row_count);
    view->notes.values = PG_ARRAY(arena, const char *, c->notes.count + lifted.count + TURNED_MAX);
    for (size_t i = 0; i < c->notes.count; i++) {
        view->notes.values[view->notes.count++] =
            pg_view_clip(arena, c->notes.values[i], PG_VIEW_REASON_MAX);
    }
    for (size_t i = 0; i < lifted.count; i++) {
        view->notes.values[view->notes.count++] = lifted.values[i];
    }
    add_turned(arena, &view->notes, c);
}

static void add_beside(pg_arena *arena, pg_view *view, const pg_comparison *beside) {
    uint64_t drifted = 0, by_verdict[PG_VERDICTS] = {0};
    view->beside_rows = pg_view_moved(arena, beside, &view->beside_count);
    for (size_t i = 0; i < beside->row_count; i++) {
        const pg_row *row = &beside->rows[i];
        bool moved = row->verdict == PG_REGRESSED || row->verdict == PG_IMPROVED;
        drifted += moved && row->kind == PG_TIMED;
        by_verdict[row->verdict] += !(moved && row->kind == PG_TIMED);
    }
    pg_buf out = pg_buf_new(arena);
    for (int v = 0; v < PG_VERDICTS; v++) {
        count_words(&out, by_verdict[v], pg_verdict_word((pg_verdict)v));
        if (v == PG_REGRESSED) {
            count_words(&out, drifted, "drifted");
        }
    }
    const char *found = out.length ? out.data : "no rows";
    const char *source = line(arena, beside->source.text);
    view->beside = *source ? pg_format(arena, "%s: %s", source, found) : found;
}

pg_view pg_view_build(pg_arena *arena, const pg_comparison *c) {
    const char *word = pg_result_word(c->result);
    pg_view view = {
        .suite = line(arena, c->suite),
        .result = c->result,
        .mark = result_marks[c->result],
        .result_word = word,
        .result_loud = loud(arena, word),
        .exit_status = c->exit_status,
        .headline = line(arena, c->headline),
        .interval_title = pg_format(arena, "%.4g %% interval", c->level * 100),
        .rows = pg_view_rows(arena, c),
        .row_count = c->row_count,
        .counts = counts(arena, c),
        .sight = sight(arena, c),
        .means = means(arena, c),
        .rules = pg_format(arena,
                           "regressed and improved at q <= %.4g beyond the row's threshold, "
                           "unchanged at p <= %.4g",
                           c->alpha, c->beta),
        .command = command(arena, c),
        .beside = "",
    };
    view.notable = pg_view_group(arena, view.rows, view.row_count);
    pg_view_add_glances(arena, &view, view.notable);
    add_facts(arena, &view, c);
    add_notes(arena, &view, c);
    if (c->beside) {
        add_beside(arena, &view, c->beside);
    }
    return view;
}

char *pg_view_hidden(pg_arena *arena, const pg_view *view, size_t shown_notable,
                     size_t shown_unchanged) {
    size_t notable = view->notable - shown_notable;
    size_t unchanged = view->row_count - view->notable - shown_unchanged;
    if (notable + unchanged == 0) {
        return pg_copy(arena, "");
    }
    pg_buf out = pg_buf_new(arena);
    size_t hidden[PG_VERDICTS] = {0};
    for (size_t i = shown_notable; i < view->row_count; i++) {
        bool shown = i >= view->notable && i < view->notable + shown_unchanged;
        hidden[view->rows[i].row->verdict] += !shown;
    }
    pg_buf words = pg_buf_new(arena);
    for (int v = 0; v < PG_VERDICTS; v++) {
        count_words(&words, hidden[v], pg_verdict_word((pg_verdict)v));
    }
    pg_buf_format(&out, "%zu of %zu rows %s not shown: %s", notable + unchanged, view->row_count,
                  notable + unchanged == 1 ? "is" : "are", words.data);
    return out.data;
}
