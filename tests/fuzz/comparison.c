/* Any bytes as a comparison, rendered as text and as Markdown. */
#include "model/comparison.h"

#include <string.h>

#include "model.h"
#include "report/annotations.h"
#include "report/markdown.h"
#include "report/text.h"
#include "report/view.h"

static pg_status read_comparison(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    return pg_comparison_read(arena, at, ret, err);
}

static void write_comparison(pg_buf *out, const void *comparison) {
    pg_comparison_write(out, comparison);
}

static const fuzz_format format = {PG_JSON_PLAIN, sizeof(pg_comparison), read_comparison,
                                   write_comparison};

/* What comes from a file cannot drive a terminal, and a report has its limit. */
static void render(pg_arena *arena, const pg_comparison *comparison) {
    pg_view view = pg_view_build(arena, comparison);
    pg_buf text = pg_buf_new(arena), markdown = pg_buf_new(arena);
    pg_report_text(&text, &view, false);
    for (const char *c = text.data; *c; c++) {
        fuzz_must(*c == '\n' || ((unsigned char)*c >= 0x20 && *c != 0x7f));
    }
    pg_buf annotations = pg_buf_new(arena);
    pg_report_annotations(&annotations, &view, &(pg_annotated_file){"", ""});
    for (const char *line = annotations.data; *line; line = strchr(line, '\n') + 1) {
        fuzz_must(!strncmp(line, "::error ", 8) || !strncmp(line, "::warning ", 10) ||
                  !strncmp(line, "::notice ", 9));
    }
    fuzz_must(!strstr(annotations.data, "##["));
    pg_report_markdown(&markdown, &view);
    fuzz_must(pg_utf16_length(markdown.data) <= PG_MARKDOWN_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pg_arena *arena = pg_arena_new();
    const pg_comparison *comparison = fuzz_read(arena, &format, (const char *)data, size);
    if (comparison) {
        render(arena, comparison);
    }
    pg_arena_free(arena);
    return 0;
}
