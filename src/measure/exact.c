/* The exact stage of a workload: after its first timed blocks it is launched again to be counted,
 * head before base, PG_EXACT_LAUNCHES times a side. Two, because the same program must give the
 * same count: two that differ show that it does not, and no third would change what is said then.
 *
 * A count that cannot be had is absent, with a remark; it is no failure of the workload. */
#include <string.h>

#include "measure/task.h"
#include "sys/file.h"

enum { PG_EXACT_LAUNCHES = 2 };

/* Metrics of one kind of counting that are asked for of a workload. */
static bool asked(const pg_measuring *m, const pg_task *t, pg_count_kind kind) {
    bool any = false;
    for (size_t i = 0; pg_counted_metrics[kind][i]; i++) {
        any |= pg_config_measures(m->plan->config, t->workload, pg_counted_metrics[kind][i]);
    }
    return any;
}

/* Why this launch gives no count, NULL where it does. */
static const char *obstacle_of(pg_measuring *m, const pg_task *t, const pg_counted *counted,
                               const char *output) {
    const pg_launch_result *result = &counted->result;
    if (counted->obstacle) {
        return counted->obstacle;
    }
    if (result->outcome != PG_OUTCOME_EXITED) {
        return "the program does not end well while it is counted";
    }
    if (result->code) {
        return pg_format(m->arena, "the program ends with exit status %d while it is counted",
                         result->code);
    }
    return t->workload->output_sha256 && strcmp(t->workload->output_sha256, output) != 0
               ? "the program prints another result while it is counted"
               : NULL;
}

static void absent(pg_measuring *m, pg_task *t, size_t side, pg_count_kind kind, const char *why) {
    pg_task_remark(m, t->run[side],
                   pg_format(m->arena, "%s not measured: %s",
                             kind == PG_COUNT_INSTRUCTIONS ? "instructions" : "allocations", why));
}

static pg_status count_once(pg_measuring *m, pg_task *t, size_t side, pg_count_kind kind) {
    pg_exact *exact = &t->exact[kind];
    pg_counted counted;
    char output[PG_FILE_HASH_SIZE] = "";
    if (m->executor->stopped(m->executor)) {
        return pg_fail(m->err, PG_INTERRUPTED, NULL, "interrupted");
    }
    pg_status status = m->executor->count(m->executor, m->arena, side, t->workload, kind, &counted,
                                          output, m->err);
    if (status) {
        return status;
    }
    const char *why = obstacle_of(m, t, &counted, output);
    if (why) {
        exact->given_up[side] = true;
        exact->count[side] = 0;
        absent(m, t, side, kind, why);
        return PG_OK;
    }
    for (size_t i = 0; i < PG_COUNTED_MAX; i++) {
        exact->values[side][i][exact->count[side]] = counted.values[i];
    }
    exact->count[side]++;
    return PG_OK;
}

static pg_status count_kind(pg_measuring *m, pg_task *t, pg_count_kind kind) {
    pg_exact *exact = &t->exact[kind];
    size_t sides = m->plan->sides, head = pg_head_side(m->plan);
    exact->source = m->executor->counter(m->executor, kind, &exact->obstacle);
    if (!exact->source) {
        /* The machine's fault, not the workload's: said once, in the run's conditions as well. */
        if (!m->told[kind]) {
            m->told[kind] = true;
            absent(m, t, head, kind, exact->obstacle);
        }
        return PG_OK;
    }
    exact->blocks = PG_ARRAY(m->arena, uint64_t, PG_EXACT_LAUNCHES);
    for (size_t s = 0; s < sides; s++) {
        for (size_t i = 0; i < PG_COUNTED_MAX; i++) {
            exact->values[s][i] = PG_ARRAY(m->arena, double, PG_EXACT_LAUNCHES);
        }
    }
    pg_status status = PG_OK;
    for (size_t block = 0; block < PG_EXACT_LAUNCHES; block++) {
        exact->blocks[block] = block;
        for (size_t n = 0; n < sides && !status; n++) {
            size_t side = n == 0 ? head : n - 1 + (n - 1 >= head);
            if (!exact->given_up[side]) {
                status = count_once(m, t, side, kind);
            }
        }
    }
    for (size_t s = 0; s < sides && status; s++) {
        exact->count[s] = 0; /* the sides would not have the same launches */
    }
    return status;
}

pg_status pg_exact_measure(pg_measuring *m, pg_task *t) {
    pg_status status = PG_OK;
    t->counted = true;
    for (size_t kind = 0; kind < PG_COUNT_KINDS && !status; kind++) {
        if (m->executor->count && asked(m, t, (pg_count_kind)kind)) {
            status = count_kind(m, t, (pg_count_kind)kind);
        }
    }
    return status;
}

static void store_series(pg_measuring *m, pg_workload_run *run, const pg_exact *exact,
                         const char *name, double *values, size_t count) {
    const pg_metric *metric = pg_metric_find(name);
    run->series = pg_grow(m->arena, run->series, run->series_count, run->series_count + 1,
                          sizeof(*run->series));
    run->series[run->series_count++] = (pg_series){.metric = metric->name,
                                                   .unit = metric->unit,
                                                   .kind = metric->kind,
                                                   .better = metric->better,
                                                   .source = exact->source,
                                                   .samples = {values, count},
                                                   .blocks = {exact->blocks, count}};
}

void pg_exact_store(pg_measuring *m, pg_task *t, size_t side) {
    for (size_t kind = 0; kind < PG_COUNT_KINDS; kind++) {
        pg_exact *exact = &t->exact[kind];
        for (size_t i = 0; exact->count[side] && pg_counted_metrics[kind][i]; i++) {
            if (pg_config_measures(m->plan->config, t->workload, pg_counted_metrics[kind][i])) {
                store_series(m, t->run[side], exact, pg_counted_metrics[kind][i],
                             exact->values[side][i], exact->count[side]);
            }
        }
    }
}
