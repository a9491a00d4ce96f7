/* Where the samples of a workload stand in the second picture. */
#include "report/panel.h"

#include <math.h>

#include "base/rng.h"
#include "support/expect.h"

enum { MOST = 600 };

static pg_arena *arena;

static void open_panel(void) {
    arena = pg_arena_new();
}
static void close_panel(void) {
    pg_arena_free(arena);
}

TestSuite(panel, .init = open_panel, .fini = close_panel);

static pg_workload_run *workload_of(const char *metric, const char *unit, const double *values,
                                    size_t count, size_t per_block) {
    pg_workload_run *workload = PG_NEW(arena, pg_workload_run);
    *workload = (pg_workload_run){.name = "w", .inputs = "", .artifacts = "", .series_count = 1};
    pg_series *series = workload->series = PG_NEW(arena, pg_series);
    *series = (pg_series){.metric = metric, .unit = unit};
    series->samples = (pg_numbers){PG_ARRAY(arena, double, count), count};
    series->blocks = (pg_counts){PG_ARRAY(arena, uint64_t, count), per_block ? count : 0};
    for (size_t i = 0; i < count; i++) {
        series->samples.values[i] = values[i];
        if (per_block) {
            series->blocks.values[i] = i / per_block;
        }
    }
    return workload;
}

Test(panel, the_time_of_a_workload_is_drawn) {
    static const double some[] = {1, 2};
    const pg_workload_run *wall = workload_of("wall_time", "ns", some, 2, 2);
    const pg_workload_run *worker = workload_of("p50", "ns", some, 2, 2);
    const pg_workload_run *own = workload_of("own", "ns", some, 2, 2);
    const pg_workload_run *empty = workload_of("wall_time", "ns", some, 0, 0);
    expect_text(pg_panel_metric(wall, wall), "wall_time", "a command");
    expect_text(pg_panel_metric(NULL, worker), "p50", "a worker");
    expect_text(pg_panel_metric(wall, empty), "wall_time", "base only");
    expect_text(pg_panel_metric(NULL, own), "own", "neither");
    cr_expect_null(pg_panel_metric(NULL, empty));
    cr_expect_null(pg_panel_metric(NULL, NULL));
}

Test(panel, samples_stand_where_their_launches_stood) {
    static const double values[] = {10, 11, 12, 13};
    static uint64_t order[] = {3, 0, 1, 2};
    static const double expected[] = {0.125, 0.875, 1.375, 1.625};
    pg_workload_run *head = workload_of("wall_time", "ns", values, 4, 2);
    head->order = (pg_counts){order, 4};
    pg_panel p = pg_panel_make(arena, NULL, head, "wall_time", 4);
    cr_assert(p.blocks == 2 && p.sides[1].count == 4 && p.sides[0].count == 0);
    for (size_t i = 0; i < 4; i++) {
        expect_close(p.sides[1].dots[i].time, expected[i], 1e-12, "dot %zu", i);
    }
    cr_expect(p.sides[1].dots[0].value == 11, "by time, not as they came");
    cr_expect(p.sides[1].low == 10.75 && p.sides[1].median == 11.5 && p.sides[1].high == 12.25);
}

Test(panel, an_outlier_does_not_press_the_others_into_a_line) {
    double values[40];
    for (size_t i = 0; i < 40; i++) {
        values[i] = 100 + (double)(i % 10);
    }
    pg_workload_run *calm = workload_of("wall_time", "ns", values, 40, 2);
    values[7] = 5000;
    values[8] = 1;
    pg_workload_run *head = workload_of("wall_time", "ns", values, 40, 2);
    pg_panel p = pg_panel_make(arena, calm, head, "wall_time", 4);
    cr_expect(p.sides[1].above == 1 && p.sides[1].below == 1);
    cr_expect(p.sides[0].above == 0 && p.sides[0].below == 0);
    cr_expect(p.high < 200 && p.low > 0, "%g %g", p.low, p.high);
    p = pg_panel_make(arena, calm, calm, "wall_time", 4);
    cr_expect(p.low < 100 && p.high > 109 && p.sides[1].above == 0);
    cr_expect(p.below == 100 && p.above == 109, "without outliers nothing is cut off");
}

/* Whatever the samples: a finite axis that holds all that is no outlier, ticks on it, rising, no
 * two of them with the same text. */
Test(panel, laws_of_the_axis) {
    pg_rng rng = pg_rng_new(3);
    static const char *const units[] = {"ns", "bytes", "count", "items/s"};
    for (int round = 0; round < 500; round++) {
        double values[2][40];
        double middle = pow(10, 12 * pg_rng_unit(&rng)), wide = pow(10, -9 * pg_rng_unit(&rng));
        size_t count = 1 + pg_rng_below(&rng, 40);
        for (size_t i = 0; i < count; i++) {
            values[0][i] = middle * (1 + wide * (pg_rng_unit(&rng) - 0.5));
            values[1][i] = round % 7 ? middle * (1 + wide * pg_rng_unit(&rng)) : 0;
        }
        const char *unit = units[round % 4];
        pg_workload_run *base = workload_of("m", unit, values[0], count, 2);
        pg_workload_run *head = workload_of("m", unit, values[1], count, 2);
        pg_panel p = pg_panel_make(arena, base, head, "m", 4);
        cr_assert(isfinite(p.low) && isfinite(p.high) && p.low < p.high, "round %d", round);
        cr_expect(p.tick_count <= 4 && p.tick_count > 0, "round %d: %zu", round, p.tick_count);
        for (size_t i = 0; i < p.tick_count; i++) {
            cr_expect(p.ticks[i] >= p.low - 1e-6 * p.step && p.ticks[i] <= p.high + 1e-6 * p.step);
            cr_expect(!i || strcmp(pg_panel_tick(arena, &p, p.ticks[i - 1]),
                                   pg_panel_tick(arena, &p, p.ticks[i])) != 0,
                      "round %d: %s twice", round, pg_panel_tick(arena, &p, p.ticks[i]));
        }
        for (size_t s = 0; s < PG_PANEL_SIDES; s++) {
            for (size_t i = 0; i < p.sides[s].count; i++) {
                double value = p.sides[s].dots[i].value;
                bool outlier = value > p.above || value < p.below;
                cr_expect(outlier || (value > p.low && value < p.high));
            }
        }
    }
}

Test(panel, ticks_read_well) {
    static const struct {
        double low, high;
        const char *unit, *expected;
    } rows[] = {
        {49e6, 61e6, "ns", "50 ms 55 ms 60 ms "},
        {48.9e6, 49.2e6, "ns", "48.9 ms 49.0 ms 49.1 ms 49.2 ms "},
        {900, 1200, "ns", "0.9 us 1.0 us 1.1 us 1.2 us "},
        {2 << 20, 4 << 20, "bytes", "2 MiB 3 MiB 4 MiB "},
        {1000, 3000, "count", "1000 2000 3000 "},
        {1, 3, "items/s", "1 items/s 2 items/s 3 items/s "},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        double values[] = {rows[i].low, rows[i].high};
        pg_workload_run *head = workload_of("m", rows[i].unit, values, 2, 2);
        pg_panel p = pg_panel_make(arena, NULL, head, "m", 4);
        const char *text = "";
        for (size_t k = 0; k < p.tick_count; k++) {
            text = pg_format(arena, "%s%s ", text, pg_panel_tick(arena, &p, p.ticks[k]));
        }
        expect_text(text, rows[i].expected, "row %zu", i);
    }
}

/* No dot lies on another while there is room, and none outside of its lane. */
Test(panel, dots_stand_beside_each_other) {
    static const double APART = 6, WIDEST = 30;
    pg_rng rng = pg_rng_new(5);
    for (size_t count = 1; count <= MOST; count = count * 3 / 2 + 1) {
        double values[MOST];
        for (size_t i = 0; i < count; i++) {
            values[i] = 100 + 10 * pg_rng_unit(&rng);
        }
        pg_workload_run *head = workload_of("wall_time", "ns", values, count, 2);
        pg_panel p = pg_panel_make(arena, NULL, head, "wall_time", 4);
        pg_panel_side *side = &p.sides[1];
        pg_panel_spread(arena, side, APART, WIDEST, 10);
        for (size_t i = 0; i < count; i++) {
            cr_expect(fabs(side->dots[i].offset) <= WIDEST);
            for (size_t j = 0; j < i && count < 40; j++) {
                double dy = (side->dots[i].value - side->dots[j].value) * 10;
                cr_expect(hypot(dy, side->dots[i].offset - side->dots[j].offset) >= APART - 1e-9);
            }
        }
    }
}
