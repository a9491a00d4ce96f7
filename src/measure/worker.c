/* A block of a worker: its launches side by side, asked for one iteration each in an order drawn
 * anew every time. */
#include <math.h>

#include "measure/task.h"
#include "stats/describe.h"

typedef struct place {
    size_t side;
    uint64_t items;
    double *walls, cpu_ns;
    bool started;
    pg_launch_result result;
    const char *tail;
} place;

typedef struct crew {
    pg_measuring *m;
    pg_task *task;
    pg_arena *arena; /* for this block */
    place places[PG_WORKERS_MAX];
    size_t count;
    bool started;        /* all of them */
    uint64_t iterations; /* to come, warm-up included */
    uint64_t warmup;
    /* The first that failed; `count` where none did. */
    size_t failed;
    pg_trouble trouble;
    uint64_t at;           /* iterations it had done */
    const char *complaint; /* a wrong result */
} crew;

static void fail(crew *c, size_t slot, pg_trouble trouble, uint64_t at) {
    c->failed = slot;
    c->trouble = trouble;
    c->at = at;
}

static pg_status start_all(crew *c) {
    pg_executor *executor = c->m->executor;
    for (size_t i = 0; i < c->count && c->failed == c->count; i++) {
        pg_trouble trouble = PG_ANSWERED;
        place *p = &c->places[i];
        pg_status status = executor->start(executor, i, p->side, c->task->workload, &p->items,
                                           &trouble, c->m->err);
        if (status) {
            return status;
        }
        p->started = true;
        if (trouble) {
            fail(c, i, trouble, 0);
        }
    }
    return PG_OK;
}

/* The result is the same in every iteration of a side, and what the configuration expects. */
static bool check_result(crew *c, size_t slot, uint64_t checksum, uint64_t at) {
    pg_task *t = c->task;
    size_t side = c->places[slot].side;
    if (t->workload->has_checksum && checksum != t->workload->checksum) {
        c->complaint =
            pg_format(c->m->arena, "wrong result: expected checksum %016llx, found %016llx",
                      (unsigned long long)t->workload->checksum, (unsigned long long)checksum);
    } else if (t->has_checksum[side] && checksum != t->checksum[side]) {
        c->complaint = pg_format(
            c->m->arena, "its result changes: checksum %016llx, then %016llx in iteration %llu",
            (unsigned long long)t->checksum[side], (unsigned long long)checksum,
            (unsigned long long)at + 1);
    }
    t->has_checksum[side] = true;
    t->checksum[side] = checksum;
    if (c->complaint) {
        fail(c, slot, PG_ANSWERED, at);
    }
    return !c->complaint;
}

static pg_status ask_one(crew *c, size_t slot, uint64_t at) {
    pg_executor *executor = c->m->executor;
    pg_iteration answer;
    pg_trouble trouble = PG_ANSWERED;
    pg_status status =
        executor->ask(executor, slot, c->task->workload, &answer, &trouble, c->m->err);
    if (status || trouble) {
        fail(c, slot, trouble, at);
        return status;
    }
    if (check_result(c, slot, answer.checksum, at) && at >= c->warmup) {
        c->places[slot].walls[at - c->warmup] = answer.wall_ns;
        c->places[slot].cpu_ns += answer.cpu_ns;
    }
    return PG_OK;
}

static pg_status ask_all(crew *c) {
    size_t order[PG_WORKERS_MAX];
    for (size_t i = 0; i < c->count; i++) {
        order[i] = i;
    }
    for (uint64_t at = 0; at < c->iterations && c->failed == c->count; at++) {
        if (c->m->executor->stopped(c->m->executor)) {
            return pg_fail(c->m->err, PG_INTERRUPTED, NULL, "interrupted");
        }
        pg_rng_shuffle(&c->m->rng, order, c->count);
        for (size_t i = 0; i < c->count && c->failed == c->count; i++) {
            pg_status status = ask_one(c, order[i], at);
            if (status) {
                return status;
            }
        }
    }
    return PG_OK;
}

static pg_status finish_all(crew *c) {
    pg_executor *executor = c->m->executor;
    pg_status status = PG_OK;
    for (size_t i = 0; i < c->count && !status; i++) {
        place *p = &c->places[i];
        if (p->started) {
            status = executor->finish(executor, c->m->arena, i, &p->result, &p->tail, c->m->err);
        }
    }
    return status;
}

/* Why the worker that failed did: its end tells more than its silence. */
static const char *explain(crew *c) {
    pg_measuring *m = c->m;
    const place *p = &c->places[c->failed];
    const char *end = c->trouble == PG_ENDED
                          ? pg_launch_failure(m, c->task->workload, &p->result, NULL, p->tail)
                          : NULL;
    unsigned long long at = c->at + 1;
    if (c->complaint) {
        return c->complaint;
    }
    if (end && c->started) {
        return pg_format(m->arena, "in iteration %llu of a launch: %s", at, end);
    }
    if (end) {
        return end;
    }
    switch (c->trouble) {
    case PG_SILENT:
        return c->started
                   ? pg_format(m->arena, "no answer within %llu s in iteration %llu",
                               (unsigned long long)c->task->workload->timeout_s, at)
                   : pg_format(m->arena, "no word on descriptor 3 within %llu s: is it a worker?",
                               (unsigned long long)c->task->workload->timeout_s);
    case PG_ENDED:
        return c->started ? pg_format(m->arena, "ended by itself in iteration %llu", at)
                          : "ended without a word on descriptor 3: is it a worker "
                            "(perfgate_worker.h)?";
    case PG_GARBLED: return "what it says on descriptor 3 is not the protocol of perfgate_worker.h";
    case PG_ANSWERED: break;
    }
    return "ended unexpectedly";
}

/* To a tenth: what is beyond is noise, and only makes the file longer. */
static double tenth(double value) {
    return rint(value * 10) / 10;
}

static void keep_sample(crew *c, size_t slot, uint64_t block) {
    const place *p = &c->places[slot];
    uint64_t n = c->iterations - c->warmup;
    double sum = 0, *scratch = PG_ARRAY(c->arena, double, n);
    for (uint64_t i = 0; i < n; i++) {
        sum += p->walls[i];
    }
    pg_sort(p->walls, n, scratch);
    const double values[PG_LAUNCH_METRICS] = {
        tenth(pg_quantile(p->walls, n, 0.5)),
        tenth(pg_quantile(p->walls, n, 0.95)),
        tenth(p->cpu_ns / (double)n),
        sum > 0 ? tenth((double)p->items * (double)n / sum * 1e9) : 0,
        p->result.peak_rss_bytes,
        p->result.page_faults,
    };
    pg_samples_keep(&c->task->taken[p->side], values, block, slot,
                    (p->result.start_ns - c->m->began_ns) / 1000000);
}

/* What the end of a worker that answered every time may still say against it. */
static const char *check_end(crew *c, size_t slot) {
    const place *p = &c->places[slot];
    if (p->result.outcome == PG_OUTCOME_TIMEOUT) {
        return "did not end within 10 s of the end of the stream and was killed";
    }
    return pg_launch_failure(c->m, c->task->workload, &p->result, NULL, p->tail);
}

/* They ran side by side: the first to start and the last to end tell how long. */
static void book_time(crew *c) {
    pg_measuring *m = c->m;
    double end = 0;
    uint64_t began = UINT64_MAX;
    for (size_t i = 0; i < c->count; i++) {
        const pg_launch_result *r = &c->places[i].result;
        began = c->places[i].started && r->start_ns < began ? r->start_ns : began;
    }
    for (size_t i = 0; i < c->count; i++) {
        const pg_launch_result *r = &c->places[i].result;
        end = fmax(end, (double)(r->start_ns - began) + r->wall_ns);
    }
    m->began_ns = m->began_ns ? m->began_ns : began;
    m->launched += c->count;
    m->spent_ns += end;
    c->task->spent_ns += end;
}

static void settle(crew *c, bool keeping, uint64_t block) {
    pg_measuring *m = c->m;
    pg_task *t = c->task;
    if (c->failed < c->count) {
        pg_task_fail(m, t, c->places[c->failed].side, &c->places[c->failed].result, explain(c));
        return;
    }
    book_time(c);
    for (size_t i = 0; i < c->count && !t->given_up; i++) {
        size_t side = c->places[i].side;
        const char *why = check_end(c, i);
        if (why) {
            pg_task_fail(m, t, side, &c->places[i].result, why);
            return;
        }
        t->items[side] = c->places[i].items;
        t->launched[side]++;
        if (c->places[i].result.left_behind) {
            pg_task_remark(m, t->run[side],
                           "left processes behind, which were killed after each launch");
        }
    }
    for (size_t i = 0; i < c->count && keeping; i++) {
        keep_sample(c, i, block);
    }
    size_t head = pg_head_side(m->plan);
    if (head && t->has_checksum[0] && t->has_checksum[head] &&
        t->checksum[0] != t->checksum[head]) {
        pg_task_remark(
            m, t->run[head],
            pg_format(m->arena, "another result than base's: checksum %016llx, base %016llx",
                      (unsigned long long)t->checksum[head], (unsigned long long)t->checksum[0]));
    }
}

pg_status pg_task_launch_workers(pg_measuring *m, pg_task *t, const size_t *order, size_t count,
                                 bool keeping, uint64_t block) {
    crew c = {.m = m,
              .task = t,
              .arena = pg_arena_new(),
              .count = count,
              .failed = count,
              .warmup = t->workload->warmup_iterations};
    c.iterations = c.warmup + (keeping ? t->workload->iterations : 1);
    for (size_t i = 0; i < count; i++) {
        c.places[i] =
            (place){.side = order[i], .walls = PG_ARRAY(c.arena, double, t->workload->iterations)};
        t->run[order[i]]->iterations = t->workload->iterations;
    }
    pg_status status = start_all(&c);
    c.started = c.failed == count;
    if (!status && c.started) {
        status = ask_all(&c);
    }
    if (!status) {
        status = finish_all(&c);
    }
    if (!status) {
        settle(&c, keeping, block);
    }
    pg_arena_free(c.arena);
    return status;
}
