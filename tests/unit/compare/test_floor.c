#include <math.h>
#include <string.h>

#include "judged.h"
#include "support/expect.h"

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

/* From the formulas in compare/floor.c by NumPy and SciPy: with x = log(factors), for K < 3
 *     expm1(norm.ppf(1 - .005 / R) * max(.0262, s) * sqrt(1 + 1 / K))
 * and else, with res = x less its row means and c = res.mean(0),
 *     s, s_c = sqrt(x.var(1, ddof=1).mean()), c.std(ddof=1)
 *     s_o = sqrt(((res - c)**2).sum() / ((K - 1) * (R - 1)))
 *     w = hypot(t.ppf(.995, K - 1) * s_c, t.ppf(1 - .005 / R, (K - 1) * (R - 1)) * s_o)
 *     expm1(max(min(w, t.ppf(.995, K - 1) * s), norm.ppf(1 - .005 / R) * s) * sqrt(1 + 1 / K))
 * where t.ppf(p, df) = sqrt(df / betaincinv(df / 2, .5, 2 * (1 - p)) - df): SciPy's own is good to
 * nine digits only. */
static const double small_suites[ROWS][SESSIONS] = {
    {0.100143521813, 0.086165955858, 0.190146908328, 0.0875128899446, 0.102480756671},
    {0.109608582659, 0.0942541455249, 0.191341744138, 0.119147637379, 0.0990084861308},
    {0.114890474685, 0.0987636652147, 0.121903811911, 0.100348468607, 0.0874775145341},
};

Test(floor, the_formula) {
    pg_arena *arena = pg_arena_new();
    for (size_t rows = 1; rows <= ROWS; rows++) {
        for (size_t k = 1; k <= SESSIONS; k++) {
            pg_comparison c = against_sessions(arena, rows, k);
            for (size_t r = 0; r < rows; r++) {
                expect_close(c.rows[r].noise_floor, small_suites[rows - 1][k - 1], 1e-9,
                             "%zu rows, %zu sessions", rows, k);
            }
            cr_expect(c.source.noise_floor == c.rows[0].noise_floor);
        }
    }
    pg_arena_free(arena);
}

/* Session medians by row and session. */
static double shared_move(size_t r, size_t s) {
    return 100 + (double)(7 * s % 12) / 2 + (double)(r * s % 3) / 10;
}

static double own_move(size_t r, size_t s) {
    return 100 + (double)((5 * r + 7 * s * (r + 1)) % 13) / 2;
}

static double mixed_move(size_t r, size_t s) {
    return 100 + (double)(7 * s % 12) / 3 + (double)((5 * r + 7 * s * (r + 1)) % 13) / 3;
}

static double wide_move(size_t r, size_t s) {
    return s == 0 ? 100 : r == 0 ? 120 : 90;
}

typedef struct move_case {
    const char *label;
    double (*move)(size_t r, size_t s);
    size_t rows, sessions;
    double eta; /* from the formulas above */
} move_case;

/* What all rows do together needs Student's t with few degrees of freedom, what each does by itself
 * has many; with twelve sessions it is the number of rows that counts. Two sessions that lie
 * further apart than is assumed are believed. */
static const move_case move_cases[] = {
    {"shared", shared_move, 20, 3, 0.230254823098},
    {"shared", shared_move, 20, 5, 0.0940506380577},
    {"shared", shared_move, 20, 12, 0.0660264783203},
    {"own", own_move, 20, 3, 0.0939136970097},
    {"own", own_move, 20, 5, 0.0737780712584},
    {"own", own_move, 20, 12, 0.0690106497502},
    {"mixed", mixed_move, 20, 3, 0.143748598274},
    {"mixed", mixed_move, 20, 5, 0.0857435963515},
    {"mixed", mixed_move, 20, 12, 0.0637957221888},
    {"wide", wide_move, 2, 2, 0.43615379176},
};

Test(floor, what_rows_do_together_and_each_by_itself) {
    enum { MOST = 20 };
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(move_cases); i++) {
        const move_case *t = &move_cases[i];
        pg_run *sessions[MOST];
        double medians[MOST];
        for (size_t s = 0; s <= t->sessions; s++) {
            for (size_t r = 0; r < t->rows; r++) {
                medians[r] = t->move(r, s);
            }
            sessions[s] =
                session_of(arena, pg_format(arena, "s%zu", s), medians, t->rows, "wall_time");
        }
        pg_comparison c =
            compare_sessions(arena, sessions, t->sessions, sessions[t->sessions], NULL);
        expect_close(c.source.noise_floor, t->eta, 1e-9, "%s, %zu sessions", t->label, t->sessions);
    }
    pg_arena_free(arena);
}

/* Three rows, three sessions that differ in all of them alike by 1 %: as far as
 * t(2, .995) * .01 * sqrt(1 + 1/3) = 0.114602 (a logarithm) is what sessions may do. */
Test(floor, all_rows_moved_together) {
    static const double moves[] = {-0.120, -0.110, 0.110, 0.120};
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(moves); i++) {
        for (size_t rows = 2; rows <= ROWS; rows++) {
            pg_run *runs[4];
            for (size_t s = 0; s < 4; s++) {
                static const double offsets[] = {-0.01, 0, 0.01, 0};
                double value = 100 * exp(offsets[s] + (s == 3 ? moves[i] : 0));
                double medians[ROWS] = {value, value, value};
                runs[s] =
                    session_of(arena, pg_format(arena, "s%zu", s), medians, rows, "wall_time");
            }
            pg_comparison c = compare_sessions(arena, runs, 3, runs[3], NULL);
            bool said = c.notes.count && strstr(c.notes.values[0], "all rows of wall_time moved");
            cr_expect(said == (rows == ROWS && fabs(moves[i]) > 0.1146), "%zu rows moved by %g",
                      rows, moves[i]);
        }
    }
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
    expect_close(find_row(&c, "w", "wall_time")->noise_floor, small_suites[0][2], 1e-9,
                 "times alone");
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

/* Too few sessions to know: what is assumed is said. */
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
                cr_expect(strstr(c.source.text, k == 1 ? "10.0 % is assumed" : "8.6 % is assumed"),
                          "%s", c.source.text);
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
    expect_close(expm1(old), small_suites[0][SESSIONS - 1], 1e-9, "nothing of the others is in it");
    expect_close(log1p(find_row(&c, "younger", "m")->noise_floor), old * sqrt(1.5) / sqrt(1.2),
                 1e-9, "K = 2");
    expect_close(log1p(find_row(&c, "youngest", "m")->noise_floor), old * sqrt(2) / sqrt(1.2), 1e-9,
                 "K = 1");
    pg_arena_free(arena);
}

/* Rows that were measured in different sessions of the baseline cannot be taken apart together: the
 * first one's count, and the others take its floor over. */
Test(floor, rows_that_miss_different_sessions) {
    pg_arena *arena = pg_arena_new();
    pg_run *sessions[SESSIONS], *head = new_run(arena, "head");
    for (size_t s = 0; s < SESSIONS; s++) {
        sessions[s] = new_run(arena, pg_format(arena, "s%zu", s));
        if (s < SESSIONS - 1) {
            add_flat(arena, sessions[s], "first", 100 * factors[0][s]);
        }
        if (s > 0) {
            add_flat(arena, sessions[s], "second", s % 2 ? 100 : 50);
        }
    }
    add_flat(arena, head, "first", 100);
    add_flat(arena, head, "second", 100);
    pg_comparison c = compare_sessions(arena, sessions, SESSIONS, head, NULL);
    expect_close(find_row(&c, "first", "m")->noise_floor, small_suites[0][SESSIONS - 2], 1e-9,
                 "as if it were alone");
    cr_expect(find_row(&c, "second", "m")->noise_floor == find_row(&c, "first", "m")->noise_floor);
    pg_arena_free(arena);
}
