#include "report/chart_text.h"

#include <stddef.h>
#include <string.h>

/* Hundredths of an em, of the printable ASCII from the space on. */
static const unsigned char advances[] = {
    32, 41, 46, 84, 64, 96, 78, 28, 40,  40, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 34, 34, 84, 84, 84, 54, 100, 69, 69, 70, 77, 64, 58, 78, 76, 30, 30, 66, 56, 87, 75, 79,
    61, 79, 70, 64, 62, 74, 69, 99, 69,  62, 69, 40, 34, 40, 84, 50, 50, 62, 64, 55, 64, 62, 36, 64,
    64, 28, 28, 58, 28, 98, 64, 62, 64,  64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84,
};
enum { FIRST = ' ', LAST = '~', OTHER = 100 };

/* Of the code point that begins here; 0 inside one. */
static double advance(const char *at) {
    unsigned char c = (unsigned char)*at;
    if ((c & 0xc0) == 0x80) {
        return 0;
    }
    return (c >= FIRST && c <= LAST ? advances[c - FIRST] : OTHER) / 100.0;
}

double pg_text_em(const char *text) {
    double em = 0;
    for (; *text; text++) {
        em += advance(text);
    }
    return em;
}

const char *pg_text_fit(pg_arena *arena, const char *text, double most) {
    if (pg_text_em(text) <= most + 1e-6) {
        return text;
    }
    double half = (most - OTHER / 100.0) / 2, taken = 0;
    const char *head_end = text;
    while (taken + advance(head_end) <= half) {
        taken += advance(head_end++);
    }
    const char *tail = text + strlen(text);
    for (taken = 0; taken + advance(tail - 1) <= half; tail--) {
        taken += advance(tail - 1);
    }
    while (((unsigned char)*tail & 0xc0) == 0x80) {
        tail++;
    }
    return pg_format(arena, "%.*s…%s", (int)(head_end - text), text, tail);
}
