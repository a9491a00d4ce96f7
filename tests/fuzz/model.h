/* What the targets for the readers in model/ share: any bytes are either refused with a place and a
 * reason, or read into a value that is written to a text which reads back to the same text. */
#ifndef PG_TESTS_FUZZ_MODEL_H
#define PG_TESTS_FUZZ_MODEL_H

#include "base/buf.h"
#include "base/json.h"
#include "target.h"

typedef struct fuzz_format {
    pg_json_flag flags;
    size_t size; /* of the value */
    pg_json_read *read;
    void (*write)(pg_buf *out, const void *value); /* NULL: it is only read */
} fuzz_format;

/* Ends the process where `good` does not hold, so that a fuzzer sees it in every build. */
void fuzz_must(bool good);

/* The value, NULL where the bytes are refused. Checks what is promised of either. */
void *fuzz_read(pg_arena *arena, const fuzz_format *format, const char *bytes, size_t size);

#endif
