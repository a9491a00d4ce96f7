/* The environment and this process. */
#ifndef PG_SYS_ENV_H
#define PG_SYS_ENV_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

const char *pg_env_get(const char *name); /* NULL where unset or empty */
const char *const *pg_env_all(void);      /* "NAME=value" of this process, NULL ends it */
uint64_t pg_env_random(void);             /* from the kernel: session ids and seeds */

/* The directory that the running executable lies in, "." where the kernel does not tell. */
char *pg_env_self_dir(pg_arena *arena);

/* A file that is installed with us: beside the executable or in ../libexec/perfgate; NULL where it
 * is in neither. */
char *pg_env_companion(pg_arena *arena, const char *name);

/* Closes this process to others of its user: its environment holds what the job holds, and what
 * runs under us is not to read it in /proc. Afterwards it is as open as it was. */
void pg_env_close_process(bool closed);

/* The program's path by PATH; `name` itself where it holds a slash; NULL where it is not found. */
char *pg_env_find_program(pg_arena *arena, const char *name);

#endif
