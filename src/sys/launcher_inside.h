/* What the files of sys/ that speak to perfgate-launch share; see sys/launcher.h and sys/worker.h.
 */
#ifndef PG_SYS_LAUNCHER_INSIDE_H
#define PG_SYS_LAUNCHER_INSIDE_H

#include <sched.h>
#include <sys/types.h>

#include "sys/launcher.h"

struct pg_launcher {
    pg_arena *arena;
    pid_t pid;                  /* -1: not running */
    int socket, output, errors; /* the memory files that take the program's stdout and stderr */
    unsigned cpu;
    cpu_set_t allowed; /* where perfgate itself was allowed to run when it started */
    bool beside;       /* another launcher keeps perfgate off the CPU, and lets it back */
};

/* Sends the request; `channel` (-1: none) becomes the program's descriptor 3. False, with *ret
 * filled, where the program cannot be started without asking. */
pg_status pg_launcher_send(pg_launcher *launcher, const pg_launch *launch, int channel,
                           bool *ret_sent, pg_launch_result *ret, pg_error *err);

/* Waits for the program's end. */
pg_status pg_launcher_receive(pg_launcher *launcher, pg_launch_result *ret, pg_error *err);

/* After the launcher has ended by itself: the next request starts another. The output stays. */
void pg_launcher_forget(pg_launcher *launcher);

/* Moves a descriptor above the numbers that the launcher uses; -1 stays -1. */
int pg_launcher_lift(int fd);

#endif
