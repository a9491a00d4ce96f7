#include "fake.h"

#include <criterion/criterion.h>
#include <string.h>

const char FAKE_OUTPUT[65] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

double fake_wall_ns(size_t workload, size_t side, size_t n) {
    return 1e6 * (double)(workload + 1) + 1e4 * (double)side + (double)n;
}

static pg_status fake_launch(pg_executor *executor, pg_arena *arena, size_t side,
                             const pg_workload *workload, pg_launch_result *ret, char *ret_output,
                             const char **ret_tail, pg_error *err) {
    (void)arena;
    fake *f = executor->context;
    size_t index = (size_t)(workload - f->config->workloads);
    size_t n = f->launches[index][side]++;
    cr_assert(f->count < FAKE_LAUNCHES_MAX && side < FAKE_SIDES && index < FAKE_WORKLOADS_MAX);
    if (f->error_after && f->count >= f->error_after) {
        return pg_fail(err, f->error, "perfgate-launch", "ended without an answer");
    }
    f->asked[f->count].workload = index;
    f->asked[f->count].side = side;
    f->count++;
    double wall_ns =
        f->wall_ns ? f->wall_ns(f->context, index, side, n) : fake_wall_ns(index, side, n);
    *ret = (pg_launch_result){.outcome = PG_OUTCOME_EXITED,
                              .start_ns = 5000000000u + f->count * 2000000u,
                              .wall_ns = wall_ns,
                              .cpu_ns = wall_ns / 2,
                              .peak_rss_bytes = 4096 * (double)(side + 1),
                              .page_faults = (double)n};
    strcpy(ret_output, FAKE_OUTPUT);
    for (size_t i = 0; i < f->failure_count; i++) {
        const fake_failure *failure = &f->failures[i];
        if (failure->workload == index && failure->side == side && n >= failure->after) {
            ret->outcome = failure->outcome;
            ret->code = failure->code;
            ret->obstacle = failure->obstacle;
            ret->left_behind = failure->left_behind;
            *ret_tail = failure->tail;
            strcpy(ret_output, failure->output ? failure->output : FAKE_OUTPUT);
        }
    }
    return PG_OK;
}

double fake_iteration_ns(size_t side, size_t n) {
    return 1e6 + 1e5 * (double)side + 1e3 * (double)n;
}

static const fake_failure *failure_of(const fake *f, size_t workload, size_t side) {
    for (size_t i = 0; i < f->failure_count; i++) {
        if (f->failures[i].workload == workload && f->failures[i].side == side) {
            return &f->failures[i];
        }
    }
    return NULL;
}

static pg_status fake_start(pg_executor *executor, size_t slot, size_t side,
                            const pg_workload *workload, uint64_t *ret_items,
                            pg_trouble *ret_trouble, pg_error *err) {
    fake *f = executor->context;
    (void)err;
    cr_assert(slot < PG_WORKERS_MAX && side < FAKE_SIDES);
    const fake_failure *failure = failure_of(f, (size_t)(workload - f->config->workloads), side);
    f->side_of[slot] = side;
    f->iteration_of[slot] = 0;
    f->alive++;
    *ret_items = FAKE_ITEMS;
    *ret_trouble = failure && failure->outcome == PG_OUTCOME_NOT_STARTED ? PG_ENDED : PG_ANSWERED;
    return PG_OK;
}

static pg_status fake_ask(pg_executor *executor, size_t slot, const pg_workload *workload,
                          pg_iteration *ret, pg_trouble *ret_trouble, pg_error *err) {
    fake *f = executor->context;
    (void)workload;
    (void)err;
    size_t side = f->side_of[slot], n = f->iteration_of[slot]++;
    const fake_trouble *t =
        f->trouble && f->trouble->side == side && n >= f->trouble->after ? f->trouble : NULL;
    cr_assert(f->asked_count < FAKE_ASKED_MAX);
    f->asked_slots[f->asked_count++] = slot;
    *ret_trouble = t ? t->trouble : PG_ANSWERED;
    double wall_ns = fake_iteration_ns(side, n);
    *ret = (pg_iteration){wall_ns, wall_ns / 2, t && t->checksum ? t->checksum : FAKE_CHECKSUM};
    return PG_OK;
}

static pg_status fake_finish(pg_executor *executor, pg_arena *arena, size_t slot,
                             pg_launch_result *ret, const char **ret_tail, pg_error *err) {
    fake *f = executor->context;
    (void)arena;
    (void)err;
    const fake_failure *failure = failure_of(f, 0, f->side_of[slot]);
    cr_assert(f->alive > 0);
    f->alive--;
    *ret = (pg_launch_result){.outcome = PG_OUTCOME_EXITED,
                              .start_ns = 5000000000u + slot * 2000000u,
                              .wall_ns = 3e6,
                              .peak_rss_bytes = 8192,
                              .page_faults = 9};
    if (failure) {
        ret->outcome = failure->outcome;
        ret->code = failure->code;
        ret->obstacle = failure->obstacle;
        *ret_tail = failure->tail;
    }
    return PG_OK;
}

static bool fake_stopped(pg_executor *executor) {
    fake *f = executor->context;
    return f->stop_after && f->count + f->asked_count >= f->stop_after;
}

fake *new_fake(pg_arena *arena, const pg_config *config) {
    fake *f = PG_NEW(arena, fake);
    f->config = config;
    f->executor = (pg_executor){.launch = fake_launch,
                                .start = fake_start,
                                .ask = fake_ask,
                                .finish = fake_finish,
                                .stopped = fake_stopped,
                                .context = f};
    return f;
}

pg_config *fake_config(pg_arena *arena, size_t workloads) {
    cr_assert(workloads <= FAKE_WORKLOADS_MAX);
    pg_config *config = PG_NEW(arena, pg_config);
    config->warmup = 1;
    config->workloads = PG_ARRAY(arena, pg_workload, workloads);
    config->workload_count = workloads;
    for (size_t i = 0; i < workloads; i++) {
        static const char *argv[] = {"./program", NULL};
        config->workloads[i] = (pg_workload){
            .name = pg_format(arena, "w%zu", i), .command = {argv}, .size = "", .timeout_s = 60};
    }
    return config;
}

pg_plan *fake_plan(pg_arena *arena, const pg_config *config, size_t sides, uint64_t blocks,
                   uint64_t seed) {
    pg_plan *plan = PG_NEW(arena, pg_plan);
    *plan = (pg_plan){.config = config, .blocks = blocks, .seed = seed, .sides = sides};
    for (size_t s = 0; s < sides; s++) {
        pg_prepared *prepared = PG_ARRAY(arena, pg_prepared, config->workload_count);
        for (size_t w = 0; w < config->workload_count; w++) {
            prepared[w] = (pg_prepared){.inputs = "inputs",
                                        .artifacts = s == 1 ? "of head" : "of base",
                                        .compiler = s == 1 ? "GCC 13" : "GCC 12"};
        }
        plan->prepared[s] = prepared;
    }
    return plan;
}

pg_prepared *prepared_of(const pg_plan *plan, size_t side, size_t workload) {
    return (pg_prepared *)(uintptr_t)&plan->prepared[side][workload];
}
