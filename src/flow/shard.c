#include "flow/shard.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "baseline/store.h"
#include "flow/load.h"
#include "measure/task.h"
#include "stats/describe.h"
#include "sys/file.h"

/* ---- the split ---- */

typedef struct piece {
    const char *name;
    double duration;
    size_t index;
} piece;

static int longest_first(const void *left, const void *right) {
    const piece *a = left, *b = right;
    if (a->duration != b->duration) {
        return a->duration > b->duration ? -1 : 1;
    }
    return strcmp(a->name, b->name);
}

static double median_of_known(pg_arena *arena, const double *durations, size_t count) {
    double *known = PG_ARRAY(arena, double, 2 * count);
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (durations[i] >= 0) {
            known[n++] = durations[i];
        }
    }
    if (!n) {
        return -1;
    }
    pg_sort(known, n, known + count);
    return pg_quantile(known, n, 0.5);
}

void pg_shard_split(pg_arena *arena, const char *const *names, const double *durations,
                    size_t count, uint64_t shards, uint64_t *ret) {
    double usual = median_of_known(arena, durations, count);
    for (size_t i = 0; i < count; i++) {
        ret[i] = i % shards;
    }
    if (usual < 0) {
        return;
    }
    piece *pieces = PG_ARRAY(arena, piece, count);
    double *loads = PG_ARRAY(arena, double, shards);
    for (size_t i = 0; i < count; i++) {
        pieces[i] = (piece){names[i], durations[i] >= 0 ? durations[i] : usual, i};
    }
    qsort(pieces, count, sizeof(*pieces), longest_first);
    for (size_t i = 0; i < count; i++) {
        uint64_t least = 0;
        for (uint64_t s = 1; s < shards; s++) {
            least = loads[s] < loads[least] ? s : least;
        }
        loads[least] += pieces[i].duration;
        ret[pieces[i].index] = least;
    }
}

/* ---- past durations ---- */

/* Of one workload in a side's runs, the newest that has it; below 0 where none has. */
static double duration_in(pg_arena *arena, const pg_run *const *runs, size_t count,
                          const char *name) {
    for (size_t i = count; i-- > 0;) {
        const pg_workload_run *workload = pg_run_find(runs[i], name);
        const pg_series *wall = workload ? pg_run_series(workload, "wall_time") : NULL;
        if (wall && wall->samples.count) {
            size_t n = wall->samples.count;
            double *sorted = PG_ARRAY(arena, double, 2 * n);
            memcpy(sorted, wall->samples.values, n * sizeof(double));
            pg_sort(sorted, n, sorted + n);
            return pg_quantile(sorted, n, 0.5) * (double)n;
        }
    }
    return -1;
}

static void fill_from(pg_arena *arena, const pg_run *const *runs, size_t run_count,
                      const pg_strings *names, double *durations) {
    for (size_t i = 0; i < names->count; i++) {
        if (durations[i] < 0) {
            durations[i] = duration_in(arena, runs, run_count, names->values[i]);
        }
    }
}

static pg_status find_durations(pg_arena *arena, const pg_config *config, const char *root,
                                const char *past, const pg_strings *names, double *durations,
                                pg_error *err) {
    pg_strings files = {.values = &past, .count = 1};
    pg_status status = PG_OK;
    for (size_t i = 0; i < names->count; i++) {
        durations[i] = -1;
    }
    if (!past) {
        status = pg_baseline_list(arena, pg_file_join(arena, root, config->baselines),
                                  config->suite, &files, err);
    }
    for (size_t i = 0; i < files.count && !status; i++) {
        pg_base_side side;
        status = pg_load_base(arena, files.values[i], &side, err);
        if (!status) {
            fill_from(arena, side.runs, side.count, names, durations);
        }
    }
    return status;
}

/* ---- a shard ---- */

static bool matches(const char *filter, const pg_workload *workload) {
    pg_workload copy = *workload;
    pg_config one = {.workloads = &copy, .workload_count = 1};
    return pg_plan_count(&one, filter) > 0;
}

/* The configuration's bytes and the settings: what must be the same for all shards. */
static pg_status hash_plan(pg_arena *arena, const pg_config *config, const char *settings,
                           const char **ret, pg_error *err) {
    char *text, *hash = PG_ARRAY(arena, char, PG_FILE_HASH_SIZE);
    char of_file[PG_FILE_HASH_SIZE];
    pg_status status = pg_file_hash(config->path, of_file, err);
    if (!status) {
        text = pg_format(arena, "%s %s", of_file, settings);
        pg_file_hash_bytes(text, strlen(text), hash);
        *ret = hash;
    }
    return status;
}

pg_status pg_shard_make(pg_arena *arena, const pg_config *config, const char *root,
                        const char *filter, const pg_shard_request *request, pg_shard *ret,
                        pg_error *err) {
    size_t most = config->workload_count;
    pg_shard shard = {.config = *config,
                      .whole = config,
                      .shards = {.index = request->index, .count = request->count}};
    pg_strings *suite = &shard.shards.suite;
    double *durations = PG_ARRAY(arena, double, most);
    uint64_t *split = PG_ARRAY(arena, uint64_t, most);
    suite->values = PG_ARRAY(arena, const char *, most);
    for (size_t i = 0; i < most; i++) {
        if (matches(filter, &config->workloads[i])) {
            suite->values[suite->count++] = config->workloads[i].name;
        }
    }
    pg_status status = hash_plan(arena, config, request->settings, &shard.shards.plan, err);
    if (!status) {
        status = find_durations(arena, config, root, request->past, suite, durations, err);
    }
    if (status) {
        return status;
    }
    pg_shard_split(arena, suite->values, durations, suite->count, request->count, split);
    shard.config.workloads = PG_ARRAY(arena, pg_workload, most);
    shard.config.workload_count = 0;
    for (size_t i = 0, n = 0; i < most; i++) {
        if (matches(filter, &config->workloads[i]) && split[n++] + 1 == request->index) {
            shard.config.workloads[shard.config.workload_count++] = config->workloads[i];
        }
    }
    *ret = shard;
    return PG_OK;
}

static bool knows(const pg_config *config, const char *workload) {
    for (size_t i = 0; i < config->workload_count; i++) {
        if (!strcmp(config->workloads[i].name, workload)) {
            return true;
        }
    }
    return false;
}

bool pg_shard_judges(const pg_shard *shard, const char *workload) {
    return knows(&shard->config, workload) ||
           (shard->shards.index == 1 && !knows(shard->whole, workload));
}

size_t pg_shard_rows(const pg_shard *shard, const char *filter, const pg_policy *policy) {
    size_t rows = 0;
    for (size_t i = 0; i < shard->whole->workload_count; i++) {
        const pg_workload *workload = &shard->whole->workloads[i];
        const char *const *metrics = workload->worker ? pg_worker_metrics : pg_command_metrics;
        for (size_t m = 0; metrics[m] && matches(filter, workload); m++) {
            rows += pg_policy_gates(policy, workload->name, metrics[m]);
        }
    }
    return rows;
}
