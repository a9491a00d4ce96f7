/* The environments of builds and of measured programs: a few names, nothing of the caller's else.
 */
#ifndef PG_MEASURE_ENVIRONMENT_H
#define PG_MEASURE_ENVIRONMENT_H

#include "base/arena.h"
#include "model/config.h"

/* Of builds: PATH, HOME, TMPDIR and what the configuration passes on, LC_ALL=C, TZ=UTC; `own`
 * ("NAME=value", may be NULL) on top. */
const char *const *pg_tree_environment(pg_arena *arena, const pg_config *config,
                                       const pg_strings *own);

/* Of a launch: the same, but HOME and TMPDIR are `home` unless the configuration passes them on,
 * and `more` comes last. It is filled up to a multiple of 4096 bytes with a variable that says
 * nothing: the size of the environment moves the stack, and with it times and counts. */
const char *const *pg_launch_environment(pg_arena *arena, const pg_config *config,
                                         const pg_strings *own, const char *home,
                                         const pg_strings *more, size_t beside);

/* The value in "NAME=value" entries, NULL where the name has none. */
const char *pg_environment_value(const char *const *env, const char *name);
size_t pg_environment_size(const char *const *env); /* bytes, with the NULs */

#endif
