#include "base/json_write.h"

#include <assert.h>

#include "base/number.h"

pg_json_writer pg_json_writer_new(pg_buf *out) {
    return (pg_json_writer){.out = out};
}

static void put_quoted(pg_buf *out, const char *text) {
    pg_buf_char(out, '"');
    for (const char *c = text; *c; c++) {
        unsigned char byte = (unsigned char)*c;
        if (byte == '"' || byte == '\\') {
            pg_buf_char(out, '\\');
            pg_buf_char(out, *c);
        } else if (byte == '\n') {
            pg_buf_text(out, "\\n");
        } else if (byte < 0x20 || byte == 0x7f) {
            pg_buf_format(out, "\\u%04x", byte);
        } else {
            pg_buf_char(out, *c);
        }
    }
    pg_buf_char(out, '"');
}

static void start_member(pg_json_writer *w, const char *key) {
    if (w->filled) {
        pg_buf_text(w->out, w->line_depth ? ", " : ",");
    }
    if (w->depth && !w->line_depth) {
        pg_buf_char(w->out, '\n');
        pg_buf_repeat(w->out, "  ", (size_t)w->depth);
    }
    if (key) {
        put_quoted(w->out, key);
        pg_buf_text(w->out, ": ");
    }
    w->filled = true;
}

static void open_container(pg_json_writer *w, const char *key, pg_json_style style, char opening,
                           char closing) {
    start_member(w, key);
    pg_buf_char(w->out, opening);
    assert((size_t)w->depth < sizeof(w->closing));
    w->closing[w->depth++] = closing;
    if (style == PG_JSON_LINE && !w->line_depth) {
        w->line_depth = w->depth;
    }
    w->filled = false;
}

void pg_json_open_object(pg_json_writer *w, const char *key, pg_json_style style) {
    open_container(w, key, style, '{', '}');
}

void pg_json_open_array(pg_json_writer *w, const char *key, pg_json_style style) {
    open_container(w, key, style, '[', ']');
}

void pg_json_close(pg_json_writer *w) {
    bool in_line = w->line_depth != 0;
    if (w->line_depth == w->depth) {
        w->line_depth = 0;
    }
    w->depth--;
    if (w->filled && !in_line) {
        pg_buf_char(w->out, '\n');
        pg_buf_repeat(w->out, "  ", (size_t)w->depth);
    }
    pg_buf_char(w->out, w->closing[w->depth]);
    w->filled = true;
    if (!w->depth) {
        pg_buf_char(w->out, '\n');
    }
}

void pg_json_put_text(pg_json_writer *w, const char *key, const char *text) {
    if (text) {
        start_member(w, key);
        put_quoted(w->out, text);
    }
}

void pg_json_put_number(pg_json_writer *w, const char *key, double value) {
    char number[PG_NUMBER_MAX];
    size_t length = pg_number_write(number, value);
    start_member(w, key);
    pg_buf_add(w->out, number, length);
}

void pg_json_put_count(pg_json_writer *w, const char *key, uint64_t value) {
    start_member(w, key);
    pg_buf_format(w->out, "%llu", (unsigned long long)value);
}

void pg_json_put_bool(pg_json_writer *w, const char *key, bool value) {
    start_member(w, key);
    pg_buf_text(w->out, value ? "true" : "false");
}

void pg_json_put_null(pg_json_writer *w, const char *key) {
    start_member(w, key);
    pg_buf_text(w->out, "null");
}
