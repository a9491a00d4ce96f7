#include "profile/lines.h"

#include "base/text.h"
#include "profile/fold.h"
#include "profile/fold_clean.h"
#include "profile/split.h"

enum { FIRST_STACK = 256 };

struct pg_lines {
    pg_tree *tree;
    pg_split split;
    pg_buf text;
    bool open;
    uint32_t program;
    uint32_t *stack; /* from the leaf */
    size_t depth, room;
};

pg_lines *pg_lines_new(pg_tree *tree) {
    pg_lines *lines = PG_NEW(tree->arena, pg_lines);
    lines->tree = tree;
    lines->split = (pg_split){pg_buf_new(tree->arena), PG_FOLD_LINE_MAX};
    lines->text = pg_buf_new(tree->arena);
    return lines;
}

static bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static pg_span trimmed(const char *line, size_t length) {
    while (length && is_blank(line[length - 1])) {
        length--;
    }
    while (length && is_blank(*line)) {
        line++;
        length--;
    }
    return (pg_span){line, length};
}

static uint32_t name_of(pg_lines *lines, pg_span span) {
    pg_buf *text = &lines->text;
    text->length = 0;
    pg_buf_add(text, span.at, span.length);
    for (size_t i = 0; i < text->length; i++) {
        text->data[i] = text->data[i] == ';' ? ':' : text->data[i] ? text->data[i] : '?';
    }
    if (text->length) {
        pg_text_tame(text->data);
    }
    return pg_names_add(lines->tree->names, text->data, strlen(text->data));
}

/* "  7f21 read_row+0x1f": the symbol. */
static pg_span symbol_of(pg_span frame) {
    const char *space = memchr(frame.at, ' ', frame.length);
    if (!space) {
        return (pg_span){"[unknown]", 9};
    }
    pg_span symbol = {space + 1, frame.length - (size_t)(space + 1 - frame.at)};
    const char *plus = memrchr(symbol.at, '+', symbol.length);
    if (plus && plus > symbol.at && symbol.length - (size_t)(plus - symbol.at) > 2 &&
        !memcmp(plus, "+0x", 3)) {
        symbol.length = (size_t)(plus - symbol.at);
    }
    return symbol;
}

/* "a.c:3 (inlined)" is a.c:3; of "??:0" and "libc.so.6[27249]" nothing is known. */
static bool is_known(pg_span *line) {
    static const char inlined[] = " (inlined)";
    size_t size = sizeof(inlined) - 1;
    if (line->length > size && !memcmp(line->at + line->length - size, inlined, size)) {
        line->length -= size;
    }
    return line->length && line->at[line->length - 1] != ']' && line->at[0] != '?' &&
           memchr(line->at, ':', line->length);
}

static pg_status push(pg_lines *lines, uint32_t name, pg_error *err) {
    if (lines->depth == PG_FOLD_DEPTH_MAX) {
        return pg_fail(err, PG_INPUT, "perf script",
                       "expected at most 1,048,576 frames in a stack, found more");
    }
    if (lines->depth == lines->room) {
        size_t room = lines->room ? lines->room * 2 : FIRST_STACK;
        lines->stack =
            pg_grow(lines->tree->arena, lines->stack, lines->depth, room, sizeof(*lines->stack));
        lines->room = room;
    }
    lines->stack[lines->depth++] = name;
    return PG_OK;
}

static void end_sample(pg_lines *lines) {
    if (lines->open) {
        uint32_t node = pg_tree_child(lines->tree, PG_TREE_ROOT, lines->program);
        while (lines->depth) {
            node = pg_tree_child(lines->tree, node, lines->stack[--lines->depth]);
        }
        pg_tree_add_weight(lines->tree, node, PG_TREE_BASE, 1);
    }
    lines->open = false;
    lines->depth = 0;
}

static pg_status take_line(void *self, const char *line, size_t length, pg_error *err) {
    pg_lines *lines = self;
    pg_span span = trimmed(line, length);
    if (!length) {
        end_sample(lines);
    } else if (!is_blank(*line)) {
        end_sample(lines);
        lines->open = true;
        lines->program = name_of(lines, span);
    } else if (lines->open && *line == '\t' && span.length) {
        return push(lines, name_of(lines, symbol_of(span)), err);
    } else if (lines->open && lines->depth && is_known(&span)) {
        lines->stack[lines->depth - 1] = name_of(lines, span);
    }
    return lines->tree->count <= PG_FOLD_NODES_MAX &&
                   pg_names_bytes(lines->tree->names) <= PG_FOLD_NAMES_MAX
               ? PG_OK
               : pg_fail(err, PG_INPUT, "perf script",
                         "expected at most 40,000,000 places and 10^9 bytes of names, found more");
}

static pg_status too_long(void *self, const char *line, size_t length, pg_error *err) {
    (void)self;
    (void)line;
    (void)length;
    return pg_fail(err, PG_INPUT, "perf script", "expected a line of at most 4 MiB, found more");
}

pg_status pg_lines_feed(pg_lines *lines, const char *bytes, size_t length, pg_error *err) {
    return pg_split_feed(&lines->split, bytes, length, take_line, too_long, lines, err);
}

pg_status pg_lines_end(pg_lines *lines, pg_error *err) {
    pg_status status = lines->split.part.length
                           ? take_line(lines, lines->split.part.data, lines->split.part.length, err)
                           : PG_OK;
    end_sample(lines);
    pg_tree_sum(lines->tree);
    return status;
}
