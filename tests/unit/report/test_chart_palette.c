#include "report/chart_palette.h"

#include <math.h>
#include <stdlib.h>

#include "support/expect.h"

/* Relative luminance, WCAG 2.2. */
static double luminance(const char *colour) {
    static const double weights[] = {0.2126, 0.7152, 0.0722};
    long rgb = strtol(colour + 1, NULL, 16);
    double sum = 0;
    cr_assert(*colour == '#' && strlen(colour) == 7, "%s", colour);
    for (int i = 0; i < 3; i++) {
        double part = (double)(rgb >> (16 - 8 * i) & 255) / 255;
        sum += weights[i] * (part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static double contrast(const char *a, const char *b) {
    double first = luminance(a), second = luminance(b);
    return (fmax(first, second) + 0.05) / (fmin(first, second) + 0.05);
}

Test(chart_palette, contrast_of_known_colours) {
    expect_close(contrast("#000000", "#ffffff"), 21, 1e-9, "black on white");
    expect_close(contrast("#777777", "#ffffff"), 4.48, 1e-3, "grey on white");
}

Test(chart_palette, text_can_be_read) {
    for (int theme = 0; theme < PG_CHART_THEMES; theme++) {
        const pg_chart_palette *p = pg_chart_palette_of((pg_chart_theme)theme);
        const char *texts[2 + PG_VERDICTS + PG_RESULTS] = {p->ink, p->soft};
        memcpy(texts + 2, p->verdicts, sizeof(p->verdicts));
        memcpy(texts + 2 + PG_VERDICTS, p->results, sizeof(p->results));
        for (size_t i = 0; i < COUNT_OF(texts); i++) {
            cr_expect(contrast(texts[i], p->ground) >= 4.5, "theme %d, %s: %.2f", theme, texts[i],
                      contrast(texts[i], p->ground));
        }
        cr_expect(contrast(p->zero, p->ground) > contrast(p->grid, p->ground));
    }
}
