/* The gate proves that it can fail; and drift. */
#include "compare/selftest.h"

#include <math.h>
#include <string.h>

#include "compare/drift.h"
#include "judged.h"
#include "support/expect.h"

enum { N = 20 };

static pg_run *side(pg_arena *arena, pg_rng *rng, double noise, double factor, size_t rows) {
    pg_run *run = new_run(arena, "s");
    for (size_t r = 0; r < rows; r++) {
        double samples[N];
        pg_workload_run *workload = add_workload(arena, run, pg_format(arena, "w%zu", r));
        draw_samples(rng, 1e6 * factor, noise, samples, N);
        add_series(arena, workload, "wall_time", samples, N, 2);
        add_series(arena, workload, "cpu_time", samples, N, 2);
    }
    return run;
}

typedef struct sight_case {
    double noise, low, high; /* 0: none */
    size_t rows;
} sight_case;

static const sight_case sight_cases[] = {
    {0.0001, 1.05, 1.05, 1}, /* never below the threshold */
    {0.01, 1.05, 1.06, 1},   {0.05, 1.05, 1.14, 1}, {0.2, 1.1, 1.5, 1}, {0.9, 0, 0, 1},
};

Test(sight, follows_the_noise) {
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(sight_cases); i++) {
        const sight_case *t = &sight_cases[i];
        pg_rng rng = pg_rng_new(i);
        pg_run *base = side(arena, &rng, t->noise, 1, t->rows);
        pg_run *head = side(arena, &rng, t->noise, 1, t->rows);
        pg_policy policy = pg_policy_default();
        pg_comparison plain = compare_runs(arena, base, head, &policy);
        cr_expect(!plain.selftested && !plain.rows[0].has_sight);
        policy.selftest = true;
        pg_comparison c = compare_runs(arena, base, head, &policy);
        const pg_row *row = find_row(&c, "w0", "wall_time");
        cr_expect(c.selftested && row->has_sight == (t->low > 0), "noise %g", t->noise);
        cr_expect(!row->has_sight || (row->sight >= t->low && row->sight <= t->high),
                  "noise %g: %g", t->noise, row->sight);
        if (!t->low) {
            cr_expect(c.result == PG_RESULT_NO_VERDICT, "a blind gate: %s", c.headline);
        }
    }
    pg_arena_free(arena);
}

/* A row whose sight is x is called regressed when its centred head is slowed by x, and is not by
 * the step below. */
Test(sight, is_what_it_says) {
    pg_arena *arena = pg_arena_new();
    pg_policy policy = pg_policy_default();
    policy.selftest = true;
    size_t found = 0;
    for (uint64_t seed = 0; seed < 20; seed++) {
        pg_rng rng = pg_rng_new(seed);
        pg_run *base = side(arena, &rng, 0.05, 1, 1), *head = side(arena, &rng, 0.05, 1.02, 1);
        base->workloads[0].series_count = head->workloads[0].series_count = 1;
        pg_comparison c = compare_runs(arena, base, head, &policy);
        if (!c.rows[0].has_sight) {
            continue;
        }
        found++;
        for (int below = 0; below < 2; below++) {
            pg_run *slowed = new_run(arena, "s");
            double samples[N];
            double factor = (c.rows[0].sight - (below ? 0.03 : 0)) / c.rows[0].ratio;
            for (size_t i = 0; i < N; i++) {
                samples[i] = head->workloads[0].series[0].samples.values[i] * factor * (1 + 1e-9);
            }
            add_series(arena, add_workload(arena, slowed, "w0"), "wall_time", samples, N, 2);
            pg_comparison again = compare_runs(arena, base, slowed, &policy);
            cr_expect((again.rows[0].verdict == PG_REGRESSED) == !below, "seed %d, sight %g, %s",
                      (int)seed, c.rows[0].sight, pg_verdict_word(again.rows[0].verdict));
        }
    }
    cr_expect(found >= 18, "%zu", found);
    pg_arena_free(arena);
}

Test(selftest, catches_every_fault) {
    pg_arena *arena = pg_arena_new();
    cr_expect(pg_selftest_count() >= 8);
    for (size_t rows = 1; rows <= 3; rows++) {
        for (int slower = 0; slower < 2; slower++) {
            pg_rng rng = pg_rng_new(rows);
            pg_run *base = side(arena, &rng, 0.01, 1, rows);
            pg_run *head = side(arena, &rng, 0.01, slower ? 1.3 : 1, rows);
            pg_policy policy = pg_policy_default();
            size_t twice;
            pg_run_index(arena, base, &twice);
            pg_run_index(arena, head, &twice);
            const char *before = run_text(arena, head);
            const char *escaped = pg_selftest_faults(arena, base, head, &policy);
            cr_expect(!escaped, "%zu rows: %s", rows, escaped);
            expect_text(run_text(arena, head), before, "head is left as it was");
        }
    }
    pg_arena_free(arena);
}

/* Rules that keep rows out of the gate must not make the self-test fail: nothing is wrong. */
Test(selftest, with_rows_that_are_only_shown) {
    pg_arena *arena = pg_arena_new();
    pg_rng rng = pg_rng_new(5);
    pg_run *base = side(arena, &rng, 0.01, 1, 2), *head = side(arena, &rng, 0.01, 1, 2);
    pg_policy policy = pg_policy_default();
    static const pg_rule rule = {.metric = "wall_time", .gate = false, .has_gate = true};
    size_t twice;
    policy.rules = &rule;
    policy.rule_count = 1;
    pg_run_index(arena, base, &twice);
    pg_run_index(arena, head, &twice);
    const char *escaped = pg_selftest_faults(arena, base, head, &policy);
    cr_expect(!escaped, "%s", escaped);
    pg_arena_free(arena);
}

Test(selftest, where_nothing_was_measured) {
    pg_arena *arena = pg_arena_new();
    pg_run *base = new_run(arena, "s"), *head = new_run(arena, "s");
    pg_policy policy = pg_policy_default();
    size_t twice;
    add_workload(arena, base, "w")->same_bytes = true;
    add_workload(arena, head, "w")->same_bytes = true;
    pg_run_index(arena, base, &twice);
    pg_run_index(arena, head, &twice);
    const char *escaped = pg_selftest_faults(arena, base, head, &policy);
    cr_expect(!escaped, "%s", escaped);
    pg_arena_free(arena);
}

typedef struct days_row {
    const char *from, *to;
    long days;
} days_row;

Test(drift, days) {
    static const days_row rows[] = {
        {"2026-01-01", "2026-01-01", 0},   {"2026-01-01", "2026-01-02", 1},
        {"2024-02-28", "2024-03-01", 2},   {"2025-02-28", "2025-03-01", 1},
        {"1999-12-31", "2000-01-01", 1},   {"2000-02-28", "2000-03-01", 2},
        {"1900-02-28", "1900-03-01", 1},   {"2026-01-01", "2027-01-01", 365},
        {"2024-01-01", "2025-01-01", 366}, {"2026-03-01T10:00:00Z", "2026-02-27", -2},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        long found = pg_days_between(rows[i].from, rows[i].to);
        cr_expect(found == rows[i].days, "%s to %s: %ld", rows[i].from, rows[i].to, found);
    }
}

static pg_run *steps(pg_arena *arena, const char *session, size_t rows, double first, double step) {
    pg_run *run = new_run(arena, session);
    for (size_t r = 0; r < rows; r++) {
        double samples[6];
        for (size_t i = 0; i < 6; i++) {
            samples[i] = 100 * (first + step * (double)r) * (1 + (double)i / 1e4);
        }
        add_series(arena, add_workload(arena, run, pg_format(arena, "w%zu", r)), "wall_time",
                   samples, 6, 0);
    }
    size_t twice;
    pg_run_index(arena, run, &twice);
    return run;
}

/* Small steps add up: the rows beyond the threshold are named, the worst five. */
Test(drift, since_the_anchor) {
    pg_arena *arena = pg_arena_new();
    pg_policy policy = pg_policy_default();
    policy.alpha = 0.05;
    const pg_run *anchor = steps(arena, "old", 8, 1, 0), *same = steps(arena, "new", 8, 1.02, 0);
    const pg_run *slower = steps(arena, "new", 8, 1.2, 0.1);
    pg_comparison c = {.complete = true};
    pg_drift_note(arena, &c, anchor, "2026-01-02T03:04:05Z", same, &policy);
    cr_expect(c.notes.count == 0, "%s", c.notes.count ? c.notes.values[0] : "");
    pg_drift_note(arena, &c, anchor, "2026-01-02T03:04:05Z", slower, &policy);
    cr_assert(c.notes.count == 6, "%zu", c.notes.count);
    cr_expect(strstr(c.notes.values[0], "since the anchor of 2026-01-02"), "%s", c.notes.values[0]);
    cr_expect(strstr(c.notes.values[5], "3 more rows"), "%s", c.notes.values[5]);
    bool named[8] = {false};
    for (size_t i = 0; i < 5; i++) {
        for (size_t r = 0; r < 8; r++) {
            named[r] |= strstr(c.notes.values[i], pg_format(arena, " w%zu ", r)) != NULL;
        }
    }
    cr_expect(named[7] && named[6] && named[5] && named[4] && named[3] && !named[2] && !named[0],
              "the worst: %s", c.notes.values[0]);
    pg_arena_free(arena);
}

/* All rows of a metric together, beyond what sessions differ by: a remark, and nothing else. */
Test(drift, all_rows_moved_together) {
    static const double machines[] = {1, 1.001, 0.999, 1, 1.0005};
    pg_arena *arena = pg_arena_new();
    for (int moved = 0; moved < 2; moved++) {
        pg_run *sessions[5];
        for (size_t s = 0; s < 5; s++) {
            sessions[s] = steps(arena, pg_format(arena, "s%zu", s), 4, machines[s], 0);
        }
        pg_run *head = steps(arena, "head", 4, moved ? 1.04 : 1.0005, 0);
        pg_comparison c = compare_sessions(arena, sessions, 5, head, NULL);
        bool noted = c.notes.count && strstr(c.notes.values[0], "all rows of wall_time moved");
        cr_expect(noted == moved, "moved %d: %s", moved,
                  c.notes.count ? c.notes.values[0] : "no note");
    }
    pg_arena_free(arena);
}
