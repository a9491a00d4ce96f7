#include <assert.h>
#include <fnmatch.h>
#include <string.h>

#include "measure/task.h"
#include "stats/describe.h"

enum { IN_BLOCK_MAX = PG_LAUNCHES * PG_SIDES_MAX };

static bool matches(const char *filter, const char *name) {
    return !filter || fnmatch(filter, name, 0) == 0;
}

size_t pg_plan_count(const pg_config *config, const char *filter) {
    size_t count = 0;
    for (size_t i = 0; i < config->workload_count; i++) {
        count += matches(filter, config->workloads[i].name);
    }
    return count;
}

static double median_of(pg_measuring *m, const pg_samples *s) {
    double *sorted = PG_ARRAY(m->arena, double, 2 * s->count);
    memcpy(sorted, s->values[0], s->count * sizeof(double));
    pg_sort(sorted, s->count, sorted + s->count);
    return pg_quantile(sorted, s->count, 0.5);
}

static void report(pg_measuring *m, pg_task *t, const char *outcome) {
    if (!m->plan->progress) {
        return;
    }
    uint64_t left = m->planned > m->launched ? m->planned - m->launched : 0;
    pg_progress progress = {
        .workload = t->workload->name,
        .metric = t->metrics[0],
        .index = t->index,
        .count = m->count,
        .block = t->blocks,
        .blocks = m->plan->blocks,
        .outcome = outcome,
        .seconds_left = m->launched ? m->spent_ns / (double)m->launched * (double)left / 1e9 : 0,
    };
    if (m->plan->sides > 1 && t->taken[0].count && t->taken[1].count) {
        progress.ratio = median_of(m, &t->taken[1]) / median_of(m, &t->taken[0]);
    }
    m->plan->progress(m->plan->context, &progress);
}

/* Draws who comes when: a uniform one of the orders that PG_LAUNCHES of each side can stand in, by
 * Fisher and Yates. */
static void draw_order(pg_measuring *m, size_t *order, size_t n) {
    for (size_t i = 0; i < n; i++) {
        order[i] = i / PG_LAUNCHES;
    }
    pg_rng_shuffle(&m->rng, order, n);
}

static pg_status measure_block(pg_measuring *m, pg_task *t) {
    size_t order[IN_BLOCK_MAX], before[PG_SIDES_MAX], n = PG_LAUNCHES * m->plan->sides;
    for (size_t s = 0; s < PG_SIDES_MAX; s++) {
        before[s] = t->taken[s].count;
    }
    draw_order(m, order, n);
    pg_status status = PG_OK;
    if (t->workload->worker) {
        status = pg_task_launch_workers(m, t, order, n, true, t->blocks);
        n = 0;
    }
    for (size_t i = 0; i < n && !status && !t->given_up; i++) {
        status = m->executor->stopped(m->executor)
                     ? pg_fail(m->err, PG_INTERRUPTED, NULL, "interrupted")
                     : pg_task_launch(m, t, order[i], true, t->blocks, i);
    }
    if (status) { /* half a block is no block */
        for (size_t s = 0; s < PG_SIDES_MAX; s++) {
            t->taken[s].count = before[s];
        }
    } else {
        t->blocks++;
    }
    return status;
}

/* True where base and head are the same bytes throughout and need no measuring. */
static bool same_bytes(const pg_measuring *m, const pg_task *t) {
    if (m->plan->sides == 1 || m->plan->measure_identical) {
        return false;
    }
    const pg_prepared *base = t->prepared[0], *head = t->prepared[1];
    return *head->artifacts && !strcmp(base->artifacts, head->artifacts) &&
           !strcmp(base->inputs, head->inputs);
}

/* The sides, head first: when all of them fail, it is head that is broken. */
static size_t nth_side(const pg_measuring *m, size_t n) {
    size_t head = pg_head_side(m->plan);
    return n == 0 ? head : n - 1 + (n - 1 >= head);
}

/* Opens the task's place in the runs; a workload that was never reached has none. */
static pg_status start_task(pg_measuring *m, pg_task *t) {
    for (size_t s = 0; s < m->plan->sides; s++) {
        pg_run *run = &m->runs[s];
        t->run[s] = &run->workloads[run->workload_count++];
        *t->run[s] = (pg_workload_run){.name = t->workload->name,
                                       .inputs = t->prepared[s]->inputs,
                                       .artifacts = t->prepared[s]->artifacts};
        t->taken[s] = pg_samples_new(m->arena, PG_LAUNCHES * m->plan->blocks);
        if (*t->prepared[s]->compiler) {
            run->source.compiler = t->prepared[s]->compiler;
        }
    }
    t->started = true;
    for (size_t n = 0; n < m->plan->sides && !t->given_up; n++) {
        size_t side = nth_side(m, n);
        if (t->prepared[side]->not_there && side != pg_head_side(m->plan)) {
            t->run[side]->absent = t->given_up = true; /* new in head */
        } else if (t->prepared[side]->broken) {
            pg_task_give_up(t, side, t->prepared[side]->broken);
        }
    }
    if (!t->given_up && same_bytes(m, t)) {
        t->same_bytes = true;
        for (size_t s = 0; s < m->plan->sides; s++) {
            t->run[s]->same_bytes = true;
        }
        return PG_OK;
    }
    pg_status status = PG_OK;
    uint64_t warmup = m->plan->config->warmup ? m->plan->config->warmup : 1;
    for (uint64_t i = 0; i < warmup; i++) {
        for (size_t n = 0; n < m->plan->sides && !status && !t->given_up; n++) {
            report(m, t, NULL);
            size_t side = nth_side(m, n);
            status = t->workload->worker ? pg_task_launch_workers(m, t, &side, 1, false, 0)
                                         : pg_task_launch(m, t, side, false, 0, 0);
        }
    }
    t->warmup_ns = t->spent_ns;
    return status;
}

static const char *outcome_of(pg_measuring *m, const pg_task *t, pg_status status) {
    const pg_workload_run *head = t->run[pg_head_side(m->plan)];
    assert(head);
    return head->broken    ? "broken"
           : t->same_bytes ? "same bytes"
           : t->given_up   ? "not comparable"
           : status        ? "interrupted"
                           : pg_format(m->arena, "%llu block%s", (unsigned long long)t->blocks,
                                t->blocks == 1 ? "" : "s");
}

static pg_status measure_task(pg_measuring *m, pg_task *t, uint64_t blocks) {
    pg_status status = t->started ? PG_OK : start_task(m, t);
    while (t->blocks < blocks && !status && !t->given_up && !t->same_bytes) {
        report(m, t, NULL);
        status = measure_block(m, t);
    }
    if (!t->counted && !status && !t->given_up && !t->same_bytes) {
        status = pg_exact_measure(m, t);
    }
    pg_task_store(m, t);
    report(m, t, outcome_of(m, t, status));
    return status;
}

pg_measuring *pg_measure_start(pg_arena *arena, const pg_plan *plan, pg_executor *executor,
                               pg_run *runs, pg_error *err) {
    pg_measuring *m = PG_NEW(arena, pg_measuring);
    *m = (pg_measuring){.arena = arena,
                        .plan = plan,
                        .executor = executor,
                        .runs = runs,
                        .rng = pg_rng_new(plan->seed),
                        .err = err,
                        .count = pg_plan_count(plan->config, plan->filter)};
    m->planned = m->count * plan->sides * (PG_LAUNCHES * plan->blocks + plan->config->warmup);
    m->tasks = PG_ARRAY(arena, pg_task, m->count);
    for (size_t i = 0, n = 0; i < plan->config->workload_count; i++) {
        if (matches(plan->filter, plan->config->workloads[i].name)) {
            pg_task *t = &m->tasks[n];
            *t = (pg_task){.workload = &plan->config->workloads[i], .index = n++};
            t->metrics = t->workload->worker ? pg_worker_metrics : pg_command_metrics;
            for (size_t s = 0; s < plan->sides; s++) {
                t->prepared[s] = &plan->prepared[s][i];
            }
        }
    }
    for (size_t s = 0; s < plan->sides; s++) {
        /* What vanished is in the base run, without samples: so it is missing from head, not
         * unheard of. */
        size_t vanished = s == 0 && plan->sides > 1 ? plan->vanished.count : 0;
        runs[s].workloads = PG_ARRAY(arena, pg_workload_run, m->count + vanished);
        runs[s].workload_count = vanished;
        for (size_t i = 0; i < vanished; i++) {
            runs[s].workloads[i] =
                (pg_workload_run){.name = plan->vanished.values[i], .inputs = "", .artifacts = ""};
        }
        runs[s].settings = (pg_settings){.blocks = plan->blocks,
                                         .launches = PG_LAUNCHES,
                                         .warmup = plan->config->warmup,
                                         .seed = plan->seed};
    }
    return m;
}

/* After each stage the runs are whole: indexed, and marked if the user stopped. */
static pg_status end_stage(pg_measuring *m, pg_status status) {
    size_t twice;
    m->stopped |= status == PG_INTERRUPTED;
    for (size_t s = 0; s < m->plan->sides; s++) {
        pg_run_index(m->arena, &m->runs[s], &twice); /* the configuration has no name twice */
        m->runs[s].complete = !m->stopped;
    }
    return status == PG_INTERRUPTED ? PG_OK : status;
}

static bool wants(const pg_task *t, uint64_t blocks) {
    return !t->started || (!t->given_up && !t->same_bytes && t->blocks < blocks);
}

pg_status pg_measure_to(pg_measuring *m, uint64_t blocks, const bool *done) {
    pg_status status = PG_OK;
    for (size_t i = 0; i < m->count && !status && !m->stopped; i++) {
        if (wants(&m->tasks[i], blocks) && !(done && done[i])) {
            status = measure_task(m, &m->tasks[i], blocks);
        }
    }
    return end_stage(m, status);
}

pg_status pg_measure_one(pg_measuring *m, size_t index, uint64_t blocks) {
    bool measure = !m->stopped && wants(&m->tasks[index], blocks);
    return end_stage(m, measure ? measure_task(m, &m->tasks[index], blocks) : PG_OK);
}

size_t pg_measure_count(const pg_measuring *m) {
    return m->count;
}

const char *pg_measure_name(const pg_measuring *m, size_t index) {
    return m->tasks[index].workload->name;
}

uint64_t pg_measure_blocks(const pg_measuring *m, size_t index) {
    return m->tasks[index].blocks;
}

double pg_measure_block_seconds(const pg_measuring *m, size_t index) {
    const pg_task *t = &m->tasks[index];
    return t->blocks ? (t->spent_ns - t->warmup_ns) / (double)t->blocks / 1e9 : 0;
}

bool pg_measure_stopped(const pg_measuring *m) {
    return m->stopped;
}

pg_status pg_measure(pg_arena *arena, const pg_plan *plan, pg_executor *executor, pg_run *runs,
                     pg_error *err) {
    return pg_measure_to(pg_measure_start(arena, plan, executor, runs, err), plan->blocks, NULL);
}
