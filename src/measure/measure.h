/* Measuring: the workloads of a configuration, on one side or on two, in blocks.
 *
 * A block is two launches of each side on the same CPU, one after the other, in one of the six
 * orders that two and two can stand in, drawn with the seed: so the exact law of the test is the
 * law of the drawing. Before the first block each side is launched unmeasured (`warmup` times),
 * which also shows whether the program works and prints what it should.
 *
 * The launches of a block follow one another, but those of a worker run side by side: all of them
 * are started, then asked for one iteration each in an order drawn anew every time, so that they
 * share whatever the machine does meanwhile; a sample is a statistic of the iterations of one
 * launch.
 *
 * Nothing here touches the system but through the executor, so the order of launches, the handling
 * of failures and the shape of the runs are tested without any.
 */
#ifndef PG_MEASURE_MEASURE_H
#define PG_MEASURE_MEASURE_H

#include "base/arena.h"
#include "base/error.h"
#include "measure/counters.h"
#include "measure/sandbox.h"
#include "model/config.h"
#include "model/run.h"
#include "sys/launcher.h"
#include "sys/worker.h"

enum { PG_LAUNCHES = 2, PG_SIDES_MAX = 3, PG_WORKERS_MAX = PG_LAUNCHES * PG_SIDES_MAX };

/* Starts a workload once on a side. */
typedef struct pg_executor pg_executor;
struct pg_executor {
    /* `ret_output` (65 bytes): sha256 of what it printed; `ret_tail`: the end of its error output.
     */
    pg_status (*launch)(pg_executor *executor, pg_arena *arena, size_t side,
                        const pg_workload *workload, pg_launch_result *ret, char *ret_output,
                        const char **ret_tail, pg_error *err);
    /* Workers, up to PG_WORKERS_MAX of them side by side, each in a slot. What one does wrong is in
     * *ret_trouble; it is then finished like the others. */
    pg_status (*start)(pg_executor *executor, size_t slot, size_t side, const pg_workload *workload,
                       uint64_t *ret_items, pg_trouble *ret_trouble, pg_error *err);
    pg_status (*ask)(pg_executor *executor, size_t slot, const pg_workload *workload,
                     pg_iteration *ret, pg_trouble *ret_trouble, pg_error *err);
    pg_status (*finish)(pg_executor *executor, pg_arena *arena, size_t slot, pg_launch_result *ret,
                        const char **ret_tail, pg_error *err);
    bool (*stopped)(pg_executor *executor); /* the user asked to stop */
    void *context;
    unsigned user; /* whom programs run as; 0: as we */
    /* What counts exact metrics of a kind, NULL with the reason where nothing can; and one launch
     * that is counted. NULL: nothing is counted at all. */
    const char *(*counter)(pg_executor *executor, pg_count_kind kind, const char **ret_obstacle);
    pg_status (*count)(pg_executor *executor, pg_arena *arena, size_t side,
                       const pg_workload *workload, pg_count_kind kind, pg_counted *ret,
                       char *ret_output, pg_error *err);
};

/* What is known of a workload on a side before it is started. */
typedef struct pg_prepared {
    const char *broken; /* NULL: may be started */
    bool not_there; /* a fixture is missing, and no artifact is there: it does not know the workload
                     */
    const char *inputs, *artifacts, *compiler;
} pg_prepared;

/* Called before each launch, and with an outcome at the end of each stage of a workload. */
typedef struct pg_progress {
    const char *workload;
    size_t index, count; /* workloads */
    uint64_t block, blocks;
    const char *metric; /* what the ratio is of */
    double ratio;       /* of the medians so far, 0 while unknown */
    double seconds_left;
    const char *outcome; /* at the end: a word or two */
} pg_progress;

typedef struct pg_plan {
    const pg_config *config;
    const char *filter; /* NULL: all */
    uint64_t blocks, seed;
    bool measure_identical;
    size_t sides; /* 1: head; 2: base, head; 3: base, head, control (base once more) */
    const pg_prepared *prepared[PG_SIDES_MAX]; /* by side, then workload of the configuration */
    pg_strings vanished; /* workloads that base's own configuration has and this one has not */
    void (*progress)(void *context, const pg_progress *progress);
    void *context;
} pg_plan;

/* A measuring in stages, so that somebody may look in between and end workloads that are decided.
 */
typedef struct pg_measuring pg_measuring;

/* `runs`, one a side: their workloads and settings are filled, their provenance is the caller's.
 * Both they, `plan` and `err` must outlive the measuring. */
pg_measuring *pg_measure_start(pg_arena *arena, const pg_plan *plan, pg_executor *executor,
                               pg_run *runs, pg_error *err);

/* Measures every workload up to so many blocks, but for those with done[i], i counting the
 * workloads that match the filter (NULL: none is). When the user stops, what was measured is in the
 * runs and `complete` is false: a result, not an error. */
pg_status pg_measure_to(pg_measuring *measuring, uint64_t blocks, const bool *done);
/* The same for one workload. */
pg_status pg_measure_one(pg_measuring *measuring, size_t index, uint64_t blocks);
bool pg_measure_stopped(const pg_measuring *measuring);
/* Workloads under way, and the name and the blocks of each. */
size_t pg_measure_count(const pg_measuring *measuring);
const char *pg_measure_name(const pg_measuring *measuring, size_t index);
uint64_t pg_measure_blocks(const pg_measuring *measuring, size_t index);
/* What a block of it takes, 0 while unknown. */
double pg_measure_block_seconds(const pg_measuring *measuring, size_t index);

/* All blocks at once. */
pg_status pg_measure(pg_arena *arena, const pg_plan *plan, pg_executor *executor, pg_run *runs,
                     pg_error *err);

/* Looks at the files of every workload in a tree: fixtures, artifacts. The array is the
 * configuration's workloads in order. */
pg_prepared *pg_prepare(pg_arena *arena, const pg_config *config, const char *directory);

/* The executor that really launches. directories[side] is the tree of a side. Closing it ends the
 * workers that are still alive. */
pg_executor *pg_executor_real(pg_arena *arena, pg_launcher *launcher, const pg_config *config,
                              const char *const *directories, const pg_sandbox *sandbox);
void pg_executor_close(pg_executor *executor);

/* Workloads whose name matches; 0 where none does. */
size_t pg_plan_count(const pg_config *config, const char *filter);

#endif
