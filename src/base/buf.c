#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

pg_buf pg_buf_new(pg_arena *arena) {
    return (pg_buf){.arena = arena, .data = pg_alloc(arena, 1, 1)};
}

static void reserve(pg_buf *buf, size_t more) {
    size_t need = buf->length + more + 1;
    if (need <= buf->capacity) {
        return;
    }
    size_t capacity = buf->capacity ? buf->capacity * 2 : 256;
    capacity = capacity > need ? capacity : need;
    buf->data = pg_grow(buf->arena, buf->data, buf->length, capacity, 1);
    buf->capacity = capacity;
}

void pg_buf_add(pg_buf *buf, const char *bytes, size_t length) {
    reserve(buf, length);
    if (length) {
        memcpy(buf->data + buf->length, bytes, length);
    }
    buf->length += length;
    buf->data[buf->length] = 0;
}

void pg_buf_text(pg_buf *buf, const char *text) {
    pg_buf_add(buf, text, strlen(text));
}

void pg_buf_char(pg_buf *buf, char c) {
    pg_buf_add(buf, &c, 1);
}

void pg_buf_repeat(pg_buf *buf, const char *text, size_t count) {
    for (size_t i = 0; i < count; i++) {
        pg_buf_text(buf, text);
    }
}

void pg_buf_format(pg_buf *buf, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length > 0) {
        reserve(buf, (size_t)length);
        vsnprintf(buf->data + buf->length, (size_t)length + 1, format, again);
        buf->length += (size_t)length;
    }
    va_end(again);
}
