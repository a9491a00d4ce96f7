/* Reading in chunks what need not be in memory as a whole. */
#ifndef PG_SYS_STREAM_H
#define PG_SYS_STREAM_H

#include <stddef.h>

#include "base/error.h"

enum { PG_STREAM_CHUNK = 256 * 1024 };

/* Gives the bytes to `take`, in order, at most PG_STREAM_CHUNK at a time; its first failure ends
 * the reading and is returned. `path` "-" is standard input; pipes and devices are read, too, for
 * as long as they last. A directory or what cannot be read is PG_INPUT, Ctrl-C PG_INTERRUPTED. */
pg_status pg_stream_read(const char *path,
                         pg_status take(void *self, const char *bytes, size_t length,
                                        pg_error *err),
                         void *self, pg_error *err);

#endif
