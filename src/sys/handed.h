/* A folder of files that somebody else has handed over, such as the artifacts of a job that has run
 * foreign code. Nothing in it is believed: no link is followed, neither the folder itself nor any
 * below; a device, a pipe or a socket is refused; depth, entries and bytes are limited. What was
 * unpacked lies still: nobody else writes there while it is read. */
#ifndef PG_SYS_HANDED_H
#define PG_SYS_HANDED_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"

enum {
    PG_HANDED_DEPTH = 4,      /* folders in folders */
    PG_HANDED_ENTRIES = 4096, /* as many as 256 jobs leave, and some */
};

/* The folders, `folder` itself among them, that hold a regular file of one of these names, each
 * once, sorted. Other regular files are left alone. PG_INPUT, with the place, for anything that is
 * neither file nor folder, and where the named files are larger than `limit` together. */
pg_status pg_handed_list(pg_arena *arena, const char *folder, const char *const *names,
                         size_t name_count, uint64_t limit, pg_strings *ret, pg_error *err);

#endif
