#include "base/unit.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef struct scale {
    const char *unit, *shown;
    double from; /* smallest value shown in this scale, in base units */
} scale;

static const scale scales[] = {
    {"ns", "s", 1e9},
    {"ns", "ms", 1e6},
    {"ns", "us", 1e3},
    {"bytes", "GiB", 1024.0 * 1024 * 1024},
    {"bytes", "MiB", 1024.0 * 1024},
    {"bytes", "KiB", 1024.0},
};

static char *with_commas(pg_arena *arena, double value) {
    char digits[64], grouped[96];
    int length = snprintf(digits, sizeof(digits), "%.0f", fabs(value));
    size_t out = 0;
    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0) {
            grouped[out++] = ',';
        }
        grouped[out++] = digits[i];
    }
    grouped[out] = 0;
    return pg_format(arena, "%s%s", value < 0 ? "-" : "", grouped);
}

static char *three_digits(pg_arena *arena, double value, const char *unit) {
    double size = fabs(value);
    int decimals = size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
    return pg_format(arena, "%.*f %s", decimals, value, unit);
}

char *pg_quantity(pg_arena *arena, double value, const char *unit) {
    for (size_t i = 0; i < sizeof(scales) / sizeof(*scales); i++) {
        /* 999.6 us is shown as 1.00 ms: the rounded value decides the scale. */
        if (!strcmp(unit, scales[i].unit) && fabs(value) >= scales[i].from * 0.9995) {
            return three_digits(arena, value / scales[i].from, scales[i].shown);
        }
    }
    const char *gap = strcmp(unit, "count") ? " " : "", *shown = *gap ? unit : "";
    if ((fabs(value) >= 100 || value == floor(value)) && fabs(value) < 1e15) {
        return pg_format(arena, "%s%s%s", with_commas(arena, value), gap, shown);
    }
    return pg_format(arena, "%.3g%s%s", value, gap, shown);
}

char *pg_change(pg_arena *arena, double ratio) {
    if (isinf(ratio)) {
        return pg_copy(arena, "from 0");
    }
    double percent = (ratio - 1) * 100;
    if (fabs(percent) < 0.05) {
        return pg_copy(arena, "0.0 %");
    }
    return pg_format(arena, "%+.*f %%", fabs(percent) < 99.95 ? 1 : 0, percent);
}

char *pg_probability(pg_arena *arena, double p) {
    if (p < 1e-6) {
        return pg_copy(arena, "< 1e-6");
    }
    return p < 1e-4 ? pg_format(arena, "%.1e", p) : pg_format(arena, "%.2g", p);
}
