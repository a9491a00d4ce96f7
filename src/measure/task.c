/* One launch of a workload: what makes it a sample, and what ends the workload's measuring. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "measure/task.h"
#include "sys/file.h"

const char *const pg_command_metrics[PG_LAUNCH_METRICS + 1] = {"wall_time", "cpu_time", "peak_rss",
                                                               "page_faults"};
const char *const pg_worker_metrics[PG_LAUNCH_METRICS + 1] = {
    "p50", "p95", "cpu_time", "throughput", "peak_rss", "page_faults"};

size_t pg_head_side(const pg_plan *plan) {
    return plan->sides == 1 ? 0 : 1;
}

void pg_task_give_up(pg_task *t, size_t side, const char *why) {
    t->run[side]->broken = why;
    t->given_up = true;
}

/* The end of what it printed, as the tail of a message. */
static const char *said(pg_measuring *m, const char *tail) {
    if (!tail || !*tail) {
        return "";
    }
    char *text = pg_copy(m->arena, tail);
    size_t length = strlen(text);
    while (length && text[length - 1] == '\n') {
        text[--length] = 0;
    }
    char *last = strrchr(text, '\n');
    last = last ? last + 1 : text;
    pg_text_disarm(last);
    return pg_format(m->arena, ": %s", last);
}

const char *pg_launch_failure(pg_measuring *m, const pg_workload *workload,
                              const pg_launch_result *result, const char *output,
                              const char *tail) {
    switch (result->outcome) {
    case PG_OUTCOME_NOT_STARTED:
        return pg_format(m->arena, "%s: %s: %s", workload->command.argv[0], result->obstacle,
                         strerror(result->code));
    case PG_OUTCOME_SIGNALED:
        return pg_format(m->arena, "crashed: signal %d (%s)%s", result->code,
                         strsignal(result->code), said(m, tail));
    case PG_OUTCOME_TIMEOUT:
        return pg_format(m->arena, "did not end within %llu s and was killed",
                         (unsigned long long)workload->timeout_s);
    case PG_OUTCOME_FLOOD: return "printed more than 64 MiB and was killed";
    case PG_OUTCOME_EXITED:
        if (result->code) {
            return pg_format(m->arena, "ended with exit status %d%s", result->code, said(m, tail));
        }
        if (output && workload->output_sha256 && strcmp(workload->output_sha256, output) != 0) {
            return pg_format(m->arena, "printed a wrong result: expected sha256 %s, found %s",
                             workload->output_sha256, output);
        }
        return NULL;
    }
    return "ended unexpectedly";
}

void pg_samples_keep(pg_samples *s, const double *values, uint64_t block, uint64_t place,
                     uint64_t start_ms) {
    for (int i = 0; i < PG_LAUNCH_METRICS; i++) {
        s->values[i][s->count] = values[i];
    }
    s->blocks[s->count] = block;
    s->order[s->count] = place;
    s->start_ms[s->count] = start_ms;
    s->count++;
}

void pg_task_remark(pg_measuring *m, pg_workload_run *run, const char *text) {
    if (pg_strings_have(&run->remarks, text)) {
        return;
    }
    run->remarks.values = pg_grow(m->arena, run->remarks.values, run->remarks.count,
                                  run->remarks.count + 1, sizeof(*run->remarks.values));
    run->remarks.values[run->remarks.count++] = text;
}

/* A program that did well as another user may fail as an unused one. */
static const char *hinted(pg_measuring *m, const pg_launch_result *result, const char *why) {
    bool denied = result->outcome == PG_OUTCOME_EXITED && result->code && strstr(why, "ermission");
    return denied && m->executor->user
               ? pg_format(m->arena,
                           "%s (it runs as user %u; \"user\": \"keep\" in perfgate.json "
                           "lets it run as yours)",
                           why, m->executor->user)
               : why;
}

void pg_task_fail(pg_measuring *m, pg_task *t, size_t side, const pg_launch_result *result,
                  const char *why) {
    bool head = side == pg_head_side(m->plan);
    if (!head && !t->launched[side] && result->outcome == PG_OUTCOME_NOT_STARTED &&
        result->code == ENOENT) {
        t->run[side]->absent = true; /* new in head */
        t->given_up = true;
    } else {
        pg_task_give_up(t, side, hinted(m, result, why));
    }
}

pg_status pg_task_launch(pg_measuring *m, pg_task *t, size_t side, bool keeping, uint64_t block,
                         uint64_t place) {
    pg_launch_result result;
    char output[PG_FILE_HASH_SIZE] = "";
    const char *tail = NULL;
    pg_status status = m->executor->launch(m->executor, m->arena, side, t->workload, &result,
                                           output, &tail, m->err);
    if (status) {
        return status;
    }
    m->began_ns = m->began_ns ? m->began_ns : result.start_ns;
    m->spent_ns += result.wall_ns;
    t->spent_ns += result.wall_ns;
    m->launched++;
    const char *why = pg_launch_failure(m, t->workload, &result, output, tail);
    if (why) {
        pg_task_fail(m, t, side, &result, why);
        return PG_OK;
    }
    t->launched[side]++;
    if (result.left_behind) {
        pg_task_remark(m, t->run[side],
                       "left processes behind, which were killed after each launch");
    }
    if (keeping) {
        const double values[PG_LAUNCH_METRICS] = {result.wall_ns, result.cpu_ns,
                                                  result.peak_rss_bytes, result.page_faults};
        pg_samples_keep(&t->taken[side], values, block, place,
                        (result.start_ns - m->began_ns) / 1000000);
    }
    return PG_OK;
}

pg_samples pg_samples_new(pg_arena *arena, size_t most) {
    pg_samples s = {.count = 0};
    for (int i = 0; i < PG_LAUNCH_METRICS; i++) {
        s.values[i] = PG_ARRAY(arena, double, most);
    }
    s.blocks = PG_ARRAY(arena, uint64_t, most);
    s.order = PG_ARRAY(arena, uint64_t, most);
    s.start_ms = PG_ARRAY(arena, uint64_t, most);
    return s;
}

static void store_side(pg_measuring *m, pg_task *t, size_t side) {
    pg_workload_run *run = t->run[side];
    const pg_samples *s = &t->taken[side];
    run->order = (pg_counts){s->order, s->count};
    run->start_ms = (pg_counts){s->start_ms, s->count};
    run->series = PG_ARRAY(m->arena, pg_series, PG_LAUNCH_METRICS);
    run->series_count = 0;
    for (int i = 0; t->metrics[i]; i++) {
        const pg_metric *metric = pg_metric_find(t->metrics[i]);
        bool countable = metric->better == PG_LOWER || t->items[side];
        if (countable) { /* throughput needs something to count */
            run->series[run->series_count++] = (pg_series){.metric = metric->name,
                                                           .unit = metric->unit,
                                                           .kind = metric->kind,
                                                           .better = metric->better,
                                                           .samples = {s->values[i], s->count},
                                                           .blocks = {s->blocks, s->count}};
        }
    }
}

void pg_task_store(pg_measuring *m, pg_task *t) {
    for (size_t s = 0; s < m->plan->sides && !t->given_up; s++) {
        if (t->taken[s].count) {
            store_side(m, t, s);
            pg_exact_store(m, t, s);
        }
    }
}
