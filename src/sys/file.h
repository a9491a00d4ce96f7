/* Files. Writing is atomic: aside, flushed to disk, renamed; on failure the old file stays and
 * nothing new is left. A link stays and what it leads to is replaced; a device or a pipe is
 * written. Errors name the file and what the system said. */
#ifndef PG_SYS_FILE_H
#define PG_SYS_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"

enum {
    PG_FILE_HASH_SIZE = 65, /* sha256 in hexadecimal and a NUL */
};

/* The largest file any reader takes: 10,000 workloads of 4 metrics and 200 samples fit. */
#define PG_FILE_LARGEST ((uint64_t)512 << 20)

/* The whole file and a NUL behind it. A directory, a file larger than `limit` or one that cannot be
 * read is an error: PG_INPUT. */
pg_status pg_file_read(pg_arena *arena, const char *path, uint64_t limit, char **ret,
                       size_t *ret_length, pg_error *err);

/* Reads and parses a JSON file. */
pg_status pg_file_read_json(pg_arena *arena, const char *path, pg_json_flag flags, pg_json *ret,
                            pg_error *err);

/* Creates the directories above `path` where they are missing. */
pg_status pg_file_write(const char *path, const char *bytes, size_t length, pg_error *err);

/* Adds to a file that others add to, creating it where it is missing. Not atomic. An error, and
 * nothing added, where it would become larger than `limit`. */
pg_status pg_file_append(const char *path, const char *bytes, size_t length, uint64_t limit,
                         pg_error *err);

pg_status pg_file_hash(const char *path, char ret[static PG_FILE_HASH_SIZE], pg_error *err);
void pg_file_hash_bytes(const void *bytes, size_t length, char ret[static PG_FILE_HASH_SIZE]);

bool pg_file_exists(const char *path);
bool pg_file_is_directory(const char *path);
char *pg_file_real(pg_arena *arena, const char *path); /* NULL where it does not exist */

/* Names in a directory, sorted, without "." and "..". A missing directory has none. */
pg_status pg_file_list(pg_arena *arena, const char *path, pg_strings *ret, pg_error *err);

pg_status pg_file_make_directory(const char *path, pg_error *err); /* and those above it */
pg_status pg_file_scratch(pg_arena *arena, char **ret, pg_error *err);
void pg_file_remove(const char *path);       /* one file, if it is there */
void pg_file_remove_empty(const char *path); /* a directory, if nothing is in it */
void pg_file_remove_tree(const char *path);  /* what cannot be removed stays */

/* `path` below `directory`, unless it is absolute. */
char *pg_file_join(pg_arena *arena, const char *directory, const char *path);

#endif
