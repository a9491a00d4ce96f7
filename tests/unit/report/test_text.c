#include "base/text.h"
#include "report/text.h"
#include "support/expect.h"
#include "unit/report/support/samples.h"

static pg_arena *arena;

static void setup(void) {
    arena = pg_arena_new();
}

static void teardown(void) {
    pg_arena_free(arena);
}

TestSuite(text_report, .init = setup, .fini = teardown);

static char *render(const pg_comparison *c, bool colour) {
    pg_view view = pg_view_build(arena, c);
    pg_buf out = pg_buf_new(arena);
    pg_report_text(&out, &view, colour);
    return out.data;
}

static char *render_named(const char *name, bool colour) {
    pg_comparison c;
    cr_assert(sample_named(arena, name, &c), "%s", name);
    return render(&c, colour);
}

static size_t occurrences(const char *text, const char *what) {
    size_t count = 0;
    for (; (text = strstr(text, what)); text += strlen(what)) {
        count++;
    }
    return count;
}

static const char *last_line(char *text) {
    size_t length = strlen(text);
    cr_assert(length && text[length - 1] == '\n');
    text[length - 1] = 0;
    char *line = strrchr(text, '\n');
    return line ? line + 1 : text;
}

Test(text_report, the_last_line_is_the_result) {
    expect_text(last_line(render_named("one", false)),
                "result: REGRESSED (exit status 1) - search wall_time +25.9 %", "regressed");
    expect_text(last_line(render_named("pass", false)),
                "result: PASS (exit status 0) - nothing got worse in 4 rows", "pass");
    cr_expect(strstr(render_named("nothing", false), "result: NO VERDICT (exit status 3) - "));
}

Test(text_report, colour_only_adds) {
    static const char *const names[] = {"one", "typical", "far", "long", "baseline", "nothing"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char *plain = render_named(names[i], false), *coloured = render_named(names[i], true);
        cr_expect_null(strchr(plain, '\033'), "%s", names[i]);
        char *out = coloured;
        for (const char *in = coloured; *in;) {
            if (*in == '\033') {
                in += strcspn(in, "m") + 1;
            } else {
                *out++ = *in++;
            }
        }
        *out = 0;
        cr_expect_str_eq(coloured, plain, "%s", names[i]);
    }
    cr_expect(strstr(render_named("one", true), "\033[1;31m✗"));
}

Test(text_report, fits_a_terminal_and_ends_no_line_with_spaces) {
    static const char *const names[] = {"one", "typical", "many", "far", "pass", "baseline"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char *text = render_named(names[i], false);
        for (char *line = text, *end; *line; line = end + 1) {
            end = strchr(line, '\n');
            *end = 0;
            bool in_table = !strstr(line, ": "); /* sentences are as long as they are */
            cr_expect(!in_table || pg_text_columns(line) <= 110, "%s: %s", names[i], line);
            cr_expect(end == line || end[-1] != ' ', "%s: '%s'", names[i], line);
        }
    }
}

Test(text_report, columns_stand_below_each_other) {
    char *text = render_named("typical", false);
    size_t at[2] = {0};
    const char *cells[] = {"41.2 ms  51.9 ms", "40,000   40,600"};
    for (size_t i = 0; i < 2; i++) {
        char *cell = strstr(text, cells[i]);
        cr_assert_not_null(cell, "%s", cells[i]);
        char *line = cell;
        while (line[-1] != '\n') {
            line--;
        }
        at[i] = pg_text_columns(pg_copy_n(arena, line, (size_t)(cell - line))) + strlen(cells[i]);
    }
    cr_expect_eq(at[0], at[1]);
}

Test(text_report, unchanged_rows_are_cut_from_two_hundred_on) {
    pg_comparison c = sample_empty();
    for (size_t i = 0; i < 200; i++) {
        sample_add(arena, &c,
                   sample_row(pg_format(arena, "calm%zu", i), "m",
                              i < 5 ? PG_REGRESSED : PG_UNCHANGED, 1.1, 0.01));
    }
    cr_expect_eq(occurrences(render(&c, false), "  calm"), 200);
    cr_expect_null(strstr(render(&c, false), "not shown"));
    sample_add(arena, &c, sample_row("calm200", "m", PG_UNCHANGED, 1, 0.01));
    char *text = render(&c, false);
    cr_expect_eq(occurrences(text, "  calm"), 200);
    cr_expect(strstr(text, "\n1 of 201 rows is not shown: 1 unchanged\n"));
}

Test(text_report, other_rows_are_never_cut) {
    pg_comparison c = sample_empty();
    for (size_t i = 0; i < 300; i++) {
        sample_add(arena, &c,
                   sample_row(pg_format(arena, "case%zu", i), "m",
                              i < 250 ? PG_REGRESSED : PG_UNCHANGED, 1.1, 0.01));
    }
    char *text = render(&c, false);
    cr_expect_eq(occurrences(text, "✗ regressed"), 250);
    cr_expect_eq(occurrences(text, "= unchanged"), 0);
    cr_expect(strstr(text, "50 of 300 rows are not shown: 50 unchanged"));
}

Test(text_report, a_long_name_has_the_line_to_itself) {
    char *text = render_named("long", false);
    cr_expect(strstr(text, "/variant_b\n"));
    cr_expect(strstr(text, "/variant_a\n"));
    cr_expect(strstr(text, "a_metric_with_a_name_of_many_words\n"));
}

Test(text_report, nothing_foreign_drives_the_terminal_or_the_workflow) {
    static const char *const texts[] = {
        "\033[31mred",           "a\nb",          "::error::x",    "##[command]x",
        "a ##[group]",           "\xc2\x9b[31m",  "\xff\xfe",      "\xe2\x80\xae evil",
        "  ::set-output name=x", "\r::warning::", "a\x08\x08\x08", "",
    };
    pg_comparison c = sample_hostile(arena, texts, COUNT_OF(texts));
    char *text = render(&c, false);
    cr_expect_null(strstr(text, "##["));
    cr_expect_null(strstr(text, "\xe2\x80\xae"));
    char *tamed = pg_copy(arena, text);
    for (char *line = tamed, *end; *line; line = end + 1) {
        end = strchr(line, '\n');
        *end = 0;
        char *copy = pg_copy(arena, line);
        pg_text_tame(copy);
        cr_expect_str_eq(copy, line);
        cr_expect(strncmp(line + strspn(line, " "), "::", 2) != 0, "%s", line);
    }
}
