#include "profile/flame_colour.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

/* Drawn in OKLCH: lightness 0.895 to 0.79 on a light page, about 0.72 to 0.63 on a dark one. */
const pg_flame_shade pg_flame_shades[PG_FLAME_SHADES] = {
    /* any code */
    {"#f9d989", "#cba34c"},
    {"#f9cf7e", "#cc9a43"},
    {"#f9c574", "#cc923c"},
    {"#f8bb6b", "#cc8935"},
    {"#f7b163", "#cc8030"},
    {"#f6a65d", "#cb782d"},
    /* kernel */
    {"#b7e1ff", "#70a4d0"},
    {"#abdbff", "#66a0cc"},
    {"#9fd5ff", "#5b9cc7"},
    {"#93d0fe", "#4f97c3"},
    {"#86caf8", "#4393be"},
    {"#78c5f2", "#348fb9"},
    /* compiled at run time */
    {"#a6ece7", "#66b1ac"},
    {"#9ce6de", "#5eaca4"},
    {"#93e0d4", "#56a89c"},
    {"#8adacb", "#4ea393"},
    {"#81d4c1", "#469f8a"},
    {"#78ceb7", "#409a81"},
    /* inlined, wakers */
    {"#edd1f4", "#b191bb"},
    {"#e5caef", "#ab8cb9"},
    {"#dec3eb", "#a486b7"},
    {"#d5bde7", "#9d81b5"},
    {"#cdb6e3", "#977cb3"},
    {"#c5b0df", "#9077b1"},
};

const pg_flame_shade pg_flame_ink = {"#1f2328", "#0d1117"};

const pg_flame_shade pg_flame_steps[PG_FLAME_STEPS] = {
    {"#51b3fe", "#096ead"}, {"#6dbbfb", "#1f679b"}, {"#86c4f8", "#2a5f89"}, {"#9dccf4", "#315877"},
    {"#b3d3f0", "#365066"}, {"#c8dbeb", "#3a4855"}, {"#e1e3e6", "#3e4247"}, {"#ead3c7", "#534239"},
    {"#edc6b0", "#634535"}, {"#efb89a", "#724830"}, {"#f0aa83", "#824b2a"}, {"#f19c6b", "#914d21"},
    {"#f18d51", "#a14e14"},
};

const pg_flame_shade pg_flame_step_ink = {"#1f2328", "#f0f3f6"};

/* The letter of the mark, 0 without one. */
static char mark_of(const char *name, size_t length) {
    bool marked =
        length > 4 && name[length - 4] == '_' && name[length - 3] == '[' && name[length - 1] == ']';
    char letter = marked ? name[length - 2] : 0;
    return letter == 'k' || letter == 'w' || letter == 'i' || letter == 'j' ? letter : 0;
}

size_t pg_flame_plain_length(const char *name, size_t length) {
    return mark_of(name, length) ? length - 4 : length;
}

unsigned pg_flame_shade_of(const char *name, size_t length) {
    uint32_t hash = UINT32_C(2166136261); /* FNV-1a */
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)name[i]) * UINT32_C(16777619);
    }
    unsigned family = 0;
    switch (mark_of(name, length)) {
    case 'k': family = 1; break;
    case 'j': family = 2; break;
    case 'i':
    case 'w': family = 3; break;
    default: break;
    }
    return family * PG_FLAME_FAMILY + (hash >> 16) % PG_FLAME_FAMILY;
}

/* By the root, since most changes are much smaller than the greatest. */
unsigned pg_flame_step_of(double change, double most) {
    const int middle = PG_FLAME_STEPS / 2;
    double size = most > 0 ? sqrt(fabs(change) / most) * middle : 0;
    int step = (int)lround(fmin(size, middle));
    return (unsigned)(change < 0 ? middle - step : middle + step);
}
