#include "measure/environment.h"
#include "measure/measure.h"
#include "measure/tree.h"
#include "sys/file.h"
#include "sys/interrupt.h"

enum { OUTPUT_MAX = 64 << 20, TAIL = 300 };

typedef struct real_executor {
    pg_arena *arena; /* the executor's own */
    pg_launcher *launcher;
    pg_launcher *beside[PG_WORKERS_MAX]; /* one a worker, started when first needed */
    pg_worker workers[PG_WORKERS_MAX];
    const pg_config *config;
    const char *const *directories;
    const pg_sandbox *sandbox;
} real_executor;

/* `more` comes on top of the workload's own environment; NULL: nothing. */
static pg_launch describe(const real_executor *real, pg_arena *scratch, size_t side,
                          const pg_workload *workload, bool serves, const pg_strings *more,
                          size_t beside) {
    pg_strings env = workload->env;
    env.values = pg_grow(scratch, env.values, env.count, env.count + 1, sizeof(*env.values));
    env.values[env.count++] = serves ? "PERFGATE_WORKER=serve" : "PERFGATE_WORKER=once";
    return (pg_launch){.argv = workload->command.argv,
                       .env = pg_launch_environment(scratch, real->config, &env,
                                                    real->sandbox->home, more, beside),
                       .directory = real->directories[side],
                       .user = real->sandbox->user,
                       .pinned = true,
                       .timeout_ns = workload->timeout_s * 1000000000u,
                       .output_max = OUTPUT_MAX};
}

static pg_status launch_real(pg_executor *executor, pg_arena *arena, size_t side,
                             const pg_workload *workload, pg_launch_result *ret, char *ret_output,
                             const char **ret_tail, pg_error *err) {
    real_executor *real = executor->context;
    pg_arena *scratch = pg_arena_new();
    pg_launch launch = describe(real, scratch, side, workload, workload->worker, NULL, 0);
    pg_status status = pg_launcher_run(real->launcher, &launch, ret, err);
    uint64_t size;
    if (!status && ret->outcome == PG_OUTCOME_EXITED) {
        status = pg_launcher_output_hash(real->launcher, ret_output, &size, err);
    }
    if (!status && (ret->outcome != PG_OUTCOME_EXITED || ret->code)) {
        *ret_tail = pg_launcher_output_tail(real->launcher, arena, TAIL);
    }
    pg_arena_free(scratch);
    return status;
}

static pg_status start_real(pg_executor *executor, size_t slot, size_t side,
                            const pg_workload *workload, uint64_t *ret_items,
                            pg_trouble *ret_trouble, pg_error *err) {
    real_executor *real = executor->context;
    pg_status status = PG_OK;
    if (!real->beside[slot]) {
        status = pg_launcher_start_beside(real->arena, real->launcher, &real->beside[slot], err);
    }
    if (!status) {
        pg_arena *scratch = pg_arena_new();
        pg_launch launch = describe(real, scratch, side, workload, true, NULL, 0);
        status = pg_worker_start(real->beside[slot], &launch, &real->workers[slot], ret_items,
                                 ret_trouble, err);
        pg_arena_free(scratch);
    }
    return status;
}

static pg_status ask_real(pg_executor *executor, size_t slot, const pg_workload *workload,
                          pg_iteration *ret, pg_trouble *ret_trouble, pg_error *err) {
    real_executor *real = executor->context;
    return pg_worker_ask(&real->workers[slot], workload->timeout_s * 1000000000u, ret, ret_trouble,
                         err);
}

static pg_status finish_real(pg_executor *executor, pg_arena *arena, size_t slot,
                             pg_launch_result *ret, const char **ret_tail, pg_error *err) {
    real_executor *real = executor->context;
    pg_status status = pg_worker_finish(&real->workers[slot], ret, err);
    if (!status && (ret->outcome != PG_OUTCOME_EXITED || ret->code)) {
        *ret_tail = pg_launcher_output_tail(real->beside[slot], arena, TAIL);
    }
    return status;
}

static const char *counter_real(pg_executor *executor, pg_count_kind kind,
                                const char **ret_obstacle) {
    const pg_counters *counters = &((real_executor *)executor->context)->sandbox->counters;
    *ret_obstacle = counters->obstacles[kind];
    return counters->sources[kind];
}

/* A worker is counted as a command: it then does one iteration. */
static pg_status count_real(pg_executor *executor, pg_arena *arena, size_t side,
                            const pg_workload *workload, pg_count_kind kind, pg_counted *ret,
                            char *ret_output, pg_error *err) {
    real_executor *real = executor->context;
    const pg_counters *counters = &real->sandbox->counters;
    pg_arena *scratch = pg_arena_new();
    pg_launch plain = describe(real, scratch, side, workload, false, NULL, 0);
    pg_strings more = pg_counters_environment(scratch, counters, kind, plain.env);
    size_t beside = pg_counters_beside(scratch, counters, kind, plain.directory, plain.argv[0]);
    pg_launch launch = describe(real, scratch, side, workload, false, &more, beside);
    pg_status status = pg_counters_launch(arena, counters, real->launcher, kind, &launch, ret, err);
    uint64_t size;
    if (!status && ret->result.outcome == PG_OUTCOME_EXITED) {
        status = pg_launcher_output_hash(real->launcher, ret_output, &size, err);
    }
    pg_arena_free(scratch);
    return status;
}

static bool stopped_real(pg_executor *executor) {
    (void)executor;
    return pg_interrupted();
}

pg_executor *pg_executor_real(pg_arena *arena, pg_launcher *launcher, const pg_config *config,
                              const char *const *directories, const pg_sandbox *sandbox) {
    real_executor *real = PG_NEW(arena, real_executor);
    *real = (real_executor){.arena = arena,
                            .launcher = launcher,
                            .config = config,
                            .directories = directories,
                            .sandbox = sandbox};
    pg_executor *executor = PG_NEW(arena, pg_executor);
    *executor = (pg_executor){.launch = launch_real,
                              .start = start_real,
                              .ask = ask_real,
                              .finish = finish_real,
                              .stopped = stopped_real,
                              .context = real,
                              .user = sandbox->user,
                              .counter = counter_real,
                              .count = count_real};
    return executor;
}

void pg_executor_close(pg_executor *executor) {
    real_executor *real = executor->context;
    for (size_t i = 0; i < PG_WORKERS_MAX; i++) {
        pg_launcher_stop(real->beside[i]);
        real->beside[i] = NULL;
    }
}
