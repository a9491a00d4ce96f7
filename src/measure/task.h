/* What the files of measure/ that take samples share; see measure/measure.h. */
#ifndef PG_MEASURE_TASK_H
#define PG_MEASURE_TASK_H

#include "base/rng.h"
#include "measure/measure.h"

enum { PG_LAUNCH_METRICS = 4 }; /* wall_time first */

/* Samples of one workload on one side, as they come. */
typedef struct pg_samples {
    double *values[PG_LAUNCH_METRICS];
    uint64_t *blocks, *order, *start_ms;
    size_t count;
} pg_samples;

/* A workload and how far its measuring has come. */
typedef struct pg_task {
    const pg_workload *workload;
    size_t index; /* among those that match the filter */
    const pg_prepared *prepared[PG_SIDES_MAX];
    pg_workload_run *run[PG_SIDES_MAX];
    pg_samples taken[PG_SIDES_MAX];
    uint64_t launched[PG_SIDES_MAX];
    uint64_t blocks; /* measured so far */
    bool started, given_up, same_bytes;
} pg_task;

struct pg_measuring {
    pg_arena *arena;
    const pg_plan *plan;
    pg_executor *executor;
    pg_run *runs;
    pg_rng rng;
    pg_error *err;
    pg_task *tasks;
    size_t count;
    uint64_t began_ns; /* of the session: the first launch */
    double spent_ns;   /* wall time of all launches so far */
    uint64_t launched, planned;
    bool stopped;
};

/* The side that is judged. */
size_t pg_head_side(const pg_plan *plan);

pg_samples pg_samples_new(pg_arena *arena, size_t most);

/* Launches once; a sample is kept where `keeping`. A program that fails ends the task, with the
 * reason in its run; an error is the launcher's. */
pg_status pg_task_launch(pg_measuring *m, pg_task *task, size_t side, bool keeping, uint64_t block,
                         uint64_t place);
void pg_task_give_up(pg_task *task, size_t side, const char *why);

/* Puts the samples taken so far into the run. */
void pg_task_store(pg_measuring *m, pg_task *task);

#endif
