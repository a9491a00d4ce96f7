/* Workers: programs that stay alive and do one iteration for each request, as
 * worker/perfgate_worker.h has it. Each needs a launcher of its own for as long as it lives.
 *
 * What a worker does wrong is a result: an answer that did not come says why in `trouble`, and the
 * worker is then to be finished. An error is the launcher's, or PG_INTERRUPTED. */
#ifndef PG_SYS_WORKER_H
#define PG_SYS_WORKER_H

#include "sys/launcher.h"

/* A launcher on the same CPU as `first`, which must outlive it. */
pg_status pg_launcher_start_beside(pg_arena *arena, const pg_launcher *first, pg_launcher **ret,
                                   pg_error *err);

typedef struct pg_worker {
    pg_launcher *launcher;
    int socket;      /* -1: not alive */
    uint32_t number; /* of the last request */
    bool silent;     /* an answer did not come in time */
    bool reported;   /* `result` is there already: it could not be started */
    pg_launch_result result;
} pg_worker;

typedef enum pg_trouble {
    PG_ANSWERED,
    PG_SILENT, /* no whole answer in time */
    PG_ENDED,  /* it closed the socket, as a rule by ending */
    PG_GARBLED,
} pg_trouble;

typedef struct pg_iteration {
    double wall_ns, cpu_ns;
    uint64_t checksum;
} pg_iteration;

/* Starts the program and waits until it says hello; *ret_items is the work in an iteration, 0 where
 * it does not count it. `launch->timeout_ns` limits this and each answer. */
pg_status pg_worker_start(pg_launcher *launcher, const pg_launch *launch, pg_worker *ret,
                          uint64_t *ret_items, pg_trouble *ret_trouble, pg_error *err);

pg_status pg_worker_ask(pg_worker *worker, uint64_t timeout_ns, pg_iteration *ret,
                        pg_trouble *ret_trouble, pg_error *err);

/* Closes the socket and waits for the program to end; one that does not, or was silent, is killed,
 * and its outcome is PG_OUTCOME_TIMEOUT. The output is the launcher's, as after pg_launcher_run. */
pg_status pg_worker_finish(pg_worker *worker, pg_launch_result *ret, pg_error *err);

#endif
