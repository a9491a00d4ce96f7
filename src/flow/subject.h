/* What a profile is recorded of: a workload of the configuration, built for profiling, or any
 * command.
 */
#ifndef PG_FLOW_SUBJECT_H
#define PG_FLOW_SUBJECT_H

#include "base/error.h"
#include "base/json.h"
#include "model/config.h"
#include "sys/launcher.h"

typedef struct pg_subject {
    const char *name;
    const char **argv; /* NULL ends it */
    const char *const *env;
    const char *directory;
    bool trusted; /* typed by the user, not found in a repository: perf may see the kernel, too */
    uint64_t timeout_s; /* of a launch; 0: none of its own */
    const char *remark; /* about its build; NULL: none */
} pg_subject;

/* Builds the tree at `root` by the configuration's profile_build, else its build, unless
 * `no_build`. PG_USAGE where there is no such workload. */
pg_status pg_subject_of_workload(pg_arena *arena, pg_launcher *launcher, const pg_config *config,
                                 const char *root, const char *name, bool no_build, pg_subject *ret,
                                 pg_error *err);

/* The workload in a tree that is built. */
pg_subject pg_subject_in(pg_arena *arena, const pg_config *config, const pg_workload *workload,
                         const char *directory);

/* A command with our own environment and directory. `words` are `count`. */
pg_subject pg_subject_of_command(pg_arena *arena, const char *const *words, size_t count);

#endif
