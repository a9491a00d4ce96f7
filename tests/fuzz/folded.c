/* Any bytes as folded stacks: read in one piece and in small ones, which must give the same; drawn,
 * which must give well-formed XML with JSON in it. The first byte chooses how. */
#include "profile/folded.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "profile/flamegraph.h"
#include "support/wellformed.h"
#include "target.h"

static void must(bool good) {
    if (!good) {
        abort();
    }
}

static void check_error(pg_status status, const pg_error *err) {
    must(status == PG_INPUT && err->status == PG_INPUT && *err->place && *err->text);
    must(!strchr(err->text, '\n'));
    for (size_t left = strlen(err->text), at = 0, step; at < left; at += step) {
        bool shown;
        step = pg_text_step(err->text + at, left - at, &shown);
        must(shown);
    }
}

static void check_data(pg_arena *arena, const pg_buf *svg) {
    static const char before[] = "id=\"data\">";
    char *start = memmem(svg->data, svg->length, before, strlen(before));
    must(start);
    start += strlen(before);
    char *end = strstr(start, "</script>");
    must(end);
    size_t length = (size_t)(end - start);
    pg_json top;
    must(!pg_json_parse(arena, "data", pg_copy_n(arena, start, length), length, PG_JSON_PLAIN, &top,
                        NULL));
}

static pg_buf draw(pg_arena *arena, const pg_tree *tree, uint8_t how,
                   const pg_folded_result *result) {
    pg_flamegraph_options options = {.title = how & 1 ? "]]></title>&" : NULL,
                                     .reverse = how & 2,
                                     .icicle = how & 4,
                                     .width = how & 8 ? 100 : 0,
                                     .min_width = how & 16 ? 0 : PG_FLAMEGRAPH_MIN_WIDTH,
                                     .deep = result->deep,
                                     .long_name = result->long_name};
    pg_buf out = pg_buf_new(arena);
    pg_flamegraph(&out, tree, &options);
    must(!xml_fault(out.data, out.length));
    return out;
}

/* NULL where it is refused. */
static pg_tree *read_in(pg_arena *arena, const char *text, size_t size, size_t piece, uint8_t how,
                        pg_folded_result *ret) {
    static const pg_folded_counts counts[] = {PG_FOLDED_AS_FIRST, PG_FOLDED_ONE, PG_FOLDED_TWO,
                                              PG_FOLDED_AS_FIRST};
    pg_tree *tree = pg_tree_new(arena, pg_names_new(arena));
    pg_folded *folded = pg_folded_new(tree, "file", counts[how >> 5 & 3], how >> 7);
    pg_error err = {0};
    pg_status status = PG_OK;
    for (size_t at = 0; at < size && !status; at += piece) {
        size_t length = size - at < piece ? size - at : piece;
        status = pg_folded_feed(folded, text + at, length, &err);
    }
    if (!status) {
        status = pg_folded_end(folded, ret, &err);
    }
    if (status) {
        check_error(status, &err);
    }
    return status ? NULL : tree;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (!size) {
        return 0;
    }
    uint8_t how = data[0];
    const char *text = (const char *)data + 1;
    pg_arena *arena = pg_arena_new();
    pg_folded_result result, again;
    pg_tree *tree = read_in(arena, text, size - 1, size, how, &result);
    pg_tree *pieces = read_in(arena, text, size - 1, 1 + how % 7, how, &again);
    must(!tree == !pieces);
    if (tree) {
        must(result.lines == again.lines && result.total[0] == again.total[0]);
        pg_buf svg = draw(arena, tree, how, &result), other = draw(arena, pieces, how, &again);
        must(svg.length == other.length && !memcmp(svg.data, other.data, svg.length));
        check_data(arena, &svg);
    }
    pg_arena_free(arena);
    return 0;
}
