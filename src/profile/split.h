/* Text that comes in chunks, line by line. In the header, so that the reader's `take` is put in
 * line: millions of lines a second go through it. */
#ifndef PG_PROFILE_SPLIT_H
#define PG_PROFILE_SPLIT_H

#include <string.h>

#include "base/buf.h"
#include "base/error.h"

typedef struct pg_split {
    pg_buf part; /* a line that began in an earlier chunk */
    size_t most; /* bytes of a line */
} pg_split;

typedef pg_status pg_split_take(void *self, const char *line, size_t length, pg_error *err);

/* Gives whole lines, without the line feed, to `take`; what is left over stays in `part`. A line of
 * more than `most` bytes goes to `too_long` instead, with what there is of it. The first failure is
 * returned. */
static inline pg_status pg_split_feed(pg_split *split, const char *bytes, size_t length,
                                      pg_split_take *take, pg_split_take *too_long, void *self,
                                      pg_error *err) {
    const char *end = bytes + length;
    pg_status status = PG_OK;
    while (bytes < end && !status) {
        const char *stop = memchr(bytes, '\n', (size_t)(end - bytes));
        size_t size = (size_t)((stop ? stop : end) - bytes);
        if (split->part.length + size > split->most) {
            return too_long(self, bytes, size, err);
        }
        if (!stop || split->part.length) {
            pg_buf_add(&split->part, bytes, size);
            if (stop) {
                status = take(self, split->part.data, split->part.length, err);
                split->part.length = 0;
            }
        } else {
            status = take(self, bytes, size, err);
        }
        bytes += size + 1;
    }
    return status;
}

#endif
