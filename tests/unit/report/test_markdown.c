#include "base/text.h"
#include "report/markdown.h"
#include "support/expect.h"
#include "unit/report/support/samples.h"

static pg_arena *arena;

static void setup(void) {
    arena = pg_arena_new();
}

static void teardown(void) {
    pg_arena_free(arena);
}

TestSuite(markdown, .init = setup, .fini = teardown);

static char *render(const pg_comparison *c) {
    pg_view view = pg_view_build(arena, c);
    pg_buf out = pg_buf_new(arena);
    pg_report_markdown(&out, &view);
    return out.data;
}

static size_t occurrences(const char *text, const char *what) {
    size_t count = 0;
    for (; (text = strstr(text, what)); text += strlen(what)) {
        count++;
    }
    return count;
}

Test(markdown, length_as_github_counts) {
    cr_expect_eq(pg_utf16_length(""), 0);
    cr_expect_eq(pg_utf16_length("abc"), 3);
    cr_expect_eq(pg_utf16_length("Größe ✗ █"), 9);
    cr_expect_eq(pg_utf16_length("😀"), 2);
}

Test(markdown, verdict_and_worst_rows_come_first) {
    pg_comparison c;
    cr_assert(sample_named(arena, "typical", &c));
    char *text = render(&c);
    static const char *const order[] = {
        "### ! perfgate: broken\n",
        "1 broken, 3 regressed (1 waived)",
        "Self-test: would have",
        "- <code>parser&#95;large</code> ✗ wall&#95;time +8.1 %, cpu",
        "| **!\u00a0broken** |",
        "| **✗\u00a0regressed** |",
        "| ~\u00a0inconclusive |",
        "| ✓\u00a0improved |",
        "Reasons and warnings",
        "4 unchanged rows",
        "| =\u00a0unchanged |",
        "the clock of this machine",
        "perfgate gate --base 05d6bef",
    };
    const char *at = text;
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        const char *found = strstr(at, order[i]);
        cr_assert_not_null(found, "%s is missing, or too early", order[i]);
        at = found;
    }
}

Test(markdown, few_reasons_are_not_folded_away) {
    pg_comparison c;
    cr_assert(sample_named(arena, "one", &c));
    char *text = render(&c);
    cr_expect_null(strstr(text, "Reasons and warnings"));
    cr_expect(strstr(text, "\n- <code>search</code> <code>wall&#95;time</code>: q &#60; 1e-6"));
    cr_expect_null(strstr(text, "unchanged row"));
}

Test(markdown, the_baseline_beside) {
    pg_comparison c;
    cr_assert(sample_named(arena, "baseline", &c));
    char *text = render(&c);
    cr_expect(strstr(text, "\nCommitted baseline: 5 earlier sessions"));
    cr_expect(strstr(text, "\n- ↗ <code>search</code> <code>wall&#95;time</code> drifted +12.0 %: "
                           "41.2 ms → 46.1 ms\n"));
}

Test(markdown, a_hundred_unchanged_rows_are_shown) {
    pg_comparison c = sample_empty();
    for (size_t i = 0; i < 130; i++) {
        sample_add(arena, &c, sample_row("calm", "m", PG_UNCHANGED, 1, 0.01));
    }
    char *text = render(&c);
    cr_expect_eq(occurrences(text, "| =\u00a0unchanged |"), 100);
    cr_expect(strstr(text, "30 of 130 rows are not shown: 30 unchanged."));
}

static pg_comparison crowd(size_t regressed, size_t unchanged) {
    pg_comparison c = sample_empty();
    for (size_t i = 0; i < regressed + unchanged; i++) {
        const char *name = pg_format(arena, "case_%zu/with_a_name_of_some_length", i);
        pg_verdict verdict = i < regressed ? PG_REGRESSED : PG_UNCHANGED;
        sample_add(arena, &c, sample_row(name, "wall_time", verdict, 1.2, 0.01));
    }
    return c;
}

Test(markdown, is_cut_below_what_github_takes) {
    for (size_t regressed = 0; regressed <= 1000; regressed += 50) {
        pg_comparison c = crowd(regressed, 1000 - regressed);
        char *text = render(&c);
        size_t length = pg_utf16_length(text);
        cr_expect(length <= PG_MARKDOWN_MAX, "%zu regressed: %zu", regressed, length);
        size_t shown = occurrences(text, "regressed** |"),
               calm = occurrences(text, "=\u00a0unchanged |");
        cr_expect(shown == regressed || calm == 0, "unchanged rows are cut first");
        cr_expect(
            strstr(text, pg_format(arena, "%zu of 1000 rows are not shown", 1000 - shown - calm)),
            "%zu regressed, %zu and %zu shown", regressed, shown, calm);
        cr_expect(regressed < 250 || length > PG_MARKDOWN_MAX * 9 / 10, "%zu is used", length);
        cr_expect(strstr(text, "perfgate gate --base 05d6bef"));
    }
}

static const pg_markdown_frame frame = {"<!-- marker -->", "https://h/light.png?raw=true",
                                        "https://h/dark.png?raw=true", "https://h/runs/1",
                                        "perfgate 1"};

static char *comment_on(const pg_comparison *c) {
    pg_view view = pg_view_build(arena, c);
    pg_buf out = pg_buf_new(arena);
    pg_report_comment(&out, &view, &frame);
    return out.data;
}

Test(markdown, a_comment_has_a_marker_a_picture_and_links) {
    pg_comparison c;
    cr_assert(sample_named(arena, "one", &c));
    char *text = comment_on(&c);
    cr_expect_eq(strncmp(text, "<!-- marker -->\n### ", 20), 0);
    cr_expect(strstr(text, "srcset=\"https://h/dark.png?raw=true\"><img "
                           "src=\"https://h/light.png?raw=true\" "));
    cr_expect(strstr(text, "<a href=\"https://h/runs/1\">this run</a>"));
    cr_expect_null(strstr(text, "█"), "the picture has the bars");
    cr_expect(strstr(text, "<picture>") > strstr(text, "| verdict |"), "the table comes first");
    cr_expect(strstr(render(&c), "█"), "and without a picture there are some");
}

Test(markdown, a_comment_is_cut_with_all_that_is_around_it) {
    for (size_t regressed = 0; regressed <= 1000; regressed += 250) {
        pg_comparison c = crowd(regressed, 1000 - regressed);
        size_t length = pg_utf16_length(comment_on(&c));
        cr_expect(length <= PG_MARKDOWN_MAX, "%zu regressed: %zu", regressed, length);
        cr_expect(strstr(comment_on(&c), "this run</a>"));
    }
}

/* Every text as long as it can be and of the characters that take most room. */
Test(markdown, is_cut_whatever_the_texts_are) {
    static const char *const characters[] = {"@", "😀", "\xf4\x8f\xbf\xbf", "#1", ":a", "<", "\n"};
    for (size_t i = 0; i < COUNT_OF(characters); i++) {
        pg_buf longest = pg_buf_new(arena);
        pg_buf_repeat(&longest, characters[i], 3000);
        const char *texts[] = {longest.data};
        pg_comparison c = sample_hostile(arena, texts, 1);
        size_t length = pg_utf16_length(render(&c));
        cr_expect(length <= PG_MARKDOWN_MAX, "%s: %zu", characters[i], length);
    }
}

Test(markdown, notes_are_cut_whole) {
    pg_comparison c = sample_empty();
    enum { NOTES = 2000 };
    const char **notes = PG_ARRAY(arena, const char *, NOTES);
    for (size_t i = 0; i < NOTES; i++) {
        notes[i] = "a note of a length that notes have in earnest, and then some more of it";
    }
    c.notes = (pg_strings){notes, NOTES};
    char *text = render(&c);
    size_t shown = occurrences(text, "\n- note: a note");
    cr_expect(pg_utf16_length(text) <= PG_MARKDOWN_MAX);
    cr_expect(shown > 500 && shown < NOTES);
    cr_expect(strstr(text, pg_format(arena, "\n- %zu more not shown\n", NOTES - shown)));
}
