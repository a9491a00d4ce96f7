#include "profile/flame_colour.h"

#include <math.h>
#include <stdlib.h>

#include "support/expect.h"

/* WCAG 2.1: relative luminance of "#rrggbb". */
static double luminance(const char *colour) {
    static const double parts[] = {0.2126, 0.7152, 0.0722};
    long value = strtol(colour + 1, NULL, 16);
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        double c = (double)(value >> (16 - 8 * i) & 0xff) / 255;
        sum += parts[i] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static double contrast(const char *one, const char *other) {
    double a = luminance(one), b = luminance(other);
    return (fmax(a, b) + 0.05) / (fmin(a, b) + 0.05);
}

static void check_contrast(const pg_flame_shade *shades, size_t count, const pg_flame_shade *ink) {
    for (size_t i = 0; i < count; i++) {
        cr_expect_geq(contrast(shades[i].light, ink->light), 4.5, "%s", shades[i].light);
        cr_expect_geq(contrast(shades[i].dark, ink->dark), 4.5, "%s", shades[i].dark);
    }
}

Test(flame_colour, text_can_be_read_on_every_shade) {
    expect_close(contrast("#000000", "#ffffff"), 21, 1e-12, "black on white");
    check_contrast(pg_flame_shades, PG_FLAME_SHADES, &pg_flame_ink);
    check_contrast(pg_flame_steps, PG_FLAME_STEPS, &pg_flame_step_ink);
}

static unsigned family_of(const char *name) {
    return pg_flame_shade_of(name, strlen(name)) / PG_FLAME_FAMILY;
}

Test(flame_colour, a_colour_is_a_function_of_the_name) {
    unsigned used = 0;
    cr_expect_eq(family_of("read"), 0);
    cr_expect_eq(family_of("read_[k]"), 1);
    cr_expect_eq(family_of("read_[j]"), 2);
    cr_expect_eq(family_of("read_[i]"), 3);
    cr_expect_eq(family_of("read_[x]"), 0);
    for (int i = 0; i < 100; i++) {
        const char *name = row_label("function %d", i);
        unsigned shade = pg_flame_shade_of(name, strlen(name));
        cr_assert_lt(shade, PG_FLAME_FAMILY);
        cr_expect_eq(shade, pg_flame_shade_of(name, strlen(name)));
        used |= 1u << shade;
    }
    cr_expect_eq(used, (1u << PG_FLAME_FAMILY) - 1, "all shades are used");
}

Test(flame_colour, marks_do_not_belong_to_the_name) {
    cr_expect_eq(pg_flame_plain_length("read_[k]", 8), 4);
    cr_expect_eq(pg_flame_plain_length("read_[x]", 8), 8);
    cr_expect_eq(pg_flame_plain_length("_[k]", 4), 4);
    cr_expect_eq(pg_flame_plain_length("", 0), 0);
}

Test(flame_colour, steps_of_a_difference) {
    enum { MIDDLE = PG_FLAME_STEPS / 2 };
    cr_expect_eq(pg_flame_step_of(0, 0), MIDDLE);
    cr_expect_eq(pg_flame_step_of(0, 0.5), MIDDLE);
    cr_expect_eq(pg_flame_step_of(0.5, 0.5), PG_FLAME_STEPS - 1);
    cr_expect_eq(pg_flame_step_of(-0.5, 0.5), 0);
    cr_expect_eq(pg_flame_step_of(1, 0.5), PG_FLAME_STEPS - 1);
    cr_expect_eq(pg_flame_step_of(0.125, 0.5), MIDDLE + 3); /* half of the way: by the root */
}
