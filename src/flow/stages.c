#include "flow/stages.h"

#include <math.h>
#include <string.h>

#include "compare/compare.h"
#include "sys/clock.h"

enum { LOOKS = 3 };

typedef struct state {
    pg_arena *arena;
    pg_open_session *session;
    const pg_stages *stages;
    const pg_policy *policy;
    uint64_t began_ns;
    uint64_t looks[LOOKS]; /* blocks at each */
    size_t look_count;
    size_t looked;            /* looks so far */
    pg_comparison comparison; /* of the last look */
    bool *done;               /* by workload */
} state;

static void plan_looks(state *s) {
    const uint64_t most = s->stages->most;
    const uint64_t wanted[LOOKS] = {(most + 3) / 4, (most + 1) / 2, most};
    for (size_t k = 0; k < LOOKS; k++) {
        bool last = k + 1 == LOOKS;
        bool rises = !s->look_count || wanted[k] > s->looks[s->look_count - 1];
        if (rises && (last || s->stages->looks)) {
            s->looks[s->look_count++] = wanted[k];
        }
    }
}

static bool is_open(const state *s, size_t workload) {
    const char *name = pg_measure_name(s->session->measuring, workload);
    for (size_t r = 0; r < s->comparison.row_count; r++) {
        const pg_row *row = &s->comparison.rows[r];
        if (!strcmp(row->workload, name) && row->tested && pg_row_is_open(row)) {
            return true;
        }
    }
    return false;
}

/* A last look that comes early, as the budget ran out, takes the place of those that were planned.
 */
static void look(state *s, uint64_t blocks, bool last) {
    size_t index = s->looked++;
    s->looks[index] = blocks;
    s->look_count = last ? s->looked : s->look_count;
    pg_counts looks = {s->looks, s->look_count};
    pg_policy policy = pg_policy_at_look(s->policy, &looks, s->stages->most, index);
    const pg_run *runs[] = {pg_session_base(s->session)};
    pg_base_side base = {runs, 1, s->stages->base_label};
    pg_comparison *before = NULL;
    if (s->looked > 1) {
        before = PG_NEW(s->arena, pg_comparison);
        *before = s->comparison;
    }
    s->comparison =
        pg_compare_look(s->arena, &base, pg_session_head(s->session),
                        pg_session_control(s->session), s->stages->head_label, &policy, before);
    s->comparison.alpha = s->policy->alpha;
    s->comparison.beta = s->policy->beta;
    for (size_t i = 0; i < pg_measure_count(s->session->measuring); i++) {
        s->done[i] = !is_open(s, i);
    }
}

static double seconds_so_far(const state *s) {
    return (double)(pg_clock_ns() - s->began_ns) / 1e9;
}

/* Wall time of one block of a workload, over all sides. */
static double block_seconds(const state *s, size_t workload) {
    return pg_measure_block_seconds(s->session->measuring, workload);
}

static double stage_seconds(const state *s, uint64_t blocks) {
    double sum = 0;
    for (size_t i = 0; i < pg_measure_count(s->session->measuring); i++) {
        uint64_t have = pg_measure_blocks(s->session->measuring, i);
        if (!s->done[i] && have < blocks) {
            sum += block_seconds(s, i) * (double)(blocks - have);
        }
    }
    return sum;
}

/* The noise of a workload: the largest spread of its open rows. */
static double noise_of(const state *s, size_t workload) {
    const char *name = pg_measure_name(s->session->measuring, workload);
    double noise = 0;
    for (size_t r = 0; r < s->comparison.row_count; r++) {
        const pg_row *row = &s->comparison.rows[r];
        if (!strcmp(row->workload, name) && (!s->looked || pg_row_is_open(row))) {
            noise = fmax(noise, row->head.spread);
        }
    }
    return noise;
}

/* Shares what is left of the budget: a block for each open workload in turn, the noisiest first.
 * Returns the largest number of blocks reached. */
static pg_status share_budget(state *s, uint64_t most, uint64_t *ret_blocks) {
    pg_measuring *m = s->session->measuring;
    size_t count = pg_measure_count(m);
    size_t *order = PG_ARRAY(s->arena, size_t, count);
    for (size_t i = 0; i < count; i++) {
        size_t at = i;
        for (; at && noise_of(s, order[at - 1]) < noise_of(s, i); at--) {
            order[at] = order[at - 1];
        }
        order[at] = i;
    }
    pg_status status = PG_OK;
    bool progress = true;
    while (progress && !status && !pg_measure_stopped(m)) {
        progress = false;
        for (size_t k = 0; k < count && !status && !pg_measure_stopped(m); k++) {
            size_t i = order[k];
            uint64_t have = pg_measure_blocks(m, i);
            bool fits = seconds_so_far(s) + block_seconds(s, i) <= s->stages->budget_s;
            if (!s->done[i] && have < most && fits) {
                status = pg_measure_one(m, i, have + 1);
                bool more = pg_measure_blocks(m, i) > have;
                s->done[i] |= !more; /* it broke */
                progress |= more;
                *ret_blocks = have + more > *ret_blocks ? have + more : *ret_blocks;
            }
        }
    }
    return status;
}

/* Measures up to the look's blocks; *ret_last where the budget ran out before or the user stopped.
 */
static pg_status take_stage(state *s, uint64_t *blocks, bool *ret_last) {
    pg_measuring *m = s->session->measuring;
    pg_status status = PG_OK;
    if (s->stages->budget_s > 0) {
        if (!s->looked) { /* one block each, to know what a block costs */
            status = pg_measure_to(m, 1, NULL);
        }
        if (!status && seconds_so_far(s) + stage_seconds(s, *blocks) > s->stages->budget_s) {
            uint64_t reached = s->looked ? s->looks[s->looked - 1] : 1;
            status = share_budget(s, *blocks, &reached);
            *blocks = reached;
            *ret_last = true;
            return status;
        }
    }
    status = status ? status : pg_measure_to(m, *blocks, s->done);
    *ret_last |= pg_measure_stopped(m);
    return status;
}

/* What stopping early has saved, as a note. */
static void note_savings(state *s) {
    double launches = 0, most = 0, saved = 0;
    size_t measured = 0, count = pg_measure_count(s->session->measuring);
    double a_block = (double)(PG_LAUNCHES * s->session->plan.sides);
    for (size_t i = 0; i < count; i++) {
        double blocks = (double)pg_measure_blocks(s->session->measuring, i);
        if (blocks > 0) {
            measured++;
            launches += blocks * a_block;
            most += (double)s->stages->most * a_block;
            saved += ((double)s->stages->most - blocks) * block_seconds(s, i);
        }
    }
    if (measured && launches < most && s->stages->looks &&
        !pg_measure_stopped(s->session->measuring)) {
        pg_comparison_note(s->arena, &s->comparison,
                           "stopped early: %.0f of %.0f launches decided it, %.1f s saved",
                           launches, most, saved);
    }
}

/* So that whoever judges these runs again does it at the same looks. */
static void record_looks(state *s) {
    pg_counts looks = {PG_ARRAY(s->arena, uint64_t, s->look_count), s->look_count};
    memcpy(looks.values, s->looks, s->look_count * sizeof(*s->looks));
    for (size_t side = 0; side < s->session->plan.sides && s->look_count > 1; side++) {
        s->session->runs[side].settings.looks = looks;
    }
}

pg_status pg_stages_run(pg_open_session *session, const pg_stages *stages, const pg_policy *policy,
                        pg_comparison *ret) {
    state s = {.arena = session->arena,
               .session = session,
               .stages = stages,
               .policy = policy,
               .began_ns = pg_clock_ns()};
    s.done = PG_ARRAY(s.arena, bool, pg_measure_count(session->measuring));
    plan_looks(&s);
    bool last = false, open = true;
    for (size_t k = 0; k < s.look_count && open && !last; k++) {
        uint64_t blocks = s.looks[k];
        last = k + 1 == s.look_count;
        pg_status status = take_stage(&s, &blocks, &last);
        if (status) {
            return status;
        }
        if (s.looked && blocks <= s.looks[s.looked - 1]) {
            break; /* the budget had no room for another block */
        }
        look(&s, blocks, last);
        open = false;
        for (size_t i = 0; i < pg_measure_count(session->measuring); i++) {
            open |= !s.done[i];
        }
    }
    record_looks(&s);
    note_savings(&s);
    *ret = s.comparison;
    return PG_OK;
}
