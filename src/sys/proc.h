/* Tools that perfgate trusts and pipes to: git and gnuplot. No shell, an argument array, a process
 * group of its own, bounded output, a deadline. Programs that are measured, and builds, go through
 * sys/launcher.h instead: they are foreign, and their output is not piped. */
#ifndef PG_SYS_PROC_H
#define PG_SYS_PROC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

typedef struct pg_proc {
    const char *const *argv;      /* argv[0] is looked up in PATH; NULL ends it */
    const char *const *extra_env; /* "NAME=value" on top of ours, NULL ends it; may be NULL */
    const char *directory;        /* NULL: ours */
    const char *input;            /* for its standard input; may be NULL */
    size_t input_length;
    size_t output_max; /* bytes kept of stdout; more is an error */
    unsigned seconds;  /* deadline */
    /* Where not NULL, stdout goes here piece by piece and is not kept; its first failure ends the
     * program and is returned. */
    pg_status (*take)(void *self, const char *bytes, size_t length, pg_error *err);
    void *self;
} pg_proc;

typedef struct pg_proc_result {
    int exit_status; /* 128 + signal where a signal ended it */
    char *output;    /* NUL-terminated */
    size_t output_length;
    char *errors; /* the first 4 KiB of stderr, NUL-terminated */
} pg_proc_result;

/* PG_CHILD where it cannot be started, does not end in time or says too much. Any exit status is a
 * result. */
pg_status pg_proc_run(pg_arena *arena, const pg_proc *proc, pg_proc_result *ret, pg_error *err);

#endif
