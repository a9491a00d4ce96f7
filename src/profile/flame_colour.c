#include "profile/flame_colour.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

/* Drawn in OKLCH: lightness 0.895 to 0.79 on a light page, 0.50 to 0.40 on a dark one. */
const pg_flame_shade pg_flame_shades[PG_FLAME_SHADES] = {
    /* any code */
    {"#f9d989", "#776023"},
    {"#f9cf7e", "#765817"},
    {"#f9c574", "#74500a"},
    {"#f8bb6b", "#724800"},
    {"#f7b163", "#704000"},
    {"#f6a65d", "#6e3800"},
    /* kernel */
    {"#b7e1ff", "#496684"},
    {"#abdbff", "#3f6180"},
    {"#9fd5ff", "#355c7b"},
    {"#93d0fe", "#2a5777"},
    {"#86caf8", "#1e5272"},
    {"#78c5f2", "#0d4e6d"},
    /* compiled at run time */
    {"#a6ece7", "#3a6e6a"},
    {"#9ce6de", "#316963"},
    {"#93e0d4", "#29635c"},
    {"#8adacb", "#1f5e55"},
    {"#81d4c1", "#15594d"},
    {"#78ceb7", "#095445"},
    /* inlined, wakers */
    {"#edd1f4", "#6f5b73"},
    {"#e5caef", "#68566f"},
    {"#dec3eb", "#62506b"},
    {"#d5bde7", "#5c4b68"},
    {"#cdb6e3", "#554564"},
    {"#c5b0df", "#4f4060"},
};

const pg_flame_shade pg_flame_steps[PG_FLAME_STEPS] = {
    {"#51b3fe", "#096ead"}, {"#6dbbfb", "#1f679b"}, {"#86c4f8", "#2a5f89"}, {"#9dccf4", "#315877"},
    {"#b3d3f0", "#365066"}, {"#c8dbeb", "#3a4855"}, {"#e1e3e6", "#3e4247"}, {"#ead3c7", "#534239"},
    {"#edc6b0", "#634535"}, {"#efb89a", "#724830"}, {"#f0aa83", "#824b2a"}, {"#f19c6b", "#914d21"},
    {"#f18d51", "#a14e14"},
};

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
