#include <math.h>
#include <string.h>

#include "judged.h"
#include "support/expect.h"

/* t(df, .995) and z(1 - .005 / m), from tables. */
static const double student[] = {0, 63.656741162871526, 9.9248432009182892, 5.8409093097333571,
                                 4.6040948713499897};
static const double normal[] = {0, 2.5758293035489, 2.8070337683438114, 2.9351994688666982};

enum { ROWS = 3, SESSIONS = 5, SAMPLES = 3 };

/* Session medians as factors, by row; the samples of a session lie around its median. */
static const double factors[ROWS][SESSIONS] = {
    {1.00, 1.02, 0.99, 1.01, 0.97},
    {1.00, 0.98, 1.01, 1.03, 1.00},
    {1.00, 1.00, 1.01, 0.99, 1.02},
};

static pg_run *session_of(pg_arena *arena, const char *name, const double *medians, size_t rows,
                          const char *metric) {
    pg_run *run = new_run(arena, name);
    for (size_t r = 0; r < rows; r++) {
        double samples[SAMPLES] = {medians[r] * 0.999, medians[r], medians[r] * 1.002};
        add_series(arena, add_workload(arena, run, pg_format(arena, "w%zu", r)), metric, samples,
                   SAMPLES, 0);
    }
    return run;
}

/* As it stands in the design: exp(f s sqrt(1 + 1/K)) - 1, s pooled over rows. */
static double eta_by_hand(size_t rows, size_t k) {
    double pooled = 0;
    for (size_t r = 0; r < rows; r++) {
        double mean = 0, sum = 0;
        for (size_t s = 0; s < k; s++) {
            mean += log(100 * factors[r][s]) / (double)k;
        }
        for (size_t s = 0; s < k; s++) {
            sum += pow(log(100 * factors[r][s]) - mean, 2);
        }
        pooled += sum / (double)(k - 1) / (double)rows;
    }
    double f = fmax(student[k - 1], normal[rows]);
    return exp(f * sqrt(pooled) * sqrt(1 + 1 / (double)k)) - 1;
}

static pg_comparison against_sessions(pg_arena *arena, size_t rows, size_t k) {
    pg_run *sessions[SESSIONS];
    double medians[ROWS] = {100, 100, 100};
    for (size_t s = 0; s < k; s++) {
        for (size_t r = 0; r < rows; r++) {
            medians[r] = 100 * factors[r][s];
        }
        sessions[s] = session_of(arena, pg_format(arena, "s%zu", s), medians, rows, "wall_time");
    }
    for (size_t r = 0; r < rows; r++) {
        medians[r] = 100;
    }
    pg_run *head = session_of(arena, "head", medians, rows, "wall_time");
    return compare_sessions(arena, sessions, k, head, NULL);
}

Test(floor, the_formula) {
    pg_arena *arena = pg_arena_new();
    for (size_t rows = 1; rows <= ROWS; rows++) {
        for (size_t k = 1; k <= SESSIONS; k++) {
            pg_comparison c = against_sessions(arena, rows, k);
            double expected = k < 3 ? 0.10 : eta_by_hand(rows, k);
            for (size_t r = 0; r < rows; r++) {
                expect_close(c.rows[r].noise_floor, expected, 1e-9, "%zu rows, %zu sessions", rows,
                             k);
            }
            cr_expect(c.source.noise_floor == c.rows[0].noise_floor);
        }
    }
    pg_arena_free(arena);
}

/* With many sessions and rows the offsets of each row's own need the larger quantile:
 * t(11, .995) = 3.106, z(1 - .005 / 20) = 3.481. */
Test(floor, the_larger_of_both_quantiles) {
    enum { MANY_ROWS = 20, MANY_SESSIONS = 12 };
    pg_arena *arena = pg_arena_new();
    pg_rng rng = pg_rng_new(12);
    double medians[MANY_SESSIONS][MANY_ROWS], pooled = 0;
    pg_run *sessions[MANY_SESSIONS];
    for (size_t s = 0; s < MANY_SESSIONS; s++) {
        draw_samples(&rng, 100, 0.01, medians[s], MANY_ROWS);
        sessions[s] =
            session_of(arena, pg_format(arena, "s%zu", s), medians[s], MANY_ROWS, "wall_time");
    }
    for (size_t r = 0; r < MANY_ROWS; r++) {
        double mean = 0;
        for (size_t s = 0; s < MANY_SESSIONS; s++) {
            mean += log(medians[s][r]) / MANY_SESSIONS;
        }
        for (size_t s = 0; s < MANY_SESSIONS; s++) {
            pooled += pow(log(medians[s][r]) - mean, 2) / (MANY_SESSIONS - 1) / MANY_ROWS;
        }
    }
    pg_run *head = session_of(arena, "head", medians[0], MANY_ROWS, "wall_time");
    pg_comparison c = compare_sessions(arena, sessions, MANY_SESSIONS, head, NULL);
    expect_close(c.rows[0].noise_floor,
                 exp(3.4807564043462422 * sqrt(pooled) * sqrt(13.0 / 12)) - 1, 1e-9, "20 rows");
    pg_arena_free(arena);
}

/* Memory hardly differs between sessions: pooled with times it would make them look calm. */
Test(floor, metrics_are_pooled_apart) {
    pg_arena *arena = pg_arena_new();
    pg_run *sessions[3], *head = new_run(arena, "head");
    pg_workload_run *workload = add_workload(arena, head, "w");
    static const double calm[] = {4096, 4096, 4096}, times[] = {100, 100, 100};
    add_series(arena, workload, "peak_rss", calm, 3, 0);
    add_series(arena, workload, "wall_time", times, 3, 0);
    for (size_t s = 0; s < 3; s++) {
        double samples[] = {100 * factors[0][s], 100 * factors[0][s], 100 * factors[0][s]};
        sessions[s] = new_run(arena, pg_format(arena, "s%zu", s));
        workload = add_workload(arena, sessions[s], "w");
        add_series(arena, workload, "peak_rss", calm, 3, 0);
        add_series(arena, workload, "wall_time", samples, 3, 0);
    }
    pg_comparison c = compare_sessions(arena, sessions, 3, head, NULL);
    cr_expect(find_row(&c, "w", "peak_rss")->noise_floor == 0);
    double logs[3], mean = 0, sum = 0;
    for (size_t s = 0; s < 3; s++) {
        logs[s] = log(100 * factors[0][s]);
        mean += logs[s] / 3;
    }
    for (size_t s = 0; s < 3; s++) {
        sum += pow(logs[s] - mean, 2);
    }
    expect_close(find_row(&c, "w", "wall_time")->noise_floor,
                 exp(student[2] * sqrt(sum / 2) * sqrt(4.0 / 3)) - 1, 1e-9, "times alone");
    cr_expect(c.source.noise_floor == find_row(&c, "w", "wall_time")->noise_floor);
    pg_arena_free(arena);
}

typedef struct eta_case {
    const char *label;
    double head, deviation; /* of head's median, between sessions */
    double threshold;
    pg_verdict verdict;
    const char *says;
} eta_case;

/* Three calm sessions (eta about 1 %) or ones that differ (eta about 27 %). */
static const eta_case eta_cases[] = {
    {"calm, same", 1, 0.0008, 0.05, PG_UNCHANGED, "ruled out"},
    {"calm, slower", 1.10, 0.0008, 0.05, PG_REGRESSED, "5 %"},
    {"calm, faster", 0.90, 0.0008, 0.05, PG_IMPROVED, "5 %"},
    {"calm, within", 1.03, 0.0008, 0.05, PG_UNCHANGED, "real, below 5 %"},
    {"apart, same", 1, 0.02, 0.05, PG_INCONCLUSIVE, "unverified"},
    {"apart, slower than the threshold", 1.10, 0.02, 0.05, PG_INCONCLUSIVE, "unverified"},
    {"apart, slower than eta", 1.40, 0.02, 0.05, PG_REGRESSED, "may differ by"},
    {"apart, faster than eta", 0.70, 0.02, 0.05, PG_IMPROVED, "may differ by"},
    {"apart, a wide threshold", 1.30, 0.02, 0.5, PG_INCONCLUSIVE, ""},
    {"apart, a wide threshold, same", 1, 0.02, 0.5, PG_UNCHANGED, "beyond 50 % is ruled out"},
    {"apart, beyond the wide threshold", 1.6, 0.02, 0.5, PG_REGRESSED, "50 %"},
};

Test(floor, widens_the_rule) {
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(eta_cases); i++) {
        const eta_case *t = &eta_cases[i];
        pg_policy policy = pg_policy_default();
        policy.threshold = t->threshold;
        policy.has_threshold = true;
        pg_rng rng = pg_rng_new(31);
        pg_run *runs[4];
        for (size_t s = 0; s < 4; s++) {
            static const double offsets[] = {-1, 0, 1, 0};
            double samples[10];
            draw_samples(&rng, 100 * exp(offsets[s] * t->deviation) * (s < 3 ? 1 : t->head), 0.001,
                         samples, 10);
            runs[s] = new_run(arena, pg_format(arena, "s%zu", s));
            add_series(arena, add_workload(arena, runs[s], "w"), "m", samples, 10, 0);
        }
        pg_comparison c = compare_sessions(arena, runs, 3, runs[3], &policy);
        const pg_row *row = find_row(&c, "w", "m");
        cr_assert(t->deviation < 0.01 ? row->noise_floor < 0.02 : row->noise_floor > 0.2, "eta %g",
                  row->noise_floor);
        expect_verdict(row, t->verdict, t->label);
        cr_expect(strstr(row->reason, t->says), "%s: %s", t->label, row->reason);
    }
    pg_arena_free(arena);
}

/* Too few sessions to know: 10 % is assumed, and said. */
Test(floor, few_sessions) {
    static const double heads[] = {1.08, 1.2, 0.8};
    static const pg_verdict verdicts[] = {PG_INCONCLUSIVE, PG_REGRESSED, PG_IMPROVED};
    pg_arena *arena = pg_arena_new();
    for (size_t k = 1; k <= 2; k++) {
        for (size_t i = 0; i < COUNT_OF(heads); i++) {
            double medians[1] = {100};
            pg_run *sessions[2];
            pg_rng rng = pg_rng_new(k);
            for (size_t s = 0; s <= k; s++) {
                double samples[10];
                draw_samples(&rng, medians[0] * (s == k ? heads[i] : 1), 0.001, samples, 10);
                pg_run *run = new_run(arena, pg_format(arena, "s%zu", s));
                add_series(arena, add_workload(arena, run, "w"), "m", samples, 10, 0);
                if (s < k) {
                    sessions[s] = run;
                    continue;
                }
                pg_comparison c = compare_sessions(arena, sessions, k, run, NULL);
                const pg_row *row = find_row(&c, "w", "m");
                expect_verdict(row, verdicts[i], row_label("%zu sessions, %g", k, heads[i]));
                cr_expect(strstr(c.source.text, "10 % is assumed"), "%s", c.source.text);
            }
        }
    }
    pg_arena_free(arena);
}

static pg_workload_run *add_flat(pg_arena *arena, pg_run *run, const char *name, double value) {
    const double samples[SAMPLES] = {value, value, value};
    pg_workload_run *workload = add_workload(arena, run, name);
    add_series(arena, workload, "m", samples, SAMPLES, 0);
    return workload;
}

/* A workload that joined the baseline late has fewer sessions of its own, whatever the others have:
 * its floor is larger than theirs. And two sessions tell nothing of how sessions differ. */
Test(floor, rows_with_fewer_sessions_than_the_others) {
    pg_arena *arena = pg_arena_new();
    pg_run *sessions[SESSIONS], *head = new_run(arena, "head");
    for (size_t s = 0; s < SESSIONS; s++) {
        sessions[s] = new_run(arena, pg_format(arena, "s%zu", s));
        add_flat(arena, sessions[s], "old", 100 * factors[0][s]);
        if (s >= 3) {
            add_flat(arena, sessions[s], "younger", s == 3 ? 50 : 100);
        }
    }
    add_flat(arena, sessions[4], "youngest", 100);
    add_flat(arena, head, "old", 100);
    add_flat(arena, head, "younger", 100);
    add_flat(arena, head, "youngest", 100);
    pg_comparison c = compare_sessions(arena, sessions, SESSIONS, head, NULL);
    double old = log1p(find_row(&c, "old", "m")->noise_floor);
    expect_close(expm1(old), eta_by_hand(1, SESSIONS), 1e-9, "nothing of the others is in it");
    expect_close(log1p(find_row(&c, "younger", "m")->noise_floor), old * sqrt(1.5) / sqrt(1.2),
                 1e-9, "K = 2");
    expect_close(log1p(find_row(&c, "youngest", "m")->noise_floor), old * sqrt(2) / sqrt(1.2), 1e-9,
                 "K = 1");
    pg_arena_free(arena);
}
