/* Any bytes as the text of perf script, the first byte choosing options and the size of chunks:
 * folded, written, and read again.
 *
 * Beside the sanitizers it checks what the folding promises: chunks make no difference, an error
 * says where and why, what is written is harmless text, sorted, and its counts are the samples. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "profile/fold.h"
#include "profile/folded.h"
#include "profile/folded_write.h"
#include "profile/lines.h"
#include "target.h"

static void must(bool good) {
    if (!good) {
        abort();
    }
}

static pg_status keep(void *self, const char *bytes, size_t length, pg_error *err) {
    (void)err;
    pg_buf_add(self, bytes, length);
    return PG_OK;
}

static pg_status fold(pg_arena *arena, const uint8_t *data, size_t size, size_t chunk,
                      const pg_fold_options *options, pg_buf *out, pg_fold_result *result,
                      pg_error *err) {
    pg_names *names = pg_names_new(arena);
    pg_tree *tree = pg_tree_new(arena, names);
    pg_fold *f = pg_fold_new(tree, pg_tree_new(arena, names), "file", options, 0);
    pg_status status = PG_OK;
    for (size_t at = 0; at < size && !status; at += chunk) {
        size_t length = size - at < chunk ? size - at : chunk;
        status = pg_fold_feed(f, (const char *)data + at, length, err);
    }
    if (!status) {
        status = pg_fold_end(f, result, err);
    }
    *out = pg_buf_new(arena);
    return status ? status : pg_folded_write(tree, keep, out, err);
}

/* Lines are sorted by their stacks: what stands before the last space. */
static void check_text(pg_buf *text) {
    must(text->length && text->data[text->length - 1] == '\n' &&
         !memchr(text->data, 0, text->length));
    const char *before = NULL;
    size_t before_length = 0;
    for (char *line = text->data, *end; *line; line = end + 1) {
        end = strchr(line, '\n');
        const char *space = memrchr(line, ' ', (size_t)(end - line));
        size_t length = (size_t)(space - line), common;
        common = length < before_length ? length : before_length;
        int order = before ? memcmp(before, line, common) : -1;
        must(order < 0 || (!order && before_length < length));
        before = line;
        before_length = length;
        *end = 0;
        char *copy = strdup(line);
        pg_text_tame(copy);
        must(!strcmp(copy, line));
        free(copy);
        *end = '\n';
    }
}

/* The same bytes as a text with source lines. */
static void read_lines(pg_arena *arena, const uint8_t *data, size_t size) {
    pg_tree *tree = pg_tree_new(arena, pg_names_new(arena));
    pg_lines *lines = pg_lines_new(tree);
    pg_buf text = pg_buf_new(arena);
    must(!pg_lines_feed(lines, (const char *)data, size, NULL) && !pg_lines_end(lines, NULL));
    must(!pg_folded_write(tree, keep, &text, NULL));
    if (text.length) {
        check_text(&text);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (!size) {
        return 0;
    }
    uint8_t bits = *data++;
    size--;
    pg_fold_options options = {.pid = bits & 1,
                               .tid = bits & 2,
                               .kernel = bits & 4,
                               .jit = bits & 8,
                               .addrs = bits & 16,
                               .periods = bits & 32};
    pg_arena *arena = pg_arena_new();
    pg_fold_result result, again;
    pg_error err = {0}, second = {0};
    pg_buf whole, parts;
    pg_status status = fold(arena, data, size, size ? size : 1, &options, &whole, &result, &err);
    must(fold(arena, data, size, bits % 7 + 1, &options, &parts, &again, &second) == status);
    if (status) {
        must(status == PG_INPUT && *err.place && *err.text && !strcmp(err.text, second.text));
    } else {
        must(whole.length == parts.length && !memcmp(whole.data, parts.data, whole.length));
        must(result.samples == again.samples && result.weight == again.weight);
        check_text(&whole);
        pg_tree *tree = pg_tree_new(arena, pg_names_new(arena));
        pg_folded *folded = pg_folded_new(tree, "file", PG_FOLDED_ONE, 0);
        pg_folded_result read;
        must(!pg_folded_feed(folded, whole.data, whole.length, NULL) &&
             !pg_folded_end(folded, &read, NULL));
        must(read.total[0] == result.weight);
    }
    read_lines(arena, data, size);
    pg_arena_free(arena);
    return 0;
}
