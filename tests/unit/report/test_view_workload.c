/* The rows of a view by workload, and workloads at a glance. */
#include "report/view.h"
#include "support/expect.h"
#include "support/samples.h"

static pg_arena *arena;

static void open_workloads(void) {
    arena = pg_arena_new();
}
static void close_workloads(void) {
    pg_arena_free(arena);
}

TestSuite(view_workload, .init = open_workloads, .fini = close_workloads);

static const char *row_label_of(size_t i) {
    return pg_format(arena, "w%02d", (int)i);
}

/* The workload with the worst row first; in it what is read together stands together. */
Test(view_workload, rows_stand_by_workload) {
    static const struct {
        const char *workload, *metric;
        pg_verdict verdict;
        pg_kind kind;
    } rows[] = {
        {"calm", "page_faults", PG_UNCHANGED, PG_TIMED},
        {"calm", "wall_time", PG_UNCHANGED, PG_TIMED},
        {"worst", "peak_rss", PG_UNCHANGED, PG_TIMED},
        {"worst", "instructions", PG_IMPROVED, PG_EXACT},
        {"worst", "own_count", PG_UNCHANGED, PG_EXACT},
        {"worst", "own_time", PG_UNCHANGED, PG_TIMED},
        {"worst", "throughput", PG_UNCHANGED, PG_TIMED},
        {"worst", "p95", PG_INCONCLUSIVE, PG_TIMED},
        {"worst", "cpu_time", PG_UNCHANGED, PG_TIMED},
        {"better", "wall_time", PG_IMPROVED, PG_TIMED},
        {"worst", "p50", PG_UNCHANGED, PG_TIMED},
        {"worst", "wall_time", PG_REGRESSED, PG_TIMED},
        {"worst", "allocations", PG_UNCHANGED, PG_EXACT},
    };
    static const char *const expected[] = {
        "worst wall_time",  "cpu_time",       "p50",         "p95",       "throughput",
        "own_time",         "instructions",   "allocations", "own_count", "peak_rss",
        "better wall_time", "calm wall_time", "page_faults",
    };
    pg_comparison c = sample_empty();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        sample_add(arena, &c, sample_row(rows[i].workload, rows[i].metric, rows[i].verdict, 1.1, 0))
            ->kind = rows[i].kind;
    }
    pg_view view = pg_view_build(arena, &c);
    for (size_t i = 0; i < view.row_count; i++) {
        const pg_view_row *row = &view.rows[i];
        expect_text(pg_format(arena, "%s%s%s", row->heading, *row->heading ? " " : "", row->metric),
                    expected[i], "row %zu", i);
    }
    cr_expect_eq(view.notable, COUNT_OF(rows) - 2);
    cr_assert_eq(view.glance_count, 2, "of workloads that are not calm");
    expect_text(view.glances[1].text, "wall_time +10.0 %", "the other");
    expect_text(view.glances[0].workload, "worst", "workload");
    expect_text(view.glances[0].mark, "✗", "mark of the worst row");
    expect_text(view.glances[0].text,
                "wall_time +10.0 %, cpu_time +10.0 %, p50 +10.0 %, p95 ~ +10.0 %, throughput "
                "+10.0 %, own_time +10.0 %, instructions +10.0 %, allocations +10.0 %, own_count "
                "+10.0 %",
                "memory only where it moved");
}

Test(view_workload, glances_are_limited_and_counted) {
    pg_comparison c = sample_empty();
    for (size_t i = 0; i < 13; i++) {
        sample_add(arena, &c, sample_row(row_label_of(i), "wall_time", PG_REGRESSED, 1.1, 0));
        sample_add(arena, &c, sample_row(row_label_of(i), "cpu_time", PG_UNCHANGED, 1, 0));
    }
    pg_view view = pg_view_build(arena, &c);
    cr_expect(view.glance_count == 10 && view.more_glances == 3);
    expect_text(view.glances[9].workload, "w09", "the last");
}
