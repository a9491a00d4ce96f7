/* Studies with a fixed number of blocks: runs are made of drawn samples and compared. */
#include <math.h>
#include <string.h>

#include "compare/compare.h"
#include "measure/measure.h"
#include "study.h"

/* One side of a session under way. */
typedef struct side {
    pg_run run;
    double **values; /* by row */
} side;

static void open_side(trial *t, const char *session, side *ret) {
    const study *s = t->study;
    size_t samples = PG_LAUNCHES * s->blocks, twice;
    ret->run = pg_run_empty();
    ret->run.suite = "simulated";
    ret->run.session = session;
    ret->run.host.class_name = "host";
    ret->run.workloads = PG_ARRAY(t->arena, pg_workload_run, s->rows);
    ret->run.workload_count = s->rows;
    ret->values = PG_ARRAY(t->arena, double *, s->rows);
    uint64_t *blocks = PG_ARRAY(t->arena, uint64_t, samples);
    for (size_t i = 0; i < samples; i++) {
        blocks[i] = i / PG_LAUNCHES;
    }
    for (size_t r = 0; r < s->rows; r++) {
        pg_series *series = PG_NEW(t->arena, pg_series);
        ret->values[r] = PG_ARRAY(t->arena, double, samples);
        *series = (pg_series){.metric = "wall_time",
                              .unit = "ns",
                              .kind = PG_TIMED,
                              .better = PG_LOWER,
                              .samples = {ret->values[r], samples},
                              .blocks = {blocks, samples}};
        ret->run.workloads[r] = (pg_workload_run){.name = t->bench->names[r],
                                                  .inputs = "",
                                                  .artifacts = "",
                                                  .series = series,
                                                  .series_count = 1};
    }
    pg_run_index(t->arena, &ret->run, &twice);
}

static void start_noise(trial *t, size_t sides) {
    noise_start(&t->noise, t->study->noise, &t->rng, t->bench->recorded,
                sides * PG_LAUNCHES * t->study->blocks);
}

/* One uniform order of two base and two head launches, as the runner draws it. */
static void draw_order(trial *t, size_t order[2 * PG_LAUNCHES]) {
    for (size_t i = 0; i < 2 * PG_LAUNCHES; i++) {
        order[i] = i / PG_LAUNCHES;
    }
    for (size_t i = 2 * PG_LAUNCHES; i > 1; i--) {
        size_t j = (size_t)pg_rng_below(&t->rng, i), swap = order[i - 1];
        order[i - 1] = order[j];
        order[j] = swap;
    }
}

/* Base and head in one session, row after row, block after block. */
static void draw_together(trial *t, side sides[2]) {
    start_noise(t, 2);
    for (size_t r = 0; r < t->study->rows; r++) {
        size_t taken[2] = {0, 0};
        for (uint64_t b = 0; b < t->study->blocks; b++) {
            size_t order[2 * PG_LAUNCHES];
            draw_order(t, order);
            for (size_t i = 0; i < 2 * PG_LAUNCHES; i++) {
                size_t which = order[i];
                sides[which].values[r][taken[which]++] =
                    trial_sample(t, r, which ? trial_effect(t, r) : 1);
            }
        }
    }
}

/* A session of one side alone, on a machine that is faster or slower than on average. */
static void draw_alone(trial *t, side *alone, bool head) {
    const study *s = t->study;
    start_noise(t, 1);
    double shares[OFFSET_KINDS] = {
        [OFFSET_SHARED] = 1, [OFFSET_OWN] = 0, [OFFSET_MIXED] = M_SQRT1_2};
    double share = shares[s->offset], own = sqrt(1 - share * share);
    double shared = share * noise_normal(&t->noise);
    for (size_t r = 0; r < s->rows; r++) {
        double offset = exp(s->offset_sd * (shared + own * noise_normal(&t->noise)));
        for (size_t i = 0; i < PG_LAUNCHES * s->blocks; i++) {
            alone->values[r][i] = trial_sample(t, r, offset * (head ? trial_effect(t, r) : 1));
        }
    }
}

static void ask_peers(trial *t, const side *bases, size_t base_count, const side *head) {
    const study *s = t->study;
    size_t n = PG_LAUNCHES * s->blocks, m = n * base_count;
    double *base = PG_ARRAY(t->arena, double, m), *other = PG_ARRAY(t->arena, double, n);
    double *scratch = PG_ARRAY(t->arena, double, m);
    bool red[PEERS] = {false};
    for (size_t r = 0; r < s->rows; r++) {
        bool slower[PEERS];
        for (size_t k = 0; k < base_count; k++) {
            memcpy(base + k * n, bases[k].values[r], n * sizeof(double));
        }
        memcpy(other, head->values[r], n * sizeof(double));
        peers_judge(t->bench->laws, (peer_samples){base, m}, (peer_samples){other, n}, scratch,
                    slower);
        for (size_t k = 0; k < PEERS; k++) {
            t->outcome->peer_found[k] += r == 0 && slower[k];
            red[k] |= slower[k] && trial_effect(t, r) == 1;
        }
    }
    for (size_t k = 0; k < PEERS; k++) {
        t->outcome->peer_red[k] += red[k];
    }
}

void trial_run_fixed(trial *t) {
    enum { SESSIONS_MAX = 8 };
    static const char *const names[SESSIONS_MAX] = {"1", "2", "3", "4", "5", "6", "7", "8"};
    const study *s = t->study;
    side bases[SESSIONS_MAX], head;
    const pg_run *runs[SESSIONS_MAX];
    size_t count = s->sessions ? s->sessions : 1;
    open_side(t, s->sessions ? "head" : names[0], &head);
    for (size_t i = 0; i < count; i++) {
        open_side(t, names[i], &bases[i]);
        runs[i] = &bases[i].run;
        if (s->sessions) {
            draw_alone(t, &bases[i], false);
        }
    }
    if (s->sessions) {
        draw_alone(t, &head, true);
    } else {
        side sides[2] = {bases[0], head};
        draw_together(t, sides);
    }
    pg_policy policy = pg_policy_default();
    policy.has_threshold = true;
    policy.threshold = s->threshold;
    pg_base_side base = {runs, count, "base"};
    pg_comparison c = pg_compare(t->arena, &base, &head.run, "head", &policy);
    trial_count(t, &c);
    ask_peers(t, bases, count, &head);
}
