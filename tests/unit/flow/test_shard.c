/* The split of a suite, and that shards come to the verdicts of the whole. */
#include "flow/shard.h"

#include <math.h>
#include <string.h>

#include "compare/compare.h"
#include "fake.h"
#include "flow/stages.h"
#include "model/merge.h"
#include "runs.h"
#include "support/expect.h"

/* ---- the split ---- */

Test(shard, the_longest_first_to_who_has_the_least) {
    static const char *const names[] = {"a", "b", "c", "d", "e", "f"};
    static const double durations[] = {1, 9, 5, 4, 1, 1};
    pg_arena *arena = pg_arena_new();
    uint64_t split[6];
    pg_shard_split(arena, names, durations, 6, 2, split);
    /* b 9 | c 5, d 4; then a at 9 : 9 to the first, e to the second, f again to the first */
    cr_expect(split[1] == 0 && split[2] == 1 && split[3] == 1);
    cr_expect(split[0] == 0 && split[4] == 1 && split[5] == 0);
    pg_arena_free(arena);
}

Test(shard, without_a_past_they_go_round) {
    static const char *const names[] = {"c", "b", "a", "d", "e"};
    static const double unknown[] = {-1, -1, -1, -1, -1};
    pg_arena *arena = pg_arena_new();
    uint64_t split[5];
    pg_shard_split(arena, names, unknown, 5, 3, split);
    for (size_t i = 0; i < 5; i++) {
        cr_expect(split[i] == i % 3);
    }
    pg_arena_free(arena);
}

/* Whatever the durations: everything is somewhere, the order of the names is of no matter, and no
 * shard has more than the fair share and one workload. */
Test(shard, laws_of_the_split) {
    enum { MOST = 40 };
    pg_rng rng = pg_rng_new(1);
    for (int round = 0; round < 200; round++) {
        pg_arena *arena = pg_arena_new();
        size_t count = 1 + pg_rng_below(&rng, MOST);
        uint64_t shards = 1 + pg_rng_below(&rng, 9), split[MOST], turned[MOST];
        const char *names[MOST], *names_turned[MOST];
        double durations[MOST], durations_turned[MOST], sum = 0, longest = 0, loads[9] = {0};
        for (size_t i = 0; i < count; i++) {
            names[i] = pg_format(arena, "w%02d", (int)i);
            durations[i] = (double)(1 + pg_rng_below(&rng, 5));
            sum += durations[i];
            longest = fmax(longest, durations[i]);
        }
        for (size_t i = 0; i < count; i++) {
            names_turned[i] = names[count - 1 - i];
            durations_turned[i] = durations[count - 1 - i];
        }
        pg_shard_split(arena, names, durations, count, shards, split);
        pg_shard_split(arena, names_turned, durations_turned, count, shards, turned);
        for (size_t i = 0; i < count; i++) {
            cr_assert(split[i] < shards);
            cr_expect(split[i] == turned[count - 1 - i], "the order has a say");
            loads[split[i]] += durations[i];
        }
        for (uint64_t s = 0; s < shards; s++) {
            cr_expect(loads[s] <= sum / (double)shards + longest);
        }
        pg_arena_free(arena);
    }
}

Test(shard, an_unknown_one_takes_the_median) {
    static const char *const names[] = {"a", "b", "c", "new"};
    static const double durations[] = {100, 10, 1, -1};
    pg_arena *arena = pg_arena_new();
    uint64_t split[4];
    pg_shard_split(arena, names, durations, 4, 4, split);
    cr_expect(split[0] == 0 && split[1] == 1 && split[3] == 2 && split[2] == 3,
              "by duration: a, b before new, as it is called, then c");
    pg_arena_free(arena);
}

/* ---- the verdicts ---- */

enum { WORKLOADS = 4, MOST = 20, SIDES = 2 };

typedef struct world {
    uint64_t seed;
    double noise[WORKLOADS], slower[WORKLOADS];
} world;

/* The n-th launch of a workload on a side takes the same whoever starts it. */
static double take(void *context, size_t workload, size_t side, size_t n) {
    const world *w = context;
    pg_rng rng = pg_rng_new(w->seed * 1000003 + workload * 7919 + side * 104729 + n * 31);
    double value;
    draw_samples(&rng, side == 1 ? 1e6 * w->slower[workload] : 1e6, w->noise[workload], &value, 1);
    return value;
}

static const pg_rule only_wall_time[] = {
    {.metric = "cpu_time", .gate = false, .has_gate = true},
    {.metric = "peak_rss", .gate = false, .has_gate = true},
    {.metric = "page_faults", .gate = false, .has_gate = true},
};

static pg_policy new_policy(void) {
    pg_policy policy = pg_policy_default();
    policy.rules = only_wall_time;
    policy.rule_count = COUNT_OF(only_wall_time);
    return policy;
}

typedef struct measured {
    pg_open_session session;
    pg_session_request request;
    pg_comparison comparison;
    pg_error err;
} measured;

/* Measures and judges workloads first .. first + count, as a shard with `rows` to correct for. */
static measured *measure(pg_arena *arena, world *w, const pg_config *all, size_t first,
                         size_t count, size_t rows, uint64_t seed) {
    measured *m = PG_NEW(arena, measured);
    pg_config *config = PG_NEW(arena, pg_config);
    *config = *all;
    config->workloads += first;
    config->workload_count = count;
    fake *f = new_fake(arena, all);
    f->wall_ns = take;
    f->context = w;
    m->request = (pg_session_request){.config = config, .blocks = MOST};
    m->session = (pg_open_session){.request = &m->request, .arena = arena, .has_base = true};
    m->session.plan = *fake_plan(arena, all, SIDES, MOST, seed);
    m->session.plan.config = config;
    for (size_t s = 0; s < SIDES; s++) {
        m->session.plan.prepared[s] += first;
        m->session.runs[s] = pg_run_empty();
        m->session.runs[s].suite = "suite";
        m->session.runs[s].side = s ? "head" : "base";
        m->session.runs[s].session = pg_format(arena, "session-%d", (int)first);
        m->session.runs[s].host.class_name = "host";
    }
    m->session.measuring =
        pg_measure_start(arena, &m->session.plan, &f->executor, m->session.runs, &m->err);
    pg_stages stages = {.most = MOST, .looks = true, .base_label = "base", .head_label = "head"};
    pg_policy policy = new_policy();
    policy.rows = rows;
    cr_assert(!pg_stages_run(&m->session, &stages, &policy, &m->comparison), "%s", m->err.text);
    return m;
}

/* The workloads first .. first + count of a run as those of a shard. */
static pg_run as_shard(pg_arena *arena, const pg_run *run, const pg_config *all, uint64_t index,
                       uint64_t of, size_t first, size_t count) {
    pg_run shard = *run;
    size_t twice;
    shard.shards = (pg_shards){.index = index, .count = of, .plan = "plan"};
    shard.shards.suite = (pg_strings){PG_ARRAY(arena, const char *, WORKLOADS), WORKLOADS};
    for (size_t i = 0; i < WORKLOADS; i++) {
        shard.shards.suite.values[i] = all->workloads[i].name;
    }
    shard.workloads += first;
    shard.workload_count = count;
    cr_assert(pg_run_index(arena, &shard, &twice));
    return shard;
}

static pg_run merged(pg_arena *arena, const pg_run *shards, size_t count) {
    pg_run run, again;
    pg_error err;
    cr_assert(!pg_runs_merge(arena, shards, count, &run, &err), "%s", err.text);
    cr_assert(!read_run_text(arena, run_text(arena, &run), &again, &err), "%s", err.text);
    return again;
}

static pg_comparison judge(pg_arena *arena, const pg_run *base, const pg_run *head) {
    const pg_run **runs = PG_ARRAY(arena, const pg_run *, 1);
    pg_policy policy = new_policy();
    runs[0] = base;
    pg_base_side side = {runs, 1, "base"};
    return pg_compare_staged(arena, &side, head, NULL, "head", &policy);
}

/* The comparison without what tells who measured it. */
static const char *judgement(pg_arena *arena, const pg_comparison *c) {
    pg_comparison plain = *c;
    pg_buf text = pg_buf_new(arena);
    plain.shards = (pg_shards){0};
    plain.base.session = plain.head.session = "";
    plain.notes = (pg_strings){0}; /* what stopping early has saved */
    pg_comparison_write(&text, &plain);
    return text.data;
}

static world draw_world(pg_rng *rng) {
    static const double noise[] = {0.004, 0.02, 0.06, 0.3}, slower[] = {1, 1, 1.04, 1.09, 1.3, 0.8};
    world w = {.seed = pg_rng_next(rng)};
    for (size_t i = 0; i < WORKLOADS; i++) {
        w.noise[i] = noise[pg_rng_below(rng, COUNT_OF(noise))];
        w.slower[i] = slower[pg_rng_below(rng, COUNT_OF(slower))];
    }
    return w;
}

/* The samples of one session, split, merged and judged again: byte for byte the same. */
Test(shard, splitting_the_samples_changes_nothing) {
    pg_rng rng = pg_rng_new(7);
    for (int round = 0; round < 12; round++) {
        pg_arena *arena = pg_arena_new();
        const pg_config *all = fake_config(arena, WORKLOADS);
        world w = draw_world(&rng);
        measured *one = measure(arena, &w, all, 0, WORKLOADS, 0, 1);
        pg_run sides[SIDES];
        for (size_t s = 0; s < SIDES; s++) {
            pg_run shards[] = {as_shard(arena, &one->session.runs[s], all, 1, 2, 0, 1),
                               as_shard(arena, &one->session.runs[s], all, 2, 2, 1, 3)};
            sides[s] = merged(arena, shards, 2);
        }
        pg_comparison whole = judge(arena, &one->session.runs[0], &one->session.runs[1]);
        pg_comparison shards = judge(arena, &sides[0], &sides[1]);
        expect_text(judgement(arena, &shards), judgement(arena, &whole), "round %d", round);
        expect_text(judgement(arena, &whole), judgement(arena, &one->comparison),
                    "round %d, as the gate judged", round);
        pg_arena_free(arena);
    }
}

/* Shards that measure and stop by themselves, each with the same samples as one session of all
 * would have got: the merged verdicts are that session's, although the shards knew less and so
 * measured longer. And what a shard found worse is worse in the end. */
Test(shard, shards_that_stop_by_themselves_come_to_the_same) {
    pg_rng rng = pg_rng_new(11);
    size_t longer = 0, red = 0;
    for (int round = 0; round < 40; round++) {
        pg_arena *arena = pg_arena_new();
        const pg_config *all = fake_config(arena, WORKLOADS);
        world w = draw_world(&rng);
        measured *one = measure(arena, &w, all, 0, WORKLOADS, 0, 1);
        measured *parts[] = {measure(arena, &w, all, 0, 2, WORKLOADS, 2),
                             measure(arena, &w, all, 2, 2, WORKLOADS, 3)};
        pg_run sides[SIDES];
        for (size_t s = 0; s < SIDES; s++) {
            pg_run shards[] = {as_shard(arena, &parts[0]->session.runs[s], all, 1, 2, 0, 2),
                               as_shard(arena, &parts[1]->session.runs[s], all, 2, 2, 0, 2)};
            sides[s] = merged(arena, shards, 2);
        }
        pg_comparison c = judge(arena, &sides[0], &sides[1]);
        expect_text(judgement(arena, &c), judgement(arena, &one->comparison), "round %d", round);
        for (size_t p = 0; p < 2; p++) {
            const pg_comparison *part = &parts[p]->comparison;
            for (size_t r = 0; r < part->row_count; r++) {
                const pg_row *row = &part->rows[r];
                bool worse = row->gated && row->verdict == PG_REGRESSED;
                for (size_t k = 0; worse && k < c.row_count; k++) {
                    bool same = !strcmp(c.rows[k].workload, row->workload) &&
                                !strcmp(c.rows[k].metric, row->metric);
                    cr_expect(!same || c.rows[k].verdict == PG_REGRESSED);
                    red += same;
                }
            }
            for (size_t i = 0; i < 2; i++) {
                longer += pg_measure_blocks(parts[p]->session.measuring, i) >
                          pg_measure_blocks(one->session.measuring, 2 * p + i);
            }
        }
        pg_arena_free(arena);
    }
    cr_expect(red > 10 && longer > 0, "%zu red rows, %zu workloads measured longer", red, longer);
}

/* A shard whose budget ran out has looks of its own: the smallest level of each holds for all. */
Test(shard, looks_that_differ) {
    pg_arena *arena = pg_arena_new();
    static uint64_t early[] = {5, 7}, all[] = {5, 10, 20};
    pg_policy policy = pg_policy_default();
    pg_counts cut_short = {early, 2}, planned = {all, 3};
    for (size_t look = 0; look < 2; look++) {
        pg_policy a = pg_policy_at_look(&policy, &cut_short, MOST, look);
        pg_policy b = pg_policy_at_look(&policy, &planned, MOST, look);
        cr_expect(a.alpha >= b.alpha && a.beta >= b.beta, "the last look spends what is left");
        cr_expect((look == 0) == (a.alpha == b.alpha), "the first does not know the others");
    }
    pg_arena_free(arena);
}
