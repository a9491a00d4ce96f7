#include "base/arena.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef PG_ARENA_MALLOC
enum { FIRST_CHUNK = 0, LARGEST_CHUNK = 0 };
#else
enum { FIRST_CHUNK = 64 * 1024, LARGEST_CHUNK = 4 * 1024 * 1024 };
#endif

typedef struct chunk {
    struct chunk *next;
    size_t size, used;
    _Alignas(max_align_t) unsigned char bytes[];
} chunk;

struct pg_arena {
    chunk *first;
    size_t next_size;
};

pg_arena *pg_arena_new(void) {
    pg_arena *arena = calloc(1, sizeof(*arena));
    if (!arena) {
        abort();
    }
    arena->next_size = FIRST_CHUNK;
    return arena;
}

void pg_arena_free(pg_arena *arena) {
    if (!arena) {
        return;
    }
    for (chunk *c = arena->first; c;) {
        chunk *next = c->next;
        free(c);
        c = next;
    }
    free(arena);
}

static chunk *add_chunk(pg_arena *arena, size_t need) {
    size_t size = need > arena->next_size ? need : arena->next_size;
    chunk *c = calloc(1, sizeof(*c) + size);
    if (!c) {
        abort();
    }
    c->size = size;
    /* A piece larger than the chunk size gets a chunk of its own behind the current one, so that
     * the room left in the current one is not lost. */
    if (need > arena->next_size && arena->first) {
        c->next = arena->first->next;
        arena->first->next = c;
        return c;
    }
    c->next = arena->first;
    arena->first = c;
    if (arena->next_size < LARGEST_CHUNK) {
        arena->next_size *= 2;
    }
    return c;
}

void *pg_alloc(pg_arena *arena, size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > PTRDIFF_MAX / 2) {
        abort();
    }
    size_t align = _Alignof(max_align_t);
    size_t padded = bytes ? (bytes + align - 1) / align * align : align;
    chunk *c = arena->first;
    if (!c || c->size - c->used < padded) {
#ifdef PG_ARENA_MALLOC
        padded = bytes;
#endif
        c = add_chunk(arena, padded ? padded : 1);
    }
    void *piece = c->bytes + c->used;
    c->used += padded;
#ifdef PG_ARENA_MALLOC
    c->used = c->size;
#endif
    return piece;
}

void *pg_grow(pg_arena *arena, const void *old, size_t old_count, size_t count, size_t size) {
    assert(count >= old_count);
    void *grown = pg_alloc(arena, count, size);
    if (old_count) {
        memcpy(grown, old, old_count * size);
    }
    return grown;
}

char *pg_copy_n(pg_arena *arena, const char *text, size_t length) {
    char *copy = pg_alloc(arena, length + 1, 1);
    memcpy(copy, text, length);
    return copy;
}

char *pg_copy(pg_arena *arena, const char *text) {
    return pg_copy_n(arena, text, strlen(text));
}

char *pg_vformat(pg_arena *arena, const char *format, va_list args) {
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    assert(length >= 0);
    char *text = pg_alloc(arena, (size_t)length + 1, 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

char *pg_format(pg_arena *arena, const char *format, ...) {
    va_list args;
    va_start(args, format);
    char *text = pg_vformat(arena, format, args);
    va_end(args);
    return text;
}
