/* Foreign programs, one at a time, through perfgate-launch: measured workloads and build commands.
 * What the program is given and what happens to what it leaves behind is told in launch/main.c. */
#ifndef PG_SYS_LAUNCHER_H
#define PG_SYS_LAUNCHER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

typedef struct pg_launcher pg_launcher;

/* Starts the launcher. It is looked for beside this executable, then in ../libexec/perfgate. Where
 * there is more than one CPU, this process keeps off the one that measured programs run on. As long
 * as the launcher runs, this process cannot be read through /proc by others of its user. */
pg_status pg_launcher_start(pg_arena *arena, pg_launcher **ret, pg_error *err);
void pg_launcher_stop(pg_launcher *launcher); /* ends what runs; NULL is fine */

/* The CPU that pinned programs run on. */
unsigned pg_launcher_cpu(const pg_launcher *launcher);

/* How many other CPUs there are, for perfgate itself. */
unsigned pg_launcher_others(const pg_launcher *launcher);

/* The hardware event "instructions", as perf_event_open numbers it: type and number. */
enum { PG_COUNTER_HARDWARE = 0, PG_COUNTER_INSTRUCTIONS = 1 };

typedef struct pg_launch {
    const char *const *argv; /* argv[0] with a slash: from `directory`; without: by PATH */
    const char *const *env;  /* all of it */
    const char *directory;
    bool fixed_layout; /* the same addresses each time, where that is permitted */
    bool counted;      /* by a counter of perf_event_open, in user mode, with all it starts */
    unsigned counter_type;
    uint64_t counter_config;
    bool trusted;        /* the user's own command: it keeps the capabilities to look around */
    unsigned user;       /* run as this user and group, and end all of its processes; 0: as we */
    bool pinned;         /* to one CPU; otherwise to all that perfgate may use */
    uint64_t timeout_ns; /* 0: none */
    uint64_t output_max; /* on each of stdout and stderr */
} pg_launch;

typedef enum pg_launch_outcome {
    PG_OUTCOME_EXITED,
    PG_OUTCOME_SIGNALED,
    PG_OUTCOME_TIMEOUT,
    PG_OUTCOME_FLOOD,
    PG_OUTCOME_NOT_STARTED,
} pg_launch_outcome;

typedef struct pg_launch_result {
    pg_launch_outcome outcome;
    int code;             /* exit status, signal number, or errno where it was not started */
    const char *obstacle; /* what could not be done, where it was not started */
    unsigned left_behind; /* processes that outlived it and were killed */
    uint64_t start_ns;
    double wall_ns, cpu_ns, peak_rss_bytes, page_faults;
    bool layout_was_fixed;
    bool has_count; /* the counter counted all the time */
    double count;
    int counter_error; /* errno, where it could not be opened */
} pg_launch_result;

/* Runs the program once. Whatever becomes of it is a result; an error means that the launcher
 * failed (PG_CHILD) or the user asked to stop (PG_INTERRUPTED). */
pg_status pg_launcher_run(pg_launcher *launcher, const pg_launch *launch, pg_launch_result *ret,
                          pg_error *err);

/* The output of the last launch. The hash is of stdout. `tail` keeps the last bytes of stderr, or
 * of stdout where stderr is empty. */
pg_status pg_launcher_output_hash(pg_launcher *launcher, char *ret_hex, uint64_t *ret_size,
                                  pg_error *err);
char *pg_launcher_output_tail(pg_launcher *launcher, pg_arena *arena, uint64_t most);

#endif
