/* What a measured program is put into, and how what is left of it is ended. See launch/protocol.h
 * for what can be asked. Runs in the launcher or, where said so, in the child before exec, which
 * shares the launcher's memory. */
#ifndef PG_LAUNCH_SANDBOX_H
#define PG_LAUNCH_SANDBOX_H

#include "launch/protocol.h"

/* In the child: session, privileges, user, layout. PG_LAUNCH_STARTED where all of it was done;
 * what the launcher may go without is told in *done instead (pg_launch_done). */
pg_launch_step sandbox_enter(const pg_launch_request *request, volatile uint32_t *done);

/* Kills every process of that user; nobody else may have it. */
void sandbox_end_user(uint32_t uid);

/* Opens a counter that counts in the programs started from now on, in all their threads and
 * children, from exec. -1 where it cannot be had, with errno. */
int counter_open(uint32_t type, uint64_t config);

/* Its value when all of them have ended, and closes it. False where it did not count all the time.
 */
int counter_close(int fd, uint64_t *ret);

#endif
