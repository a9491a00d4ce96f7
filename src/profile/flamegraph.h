/* A profile, or the difference of two, as one interactive SVG.
 *
 * The file holds the frames twice. As numbers, five a frame for each direction of merging, from
 * which a script draws on a canvas; and at its end as a picture, a rectangle with a <title> a
 * frame, for viewers that run no script and for other tools: its geometry is that of flamegraph.pl.
 * The script ends the loading before the picture (docs/adr/0009). That is what makes large profiles
 * quick: a browser need not make, style and move hundreds of thousands of elements, and a canvas is
 * only drawn on where something is wide enough to be seen. A frame takes about 120 bytes as picture
 * and 15 as numbers in each direction; a name is written once more.
 *
 * It needs nothing from elsewhere, holds no text from outside other than as text (base/xml.h), and
 * is the same for the same tree.
 *
 * Frames narrower than a limit are left out; the file says how much of the weight they are. Of
 * more than PG_FLAMEGRAPH_FRAMES the narrowest are left out, too. */
#ifndef PG_PROFILE_FLAMEGRAPH_H
#define PG_PROFILE_FLAMEGRAPH_H

#include "base/buf.h"
#include "profile/tree.h"

enum {
    PG_FLAMEGRAPH_FRAMES = 100000, /* a direction */
    PG_FLAMEGRAPH_WIDTH = 1200,    /* pixels, where the width follows the window */
    PG_FLAMEGRAPH_FUNCTIONS = 20,  /* rows of the table */
};

/* Pixels; narrower frames would leave nothing to see. */
#define PG_FLAMEGRAPH_MIN_WIDTH 0.1

typedef struct pg_flamegraph_options {
    const char *title;        /* NULL: "Flamegraph", or "Differential flamegraph" */
    const char *unit;         /* of the weights; NULL: "samples" */
    const char *sides[2];     /* names of base and head, for the heading; may be NULL */
    bool reverse, icicle;     /* how it is shown at first */
    double width;             /* pixels; 0: as wide as the window */
    double min_width;         /* pixels of a picture of `width` */
    uint64_t deep, long_name; /* stacks and names cut by the reader, to be stated */
} pg_flamegraph_options;

/* Draws a tree with one side; one with two is a difference. Precondition: pg_tree_sum was called,
 * and its total is above 0. */
void pg_flamegraph(pg_buf *out, const pg_tree *tree, const pg_flamegraph_options *options);

/* The difference of two profiles, share by share of their totals. Widths are head's (in the file
 * they can be changed to base's), colours the difference; frames that only head has are outlined,
 * those that only base has are hatched and drawn with base's share, so that what vanished is seen
 * where it was. Preconditions: as above; both trees share one pg_names. */
void pg_flamegraph_diff(pg_buf *out, const pg_tree *base, const pg_tree *head,
                        const pg_flamegraph_options *options);

#endif
