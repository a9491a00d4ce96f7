/* A token: taken out of the environment once, and kept where only this process can read it.
 *
 * Taking one overwrites, in the memory that /proc/PID/environ shows, every variable whose name
 * holds TOKEN, so that no program started later gets one and nothing of the same user can read it
 * there; and makes the process one that leaves no core and that others of its user cannot trace or
 * look into. A token is never an argument of a program. */
#ifndef PG_SYS_SECRET_H
#define PG_SYS_SECRET_H

#include "base/arena.h"
#include "base/error.h"

/* The token in the variable `name`; *ret is NULL where it is unset or empty. PG_INPUT where it is
 * not a word of printable ASCII: a line feed in it would end the header it is sent in. */
pg_status pg_secret_take(pg_arena *arena, const char *name, char **ret, pg_error *err);

/* Overwrites it. NULL is fine. */
void pg_secret_forget(char *secret);

#endif
