/* What Valgrind's callgrind writes, as far as it is a count: the line "totals:" of a profile. */
#ifndef PG_MEASURE_CALLGRIND_H
#define PG_MEASURE_CALLGRIND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

/* The instructions of one profile, a whole number. PG_INPUT where the text (length bytes and a NUL)
 * is not a finished profile of the one event Ir. */
pg_status pg_callgrind_total(const char *file, const char *text, size_t length, double *ret,
                             pg_error *err);

/* The version in "valgrind-3.19.0"; NULL where that is not what it says. */
char *pg_callgrind_version(pg_arena *arena, const char *said);

#endif
