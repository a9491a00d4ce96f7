#include "flow/evaluate.h"

#include <stdarg.h>
#include <string.h>

#include "clinic/propose.h"
#include "flow/clinic_measure.h"
#include "sys/clock.h"

/* What fails is tried again: it may have been killed by somebody, and a decision would rest on it.
 * What is not decided is measured anew, with so many times the blocks. Nothing is pooled: each of
 * the two tests has its level. */
enum { MORE = 2 };

typedef struct evaluation {
    pg_arena *arena;
    const pg_evaluate_request *request;
    const pg_clinic_case *c;
    pg_clinic_bench bench;
    pg_strings accepted;
    uint64_t lines;
    pg_evaluation *out;
    pg_error *err;
} evaluation;

static void say(const evaluation *e, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(const evaluation *e, const char *format, ...) {
    const pg_session_request *session = e->request->session;
    if (session->say) {
        va_list args;
        va_start(args, format);
        session->say(session->context, pg_vformat(e->arena, format, args));
        va_end(args);
    }
}

/* One list with one more; `id` NULL: a copy. */
static pg_strings with(pg_arena *arena, const pg_strings *ids, const char *id) {
    pg_strings more = {PG_ARRAY(arena, const char *, ids->count + 1), ids->count};
    for (size_t i = 0; i < ids->count; i++) {
        more.values[i] = ids->values[i];
    }
    if (id) {
        more.values[more.count++] = id;
    }
    return more;
}

static pg_strings without(pg_arena *arena, const pg_strings *ids, const char *id) {
    pg_strings less = {PG_ARRAY(arena, const char *, ids->count), 0};
    for (size_t i = 0; i < ids->count; i++) {
        if (strcmp(ids->values[i], id) != 0) {
            less.values[less.count++] = ids->values[i];
        }
    }
    return less;
}

static pg_status measure_blocks(evaluation *e, const char *base, const char *head, bool control,
                                uint64_t blocks, pg_comparison *ret) {
    const pg_run *run = NULL;
    pg_session_request *session = PG_NEW(e->arena, pg_session_request);
    pg_clinic_bench bench = e->bench;
    *session = *e->bench.session;
    session->blocks = blocks;
    bench.session = session;
    pg_status status = pg_clinic_measure(e->arena, &bench, base, head, control, ret, &run, e->err);
    if (!status) {
        e->out->compiler = run->source.compiler;
        e->out->iterations = run->workload_count ? run->workloads[0].iterations : 0;
    }
    return status;
}

static pg_status measure(evaluation *e, const char *base, const char *head, bool control,
                         pg_comparison *ret) {
    uint64_t blocks = e->request->session->blocks, more = MORE * blocks;
    pg_status status = measure_blocks(e, base, head, control, blocks, ret);
    if (!status && pg_comparison_row(ret, e->c->text.workload, "*")) {
        status = measure_blocks(e, base, head, control, blocks, ret);
    }
    if (!status && pg_case_is_open(&e->c->text, ret)) {
        say(e, "that leaves it open: once more, with %llu blocks", (unsigned long long)more);
        status = measure_blocks(e, base, head, control, more, ret);
    }
    return status;
}

static pg_status build(evaluation *e, const pg_strings *ids, const char **ret) {
    return pg_clinic_build(e->arena, e->request->session, e->c, ids, ret, e->err);
}

static bool same_list(const pg_strings *one, const pg_strings *other) {
    bool same = one->count == other->count;
    for (size_t i = 0; same && i < one->count; i++) {
        same = !strcmp(one->values[i], other->values[i]);
    }
    return same;
}

/* What it is worth beside those that are accepted already. */
static pg_status combine(evaluation *e, const pg_candidate *candidate, pg_trial *trial) {
    const char *base = NULL, *head = NULL;
    pg_strings ids = with(e->arena, &e->accepted, candidate->id);
    say(e, "%s on top of %zu accepted", candidate->id, e->accepted.count);
    pg_status status = build(e, &e->accepted, &base);
    status = status ? status : build(e, &ids, &head);
    status = status ? status : measure(e, base, head, false, &trial->combined);
    if (!status) {
        trial->upon = e->accepted;
        trial->has_combined = true;
        pg_propose_combined(e->arena, &e->c->text, candidate, trial);
    }
    return status;
}

static pg_trial *trial_of(const evaluation *e, const char *id) {
    size_t i = 0;
    while (strcmp(e->out->trials[i].id, id) != 0) {
        i++;
    }
    return &e->out->trials[i];
}

static bool proposed(const pg_trial *trial) {
    return !strcmp(trial->proposal.value, "accept");
}

static pg_status try_candidate(evaluation *e, const pg_candidate *candidate, pg_trial *trial) {
    const pg_strings none = {0};
    const char *base = NULL, *head = NULL, *baseline = NULL;
    pg_strings ids = with(e->arena, &candidate->after, candidate->id);
    *trial = (pg_trial){.id = candidate->id, .against = candidate->after};
    pg_status status = build(e, &none, &baseline);
    status = status ? status : build(e, &candidate->after, &base);
    if (!status && build(e, &ids, &head)) {
        trial->trouble = pg_format(e->arena, "does not build: %s", e->err->text);
    }
    if (!status && !trial->trouble) {
        status = pg_clinic_check(e->arena, e->request->session, e->c, baseline, head,
                                 &trial->differs, e->err);
    }
    if (!status && !trial->trouble) {
        status = measure(e, base, head, true, &trial->comparison);
        trial->has_comparison = !status;
    }
    if (!status) {
        pg_propose(e->arena, &e->c->text, candidate, &e->accepted, e->request->evidence, trial);
        if (proposed(trial) && !same_list(&e->accepted, &candidate->after)) {
            status = combine(e, candidate, trial);
        }
        if (!status && proposed(trial)) {
            pg_propose_total(e->arena, &e->c->text, candidate, e->lines, trial);
        }
    }
    if (!status) {
        say(e, "%s: %s - %s", trial->id, trial->proposal.value, trial->proposal.reason);
        if (proposed(trial)) {
            e->accepted = with(e->arena, &e->accepted, candidate->id);
            e->lines += candidate->lines;
        }
    }
    return status;
}

/* The accepted ones, added one by one, each program against the baseline. */
static pg_status take_series(evaluation *e) {
    const pg_strings none = {0};
    const char *baseline = NULL, *head = NULL;
    pg_strings ids = {0};
    pg_status status = build(e, &none, &baseline);
    e->out->series = PG_ARRAY(e->arena, pg_stage, e->accepted.count);
    for (size_t i = 0; i < e->accepted.count && !status; i++) {
        pg_stage *stage = &e->out->series[i];
        ids = with(e->arena, &ids, e->accepted.values[i]);
        *stage = (pg_stage){.id = e->accepted.values[i], .with = ids};
        say(e, "with %zu of %zu accepted: %s", i + 1, e->accepted.count, stage->id);
        status = build(e, &ids, &head);
        status = status ? status : measure(e, baseline, head, false, &stage->comparison);
        e->out->series_count += !status;
    }
    return status;
}

/* What each is worth in the final program, and the triggers that follow from it. */
static pg_status measure_without(evaluation *e) {
    const char *final = NULL, *base = NULL;
    pg_status status = build(e, &e->accepted, &final);
    e->out->without = PG_ARRAY(e->arena, pg_stage, e->accepted.count);
    e->out->without_count = 0;
    for (size_t i = 0; i < e->accepted.count && !status; i++) {
        pg_stage *stage = &e->out->without[i];
        *stage = (pg_stage){.id = e->accepted.values[i], .with = e->accepted};
        pg_strings ids = without(e->arena, &e->accepted, stage->id);
        say(e, "the final program without %s", stage->id);
        status = build(e, &ids, &base);
        status = status ? status : measure(e, base, final, false, &stage->comparison);
        e->out->without_count += !status;
        if (!status) {
            pg_propose_triggers(e->arena, &e->c->text, stage, &trial_of(e, stage->id)->proposal);
        }
    }
    return status;
}

/* Whether another one that is accepted is built on it. */
static bool is_needed(const evaluation *e, const char *id) {
    for (size_t i = 0; i < e->accepted.count; i++) {
        if (pg_strings_have(&pg_case_find(&e->c->text, e->accepted.values[i])->after, id)) {
            return true;
        }
    }
    return false;
}

/* Takes out the one that is worth least, if that is surely less than what is asked for. */
static bool drop_one(evaluation *e) {
    const pg_stage *least = NULL;
    double most = 0;
    for (size_t i = 0; i < e->out->without_count; i++) {
        const pg_stage *stage = &e->out->without[i];
        double ratio = 0;
        if (pg_is_superseded(&e->c->text, stage, &ratio) && ratio > most &&
            !is_needed(e, stage->id)) {
            least = stage;
            most = ratio;
        }
    }
    if (least) {
        pg_trial *trial = trial_of(e, least->id);
        pg_propose_superseded(e->arena, &e->c->text, least, trial);
        say(e, "%s: %s - %s", trial->id, trial->proposal.value, trial->proposal.reason);
        e->accepted = without(e->arena, &e->accepted, least->id);
    }
    return least != NULL;
}

/* What came later may have done the same. What was rejected because of one that is taken out is not
 * looked at again: the next evaluation is free to. */
static pg_status take_without(evaluation *e) {
    pg_status status;
    do {
        status = measure_without(e);
    } while (!status && drop_one(e));
    return status;
}

static void describe(evaluation *e) {
    const pg_session_request *session = e->request->session;
    pg_host host = pg_session_host(e->arena);
    pg_tree tree;
    bool known = !pg_tree_open(e->arena, session->root, session->config->baselines, &tree, NULL);
    *e->out = (pg_evaluation){.tool = session->tool,
                              .name = e->c->text.name,
                              .workload = e->c->text.workload,
                              .metric = e->c->text.metric,
                              .started = pg_clock_utc(e->arena),
                              .host_class = host.class_name,
                              .cpu = host.cpu,
                              .kernel = host.kernel,
                              .compiler = "",
                              .revision = known ? tree.source.revision : "",
                              .dirty = known && tree.source.dirty,
                              .build = pg_config_build_text(e->arena, session->config),
                              .blocks = session->blocks,
                              .seed = session->seed};
}

pg_status pg_evaluate(pg_arena *arena, const pg_evaluate_request *request, pg_evaluation *ret,
                      pg_error *err) {
    evaluation e = {.arena = arena, .request = request, .c = request->c, .out = ret, .err = err};
    const pg_case *text = &request->c->text;
    pg_status status = PG_OK;
    describe(&e);
    e.bench = pg_clinic_bench_of(arena, request->session, request->c, request->policy,
                                 request->iterations);
    ret->trials = PG_ARRAY(arena, pg_trial, text->candidate_count);
    for (size_t i = 0; i < text->candidate_count && !status; i++) {
        say(&e, "candidate %zu of %zu: %s", i + 1, text->candidate_count, text->candidates[i].id);
        status = try_candidate(&e, &text->candidates[i], &ret->trials[i]);
        ret->trial_count += !status;
    }
    status = status ? status : take_without(&e);
    return status ? status : take_series(&e);
}
