/* libperfgate-alloc.so from outside: where it lies, the file it counts into, what it says. */
#ifndef PG_SYS_COUNTING_H
#define PG_SYS_COUNTING_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"

/* The environment variables that load the library and tell it its file. */
extern const char pg_counting_preload[], pg_counting_file[];

/* The library, beside this executable or in ../libexec/perfgate; NULL where it is in neither. */
char *pg_counting_library(pg_arena *arena);

/* Copies a file so that everybody may read it: the loader takes no path with blanks, and a
 * measured program may not be able to reach the original. */
pg_status pg_counting_copy(const char *from, const char *to, pg_error *err);

/* A new file to count into, which belongs to the user (0: to us), in place of an old one. */
pg_status pg_counting_make(const char *path, unsigned user, pg_error *err);

typedef struct pg_heap_counts {
    bool loaded;  /* into any process at all */
    bool foreign; /* one of the processes has an allocator of its own */
    bool lost;    /* the library ran out of memory */
    double allocations, bytes, peak_bytes;
} pg_heap_counts;

pg_status pg_counting_read(const char *path, pg_heap_counts *ret, pg_error *err);

#endif
