#include <stdio.h>
#include <stdlib.h>

#include "report/chart.h"
#include "report/gnuplot.h"
#include "support/expect.h"
#include "unit/report/support/samples.h"

static pg_arena *arena;

static void setup(void) {
    arena = pg_arena_new();
}

static void teardown(void) {
    pg_arena_free(arena);
}

TestSuite(gnuplot, .init = setup, .fini = teardown);

static pg_status draw(const char *script, char **ret, size_t *ret_length, pg_error *err) {
    return pg_gnuplot_draw(arena, script, strlen(script), ret, ret_length, err);
}

static unsigned big_endian(const char *at) {
    const unsigned char *bytes = (const unsigned char *)at;
    return (unsigned)bytes[0] << 24 | (unsigned)bytes[1] << 16 | (unsigned)bytes[2] << 8 | bytes[3];
}

Test(gnuplot, pictures_have_the_size_that_was_asked_for) {
    static const char *const names[] = {"one", "typical", "many", "nothing"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        pg_comparison c;
        cr_assert(sample_named(arena, names[i], &c));
        pg_buf script = pg_buf_new(arena);
        pg_chart_script(&script, &c, PG_CHART_PNG, PG_CHART_LIGHT);
        char *picture;
        size_t length;
        pg_error err = {0};
        cr_assert_eq(draw(script.data, &picture, &length, &err), PG_OK, "%s", err.text);
        cr_expect(!memcmp(picture, "\x89PNG\r\n\x1a\n", 8));
        cr_expect_eq(big_endian(picture + 16), PG_CHART_WIDTH);
        cr_expect_eq(big_endian(picture + 20), pg_chart_height(&c));
    }
}

Test(gnuplot, the_same_script_gives_the_same_picture) {
    static const pg_chart_format formats[] = {PG_CHART_PNG, PG_CHART_SVG};
    for (size_t i = 0; i < 2; i++) {
        pg_comparison c;
        cr_assert(sample_named(arena, "typical", &c));
        pg_buf script = pg_buf_new(arena);
        pg_chart_script(&script, &c, formats[i], PG_CHART_LIGHT);
        char *first, *second;
        size_t first_length, second_length;
        cr_assert_eq(draw(script.data, &first, &first_length, NULL), PG_OK);
        setenv("LC_ALL", "C", 1);
        setenv("TZ", "Asia/Kolkata", 1);
        cr_assert_eq(draw(script.data, &second, &second_length, NULL), PG_OK);
        cr_assert_eq(first_length, second_length);
        cr_expect(!memcmp(first, second, first_length));
    }
}

Test(gnuplot, a_broken_script_is_an_error_of_the_child) {
    static const char *const scripts[] = {"this is no command\n", "plot\n", "", "print 1\n",
                                          "set terminal pngcairo\nplot NaN, nothing\n"};
    for (size_t i = 0; i < COUNT_OF(scripts); i++) {
        char *picture = NULL;
        size_t length = 7;
        pg_error err = {0};
        cr_expect_eq(draw(scripts[i], &picture, &length, &err), PG_CHILD, "%s", scripts[i]);
        cr_expect(picture == NULL && length == 7, "outputs are untouched");
        expect_text(err.place, "gnuplot", "place");
        cr_expect(*err.text && !strchr(err.text, '\n'), "%s", err.text);
    }
}

Test(gnuplot, a_missing_gnuplot_names_the_package) {
    setenv("PATH", "/nowhere", 1);
    pg_error err = {0};
    char *picture;
    size_t length;
    cr_expect_eq(draw("plot x\n", &picture, &length, &err), PG_CHILD);
    cr_expect(strstr(err.text, "gnuplot-nox"), "%s", err.text);
}

Test(gnuplot, settings_of_the_user_are_not_read) {
    char home[] = "/tmp/perfgate-report-XXXXXX";
    cr_assert_not_null(mkdtemp(home));
    char *file = pg_format(arena, "%s/.gnuplot", home);
    FILE *settings = fopen(file, "w");
    cr_assert_not_null(settings);
    fputs("print 'read'\nexit status 9\n", settings);
    fclose(settings);
    setenv("HOME", home, 1);
    pg_comparison c;
    cr_assert(sample_named(arena, "one", &c));
    pg_buf script = pg_buf_new(arena);
    pg_chart_script(&script, &c, PG_CHART_SVG, PG_CHART_LIGHT);
    char *picture;
    size_t length;
    pg_error err = {0};
    cr_expect_eq(draw(script.data, &picture, &length, &err), PG_OK, "%s", err.text);
    remove(file);
    remove(home);
}
