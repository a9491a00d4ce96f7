/* The report on a case: what must stand in it, and that foreign text stays text. */
#include "report/case_chart.h"
#include "report/case_html.h"
#include "report/case_markdown.h"

#include <string.h>

#include "support/expect.h"

#define HOSTILE "<script>alert(1)</script> | `x` [a](b) *b*\n# c & \"q\""

typedef struct scene {
    pg_arena *arena;
    pg_case c;
    pg_candidate candidates[3];
    pg_case_rank ranks[3];
    pg_case_spot spot;
    pg_row rows[2];
    pg_trial trials[3];
    pg_stage stage;
    pg_evaluation e;
    pg_workload workload;
    const char *argv[2];
    pg_trigger trigger;
    pg_case_material m;
} scene;

static scene s;

static pg_row row_of(const char *metric, double ratio, pg_verdict verdict) {
    return (pg_row){.workload = "w",
                    .metric = metric,
                    .unit = "ns",
                    .base = {.n = 20, .median = 1e7},
                    .head = {.n = 20, .median = 1e7 * ratio},
                    .has_ratio = true,
                    .ratio = ratio,
                    .has_bounds = true,
                    .ratio_low = ratio - 0.01,
                    .ratio_high = ratio + 0.01,
                    .verdict = verdict,
                    .reason = "its reason"};
}

static void set_up(void) {
    s = (scene){.arena = pg_arena_new()};
    s.rows[0] = row_of("p50", 0.75, PG_IMPROVED);
    s.rows[1] = row_of("p95", 1.25, PG_REGRESSED);
    const pg_comparison numbers = {.rows = s.rows, .row_count = 2};
    static const char *const ids[] = {"arena", "wrong", HOSTILE};
    s.trigger = (pg_trigger){"w", "p50", .min_gain = 0.1, .has_min_gain = true, .sessions = 2};
    for (size_t i = 0; i < 3; i++) {
        s.candidates[i] = (pg_candidate){.id = ids[i],
                                         .title = "Title",
                                         .hypothesis = HOSTILE,
                                         .hotspot = {"f", 0.5, "total"},
                                         .expected_gain = 0.3,
                                         .lines = 7,
                                         .has_decision = true,
                                         .decision = {"reject", HOSTILE, .evidence = "e"}};
        s.ranks[i] = (pg_case_rank){i, 0.25, 0.5, i == 1};
        s.trials[i] = (pg_trial){.id = ids[i], .comparison = numbers, .has_comparison = i < 2};
    }
    s.candidates[0].decision =
        (pg_decision){"accept", "it gains", .rollback = &s.trigger, .rollback_count = 1};
    s.trials[1].differs = HOSTILE;
    s.trials[2].trouble = HOSTILE;
    s.stage = (pg_stage){.id = "arena", .comparison = numbers};
    s.argv[0] = "./program";
    s.workload = (pg_workload){.name = "w", .command = {s.argv}};
    s.c = (pg_case){.name = "case",
                    .workload = "w",
                    .question = HOSTILE,
                    .metric = "p50",
                    .metric_reason = "One waits.",
                    .candidates = s.candidates,
                    .candidate_count = 3};
    s.e = (pg_evaluation){.tool = "t",
                          .name = "case",
                          .workload = "w",
                          .metric = "p50",
                          .started = "2026",
                          .host_class = "h",
                          .cpu = HOSTILE,
                          .kernel = "k",
                          .compiler = "c",
                          .revision = "",
                          .build = "b",
                          .blocks = 5,
                          .iterations = 300,
                          .seed = 9,
                          .trials = s.trials,
                          .trial_count = 3,
                          .series = &s.stage,
                          .series_count = 1,
                          .without = &s.stage,
                          .without_count = 1};
    s.spot = (pg_case_spot){HOSTILE, 0.4, 0.6};
    s.m = (pg_case_material){.c = &s.c,
                             .e = &s.e,
                             .workload = &s.workload,
                             .ranks = s.ranks,
                             .baseline = {100, &s.spot, 1, "<svg id=\"flame\">#%</svg>", "f.svg"}};
    s.m.pictures[PG_PICTURE_SERIES] = "<svg>series</svg>";
    s.m.paths[PG_PICTURE_SERIES] = "s.svg";
}

static void tear_down(void) {
    pg_arena_free(s.arena);
}

TestSuite(case_report, .init = set_up, .fini = tear_down);

static pg_buf rendered(void (*render)(pg_buf *, const pg_case_view *)) {
    pg_buf out = pg_buf_new(s.arena);
    pg_case_view view = pg_case_view_build(s.arena, &s.m);
    render(&out, &view);
    return out;
}

static void expect_part(const pg_buf *text, const char *part) {
    cr_expect(strstr(text->data, part), "expected \"%s\" in:\n%s", part, text->data);
}

Test(case_report, markdown_has_every_part) {
    pg_buf text = rendered(pg_case_markdown);
    static const char *const parts[] = {
        "# The case case\n",
        "**1.33 times** as fast: p50 -25.0 % [-26.0, -24.0]",
        "## Where and how it was measured\n",
        "## Where the time goes\n",
        "| 1 | arena: Title | 0.250 | f, 50.0 % | -30 % | -25.0 % [-26.0, -24.0] |",
        "f, 50.0 % (expects more)",
        "| p50 | 10.0 ms | 7.50 ms | -25.0 % [-26.0, -24.0] | improved |",
        "| p95 | 10.0 ms | 12.5 ms | +25.0 % [+24.0, +26.0] | regressed |",
        "| arena | it gains | -25.0 % [-26.0, -24.0] | 7 lines; nothing got worse | w p50 "
        "gains "
        "less than 10 % in 2 sessions in a row |",
        "## Rejected, with the evidence\n",
        "| arena | p95 | 10.0 ms | 12.5 ms |",
        "Of 3 candidates 1 gave the result of the baseline",
        "[Flamegraph of the baseline](f.svg)",
        "](s.svg)",
        "    perfgate clinic evaluate case --blocks 5 --seed 9\n",
    };
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        expect_part(&text, parts[i]);
    }
}

Test(case_report, foreign_text_stays_text_in_markdown) {
    pg_buf text = rendered(pg_case_markdown);
    cr_expect(!strstr(text.data, " <script") && !strstr(text.data, "\n<script") &&
              !strstr(text.data, " [a](b)"));
    cr_expect(!strstr(text.data, "\n# c"), "a line of its own");
    expect_part(&text, "\\<script\\>alert(1)\\</script\\> \\| \\`x\\` [a\\](b) \\*b\\*");
}

Test(case_report, foreign_text_stays_text_in_html) {
    pg_buf text = rendered(pg_case_html);
    const char *own = strstr(text.data, "<script>");
    cr_assert(own && !strstr(own + 1, "<script"), "one script, ours");
    cr_expect(!strstr(text.data, "alert(1)</script>"));
    expect_part(&text, "&lt;script&gt;alert(1)&lt;/script&gt;");
    expect_part(
        &text,
        "src=\"data:image/svg+xml;charset=utf-8,%3Csvg%20id=%22flame%22%3E%23%25%3C/svg%3E\"");
}

Test(case_report, html_asks_for_nothing) {
    pg_buf text = rendered(pg_case_html);
    cr_expect(!strstr(text.data, "http:") && !strstr(text.data, "https:"));
    expect_part(&text, "default-src 'none'");
}

Test(case_report, nothing_accepted_nothing_measured) {
    s.e.series_count = s.e.without_count = s.e.trial_count = 0;
    s.candidates[0].has_decision = false;
    s.m.pictures[PG_PICTURE_SERIES] = NULL;
    pg_buf text = rendered(pg_case_markdown);
    expect_part(&text, "**0 of 3** candidates accepted");
    expect_part(&text, "There are no numbers of the baseline.");
    expect_part(&text,
                "No candidate was proposed for acceptance: there is no final program to compare.");
    expect_part(&text, "None was accepted.");
    expect_part(&text, "| arena: Title | 0.250 | f, 50.0 % | -30 % | - |");
    cr_expect(!strstr(text.data, "One accepted candidate after the other"));
}

Test(case_report, another_program_was_measured_than_decided) {
    pg_buf text = rendered(pg_case_markdown);
    cr_expect(!strstr(text.data, "Mind:"), "as it was decided");
    s.candidates[1].decision = s.candidates[0].decision;
    s.candidates[0].decision.value = "reject";
    text = rendered(pg_case_markdown);
    expect_part(&text, "it has 1 candidates that were rejected, and lacks 1 that were accepted");
}

Test(case_report, the_same_twice) {
    pg_buf one = rendered(pg_case_html), other = rendered(pg_case_html);
    expect_text(one.data, other.data, "bytes");
}

Test(case_report, chart_of_the_series) {
    pg_buf script = pg_buf_new(s.arena);
    cr_assert(pg_case_chart_script(&script, &s.e, PG_CHART_SVG, PG_CHART_LIGHT));
    expect_part(&script, "'baseline'");
    expect_part(&script, "'7.50 ms   -25.0 % [-26.0, -24.0]'");
    expect_part(&script, "plot NaN\n");
    s.e.series_count = 0;
    cr_expect(!pg_case_chart_script(&script, &s.e, PG_CHART_SVG, PG_CHART_LIGHT), "no numbers");
}
