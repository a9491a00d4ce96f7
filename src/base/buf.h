/* A growing byte buffer in an arena, always NUL-terminated. The old bytes stay behind when it grows
 * (at most as much again as the final length). */
#ifndef PG_BASE_BUF_H
#define PG_BASE_BUF_H

#include <stddef.h>

#include "base/arena.h"

typedef struct pg_buf {
    pg_arena *arena;
    char *data; /* "" before the first byte */
    size_t length, capacity;
} pg_buf;

pg_buf pg_buf_new(pg_arena *arena);
void pg_buf_add(pg_buf *buf, const char *bytes, size_t length);
void pg_buf_text(pg_buf *buf, const char *text);
void pg_buf_char(pg_buf *buf, char c);
void pg_buf_repeat(pg_buf *buf, const char *text, size_t count);
void pg_buf_format(pg_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
