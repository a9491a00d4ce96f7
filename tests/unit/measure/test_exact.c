/* The exact stage: what is counted, how often, and what a count that cannot be had comes to. */
#include <stdlib.h>
#include <string.h>

#include "fake.h"
#include "support/expect.h"
#include "sys/file.h"

enum { BLOCKS = 4 };

/* A counter that answers from a script, beside the fake that launches. */
typedef struct counter {
    fake *fake;
    bool none; /* the machine has no counter for instructions */
    const char *obstacle;
    size_t obstacle_side; /* where the program cannot be counted */
    int code;
    const char *output;
    bool varies;
    size_t stop_after;
    size_t asked;
    struct {
        size_t side;
        pg_count_kind kind;
    } order[64];
} counter;

static counter script;

static const char *fake_counter(pg_executor *executor, pg_count_kind kind, const char **obstacle) {
    (void)executor;
    bool none = script.none && kind == PG_COUNT_INSTRUCTIONS;
    *obstacle = none ? "no counter here" : NULL;
    return none ? NULL : kind == PG_COUNT_HEAP ? "library" : "counter 1";
}

static pg_status fake_count(pg_executor *executor, pg_arena *arena, size_t side,
                            const pg_workload *workload, pg_count_kind kind, pg_counted *ret,
                            char *ret_output, pg_error *err) {
    (void)executor;
    (void)arena;
    (void)workload;
    (void)err;
    bool fails = script.obstacle_side == side;
    size_t n = script.asked++;
    script.order[n].side = side;
    script.order[n].kind = kind;
    *ret = (pg_counted){.result = {.outcome = PG_OUTCOME_EXITED, .code = fails ? script.code : 0},
                        .obstacle = fails ? script.obstacle : NULL};
    for (size_t i = 0; i < PG_COUNTED_MAX; i++) {
        ret->values[i] = 1000 * (double)(kind + 1) + 100 * (double)i + (double)side +
                         (script.varies ? 10 * (double)n : 0);
    }
    strcpy(ret_output, fails && script.output ? script.output : FAKE_OUTPUT);
    if (script.stop_after && script.asked >= script.stop_after) {
        script.fake->stop_after = 1;
    }
    return PG_OK;
}

static pg_rule rules[] = {{.metric = "instructions"},
                          {.metric = "allocated_bytes"},
                          {.metric = "wall_time"},
                          {.metric = "peak_heap", .has_measure = true, .measure = false}};

typedef struct outcome {
    pg_arena *arena;
    pg_run runs[FAKE_SIDES];
    pg_error err;
    pg_status status;
    pg_measuring *measuring;
} outcome;

/* Measures workloads with these rules in two stages; the script is the caller's. */
static void measure(outcome *o, size_t workloads, size_t sides) {
    o->arena = pg_arena_new();
    pg_config *config = fake_config(o->arena, workloads);
    config->rules = rules;
    config->rule_count = COUNT_OF(rules);
    script.fake = new_fake(o->arena, config);
    script.fake->executor.counter = fake_counter;
    script.fake->executor.count = fake_count;
    for (size_t s = 0; s < FAKE_SIDES; s++) {
        o->runs[s] = pg_run_empty();
    }
    pg_plan *plan = fake_plan(o->arena, config, sides, BLOCKS, 1);
    o->measuring = pg_measure_start(o->arena, plan, &script.fake->executor, o->runs, &o->err);
    o->status = pg_measure_to(o->measuring, BLOCKS / 2, NULL);
    o->status = o->status ? o->status : pg_measure_to(o->measuring, BLOCKS, NULL);
}

Test(exact, two_launches_a_side_once) {
    outcome o;
    script = (counter){.obstacle_side = FAKE_SIDES};
    measure(&o, 1, 2);
    cr_assert(!o.status);
    static const size_t sides[] = {1, 0, 1, 0, 1, 0, 1, 0};
    cr_assert(script.asked == COUNT_OF(sides), "%zu: not again in the second stage", script.asked);
    for (size_t i = 0; i < COUNT_OF(sides); i++) {
        cr_expect(script.order[i].side == sides[i], "launch %zu", i);
        cr_expect(script.order[i].kind == (i < 4 ? PG_COUNT_INSTRUCTIONS : PG_COUNT_HEAP));
    }
    for (size_t side = 0; side < 2; side++) {
        const pg_workload_run *w = &o.runs[side].workloads[0];
        const pg_series *counted = pg_run_series(w, "instructions");
        const pg_series *bytes = pg_run_series(w, "allocated_bytes");
        cr_assert(counted && bytes && counted->samples.count == 2 && bytes->samples.count == 2);
        cr_expect(counted->samples.values[0] == 1000 + (double)side && counted->kind == PG_EXACT);
        cr_expect(bytes->samples.values[1] == 2100 + (double)side);
        cr_expect(counted->blocks.values[0] == 0 && counted->blocks.values[1] == 1);
        expect_text(counted->source, "counter 1", "source");
        cr_expect(!pg_run_series(w, "allocations"), "nobody asked for it");
        cr_expect(!pg_run_series(w, "peak_heap"), "it is left out");
        cr_expect(pg_run_series(w, "wall_time")->samples.count == 2 * BLOCKS);
        cr_expect(w->remarks.count == 0);
    }
    pg_arena_free(o.arena);
}

Test(exact, one_side_and_three) {
    for (size_t sides = 1; sides <= 3; sides += 2) {
        outcome o;
        script = (counter){.obstacle_side = FAKE_SIDES};
        measure(&o, 1, sides);
        cr_expect(!o.status && script.asked == 4 * sides, "%zu", script.asked);
        for (size_t s = 0; s < sides; s++) {
            cr_expect(pg_run_series(&o.runs[s].workloads[0], "instructions"));
        }
        pg_arena_free(o.arena);
    }
}

/* Samples that differ are kept: the judge says what that means. */
Test(exact, what_varies_is_kept) {
    outcome o;
    script = (counter){.obstacle_side = FAKE_SIDES, .varies = true};
    measure(&o, 1, 1);
    const pg_series *s = pg_run_series(&o.runs[0].workloads[0], "instructions");
    cr_assert(s && s->samples.count == 2);
    cr_expect(s->samples.values[0] != s->samples.values[1]);
    pg_arena_free(o.arena);
}

Test(exact, no_counter_is_said_once) {
    outcome o;
    script = (counter){.obstacle_side = FAKE_SIDES, .none = true};
    measure(&o, 3, 2);
    size_t said = 0;
    for (size_t s = 0; s < 2; s++) {
        for (size_t i = 0; i < 3; i++) {
            const pg_workload_run *w = &o.runs[s].workloads[i];
            cr_expect(!pg_run_series(w, "instructions") && pg_run_series(w, "allocated_bytes"));
            said += w->remarks.count;
        }
    }
    cr_expect(said == 1, "%zu", said);
    expect_text(o.runs[1].workloads[0].remarks.values[0],
                "instructions not measured: no counter here", "the remark");
    pg_arena_free(o.arena);
}

static void expect_absent_in_base(const counter *told, const char *remark) {
    outcome o;
    script = *told;
    measure(&o, 1, 2);
    const pg_workload_run *base = &o.runs[0].workloads[0], *head = &o.runs[1].workloads[0];
    cr_expect(!o.status && !base->broken && !head->broken, "%s", remark);
    cr_expect(!pg_run_series(base, "instructions") && pg_run_series(head, "instructions"));
    cr_expect(script.asked == 6, "one launch of base for each kind: %zu", script.asked);
    cr_assert(base->remarks.count == 2 && !head->remarks.count, "%zu", base->remarks.count);
    expect_text(base->remarks.values[0], remark, "the remark");
    pg_arena_free(o.arena);
}

Test(exact, a_program_that_cannot_be_counted) {
    expect_absent_in_base(&(counter){.obstacle = "it is static"},
                          "instructions not measured: it is static");
    expect_absent_in_base(&(counter){.code = 3},
                          "instructions not measured: the program ends with exit status 3 while "
                          "it is counted");
}

Test(exact, another_result_is_no_count) {
    outcome o;
    static char other[65];
    memset(other, 'f', 64);
    script = (counter){.obstacle_side = 1, .output = other};
    o.arena = pg_arena_new();
    pg_config *config = fake_config(o.arena, 1);
    config->rules = rules;
    config->rule_count = 1;
    config->workloads[0].output_sha256 = FAKE_OUTPUT;
    script.fake = new_fake(o.arena, config);
    script.fake->executor.counter = fake_counter;
    script.fake->executor.count = fake_count;
    pg_run runs[FAKE_SIDES] = {pg_run_empty(), pg_run_empty(), pg_run_empty()};
    cr_assert(!pg_measure(o.arena, fake_plan(o.arena, config, 2, 1, 1), &script.fake->executor,
                          runs, &o.err));
    cr_expect(pg_run_series(&runs[0].workloads[0], "instructions"));
    cr_expect(!pg_run_series(&runs[1].workloads[0], "instructions"));
    cr_assert(runs[1].workloads[0].remarks.count == 1);
    cr_expect(strstr(runs[1].workloads[0].remarks.values[0], "prints another result"));
    pg_arena_free(o.arena);
}

/* Sides that were not counted equally often are not compared. */
Test(exact, interrupted) {
    outcome o;
    script = (counter){.obstacle_side = FAKE_SIDES, .stop_after = 3};
    measure(&o, 1, 2);
    cr_expect(!o.status && pg_measure_stopped(o.measuring) && !o.runs[0].complete);
    for (size_t s = 0; s < 2; s++) {
        cr_expect(!pg_run_series(&o.runs[s].workloads[0], "instructions"));
        cr_expect(pg_run_series(&o.runs[s].workloads[0], "wall_time"));
    }
    pg_arena_free(o.arena);
}
