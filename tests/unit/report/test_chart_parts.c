#include <math.h>

#include "base/buf.h"
#include "base/rng.h"
#include "base/text.h"
#include "report/chart_axis.h"
#include "report/chart_text.h"
#include "support/expect.h"

static pg_arena *arena;

static void setup(void) {
    arena = pg_arena_new();
}

static void teardown(void) {
    pg_arena_free(arena);
}

TestSuite(chart_parts, .init = setup, .fini = teardown);

/* ---- the axis ---- */

static pg_axis_span span(double low, double high) {
    return (pg_axis_span){log(low), log(high)};
}

static bool has_tick(const pg_axis *axis, double ratio) {
    for (size_t i = 0; i < axis->tick_count; i++) {
        if (fabs(axis->ticks[i] - log(ratio)) < 1e-9) {
            return true;
        }
    }
    return false;
}

Test(chart_parts, axis_without_rows) {
    pg_axis axis = pg_axis_fit(NULL, 0, log(1.05), 0.1);
    cr_expect(axis.low < -log(1.05) && axis.low > -0.06);
    cr_expect(axis.high > log(1.05) && axis.high < 0.06);
    cr_expect(axis.tick_count >= 3 && has_tick(&axis, 1));
}

Test(chart_parts, axis_holds_its_rows) {
    pg_axis_span spans[] = {span(0.8, 0.9), span(0.99, 1.02), span(1.2, 1.3)};
    pg_axis axis = pg_axis_fit(spans, 3, log(1.05), 0.1);
    cr_expect(axis.low < log(0.8) && axis.high > log(1.3));
    cr_expect(has_tick(&axis, 0.8) && has_tick(&axis, 1) && has_tick(&axis, 1.2));
}

Test(chart_parts, axis_leaves_outliers_out) {
    pg_axis_span spans[] = {span(0.99, 1.01), span(19, 21), span(0.98, 1.02), span(0.97, 1.0)};
    pg_axis axis = pg_axis_fit(spans, 4, log(1.05), 0.1);
    cr_expect(axis.high < log(2.2), "%g", exp(axis.high));
    cr_expect(axis.high > log(1.9), "%g", exp(axis.high));
    pg_axis_span alone[] = {span(19, 21)};
    axis = pg_axis_fit(alone, 1, log(1.05), 0.1);
    cr_expect(axis.high > log(21), "alone it is no outlier");
    cr_expect(has_tick(&axis, 11) && has_tick(&axis, 1));
}

Test(chart_parts, axis_is_finite_and_its_ticks_apart) {
    pg_rng rng = pg_rng_new(5);
    for (int round = 0; round < 3000; round++) {
        pg_axis_span spans[20];
        size_t count = pg_rng_below(&rng, 20);
        double size = pow(10, -4 + 6 * pg_rng_unit(&rng));
        for (size_t i = 0; i < count; i++) {
            double middle = size * (pg_rng_unit(&rng) - 0.5);
            spans[i] = (pg_axis_span){middle - size * pg_rng_unit(&rng), middle + size};
            if (pg_rng_below(&rng, 20) == 0) {
                spans[i].low = -INFINITY;
            }
            if (pg_rng_below(&rng, 20) == 0) {
                spans[i].high = INFINITY;
            }
        }
        pg_axis axis = pg_axis_fit(spans, count, log(1.02), 0.09);
        double width = axis.high - axis.low;
        cr_assert(isfinite(width) && axis.low < 0 && axis.high > 0);
        cr_assert(has_tick(&axis, 1));
        for (size_t i = 0; i < axis.tick_count; i++) {
            cr_assert(axis.ticks[i] >= axis.low && axis.ticks[i] <= axis.high);
            for (size_t k = 0; k < i; k++) {
                double apart = k == 0 ? 0.072 : 0.09;
                cr_assert(fabs(axis.ticks[i] - axis.ticks[k]) >= apart * width - 1e-12);
            }
        }
    }
}

/* ---- text ---- */

Test(chart_parts, widths) {
    expect_close(pg_text_em(""), 0, 0, "empty");
    expect_close(pg_text_em("  "), 0.64, 1e-12, "spaces");
    expect_close(pg_text_em("iM~"), 0.28 + 0.87 + 0.84, 1e-12, "ASCII");
    expect_close(pg_text_em("é時😀"), 3, 1e-12, "a code point of unknown width takes an em");
}

typedef struct fitting {
    const char *text;
    double most;
    const char *fitted;
} fitting;

static const fitting fittings[] = {
    {"search", 10, "search"},
    {"parser_large_with_options_a", 8, "parser…ions_a"},
    {"parser_large_with_options_b", 8, "parser…ions_b"},
    {"時間を測る時間を測る", 5, "時間…測る"},
    {"iiiiiiiiiiiiiiiiiiii", 3, "iii…iii"},
    {"WWWWW", 1, "…"},
};

Test(chart_parts, long_texts_keep_both_ends) {
    for (size_t i = 0; i < COUNT_OF(fittings); i++) {
        expect_text(pg_text_fit(arena, fittings[i].text, fittings[i].most), fittings[i].fitted,
                    "%s", fittings[i].text);
    }
}

Test(chart_parts, fitted_texts_fit) {
    static const char *const parts[] = {"i", "M", "é", "時", "😀", " ", "-", "wall_time"};
    pg_rng rng = pg_rng_new(9);
    for (int round = 0; round < 3000; round++) {
        pg_buf text = pg_buf_new(arena);
        for (uint64_t left = pg_rng_below(&rng, 60); left; left--) {
            pg_buf_text(&text, parts[pg_rng_below(&rng, COUNT_OF(parts))]);
        }
        double most = 1 + 20 * pg_rng_unit(&rng);
        const char *fitted = pg_text_fit(arena, text.data, most);
        cr_assert(pg_text_em(fitted) <= most + 1e-6, "%s", fitted);
        char *tamed = pg_copy(arena, fitted);
        pg_text_tame(tamed);
        cr_assert_str_eq(tamed, fitted, "no character is cut in two");
    }
}
