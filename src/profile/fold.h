/* The text of `perf script` into a frame tree.
 *
 * A sample is a line "comm pid/tid [cpu] time: period event:", its frames from the leaf to the
 * root, "address symbol+0xoffset (file)" each, and an empty line; lines with # in front are
 * skipped. A stack begins with the program's name. What is written of the tree
 * (profile/folded_write.h) equals what FlameGraph's stackcollapse-perf.pl prints with the same
 * options, byte for byte, where the input ends with an empty line (tests/unit/profile/test_fold.c
 * has its rules one by one, tests/golden/profile its output), but for these:
 *  - the last sample counts although no empty line follows it;
 *  - a stack weighs 1 a sample, as in the script's release 1.0; with `periods` it weighs what the
 *    sample's line says, as in the revisions since;
 *  - the name of a program may be a single character;
 *  - a sample within whose lines the text ends is left out;
 *  - control characters, bytes that are not UTF-8 and NULs become '?'.
 *
 * Only the first event that comes counts, or the one that is asked for. Lines that are neither a
 * sample's nor a frame's are passed over and counted.
 *
 * The text comes in chunks of any size; what is kept is the tree, each distinct frame and one line.
 * Cost: about 60 ns a line (scripts/bench-fold). Limits, errors beyond: a line of
 * PG_FOLD_LINE_MAX bytes, a stack of PG_FOLD_DEPTH_MAX frames, PG_FOLD_NODES_MAX nodes of the tree,
 * PG_FOLD_NAMES_MAX bytes of names, 2^53 for a period. */
#ifndef PG_PROFILE_FOLD_H
#define PG_PROFILE_FOLD_H

#include "base/error.h"
#include "profile/tree.h"

enum {
    PG_FOLD_LINE_MAX = 4 << 20,            /* bytes */
    PG_FOLD_DEPTH_MAX = 1 << 20,           /* frames */
    PG_FOLD_NODES_MAX = 40 * 1000 * 1000,  /* 2 GiB */
    PG_FOLD_NAMES_MAX = 1000 * 1000 * 1000 /* bytes */
};

typedef struct pg_fold_options {
    bool pid, tid;     /* the program's name with its number, or its and the thread's */
    bool kernel, jit;  /* mark their frames with _[k] and _[j] */
    bool addrs;        /* the address where there is no symbol */
    bool periods;      /* weigh by period */
    const char *event; /* NULL: the first that comes */
} pg_fold_options;

typedef struct pg_fold_result {
    uint64_t samples;
    double weight;                      /* of all: the samples, or their periods */
    double period;                      /* the sum of the periods */
    const char *event;                  /* NULL where the lines name none */
    uint64_t other_samples;             /* of other events, left out */
    const char *other_event;            /* the first of them, NULL for none */
    uint64_t odd_lines, first_odd_line; /* not understood */
    uint64_t unresolved;                /* samples whose leaf has no symbol */
    uint64_t severed; /* samples whose outermost frame is one that something must have called */
    bool cut;         /* the text ends within a line that says nothing */
} pg_fold_result;

typedef struct pg_fold pg_fold;

/* Adds to `side` of `tree`. Where `libraries` is not NULL, it gets the same stacks as names of
 * files in the place of functions (its names are those of `tree`): a file that calls itself is one
 * frame, and what the compiler put in line belongs to the file of the function it stands in.
 * `place` names the text in errors and is kept. Works in the tree's arena. */
pg_fold *pg_fold_new(pg_tree *tree, pg_tree *libraries, const char *place,
                     const pg_fold_options *options, unsigned side);
/* PG_INPUT with the place FILE:LINE beyond a limit; nothing may be fed after. */
pg_status pg_fold_feed(pg_fold *fold, const char *bytes, size_t length, pg_error *err);
/* What was found so far. */
const pg_fold_result *pg_fold_so_far(const pg_fold *fold);
/* Computes the totals. A text without a sample is an error: it is not what perf script prints. */
pg_status pg_fold_end(pg_fold *fold, pg_fold_result *ret, pg_error *err);

#endif
