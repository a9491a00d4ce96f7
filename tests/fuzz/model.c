#include "model.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

void fuzz_must(bool good) {
    if (!good) {
        abort();
    }
}

static void check_text(const char *text) {
    for (size_t left = strlen(text), length; left; left -= length, text += length) {
        length = pg_utf8_length((const unsigned char *)text, left);
        fuzz_must(length > 0);
    }
}

static void check_error(pg_status status, const pg_error *err) {
    fuzz_must(status == PG_INPUT && err->status == PG_INPUT && *err->place && *err->text);
    check_text(err->place);
    check_text(err->text);
    fuzz_must(!strchr(err->text, '\n') && !strchr(err->place, '\n'));
}

static void *parse(pg_arena *arena, const fuzz_format *format, const char *bytes, size_t size) {
    char *text = pg_copy_n(arena, bytes, size);
    void *value = pg_alloc(arena, 1, format->size);
    pg_json top;
    pg_error err = {0};
    pg_status status = pg_json_parse(arena, "file", text, size, format->flags, &top, &err);
    if (!status) {
        status = format->read(arena, &top, value, &err);
    }
    if (status) {
        check_error(status, &err);
    }
    return status ? NULL : value;
}

static pg_buf write_text(pg_arena *arena, const fuzz_format *format, const void *value) {
    pg_buf out = pg_buf_new(arena);
    format->write(&out, value);
    check_text(out.data);
    return out;
}

void *fuzz_read(pg_arena *arena, const fuzz_format *format, const char *bytes, size_t size) {
    void *value = parse(arena, format, bytes, size);
    if (value && format->write) {
        pg_buf first = write_text(arena, format, value);
        void *again = parse(arena, format, first.data, first.length);
        fuzz_must(again);
        pg_buf second = write_text(arena, format, again);
        fuzz_must(first.length == second.length && !memcmp(first.data, second.data, first.length));
    }
    return value;
}
