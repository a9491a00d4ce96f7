/* Reference values from tests/vectors, read with our own JSON reader. */
#ifndef PG_TESTS_VECTORS_H
#define PG_TESTS_VECTORS_H

#include "base/json.h"

/* The array `key` of the file tests/vectors/`name`, each element read into `size` bytes. A file
 * that cannot be read, or holds no case, ends the test. */
void *load_cases(pg_arena *arena, const char *name, const char *key, size_t size,
                 pg_json_read *read, size_t *ret_count);

#endif
