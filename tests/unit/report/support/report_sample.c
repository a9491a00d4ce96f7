/* Writes a report about made-up rows: report-sample NAME FORMAT. NAME is a sample's name or "-" for
 * one whose texts are the lines of standard input; FORMAT is one of text, colour, markdown,
 * comment, json, png-script, svg-script, png, svg and png-dark; pictures also as samples-png ...,
 * the second picture. */
#include <stdio.h>
#include <string.h>

#include "report/chart.h"
#include "report/distributions.h"
#include "report/gnuplot.h"
#include "report/markdown.h"
#include "report/text.h"
#include "unit/report/support/runs_of_samples.h"
#include "unit/report/support/samples.h"

static pg_comparison from_input(pg_arena *arena) {
    pg_buf input = pg_buf_new(arena);
    char bytes[4096];
    for (size_t got; (got = fread(bytes, 1, sizeof(bytes), stdin)) > 0;) {
        pg_buf_add(&input, bytes, got);
    }
    const char **texts = PG_ARRAY(arena, const char *, input.length + 1);
    size_t count = 0;
    for (char *at = input.data; *at;) {
        char *end = strchrnul(at, '\n');
        texts[count++] = pg_copy_n(arena, at, (size_t)(end - at));
        at = end + (*end == '\n');
    }
    return sample_hostile(arena, count ? texts : (const char *[]){""}, count ? count : 1);
}

static bool draw(pg_arena *arena, const pg_buf *script, pg_buf *out) {
    char *picture;
    size_t length;
    pg_error err = {0};
    if (pg_gnuplot_draw(arena, script->data, script->length, &picture, &length, &err)) {
        fprintf(stderr, "%s: %s\n", err.place, err.text);
        return false;
    }
    pg_buf_add(out, picture, length);
    return true;
}

static void put_script(pg_buf *out, const pg_comparison *c, const char *format) {
    static const char second[] = "samples-";
    bool samples = !strncmp(format, second, sizeof(second) - 1);
    const char *end = samples ? format + sizeof(second) - 1 : format;
    pg_chart_format picture = strncmp(end, "svg", 3) ? PG_CHART_PNG : PG_CHART_SVG;
    pg_chart_theme theme = strstr(end, "dark") ? PG_CHART_DARK : PG_CHART_LIGHT;
    if (samples) {
        pg_run base, head;
        sample_runs(out->arena, c, &base, &head);
        pg_distributions_script(out, c, &base, &head, picture, theme);
    } else {
        pg_chart_script(out, c, picture, theme);
    }
}

static bool render(pg_arena *arena, const pg_comparison *c, const char *format, pg_buf *out) {
    pg_view view = pg_view_build(arena, c);
    if (!strcmp(format, "text") || !strcmp(format, "colour")) {
        pg_report_text(out, &view, *format == 'c');
    } else if (!strcmp(format, "markdown")) {
        pg_report_markdown(out, &view);
    } else if (!strcmp(format, "comment")) {
        static const pg_markdown_frame frame = {
            "<!-- perfgate:default run=1 attempt=1 head=unknown -->",
            "https://github.com/octo/widgets/blob/0/chart.png?raw=true",
            "https://github.com/octo/widgets/blob/0/chart-dark.png?raw=true",
            "https://github.com/octo/widgets/actions/runs/1", "perfgate"};
        pg_report_comment(out, &view, &frame);
    } else if (!strcmp(format, "json")) {
        pg_comparison_write(out, c);
    } else if (strstr(format, "-script")) {
        put_script(out, c, format);
    } else {
        pg_buf script = pg_buf_new(arena);
        put_script(&script, c, format);
        return draw(arena, &script, out);
    }
    return true;
}

int main(int argc, char **argv) {
    pg_arena *arena = pg_arena_new();
    pg_buf out = pg_buf_new(arena);
    pg_comparison comparison;
    bool good = argc == 3;
    if (good && !strcmp(argv[1], "-")) {
        comparison = from_input(arena);
    } else if (good) {
        good = sample_named(arena, argv[1], &comparison);
    }
    good = good && render(arena, &comparison, argv[2], &out);
    good = fwrite(out.data, 1, out.length, stdout) == out.length && fflush(stdout) == 0 && good;
    pg_arena_free(arena);
    return good ? 0 : 1;
}
