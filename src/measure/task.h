/* What the files of measure/ that take samples share; see measure/measure.h. */
#ifndef PG_MEASURE_TASK_H
#define PG_MEASURE_TASK_H

#include "base/rng.h"
#include "measure/measure.h"

enum { PG_LAUNCH_METRICS = 6 };

/* The metrics of a launch, NULL behind the last; the first one is what progress shows. */
extern const char *const pg_command_metrics[PG_LAUNCH_METRICS + 1];
extern const char *const pg_worker_metrics[PG_LAUNCH_METRICS + 1];

/* Samples of one workload on one side, as they come. */
typedef struct pg_samples {
    double *values[PG_LAUNCH_METRICS]; /* in the order of the names */
    uint64_t *blocks, *order, *start_ms;
    size_t count;
} pg_samples;

/* What one kind of counting gave: values[side][metric][launch]. */
typedef struct pg_exact {
    const char *source, *obstacle;
    double *values[PG_SIDES_MAX][PG_COUNTED_MAX];
    size_t count[PG_SIDES_MAX];
    bool given_up[PG_SIDES_MAX];
    uint64_t *blocks;
} pg_exact;

/* A workload and how far its measuring has come. */
typedef struct pg_task {
    const pg_workload *workload;
    const char *const *metrics;
    size_t index; /* among those that match the filter */
    const pg_prepared *prepared[PG_SIDES_MAX];
    pg_workload_run *run[PG_SIDES_MAX];
    pg_samples taken[PG_SIDES_MAX];
    uint64_t launched[PG_SIDES_MAX];
    uint64_t blocks; /* measured so far */
    double spent_ns,
        warmup_ns; /* on launches of this workload, and on those before the first block */
    bool started, given_up, same_bytes, counted;
    pg_exact exact[PG_COUNT_KINDS];
    /* Of workers: the result of every iteration so far, and the work in one. */
    bool has_checksum[PG_SIDES_MAX];
    uint64_t checksum[PG_SIDES_MAX], items[PG_SIDES_MAX];
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
    bool told[PG_COUNT_KINDS]; /* that nothing here can count so */
};

/* The side that is judged. */
size_t pg_head_side(const pg_plan *plan);

pg_samples pg_samples_new(pg_arena *arena, size_t most);

/* Launches once; a sample is kept where `keeping`. A program that fails ends the task, with the
 * reason in its run; an error is the launcher's. */
pg_status pg_task_launch(pg_measuring *m, pg_task *task, size_t side, bool keeping, uint64_t block,
                         uint64_t place);
/* A block of a worker: its launches side by side, their places in the block being `order`. Samples
 * are kept where `keeping`. */
pg_status pg_task_launch_workers(pg_measuring *m, pg_task *task, const size_t *order, size_t count,
                                 bool keeping, uint64_t block);

/* Why a launch gives no sample, NULL where it does. `output` NULL: not looked at. */
const char *pg_launch_failure(pg_measuring *m, const pg_workload *workload,
                              const pg_launch_result *result, const char *output, const char *tail);
/* A program that is not there on base's side is new in head; anything else ends the workload. */
void pg_task_fail(pg_measuring *m, pg_task *task, size_t side, const pg_launch_result *result,
                  const char *why);
void pg_task_remark(pg_measuring *m, pg_workload_run *run, const char *text);
void pg_samples_keep(pg_samples *samples, const double *values, uint64_t block, uint64_t place,
                     uint64_t start_ms);

void pg_task_give_up(pg_task *task, size_t side, const char *why);

/* The launches that are counted (measure/exact.c), and what they gave, behind the other series. */
pg_status pg_exact_measure(pg_measuring *m, pg_task *task);
void pg_exact_store(pg_measuring *m, pg_task *task, size_t side);

/* Puts the samples taken so far into the run. */
void pg_task_store(pg_measuring *m, pg_task *task);

#endif
