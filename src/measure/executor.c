#include "measure/measure.h"
#include "measure/tree.h"
#include "sys/file.h"
#include "sys/interrupt.h"

enum { OUTPUT_MAX = 64 << 20, TAIL = 300 };

typedef struct real_executor {
    pg_launcher *launcher;
    const pg_config *config;
    const char *const *directories;
} real_executor;

static pg_status launch_real(pg_executor *executor, pg_arena *arena, size_t side,
                             const pg_workload *workload, pg_launch_result *ret, char *ret_output,
                             const char **ret_tail, pg_error *err) {
    real_executor *real = executor->context;
    pg_arena *scratch = pg_arena_new();
    pg_launch launch = {.argv = workload->command.argv,
                        .env = pg_tree_environment(scratch, real->config, &workload->env),
                        .directory = real->directories[side],
                        .pinned = true,
                        .timeout_ns = workload->timeout_s * 1000000000u,
                        .output_max = OUTPUT_MAX};
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

static bool stopped_real(pg_executor *executor) {
    (void)executor;
    return pg_interrupted();
}

pg_executor *pg_executor_real(pg_arena *arena, pg_launcher *launcher, const pg_config *config,
                              const char *const *directories) {
    real_executor *real = PG_NEW(arena, real_executor);
    *real = (real_executor){launcher, config, directories};
    pg_executor *executor = PG_NEW(arena, pg_executor);
    *executor = (pg_executor){launch_real, stopped_real, real};
    return executor;
}
