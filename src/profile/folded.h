/* Folded stacks, a line each: frames from the root to the leaf, separated by semicolons, a space,
 * and how often the stack was seen:
 *
 *     main;read_row;parse number 12
 *
 * Frames may hold spaces: the count is the last word, a decimal number without sign or exponent. A
 * differential file has two counts, of base and head, at the end of every line; whether it does is
 * told, or read off its first line. Equal stacks may come more than once. Empty lines and a
 * carriage return at the end of a line are skipped, as are empty frames at the end of a stack.
 *
 * The text comes in chunks of any size; what is kept is the tree, and one line. Lines that begin
 * like the line before (as sorted files do) cost little.
 *
 * Limits: a line of PG_FOLDED_LINE_MAX bytes and a count or a sum of counts above 2^53 are errors,
 * and so is a NUL, since what holds one is no text. A stack of more than PG_FOLDED_DEPTH_MAX frames
 * is cut at the leaf's end, a name longer than PG_FOLDED_NAME_MAX bytes at its end and marked with
 * "..."; how many were is part of the result. Bytes that are not UTF-8 are kept as they are. */
#ifndef PG_PROFILE_FOLDED_H
#define PG_PROFILE_FOLDED_H

#include "base/error.h"
#include "profile/tree.h"

enum {
    PG_FOLDED_LINE_MAX = 16 << 20, /* bytes */
    PG_FOLDED_DEPTH_MAX = 1024,    /* frames */
    PG_FOLDED_NAME_MAX = 4096,     /* bytes */
};

typedef enum pg_folded_counts {
    PG_FOLDED_AS_FIRST, /* as many counts as the first line has */
    PG_FOLDED_ONE,
    PG_FOLDED_TWO,
} pg_folded_counts;

typedef struct pg_folded_result {
    uint64_t lines;           /* that hold a stack */
    double total[2];          /* the sum of the counts, by side */
    pg_folded_counts counts;  /* ONE or TWO; AS_FIRST where there was no line */
    uint64_t deep, long_name; /* stacks cut, names cut (each time they come) */
} pg_folded_result;

typedef struct pg_folded pg_folded;

/* Stacks go to `side` of `tree`, with two counts to both. `place` names the file in errors; it is
 * kept. Works in the tree's arena. */
pg_folded *pg_folded_new(pg_tree *tree, const char *place, pg_folded_counts counts, unsigned side);
/* PG_INPUT with the place FILE:LINE where a line is not as described; nothing may be fed after. */
pg_status pg_folded_feed(pg_folded *folded, const char *bytes, size_t length, pg_error *err);
/* The last line needs no newline. Computes the tree's totals. A file without a single stack, or
 * whose counts are all 0, is an error: nothing measured is not a profile. */
pg_status pg_folded_end(pg_folded *folded, pg_folded_result *ret, pg_error *err);

#endif
