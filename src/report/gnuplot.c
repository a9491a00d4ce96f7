#include "report/gnuplot.h"

#include <stdbool.h>
#include <string.h>

#include "sys/env.h"
#include "sys/proc.h"

enum { SECONDS = 60, PICTURE_MAX = 32 * 1024 * 1024 };

typedef struct picture_kind {
    const char *start, *end;
    size_t start_length, end_length;
} picture_kind;

static const picture_kind kinds[] = {
    {"\x89PNG\r\n\x1a\n", "IEND\xae\x42\x60\x82", 8, 8},
    {"<?xml ", "</svg>", 6, 6},
};

/* A script that ends in the middle leaves half a picture, or none. */
static bool is_picture(const char *bytes, size_t length) {
    while (length && bytes[length - 1] == '\n') {
        length--; /* behind an SVG */
    }
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
        const picture_kind *kind = &kinds[i];
        if (length >= kind->start_length + kind->end_length &&
            !memcmp(bytes, kind->start, kind->start_length) &&
            !memcmp(bytes + length - kind->end_length, kind->end, kind->end_length)) {
            return true;
        }
    }
    return false;
}

/* gnuplot points at the place with carets and empty lines: all of it on one line. */
static const char *squeeze(char *text) {
    char *out = text;
    for (const char *in = text; *in; in++) {
        bool blank = *in == ' ' || *in == '\n' || *in == '\t';
        if (!blank || (out > text && out[-1] != ' ')) {
            *out++ = blank ? ' ' : *in;
        }
    }
    *out = 0;
    return *text ? text : "it said nothing";
}

pg_status pg_gnuplot_draw(pg_arena *arena, const char *script, size_t length, char **ret,
                          size_t *ret_length, pg_error *err) {
    static const char *const argv[] = {"gnuplot", "-d", NULL}; /* -d: no settings files */
    if (!pg_env_find_program(arena, argv[0])) {
        return pg_fail(err, PG_CHILD, argv[0],
                       "is needed to draw the chart, and is not installed (the package is called "
                       "gnuplot-nox on Debian and Ubuntu)");
    }
    pg_proc proc = {.argv = argv,
                    .input = script,
                    .input_length = length,
                    .output_max = PICTURE_MAX,
                    .seconds = SECONDS};
    pg_proc_result result;
    pg_status status = pg_proc_run(arena, &proc, &result, err);
    if (status) {
        return status;
    }
    if (result.exit_status) {
        return pg_fail(err, PG_CHILD, argv[0], "failed with exit status %d: %.200s",
                       result.exit_status, squeeze(result.errors));
    }
    if (!is_picture(result.output, result.output_length)) {
        return pg_fail(err, PG_CHILD, argv[0], "drew no picture: %.200s", squeeze(result.errors));
    }
    *ret = result.output;
    *ret_length = result.output_length;
    return PG_OK;
}
