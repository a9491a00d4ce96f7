/* A launcher and a scratch directory, for tests that launch tests/unit/sys/support/probe.c. */
#ifndef PG_TESTS_LAUNCHED_H
#define PG_TESTS_LAUNCHED_H

#include <sys/types.h>

#include "sys/launcher.h"

typedef struct launched {
    pg_arena *arena;
    pg_launcher *launcher;
    char *scratch, *probe;
    const char *env[4];
    pg_launch_result result;
    pg_error err;
    /* For launch_probe; 20 s and 1 MiB at first. */
    bool pinned, fixed_layout, counted, trusted;
    unsigned user, counter_type;
    uint64_t counter_config;
    uint64_t timeout_ns, output_max;
} launched;

launched open_launched(void);
void close_launched(launched *l);

/* Launches and asserts that the launcher did its part. */
void launch_argv(launched *l, const char *const *argv);
void launch_probe(launched *l, const char *mode, const char *word);

/* Launches the probe, which must end well; what it printed. */
const char *ask_probe(launched *l, const char *mode, const char *word);

/* Process ids that the probe has written into the file "pids", in the scratch directory. */
char *pid_file(launched *l);
size_t read_pids(launched *l, pid_t *ret, size_t most);

/* Waits at most so long for `count` of them; how many there are. */
size_t wait_for_pids(launched *l, pid_t *ret, size_t count, unsigned milliseconds);

/* Whether the process is gone or dead within a second. */
bool is_gone(pid_t pid);

#endif
