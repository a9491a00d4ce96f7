#include "report/annotations.h"

#include "base/rng.h"
#include "report/escape.h"
#include "support/expect.h"
#include "unit/report/support/samples.h"

static pg_arena *arena;

static void setup(void) {
    arena = pg_arena_new();
}

static void teardown(void) {
    pg_arena_free(arena);
}

TestSuite(annotations, .init = setup, .fini = teardown);

static char *annotate(const pg_comparison *c, const char *path, const char *text) {
    pg_view view = pg_view_build(arena, c);
    pg_annotated_file file = {path, text};
    pg_buf out = pg_buf_new(arena);
    pg_report_annotations(&out, &view, &file);
    return out.data;
}

static size_t occurrences(const char *text, const char *what) {
    size_t count = 0;
    for (; (text = strstr(text, what)); text += strlen(what)) {
        count++;
    }
    return count;
}

Test(annotations, of_the_rows_that_matter) {
    pg_comparison c;
    cr_assert(sample_named(arena, "typical", &c));
    char *text = annotate(&c, "", "");
    cr_expect_eq(occurrences(text, "::error "), 3, "%s", text); /* broken, and two regressed */
    cr_expect(strstr(text, "::error title=broken%3A convert::exit status 3 in launch 7\n"));
    cr_expect(strstr(text, "::error title=regressed%3A search wall_time::+25.9 %25 ["));
    cr_expect(strstr(text, "::warning title=regressed, waived") == NULL, "a comma ends a property");
    cr_expect(strstr(
        text, "::warning title=regressed%2C waived%3A parser_large allocations::+1.5 %25, "));
    cr_expect(strstr(text, "::warning title=inconclusive%3A parser_large cpu_time::"));
    cr_expect(strstr(text, "::notice title=improved%3A wordfreq wall_time::-15.8 %25"));
    cr_expect_null(strstr(text, "unchanged"));
}

Test(annotations, point_into_the_configuration) {
    pg_comparison c = sample_empty();
    sample_add(arena, &c, sample_row("w", "m", PG_REGRESSED, 1.2, 0.01));
    static const char config[] = "{\n\"name\": \"w\"}";
    cr_expect(strstr(annotate(&c, "a,b/perf:gate%.json", config),
                     "::error file=a%2Cb/perf%3Agate%25.json,line=2,title="));
    cr_expect(strstr(annotate(&c, "x", "{}"), "::error title="), "not in the file");
    cr_expect(strstr(annotate(&c, "", config), "::error title="), "no path");
}

Test(annotations, are_ten_of_a_kind) {
    for (size_t rows = 8; rows <= 13; rows++) {
        pg_comparison c = sample_empty();
        for (size_t i = 0; i < rows; i++) {
            sample_add(arena, &c, sample_row("w", "m", PG_REGRESSED, 1.2, 0.01));
            sample_add(arena, &c, sample_row("w", "m", PG_INCONCLUSIVE, 1.2, 0.01));
        }
        char *text = annotate(&c, "", "");
        size_t shown = rows < 10 ? rows : 10;
        cr_expect_eq(occurrences(text, "::error "), shown, "%zu", rows);
        cr_expect_eq(occurrences(text, "::warning "), shown, "%zu", rows);
        const char *more = pg_format(arena, "::%zu more rows", rows - 9);
        cr_expect_eq(occurrences(text, more), rows > 10 ? 2 : 0, "%zu: %s", rows, text);
    }
}

Test(annotations, a_command_is_one_line_and_one_command) {
    static const char *const parts[] = {"::", "\n", "\r",   "%0A", "%", ",", ":", "##[", "error",
                                        "x",  "=",  "\x1b", "é",   " ", "]", "#", "[",   "\xff"};
    pg_rng rng = pg_rng_new(8);
    for (int round = 0; round < 3000; round++) {
        pg_buf text = pg_buf_new(arena), data = pg_buf_new(arena), property = pg_buf_new(arena);
        for (uint64_t left = pg_rng_below(&rng, 12); left; left--) {
            pg_buf_text(&text, parts[pg_rng_below(&rng, COUNT_OF(parts))]);
        }
        pg_escape_command(&data, text.data, false);
        pg_escape_command(&property, text.data, true);
        cr_assert_null(strpbrk(data.data, "\r\n\x1b"), "%s", data.data);
        cr_assert_null(strpbrk(property.data, "\r\n:,"), "%s", property.data);
        cr_assert_null(strstr(data.data, "##["));
        for (const char *at = data.data; (at = strchr(at, '%')); at++) {
            cr_assert(!strncmp(at, "%25", 3), "%s", data.data);
        }
    }
}
