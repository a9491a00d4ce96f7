#include <math.h>

#include "base/rng.h"
#include "report/chart.h"
#include "support/expect.h"
#include "unit/report/support/samples.h"

static pg_arena *arena;

static void setup(void) {
    arena = pg_arena_new();
}

static void teardown(void) {
    pg_arena_free(arena);
}

TestSuite(chart, .init = setup, .fini = teardown);

static char *script_of(const pg_comparison *c, pg_chart_format format) {
    pg_buf out = pg_buf_new(arena);
    pg_chart_script(&out, c, format, PG_CHART_LIGHT);
    return out.data;
}

static char *script_named(const char *name) {
    pg_comparison c;
    cr_assert(sample_named(arena, name, &c), "%s", name);
    return script_of(&c, PG_CHART_PNG);
}

static size_t occurrences(const char *text, const char *what) {
    size_t count = 0;
    for (; (text = strstr(text, what)); text += strlen(what)) {
        count++;
    }
    return count;
}

/* The script without what stands in single quotes: what gnuplot reads as commands. */
static char *commands_of(const char *script) {
    char *out = pg_copy(arena, script), *end = out;
    bool quoted = false;
    for (const char *at = script; *at; at++) {
        cr_assert(!quoted || *at != '\n', "a string that does not end in its line");
        quoted ^= *at == '\'';
        if (!quoted) {
            *end++ = *at;
        }
    }
    cr_assert(!quoted);
    *end = 0;
    return out;
}

Test(chart, never_writes_files_nor_runs_programs) {
    static const char *const names[] = {"one", "typical", "far", "nothing", "baseline"};
    static const char *const words[] = {"output", "system", "load", "call", "eval", "`",
                                        "\"",     "!",      "<\n",  "@",    "popen"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char *commands = commands_of(script_named(names[i]));
        for (size_t k = 0; k < COUNT_OF(words); k++) {
            cr_expect_null(strstr(commands, words[k]), "%s: %s", names[i], words[k]);
        }
    }
}

Test(chart, foreign_text_stays_in_quotes) {
    static const char *const parts[] = {"QZX", "'", "''", "\"", "`", "\n", "\\", "\\\n", "$",  "@",
                                        "EOD", "#", ";",  "!",  "%", "{",  "^",  "😀",    "時", " "};
    pg_rng rng = pg_rng_new(21);
    for (int round = 0; round < 200; round++) {
        const char *texts[30];
        for (size_t i = 0; i < COUNT_OF(texts); i++) {
            pg_buf text = pg_buf_new(arena);
            for (uint64_t left = 1 + pg_rng_below(&rng, 12); left; left--) {
                pg_buf_text(&text, parts[pg_rng_below(&rng, COUNT_OF(parts))]);
            }
            texts[i] = text.data;
        }
        pg_comparison c = sample_hostile(arena, texts, COUNT_OF(texts));
        char *commands = commands_of(script_of(&c, round % 2 ? PG_CHART_PNG : PG_CHART_SVG));
        cr_assert_null(strstr(commands, "QZX"));
        for (char *at = commands; *at; at++) {
            cr_assert((*at >= ' ' && *at < 0x7f) || *at == '\n');
            cr_assert_null(strchr("`\"@!", *at), "%c", *at);
            cr_assert(*at != '\\' || at[1] == '\n');
        }
    }
}

Test(chart, every_text_is_plain) {
    char *script = script_named("typical");
    size_t labels = occurrences(script, "set label '"),
           symbols = occurrences(script, "set label ''");
    cr_expect_eq(occurrences(script, " noenhanced font "), labels - symbols + 1);
    cr_expect(strstr(script, "set encoding utf8"));
}

Test(chart, height_grows_with_the_rows) {
    unsigned last = 0;
    for (size_t rows = 0; rows <= 70; rows++) {
        pg_comparison c = sample_empty();
        for (size_t i = 0; i < rows; i++) {
            sample_add(arena, &c, sample_row("w", "m", PG_UNCHANGED, 1, 0.01));
        }
        unsigned height = pg_chart_height(&c);
        const char *size = pg_format(arena, "size %d,%u ", PG_CHART_WIDTH, height);
        cr_expect(strstr(script_of(&c, PG_CHART_PNG), size), "%zu rows", rows);
        /* From 25 rows on they stand closer, from 61 on there is a line more, but no row. */
        cr_expect(height > last || rows == 25 || rows > 61, "%zu rows: %u", rows, height);
        last = height;
    }
}

Test(chart, the_worst_sixty_rows_are_drawn) {
    char *many = script_named("many"), *crowd = script_named("crowd");
    cr_expect_null(strstr(many, "not shown"));
    cr_expect(strstr(crowd, "'540 of 600 rows are not shown: 51 inconclusive, 42 improved, 447 "
                            "unchanged'"));
    cr_expect_eq(occurrences(crowd, "set label 'case_"), PG_CHART_ROWS_MAX);
    cr_expect_null(strstr(crowd, "$unchanged << EOD"));
}

Test(chart, rows_without_a_ratio_are_listed_with_their_reason) {
    char *script = script_named("typical");
    cr_expect(strstr(script, "set label 'exit status 3 in launch 7' at"));
    cr_expect(strstr(script, "set label 'broken' at"));
    cr_expect_null(strstr(script, "$broken"));
    cr_expect(strstr(script, "$regressed << EOD\n2 1.259 "));
}

Test(chart, the_legend_names_the_verdicts_that_occur) {
    char *script = script_named("far");
    cr_expect(strstr(script, "set label '1 regressed' at"));
    cr_expect(strstr(script, "set label '2 unchanged' at"));
    cr_expect_null(strstr(script, "broken"));
    cr_expect_null(strstr(script, "missing"));
}

Test(chart, bands_follow_the_threshold_of_each_row) {
    char *script = script_named("baseline"); /* two rows at 5 %, two whose noise floor is 6.1 % */
    cr_expect(strstr(script, "from first 0.952381, first 0.5 to first 1.05, first 2.5 behind"));
    cr_expect(strstr(script, "from first 0.942507, first 2.5 to first 1.061, first 4.5 behind"));
}

Test(chart, what_lies_beyond_the_axis_is_an_arrow) {
    char *script = script_named("far");
    cr_expect_eq(occurrences(script, " head filled "), 3);
    cr_expect_eq(occurrences(script_named("typical"), " head filled "), 0);
}

Test(chart, numbers_are_finite) {
    pg_comparison c = sample_empty();
    static const double ratios[] = {0, 1e-300, 1e300, INFINITY, NAN, 1};
    for (size_t i = 0; i < COUNT_OF(ratios); i++) {
        pg_row *row = sample_add(arena, &c, sample_row("w", "m", PG_INCONCLUSIVE, ratios[i], 0.1));
        row->ratio_low = i % 2 ? 0 : -1;
        row->ratio_high = i % 2 ? INFINITY : 1e308;
        row->threshold = i == 5 ? 1e6 : -1;
    }
    char *commands = commands_of(script_of(&c, PG_CHART_PNG));
    cr_expect_null(strstr(commands, "inf"));
    cr_expect_null(strstr(commands, "nan"));
    cr_expect_eq(occurrences(commands, "NaN"), 1, "only in: plot NaN");
}

/* Colours and shapes belong to the words, whatever else is in the picture. */
Test(chart, marks_do_not_depend_on_the_rows) {
    static const char *const points[] = {
        "$regressed using 2:1 with points pt 9 ps 1.6 lw 2 lc rgb '#c23b00'",
        "$improved using 2:1 with points pt 11 ps 1.6 lw 2 lc rgb '#0067a8'",
        "$unchanged using 2:1 with points pt 7 ps 1.6 lw 2 lc rgb '#6b737c'",
        "$inconclusive using 2:1 with points pt 12 ps 1.6 lw 2 lc rgb '#946000'",
    };
    static const char *const names[] = {"typical", "many", "far"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        for (size_t k = 0; k < COUNT_OF(points); k++) {
            cr_expect(strstr(script_named(names[i]), points[k]), "%s: %s", names[i], points[k]);
        }
    }
}
