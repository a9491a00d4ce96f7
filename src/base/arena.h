/* Memory: one arena a command.
 *
 * A function that returns memory takes the arena as its first parameter; a function without one
 * keeps nothing. Memory is zeroed, aligned for any type, and freed all at once. Running out of
 * memory aborts: readers have size limits, so this is the machine's failure and not the input's.
 *
 * With -Darena=malloc (sanitizer and fuzz builds) every piece is a malloc of its own, because a
 * one-byte overflow inside a chunk would pass unseen.
 */
#ifndef PG_BASE_ARENA_H
#define PG_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

typedef struct pg_arena pg_arena;

pg_arena *pg_arena_new(void);
void pg_arena_free(pg_arena *arena); /* NULL is fine */

void *pg_alloc(pg_arena *arena, size_t count, size_t size)
    __attribute__((malloc, alloc_size(2, 3)));
/* A larger copy of an array; the old one stays valid until the arena goes. */
void *pg_grow(pg_arena *arena, const void *old, size_t old_count, size_t count, size_t size)
    __attribute__((alloc_size(4, 5)));
char *pg_copy(pg_arena *arena, const char *text);
char *pg_copy_n(pg_arena *arena, const char *text, size_t length);
char *pg_format(pg_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *pg_vformat(pg_arena *arena, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

#define PG_NEW(arena, type)          ((type *)pg_alloc((arena), 1, sizeof(type)))
#define PG_ARRAY(arena, type, count) ((type *)pg_alloc((arena), (count), sizeof(type)))

#endif
