#include <math.h>

#include "base/rng.h"
#include "report/markdown.h"
#include "report/text.h"
#include "report/view.h"
#include "report/view_row.h"
#include "support/expect.h"
#include "unit/report/support/samples.h"

static pg_arena *arena;

static void setup(void) {
    arena = pg_arena_new();
}

static void teardown(void) {
    pg_arena_free(arena);
}

TestSuite(view, .init = setup, .fini = teardown);

static pg_row numbered(const char *name, pg_verdict verdict, double ratio) {
    pg_row row = sample_row(name, "wall_time", verdict, ratio, 0.01);
    row.has_ratio = row.has_bounds = ratio > 0;
    return row;
}

Test(view, rows_stand_worst_first) {
    static const struct {
        const char *name;
        pg_verdict verdict;
        double ratio; /* 0: none */
    } rows[] = {
        {"j", PG_UNCHANGED, 1.01}, {"g", PG_IMPROVED, 0.9},   {"d", PG_REGRESSED, 1.1},
        {"h", PG_NEW, 0},          {"c", PG_REGRESSED, 1.3},  {"b", PG_REGRESSED, 0},
        {"k", PG_UNCHANGED, 1.01}, {"f", PG_INCONCLUSIVE, 1}, {"a", PG_BROKEN, 0},
        {"l", PG_UNCHANGED, 0.7},  {"e", PG_MISSING, 0},      {"i", PG_UNCHANGED, 1.02},
    };
    pg_comparison c = sample_empty();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        sample_add(arena, &c, numbered(rows[i].name, rows[i].verdict, rows[i].ratio));
    }
    pg_view view = pg_view_build(arena, &c);
    cr_assert_eq(view.row_count, COUNT_OF(rows));
    cr_expect_eq(view.notable, 8);
    for (size_t i = 0; i < view.row_count; i++) {
        expect_text(view.rows[i].workload, row_label("%c", (int)('a' + i)), "row %zu", i);
    }
}

static const char *row_label_of(size_t i) {
    return pg_format(arena, "w%02d", (int)i);
}

Test(view, order_does_not_depend_on_the_input_but_for_equals) {
    pg_rng rng = pg_rng_new(11);
    for (int round = 0; round < 300; round++) {
        pg_comparison c = sample_empty();
        size_t count = pg_rng_below(&rng, 40);
        for (size_t i = 0; i < count; i++) {
            double ratio = 0.25 * (double)pg_rng_below(&rng, 8);
            sample_add(
                arena, &c,
                numbered(row_label_of(i), (pg_verdict)pg_rng_below(&rng, PG_VERDICTS), ratio));
        }
        pg_view view = pg_view_build(arena, &c);
        for (size_t i = 1; i < count; i++) {
            const pg_row *a = view.rows[i - 1].row, *b = view.rows[i].row;
            bool same_verdict = a->verdict == b->verdict;
            double a_ratio = a->has_ratio ? a->ratio : INFINITY;
            double b_ratio = b->has_ratio ? b->ratio : INFINITY;
            cr_assert(a->verdict <= b->verdict);
            cr_assert(!same_verdict || a_ratio >= b_ratio);
            cr_assert(!same_verdict || a_ratio != b_ratio || a < b);
        }
    }
}

typedef struct format {
    const char *label;
    double ratio, low, high; /* low 0: no bounds */
    const char *change, *interval;
} format;

static const format formats[] = {
    {"a regression", 1.259, 1.241, 1.27, "+25.9 %", "[+24.1, +27.0] %"},
    {"an improvement", 0.842, 0.83, 0.86, "-15.8 %", "[-17.0, -14.0] %"},
    {"nothing", 1, 0.9996, 1.0004, "0.0 %", "[0.0, 0.0] %"},
    {"without bounds", 1.02, 0, 0, "+2.0 %", "-"},
    {"twenty times", 20.3, 19.7, 20.91, "+1930 %", "[+1870, +1991] %"},
    {"down to nothing", 0, 0, 0, "-100 %", "-"},
};

Test(view, numbers) {
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        pg_comparison c = sample_empty();
        pg_row row = sample_row("w", "wall_time", PG_REGRESSED, formats[i].ratio, 0);
        row.has_bounds = formats[i].low > 0;
        row.ratio_low = formats[i].low;
        row.ratio_high = formats[i].high;
        sample_add(arena, &c, row);
        pg_view view = pg_view_build(arena, &c);
        expect_text(view.rows[0].change, formats[i].change, "%s", formats[i].label);
        expect_text(view.rows[0].interval, formats[i].interval, "%s", formats[i].label);
    }
}

Test(view, what_is_infinite_is_not_shown) {
    pg_comparison c = sample_empty();
    pg_row row = sample_row("w", "allocations", PG_REGRESSED, INFINITY, 0.1);
    sample_add(arena, &c, row);
    row.workload = "x";
    row.ratio = 1.5;
    row.ratio_high = INFINITY;
    sample_add(arena, &c, row);
    row.workload = "y";
    row.has_ratio = false;
    sample_add(arena, &c, row);
    pg_view view = pg_view_build(arena, &c);
    expect_text(view.rows[0].change, "-", "infinite");
    expect_text(view.rows[0].interval, "-", "infinite");
    expect_text(view.rows[1].change, "-", "absent");
    expect_text(view.rows[1].interval, "-", "absent");
    expect_text(view.rows[2].change, "+50.0 %", "infinite bound");
    expect_text(view.rows[2].interval, "-", "infinite bound");
}

Test(view, cells_of_a_row) {
    pg_comparison c;
    cr_assert(sample_named(arena, "typical", &c));
    pg_view view = pg_view_build(arena, &c);
    const pg_view_row *row = &view.rows[1];
    expect_text(row->workload, "search", "workload");
    expect_text(row->metric, "wall_time", "metric");
    expect_text(row->mark, "✗", "mark");
    expect_text(row->word, "regressed", "word");
    expect_text(row->base, "41.2 ms", "base");
    expect_text(row->head, "51.9 ms", "head");
    expect_text(row->p, "< 1e-6", "p");
    expect_text(row->n, "20+20", "n");
    expect_text(row->bar, "██████", "bar: the longest");
    expect_text(view.rows[0].metric, "", "the workload as a whole");
    expect_text(view.rows[0].n, "-", "no samples");
    expect_text(view.rows[4].q, "exact", "exact");
    expect_text(view.rows[4].p, "-", "exact");
    expect_text(view.rows[5].bar, "░░░░░", "better");
    expect_text(view.counts,
                "1 broken, 3 regressed (1 waived), 1 inconclusive, 1 improved, 1 new, 5 unchanged",
                "counts");
    expect_text(view.means, "wall_time +3.6 % over 4 workloads, cpu_time +2.4 % over 3 workloads",
                "means");
    expect_text(view.result_loud, "BROKEN", "result");
    expect_text(view.interval_title, "95 % interval", "level");
}

Test(view, reasons_that_repeat_numbers_are_left_out) {
    pg_comparison c;
    cr_assert(sample_named(arena, "typical", &c));
    pg_view view = pg_view_build(arena, &c);
    for (size_t i = 0; i < view.row_count; i++) {
        const pg_row *row = view.rows[i].row;
        bool real = row->tested && row->q <= 0.01;
        bool told = row->verdict != PG_UNCHANGED || !row->has_ratio || real;
        cr_expect_eq(*view.rows[i].reason != 0, told, "%s %s", row->workload, row->metric);
    }
}

Test(view, rows_that_cannot_fail_the_gate_say_so) {
    for (int v = 0; v < PG_VERDICTS; v++) {
        pg_comparison c = sample_empty();
        sample_add(arena, &c, sample_row("w", "m", (pg_verdict)v, 1.2, 0.1))->gated = false;
        const char *word = pg_verdict_word((pg_verdict)v);
        const char *expected =
            v <= PG_INCONCLUSIVE ? pg_format(arena, "%s, not gated", word) : word;
        expect_text(pg_view_build(arena, &c).rows[0].word, expected, "%s", word);
    }
}

Test(view, waived_regressions_say_so) {
    pg_comparison c;
    cr_assert(sample_named(arena, "typical", &c));
    const pg_view_row *row = &pg_view_build(arena, &c).rows[4];
    expect_text(row->word, "regressed, waived", "word");
    expect_text(row->reason,
                "exact, threshold 0 %; waived up to +2.0 % until 2031-01-31: the new index needs "
                "them (issue 12)",
                "reason");
    cr_expect(!row->loud && row[-2].loud);
}

Test(view, what_the_selftest_saw) {
    pg_comparison c;
    cr_assert(sample_named(arena, "typical", &c));
    expect_text(pg_view_build(arena, &c).sight,
                "would have caught +5.0 % in parser_small wall_time, +15.5 % in parser_large "
                "cpu_time",
                "best and worst");
    cr_assert(sample_named(arena, "far", &c));
    const char *sight = pg_view_build(arena, &c).sight;
    cr_expect(strstr(sight, "; blind to +50 %: index_open wall_time"), "%s", sight);
    c.selftested = false;
    expect_text(pg_view_build(arena, &c).sight, "", "not looked for");
    cr_assert(sample_named(arena, "pass", &c));
    c.selftested = true;
    expect_text(pg_view_build(arena, &c).sight, "would have caught +5.0 %", "all the same");
    for (size_t i = 0; i < c.row_count; i++) {
        c.rows[i].has_sight = false;
    }
    expect_text(pg_view_build(arena, &c).sight,
                "blind to +50 %: parser_small wall_time, parser_large wall_time, wordfreq "
                "wall_time and 1 more",
                "all blind");
}

static const char *fact(const pg_view *view, const char *name) {
    for (size_t i = 0; i < view->fact_count; i++) {
        if (!strcmp(view->facts[i].name, name)) {
            return view->facts[i].text;
        }
    }
    return "(none)";
}

Test(view, what_was_compared) {
    pg_comparison c = sample_empty();
    pg_view view = pg_view_build(arena, &c);
    expect_text(fact(&view, "base"),
                "main (05d6bef01234): measured side by side with head, in one session", "base");
    expect_text(fact(&view, "head"), "work tree (3f2c1ab01234) with uncommitted changes", "head");
    expect_text(fact(&view, "host"), c.head.host_class, "one host");
    c.base.label = "05d6bef";
    c.base.host_class = "other";
    c.head.revision = c.head.label = NULL;
    c.head.dirty = false;
    view = pg_view_build(arena, &c);
    expect_text(fact(&view, "base"),
                "05d6bef01234: measured side by side with head, in one session", "label and hash");
    expect_text(fact(&view, "host"), "epyc-7763-2cpu-glibc2.36-vm (head), other (base)", "hosts");
    expect_text(fact(&view, "head"), "(none)", "nothing is known");
}

typedef struct reproducing {
    const char *label;
    pg_base_kind kind;
    const char *revision, *base, *head, *command;
} reproducing;

static const reproducing commands[] = {
    {"a session", PG_BASE_SESSION, "05d6bef", "main", "tree", "perfgate gate --base 05d6bef"},
    {"a branch", PG_BASE_SESSION, "origin/main~2", "", "", "perfgate gate --base origin/main~2"},
    {"no revision", PG_BASE_SESSION, "", "main", "tree", ""},
    {"a shell in it", PG_BASE_SESSION, "a;reboot", "", "", ""},
    {"a substitution", PG_BASE_SESSION, "$(reboot)", "", "", ""},
    {"back-ticks", PG_BASE_SESSION, "`reboot`", "", "", ""},
    {"two lines", PG_BASE_SESSION, "a\nreboot", "", "", ""},
    {"an option", PG_BASE_SESSION, "--out=x", "", "", ""},
    {"a home", PG_BASE_SESSION, "~root", "", "", ""},
    {"files", PG_BASE_UNKNOWN, "", "a.json", "b.json", "perfgate compare a.json b.json"},
    {"files with spaces", PG_BASE_UNKNOWN, "", "a b.json", "b.json", ""},
    {"a baseline", PG_BASE_SESSIONS, "x", "y", "z", "perfgate gate --base baseline"},
    {"a young baseline", PG_BASE_FEW, "x", "y", "z", "perfgate gate --base baseline"},
    {"nothing", PG_BASE_NONE, "x", "y", "z", ""},
};

Test(view, the_command_is_safe_for_a_shell) {
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        const reproducing *row = &commands[i];
        pg_comparison c = sample_empty();
        c.source.kind = row->kind;
        c.base.revision = row->revision;
        c.base.label = row->base;
        c.head.label = row->head;
        expect_text(pg_view_build(arena, &c).command, row->command, "%s", row->label);
    }
}

Test(view, what_many_rows_share_is_said_once) {
    pg_comparison c;
    cr_assert(sample_named(arena, "baseline", &c));
    pg_view view = pg_view_build(arena, &c);
    cr_assert_eq(view.notes.count, 1);
    expect_text(view.notes.values[0], "4 rows: base was built by another compiler", "note");
    for (size_t i = 0; i < view.row_count; i++) {
        cr_expect_eq(view.rows[i].warnings.count, 0);
    }
    c.row_count = 3;
    view = pg_view_build(arena, &c);
    cr_expect_eq(view.notes.count, 0, "three rows do not make a note");
    cr_expect_eq(view.rows[0].warnings.count, 1);
}

Test(view, the_baseline_beside) {
    pg_comparison c;
    cr_assert(sample_named(arena, "baseline", &c));
    pg_view view = pg_view_build(arena, &c);
    cr_assert_eq(view.beside_count, 3);
    expect_text(view.beside_rows[0].word, "drifted", "timed, worse");
    expect_text(view.beside_rows[0].mark, "↗", "timed, worse");
    expect_text(view.beside_rows[1].word, "regressed", "exact");
    expect_text(view.beside_rows[2].mark, "↘", "timed, better");
    cr_expect(strstr(view.beside, "1 regressed, 2 drifted, 1 unchanged"), "%s", view.beside);
    c.beside = NULL;
    expect_text(pg_view_build(arena, &c).beside, "", "none");
}

Test(view, higher_is_better_is_explained_once_a_metric) {
    pg_comparison c = sample_empty();
    for (int i = 0; i < 5; i++) {
        sample_add(arena, &c, sample_row("w", i % 2 ? "ops" : "hits", PG_UNCHANGED, 1, 0.1))
            ->better = PG_HIGHER;
    }
    cr_expect_eq(pg_view_build(arena, &c).notes.count, 2);
}

Test(view, hidden_rows_are_counted_by_verdict) {
    pg_comparison c;
    cr_assert(sample_named(arena, "typical", &c));
    pg_view view = pg_view_build(arena, &c);
    expect_text(pg_view_hidden(arena, &view, view.notable, 4), "", "all are shown");
    expect_text(pg_view_hidden(arena, &view, view.notable, 1),
                "3 of 12 rows are not shown: 3 unchanged", "some unchanged");
    expect_text(pg_view_hidden(arena, &view, 3, 0),
                "9 of 12 rows are not shown: 1 regressed, 1 inconclusive, 1 improved, 1 new, "
                "5 unchanged",
                "more");
    expect_text(pg_view_hidden(arena, &view, 6, 4),
                "2 of 12 rows are not shown: 1 new, 1 unchanged", "two");
    expect_text(pg_view_hidden(arena, &view, 7, 4), "1 of 12 rows is not shown: 1 new", "one");
}

Test(view, long_texts_are_cut_at_a_character) {
    expect_text(pg_view_clip(arena, "Größe", 5), "Größe", "fits");
    expect_text(pg_view_clip(arena, "Größe", 4), "Größ…", "cut");
    expect_text(pg_view_clip(arena, "Größe", 2), "Gr…", "cut before two bytes");
    expect_text(pg_view_clip(arena, NULL, 2), "", "nothing");
}

static const char *const names[] = {"one",  "typical", "many",    "far",     "long",
                                    "pass", "crowd",   "nothing", "baseline"};

static char *rendered(const pg_comparison *c) {
    pg_buf out = pg_buf_new(arena);
    pg_view view = pg_view_build(arena, c);
    pg_report_text(&out, &view, true);
    pg_report_markdown(&out, &view);
    return out.data;
}

/* What `perfgate report comparison.json` prints is what the gate printed. */
Test(view, a_comparison_read_back_gives_the_same_bytes) {
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        pg_comparison c, again;
        cr_assert(sample_named(arena, names[i], &c));
        if (i == 1) {
            pg_row *row = sample_add(arena, &c, sample_row("w", "allocations", PG_REGRESSED, 2, 0));
            row->base.median = 0;
            row->ratio = INFINITY;
        }
        pg_buf written = pg_buf_new(arena);
        pg_comparison_write(&written, &c);
        pg_json at;
        pg_error err = {0};
        cr_assert_eq(
            pg_json_parse(arena, "c.json", written.data, written.length, PG_JSON_PLAIN, &at, &err),
            PG_OK, "%s: %s", names[i], err.text);
        cr_assert_eq(pg_comparison_read(arena, &at, &again, &err), PG_OK, "%s: %s %s", names[i],
                     err.place, err.text);
        cr_expect_str_eq(rendered(&c), rendered(&again), "%s", names[i]);
    }
}
