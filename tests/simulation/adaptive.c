/* Studies that stop early: the runner, the stages and the judge are the real ones, and instead of
 * launching the executor draws. */
#include <assert.h>

#include "flow/stages.h"
#include "stats/sequential.h"
#include "study.h"

/* What the executor needs. */
typedef struct drawing {
    trial *trial;
    pg_config config;
} drawing;

static pg_status draw(pg_executor *executor, pg_arena *arena, size_t side,
                      const pg_workload *workload, pg_launch_result *ret, char *ret_output,
                      const char **ret_tail, pg_error *err) {
    const drawing *d = executor->context;
    trial *t = d->trial;
    (void)arena, (void)ret_tail, (void)err;
    size_t row = (size_t)(workload - d->config.workloads);
    double ns = trial_sample(t, row, side == 1 ? trial_effect(t, row) : 1);
    *ret = (pg_launch_result){.outcome = PG_OUTCOME_EXITED,
                              .start_ns = 1 + t->noise.time,
                              .wall_ns = ns,
                              .cpu_ns = 1,
                              .peak_rss_bytes = 1,
                              .page_faults = 1};
    ret_output[0] = 0;
    return PG_OK;
}

static bool never(pg_executor *executor) {
    (void)executor;
    return false;
}

static pg_config configure(trial *t) {
    static const char *argv[] = {"./program", NULL};
    pg_config config = {.suite = "simulated", .warmup = 1, .workload_count = t->study->rows};
    config.workloads = PG_ARRAY(t->arena, pg_workload, config.workload_count);
    for (size_t r = 0; r < config.workload_count; r++) {
        config.workloads[r] =
            (pg_workload){.name = t->bench->names[r], .command = {argv}, .size = ""};
    }
    return config;
}

static const pg_prepared *prepare(trial *t, const char *artifacts) {
    pg_prepared *prepared = PG_ARRAY(t->arena, pg_prepared, t->study->rows);
    for (size_t r = 0; r < t->study->rows; r++) {
        prepared[r] = (pg_prepared){.inputs = "inputs", .artifacts = artifacts, .compiler = ""};
    }
    return prepared;
}

/* The levels of a look depend on nothing but its arguments, and cost a thousand times as much as
 * the rest of a trial: the linker is told to ask here first (--wrap), and each is computed once. */
void __real_pg_sequential_levels(double alpha, bool two_sided, const double *times, size_t looks,
                                 double *ret_levels);
void __wrap_pg_sequential_levels(double alpha, bool two_sided, const double *times, size_t looks,
                                 double *ret_levels);

void __wrap_pg_sequential_levels(double alpha, bool two_sided, const double *times, size_t looks,
                                 double *ret_levels) {
    enum { KEPT = 32, LOOKS = 4 };
    static struct {
        double alpha, times[LOOKS], levels[LOOKS];
        size_t looks;
        bool two_sided;
    } kept[KEPT];
    static size_t count;
    assert(looks <= LOOKS);
    for (size_t i = 0; i < count; i++) {
        bool same =
            kept[i].alpha == alpha && kept[i].two_sided == two_sided && kept[i].looks == looks;
        for (size_t k = 0; k < looks && same; k++) {
            same = kept[i].times[k] == times[k];
        }
        for (size_t k = 0; k < looks && same; k++) {
            ret_levels[k] = kept[i].levels[k];
        }
        if (same) {
            return;
        }
    }
    __real_pg_sequential_levels(alpha, two_sided, times, looks, ret_levels);
    assert(count < KEPT);
    kept[count].alpha = alpha;
    kept[count].two_sided = two_sided;
    kept[count].looks = looks;
    for (size_t k = 0; k < looks; k++) {
        kept[count].times[k] = times[k];
        kept[count].levels[k] = ret_levels[k];
    }
    count++;
}

void trial_run_adaptive(trial *t) {
    const study *s = t->study;
    /* Of what the runner measures, times are the subject here. */
    static const pg_rule rules[] = {{.metric = "cpu_time", .has_gate = true},
                                    {.metric = "peak_rss", .has_gate = true},
                                    {.metric = "page_faults", .has_gate = true}};
    drawing drawn = {t, configure(t)};
    pg_policy policy = pg_policy_default();
    policy.has_threshold = true;
    policy.threshold = s->threshold;
    policy.rules = rules;
    policy.rule_count = sizeof(rules) / sizeof(*rules);
    pg_executor executor = {.launch = draw, .stopped = never, .context = &drawn};
    pg_error err;
    pg_open_session session = {.arena = t->arena,
                               .plan = {.config = &drawn.config,
                                        .blocks = s->blocks,
                                        .seed = pg_rng_next(&t->rng),
                                        .sides = 2,
                                        .prepared = {prepare(t, "base"), prepare(t, "head")}}};
    for (size_t side = 0; side < 2; side++) {
        session.runs[side] = pg_run_empty();
        session.runs[side].suite = "simulated";
        session.runs[side].session = "s";
        session.runs[side].host.class_name = "host";
    }
    size_t launches = 2 * (PG_LAUNCHES * s->blocks + drawn.config.warmup);
    noise_start(&t->noise, s->noise, &t->rng, t->bench->recorded, launches);
    session.measuring = pg_measure_start(t->arena, &session.plan, &executor, session.runs, &err);
    pg_stages stages = {
        .most = s->blocks, .looks = true, .base_label = "base", .head_label = "head"};
    pg_comparison c;
    pg_status status = pg_stages_run(&session, &stages, &policy, &c);
    assert(!status);
    (void)status;
    trial_count(t, &c);
}
