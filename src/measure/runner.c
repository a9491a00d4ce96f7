#include <assert.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "base/text.h"
#include "measure/measure.h"
#include "stats/describe.h"
#include "sys/file.h"

enum { METRICS = 4, IN_BLOCK_MAX = PG_LAUNCHES * PG_SIDES_MAX };

static const char *const metric_names[METRICS] = {"wall_time", "cpu_time", "peak_rss",
                                                  "page_faults"};

/* Samples of one workload on one side, as they come. */
typedef struct samples {
    double *values[METRICS];
    uint64_t *blocks, *order, *start_ms;
    size_t count;
} samples;

typedef struct runner {
    pg_arena *arena;
    const pg_plan *plan;
    pg_executor *executor;
    pg_run *runs;
    pg_rng rng;
    pg_error *err;
    uint64_t began_ns; /* of the session: the first launch */
    double spent_ns;   /* wall time of all launches so far */
    uint64_t launched, planned;
    size_t index, count; /* of the workload under way, among those that match */
} runner;

/* The workload under way. */
typedef struct task {
    const pg_workload *workload;
    const pg_prepared *prepared[PG_SIDES_MAX];
    pg_workload_run *run[PG_SIDES_MAX];
    samples taken[PG_SIDES_MAX];
    bool given_up;
} task;

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

static void give_up(task *t, size_t side, const char *why) {
    t->run[side]->broken = why;
    t->given_up = true;
}

/* The end of what it printed, as the tail of a message. */
static const char *said(runner *r, const char *tail) {
    if (!tail || !*tail) {
        return "";
    }
    char *text = pg_copy(r->arena, tail);
    size_t length = strlen(text);
    while (length && text[length - 1] == '\n') {
        text[--length] = 0;
    }
    char *last = strrchr(text, '\n');
    last = last ? last + 1 : text;
    pg_text_tame(last);
    return pg_format(r->arena, ": %s", last);
}

/* Why this launch gives no sample, NULL where it does. */
static const char *failure(runner *r, const pg_workload *workload, const pg_launch_result *result,
                           const char *output, const char *tail) {
    switch (result->outcome) {
    case PG_OUTCOME_NOT_STARTED:
        return pg_format(r->arena, "%s: %s: %s", workload->command.argv[0], result->obstacle,
                         strerror(result->code));
    case PG_OUTCOME_SIGNALED:
        return pg_format(r->arena, "crashed: signal %d (%s)%s", result->code,
                         strsignal(result->code), said(r, tail));
    case PG_OUTCOME_TIMEOUT:
        return pg_format(r->arena, "did not end within %llu s and was killed",
                         (unsigned long long)workload->timeout_s);
    case PG_OUTCOME_FLOOD: return "printed more than 64 MiB and was killed";
    case PG_OUTCOME_EXITED:
        if (result->code) {
            return pg_format(r->arena, "ended with exit status %d%s", result->code, said(r, tail));
        }
        if (workload->output_sha256 && strcmp(workload->output_sha256, output) != 0) {
            return pg_format(r->arena, "printed a wrong result: expected sha256 %s, found %s",
                             workload->output_sha256, output);
        }
        return NULL;
    }
    return "ended unexpectedly";
}

static void keep(samples *s, const pg_launch_result *result, uint64_t block, uint64_t place,
                 uint64_t began_ns) {
    const double values[METRICS] = {result->wall_ns, result->cpu_ns, result->peak_rss_bytes,
                                    result->page_faults};
    for (int m = 0; m < METRICS; m++) {
        s->values[m][s->count] = values[m];
    }
    s->blocks[s->count] = block;
    s->order[s->count] = place;
    s->start_ms[s->count] = (result->start_ns - began_ns) / 1000000;
    s->count++;
}

static void remark(runner *r, pg_workload_run *run, const char *text) {
    for (size_t i = 0; i < run->remarks.count; i++) {
        if (!strcmp(run->remarks.values[i], text)) {
            return;
        }
    }
    run->remarks.values = pg_grow(r->arena, run->remarks.values, run->remarks.count,
                                  run->remarks.count + 1, sizeof(*run->remarks.values));
    run->remarks.values[run->remarks.count++] = text;
}

/* Launches once; a sample is kept where `keeping`. An error is the launcher's, not the program's.
 */
static pg_status launch(runner *r, task *t, size_t side, bool keeping, uint64_t block,
                        uint64_t place) {
    pg_launch_result result;
    char output[PG_FILE_HASH_SIZE] = "";
    const char *tail = NULL;
    pg_status status = r->executor->launch(r->executor, r->arena, side, t->workload, &result,
                                           output, &tail, r->err);
    if (status) {
        return status;
    }
    r->began_ns = r->began_ns ? r->began_ns : result.start_ns;
    r->spent_ns += result.wall_ns;
    r->launched++;
    const char *why = failure(r, t->workload, &result, output, tail);
    if (why) {
        bool head = side + 1 == r->plan->sides;
        if (!head && result.outcome == PG_OUTCOME_NOT_STARTED) {
            t->run[side]->absent = true; /* new in head */
            t->given_up = true;
        } else {
            give_up(t, side, why);
        }
        return PG_OK;
    }
    if (result.left_behind) {
        remark(r, t->run[side], "left processes behind, which were killed after each launch");
    }
    if (keeping) {
        keep(&t->taken[side], &result, block, place, r->began_ns);
    }
    return PG_OK;
}

static double median_of(runner *r, const samples *s) {
    double *sorted = PG_ARRAY(r->arena, double, 2 * s->count);
    memcpy(sorted, s->values[0], s->count * sizeof(double));
    pg_sort(sorted, s->count, sorted + s->count);
    return pg_quantile(sorted, s->count, 0.5);
}

static void report(runner *r, task *t, uint64_t block, const char *outcome) {
    if (!r->plan->progress) {
        return;
    }
    uint64_t left = r->planned > r->launched ? r->planned - r->launched : 0;
    pg_progress progress = {
        .workload = t->workload->name,
        .index = r->index,
        .count = r->count,
        .block = block,
        .blocks = r->plan->blocks,
        .outcome = outcome,
        .seconds_left = r->launched ? r->spent_ns / (double)r->launched * (double)left / 1e9 : 0,
    };
    if (r->plan->sides == 2 && t->taken[0].count && t->taken[1].count) {
        progress.ratio = median_of(r, &t->taken[1]) / median_of(r, &t->taken[0]);
    }
    r->plan->progress(r->plan->context, &progress);
}

/* Draws who comes when: a uniform one of the orders that PG_LAUNCHES of each side can stand in, by
 * Fisher and Yates. */
static void draw_order(runner *r, size_t *order, size_t n) {
    for (size_t i = 0; i < n; i++) {
        order[i] = i / PG_LAUNCHES;
    }
    for (size_t i = n; i > 1; i--) {
        size_t j = (size_t)pg_rng_below(&r->rng, i);
        size_t swap = order[i - 1];
        order[i - 1] = order[j];
        order[j] = swap;
    }
}

static pg_status measure_block(runner *r, task *t, uint64_t block) {
    size_t order[IN_BLOCK_MAX], n = PG_LAUNCHES * r->plan->sides;
    size_t before[PG_SIDES_MAX] = {t->taken[0].count, t->taken[1].count};
    draw_order(r, order, n);
    pg_status status = PG_OK;
    for (size_t i = 0; i < n && !status && !t->given_up; i++) {
        status = r->executor->stopped(r->executor)
                     ? pg_fail(r->err, PG_INTERRUPTED, NULL, "interrupted")
                     : launch(r, t, order[i], true, block, i);
    }
    if (status) { /* half a block is no block */
        t->taken[0].count = before[0];
        t->taken[1].count = before[1];
    }
    return status;
}

static samples samples_new(pg_arena *arena, size_t most) {
    samples s = {.count = 0};
    for (int m = 0; m < METRICS; m++) {
        s.values[m] = PG_ARRAY(arena, double, most);
    }
    s.blocks = PG_ARRAY(arena, uint64_t, most);
    s.order = PG_ARRAY(arena, uint64_t, most);
    s.start_ms = PG_ARRAY(arena, uint64_t, most);
    return s;
}

static void store(runner *r, task *t, size_t side) {
    pg_workload_run *run = t->run[side];
    const samples *s = &t->taken[side];
    if (t->given_up || !s->count) {
        return;
    }
    run->order = (pg_counts){s->order, s->count};
    run->start_ms = (pg_counts){s->start_ms, s->count};
    run->series = PG_ARRAY(r->arena, pg_series, METRICS);
    run->series_count = METRICS;
    for (int m = 0; m < METRICS; m++) {
        const pg_metric *metric = pg_metric_find(metric_names[m]);
        run->series[m] = (pg_series){.metric = metric->name,
                                     .unit = metric->unit,
                                     .kind = metric->kind,
                                     .better = metric->better,
                                     .samples = {s->values[m], s->count},
                                     .blocks = {s->blocks, s->count}};
    }
}

/* True where base and head are the same bytes throughout and need no measuring. */
static bool same_bytes(const runner *r, const task *t) {
    const pg_prepared *base = t->prepared[0], *head = t->prepared[1];
    return r->plan->sides == 2 && !r->plan->measure_identical && *head->artifacts &&
           !strcmp(base->artifacts, head->artifacts) && !strcmp(base->inputs, head->inputs);
}

static pg_status take_samples(runner *r, task *t) {
    pg_status status = PG_OK;
    uint64_t warmup = r->plan->config->warmup ? r->plan->config->warmup : 1;
    for (uint64_t i = 0; i < warmup; i++) {
        /* Head first: when both sides fail, it is head that is broken. */
        for (size_t s = r->plan->sides; s-- > 0 && !status && !t->given_up;) {
            report(r, t, 0, NULL);
            status = launch(r, t, s, false, 0, 0);
        }
    }
    for (uint64_t block = 0; block < r->plan->blocks && !status && !t->given_up; block++) {
        report(r, t, block, NULL);
        status = measure_block(r, t, block);
    }
    return status;
}

static pg_status measure_workload(runner *r, task *t) {
    pg_status status = PG_OK;
    for (size_t s = r->plan->sides; s-- > 0;) {
        if (t->prepared[s]->broken) {
            give_up(t, s, t->prepared[s]->broken);
        }
    }
    if (!t->given_up && same_bytes(r, t)) {
        t->run[0]->same_bytes = t->run[1]->same_bytes = true;
        report(r, t, r->plan->blocks, "same bytes");
        return PG_OK;
    }
    if (!t->given_up) {
        status = take_samples(r, t);
    }
    for (size_t s = 0; s < r->plan->sides; s++) {
        store(r, t, s);
    }
    const pg_workload_run *head = t->run[r->plan->sides - 1];
    assert(head);
    report(r, t, r->plan->blocks,
           head->broken  ? "broken"
           : t->given_up ? "not comparable"
           : status      ? "interrupted"
                         : "measured");
    return status;
}

static void open_run(runner *r, pg_run *run) {
    run->workloads = PG_ARRAY(r->arena, pg_workload_run, r->count);
    run->workload_count = 0;
    run->complete = true;
    run->settings = (pg_settings){.blocks = r->plan->blocks,
                                  .launches = PG_LAUNCHES,
                                  .warmup = r->plan->config->warmup,
                                  .seed = r->plan->seed};
}

static task open_task(runner *r, size_t workload) {
    task t = {.workload = &r->plan->config->workloads[workload]};
    for (size_t s = 0; s < r->plan->sides; s++) {
        pg_run *run = &r->runs[s];
        t.prepared[s] = &r->plan->prepared[s][workload];
        t.run[s] = &run->workloads[run->workload_count++];
        *t.run[s] = (pg_workload_run){.name = t.workload->name,
                                      .inputs = t.prepared[s]->inputs,
                                      .artifacts = t.prepared[s]->artifacts};
        t.taken[s] = samples_new(r->arena, PG_LAUNCHES * r->plan->blocks);
        if (*t.prepared[s]->compiler) {
            run->source.compiler = t.prepared[s]->compiler;
        }
    }
    return t;
}

pg_status pg_measure(pg_arena *arena, const pg_plan *plan, pg_executor *executor, pg_run *runs,
                     pg_error *err) {
    runner r = {.arena = arena,
                .plan = plan,
                .executor = executor,
                .runs = runs,
                .rng = pg_rng_new(plan->seed),
                .err = err,
                .count = pg_plan_count(plan->config, plan->filter)};
    r.planned = r.count * plan->sides * (PG_LAUNCHES * plan->blocks + plan->config->warmup);
    for (size_t s = 0; s < plan->sides; s++) {
        open_run(&r, &runs[s]);
    }
    pg_status status = PG_OK;
    for (size_t i = 0; i < plan->config->workload_count && !status; i++) {
        if (matches(plan->filter, plan->config->workloads[i].name)) {
            task t = open_task(&r, i);
            status = measure_workload(&r, &t);
            r.index++;
        }
    }
    size_t twice;
    for (size_t s = 0; s < plan->sides; s++) {
        pg_run_index(arena, &runs[s], &twice); /* the configuration has no name twice */
        runs[s].complete = !status;
    }
    return status == PG_INTERRUPTED ? PG_OK : status;
}
