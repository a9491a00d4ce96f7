#include <string.h>

#include "judged.h"
#include "stats/power.h"
#include "support/expect.h"

enum { N = 20 };

typedef struct timed_case {
    const char *label;
    size_t count, per_block; /* samples a side */
    double noise, factor;    /* head is base's draw times the factor, each its own noise */
    pg_verdict verdict;
    const char *says; /* part of the reason */
} timed_case;

static const timed_case timed_cases[] = {
    {"slower", 20, 2, 0.01, 1.10, PG_REGRESSED, "5 %"},
    {"faster", 20, 2, 0.01, 0.90, PG_IMPROVED, "5 %"},
    {"the same", 20, 2, 0.01, 1, PG_UNCHANGED, "a regression beyond 5 % is ruled out (p "},
    {"real, but small", 20, 2, 0.002, 1.02, PG_UNCHANGED, ", real, below 5 %"},
    {"better, but little", 20, 2, 0.002, 0.98, PG_UNCHANGED, ", real, below 5 %"},
    {"far too noisy", 20, 2, 0.5, 1, PG_INCONCLUSIVE, "too noisy: "},
    {"slower, in one block", 20, 0, 0.01, 1.10, PG_REGRESSED, "5 %"},
    {"same, in one block", 20, 0, 0.01, 1, PG_UNCHANGED, "ruled out"},
    {"two blocks only", 4, 2, 0.01, 1.5, PG_INCONCLUSIVE, "too few samples: "},
    {"three blocks do", 6, 2, 0.01, 1.5, PG_REGRESSED, "5 %"},
    {"four a side", 4, 0, 0.01, 1.5, PG_INCONCLUSIVE, "too few samples: "},
    {"five a side do", 5, 0, 0.01, 1.5, PG_REGRESSED, "5 %"},
};

Test(judge_timed, each_verdict) {
    pg_arena *arena = pg_arena_new();
    pg_rng rng = pg_rng_new(4);
    for (size_t i = 0; i < COUNT_OF(timed_cases); i++) {
        const timed_case *t = &timed_cases[i];
        double base[N], head[N];
        draw_samples(&rng, 1e8, t->noise, base, t->count);
        draw_samples(&rng, 1e8 * t->factor, t->noise, head, t->count);
        pg_comparison c =
            compare_samples(arena, "wall_time", base, head, t->count, t->per_block, NULL);
        const pg_row *row = find_row(&c, "w", "wall_time");
        expect_verdict(row, t->verdict, t->label);
        cr_expect(strstr(row->reason, t->says), "%s: \"%s\" says nothing of \"%s\"", t->label,
                  row->reason, t->says);
        cr_expect(row->tested && row->gated && !row->blocking, "%s", t->label);
        cr_expect(row->blocks == (t->per_block ? t->count / t->per_block : 1), "%s", t->label);
        cr_expect(row->threshold == 0.05 && row->level == 0.95, "%s", t->label);
        cr_expect(row->noise_floor == 0, "%s: one session has no floor", t->label);
    }
    pg_arena_free(arena);
}

static pg_policy threshold_of(double threshold) {
    pg_policy policy = pg_policy_default();
    policy.threshold = threshold;
    policy.has_threshold = true;
    return policy;
}

typedef struct limit_case {
    const char *label;
    double base, head; /* every sample */
    pg_better better;
    pg_verdict verdict;
    double ratio;
} limit_case;

/* The threshold is 25 %, in binary without a remainder. */
static const limit_case limit_cases[] = {
    {"at the threshold", 4, 5, PG_LOWER, PG_REGRESSED, 1.25},
    {"just below it", 4, 4.999, PG_LOWER, PG_UNCHANGED, 4.999 / 4},
    {"at its inverse", 5, 4, PG_LOWER, PG_IMPROVED, 0.8},
    {"just above its inverse", 5, 4.001, PG_LOWER, PG_UNCHANGED, 4.001 / 5},
    {"equal", 5, 5, PG_LOWER, PG_UNCHANGED, 1},
    {"higher is better, at the threshold", 5, 4, PG_HIGHER, PG_REGRESSED, 1.25},
    {"higher is better, at its inverse", 4, 5, PG_HIGHER, PG_IMPROVED, 0.8},
    {"higher is better, just below", 5, 4.001, PG_HIGHER, PG_UNCHANGED, 5 / 4.001},
};

Test(judge_timed, at_the_threshold) {
    pg_arena *arena = pg_arena_new();
    pg_policy policy = threshold_of(0.25);
    for (size_t i = 0; i < COUNT_OF(limit_cases); i++) {
        const limit_case *t = &limit_cases[i];
        pg_run *sides[2] = {new_run(arena, "s"), new_run(arena, "s")};
        for (int side = 0; side < 2; side++) {
            double samples[N];
            for (size_t k = 0; k < N; k++) {
                samples[k] = side ? t->head : t->base;
            }
            add_series(arena, add_workload(arena, sides[side], "w"), "m", samples, N, 2)->better =
                t->better;
        }
        pg_comparison c = compare_runs(arena, sides[0], sides[1], &policy);
        const pg_row *row = find_row(&c, "w", "m");
        expect_verdict(row, t->verdict, t->label);
        expect_close(row->ratio, t->ratio, 1e-15, "%s", t->label);
        cr_expect(row->u == (t->head > t->base   ? 40
                             : t->head < t->base ? 0
                                                 : 20),
                  "%s: u %g counts head > base, whatever is better", t->label, row->u);
        cr_expect(row->base.median == t->base && row->head.median == t->head, "%s", t->label);
        if (row->verdict == PG_UNCHANGED && row->ratio != 1) {
            cr_expect(strstr(row->reason, "real, below 25 %"), "%s: %s", t->label, row->reason);
        }
    }
    pg_arena_free(arena);
}

/* With a threshold of 0 every change counts, but a ratio of exactly 1 is none, even where more head
 * samples are above base than below. */
Test(judge_timed, a_threshold_of_nothing) {
    pg_arena *arena = pg_arena_new();
    pg_policy policy = threshold_of(0);
    double base[N], head[N], more[N];
    for (size_t i = 0; i < N; i++) {
        base[i] = 1;
        head[i] = i < 11 ? 1 : 2;
        more[i] = 1.0001;
    }
    pg_comparison c = compare_samples(arena, "m", base, head, N, 0, &policy);
    const pg_row *row = find_row(&c, "w", "m");
    cr_assert(row->q <= 0.01 && row->ratio == 1, "q %g, ratio %g", row->q, row->ratio);
    cr_expect(row->verdict != PG_IMPROVED && row->verdict != PG_REGRESSED, "found %s (%s)",
              pg_verdict_word(row->verdict), row->reason);
    c = compare_samples(arena, "m", base, more, N, 0, &policy);
    expect_verdict(find_row(&c, "w", "m"), PG_REGRESSED, "a little slower");
    c = compare_samples(arena, "m", more, base, N, 0, &policy);
    expect_verdict(find_row(&c, "w", "m"), PG_IMPROVED, "a little faster");
    c = compare_samples(arena, "m", base, base, N, 0, &policy);
    expect_verdict(find_row(&c, "w", "m"), PG_INCONCLUSIVE, "equal: nothing can be ruled out");
    pg_arena_free(arena);
}

typedef struct alpha_case {
    double alpha, beta, p_least, p_most;
    size_t count;
    pg_verdict verdict;
} alpha_case;

/* Six a side, apart: p = 2 / 924. */
static const alpha_case alpha_cases[] = {
    {0.01, 0.05, 2.0 / 924, 2.0 / 924, 6, PG_REGRESSED},
    {2.0 / 924 * 1.000001, 0.05, 2.0 / 924, 2.0 / 924, 6, PG_REGRESSED},
    {2.0 / 924 * 0.999999, 0.05, 2.0 / 924, 2.0 / 924, 6, PG_INCONCLUSIVE},
    {0.001, 0.05, 2.0 / 924, 2.0 / 924, 6, PG_INCONCLUSIVE},
    {0.03, 0.05, 2.0 / 70, 2.0 / 70, 4, PG_REGRESSED},
};

Test(judge_timed, alpha_decides) {
    static const double base[] = {100, 101, 102, 103, 104, 105};
    static const double head[] = {150, 151, 152, 153, 154, 155};
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(alpha_cases); i++) {
        const alpha_case *t = &alpha_cases[i];
        pg_policy policy = pg_policy_default();
        policy.alpha = t->alpha;
        policy.beta = t->beta;
        pg_comparison c = compare_samples(arena, "m", base, head, t->count, 0, &policy);
        const pg_row *row = find_row(&c, "w", "m");
        expect_close(row->p, t->p_least, 1e-14, "alpha %g", t->alpha);
        expect_verdict(row, t->verdict, row_label("alpha %g", t->alpha));
        cr_expect(c.alpha == t->alpha && c.beta == t->beta);
    }
    pg_arena_free(arena);
}

/* Equal samples against base * 1.05: all below, P(U = 0) = 1 / C(2n, n) by hand. */
Test(judge_timed, beta_decides_unchanged) {
    static const double base[] = {100, 101, 102, 103};
    pg_arena *arena = pg_arena_new();
    pg_policy policy = pg_policy_default();
    for (int loose = 0; loose < 2; loose++) {
        policy.beta = loose ? 1.0 / 70 * 1.000001 : 1.0 / 70 * 0.999999;
        pg_comparison c = compare_samples(arena, "m", base, base, 4, 0, &policy);
        expect_verdict(find_row(&c, "w", "m"), loose ? PG_UNCHANGED : PG_INCONCLUSIVE,
                       loose ? "loose beta" : "strict beta");
    }
    pg_arena_free(arena);
}

Test(judge_timed, undecided_rows_tell_what_would_do) {
    pg_arena *arena = pg_arena_new();
    pg_rng rng = pg_rng_new(9);
    double base[N], head[N];
    draw_samples(&rng, 100, 0.2, base, N);
    draw_samples(&rng, 101, 0.2, head, N);
    pg_comparison c = compare_samples(arena, "m", base, head, N, 2, NULL);
    const pg_row *row = find_row(&c, "w", "m");
    expect_verdict(row, PG_INCONCLUSIVE, "noisy");
    cr_expect(row->has_needed && row->needed > 10, "more blocks than there are");
    cr_expect(row->has_visible && row->visible > 1.05, "more than the threshold");
    cr_expect(strstr(row->reason, pg_format(arena, "about %llu blocks would settle 5 %%",
                                            (unsigned long long)row->needed)),
              "%s", row->reason);
    c = compare_samples(arena, "m", base, head, N, 0, NULL);
    row = find_row(&c, "w", "m");
    cr_expect(strstr(row->reason, "samples a side would settle"), "%s", row->reason);
    /* Too few: at least as many as the smallest p needs. */
    c = compare_samples(arena, "m", base, head, 4, 2, NULL);
    row = find_row(&c, "w", "m");
    cr_expect(strstr(row->reason, "their smallest p is 0.056, 0.01 is needed") ||
                  strstr(row->reason, "their smallest p is 0.0556, 0.01 is needed"),
              "%s", row->reason);
    cr_expect(row->has_needed && row->needed >= 3, "%llu", (unsigned long long)row->needed);
    c = compare_samples(arena, "m", base, head, 3, 0, NULL);
    row = find_row(&c, "w", "m");
    cr_expect(row->has_needed && row->needed >= 5 && strstr(row->reason, "samples a side"), "%s",
              row->reason);
    pg_arena_free(arena);
}

Test(judge_timed, zeros_have_no_ratio) {
    static const double zeros[6] = {0}, some[] = {1, 2, 3, 4, 5, 6};
    pg_arena *arena = pg_arena_new();
    pg_comparison c = compare_samples(arena, "m", zeros, some, 6, 0, NULL);
    const pg_row *row = find_row(&c, "w", "m");
    expect_verdict(row, PG_REGRESSED, "from nothing to something");
    cr_expect(!row->has_ratio && row->warnings.count == 1, "ratio %g", row->ratio);
    c = compare_samples(arena, "m", some, zeros, 6, 0, NULL);
    expect_verdict(find_row(&c, "w", "m"), PG_IMPROVED, "from something to nothing");
    c = compare_samples(arena, "m", zeros, zeros, 6, 0, NULL);
    row = find_row(&c, "w", "m");
    cr_expect(row->ratio == 1 && row->verdict != PG_REGRESSED && row->verdict != PG_IMPROVED,
              "nothing and nothing: %s", pg_verdict_word(row->verdict));
    pg_arena_free(arena);
}
