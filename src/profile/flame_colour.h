/* The colours of flamegraphs, for a light and a dark page.
 *
 * A frame's colour is a function of its name: the family says what kind of code it is (the mark at
 * the end of its name, as perf's frames carry it), the shade within the family only sets neighbours
 * apart. The families are told apart by colour-blind eyes: yellow to orange, blue, bluish green and
 * a pale violet. In a difference, blue is less, orange more, grey no change, and what was added or
 * removed also has an outline or is hatched. Every shade is at least 4.5:1 against the text on it
 * (tests/unit/profile/test_flame_colour.c). */
#ifndef PG_PROFILE_FLAME_COLOUR_H
#define PG_PROFILE_FLAME_COLOUR_H

#include <stddef.h>

typedef struct pg_flame_shade {
    const char *light, *dark;
} pg_flame_shade;

enum {
    PG_FLAME_FAMILY = 6, /* shades */
    PG_FLAME_SHADES = 4 * PG_FLAME_FAMILY,
    PG_FLAME_STEPS = 13, /* of a difference; the middle one is no change */
};

extern const pg_flame_shade pg_flame_shades[PG_FLAME_SHADES];
extern const pg_flame_shade pg_flame_steps[PG_FLAME_STEPS];
/* Text on a shade, and on a step. */
extern const pg_flame_shade pg_flame_ink, pg_flame_step_ink;

/* The length of a name without the mark at its end: _[k] kernel, _[j] compiled at run time,
 * _[i] inlined, _[w] waker. */
size_t pg_flame_plain_length(const char *name, size_t length);
unsigned pg_flame_shade_of(const char *name, size_t length);

/* The step of a change between shares where the greatest change is `most`. */
unsigned pg_flame_step_of(double change, double most);

#endif
