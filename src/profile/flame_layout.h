/* The frames of a flamegraph and where they lie: what the tree becomes before it is drawn.
 *
 * Siblings stand in the order of the sorted lines of a folded file, which is that of their names,
 * where a name that others begin with comes first if stacks end there and otherwise as if a
 * semicolon followed. A parent's own weight lies left of its children. Frames narrower than a limit
 * are left out with all above them, but keep their place.
 *
 * The reversed layout merges stacks from the leaf: its frames below the root are the functions with
 * self weight, their callers above them. It is not built from a second tree, which would take as
 * much again, but by splitting the list of stacks, frame after frame, only as far as frames are
 * wide enough to be drawn.
 *
 * Source: the layout of flamegraph.pl; tests/unit/profile/test_flame_layout.c holds vectors by
 * hand. Cost: the tree once; sorting the children of frames that are drawn. */
#ifndef PG_PROFILE_FLAME_LAYOUT_H
#define PG_PROFILE_FLAME_LAYOUT_H

#include "profile/tree.h"

typedef struct pg_flame_frame {
    uint32_t name;
    uint32_t depth; /* 0: the root, which stands for all */
    double start;   /* first side: weight left of it */
    double self[2], total[2];
} pg_flame_frame;

typedef struct pg_flame {
    pg_flame_frame *frames; /* parents before children, siblings from left to right */
    uint32_t count, levels;
    double limit;  /* share of a side's total below which frames are left out */
    double cut[2]; /* weight of what goes on into frames that are left out */
} pg_flame;

/* Lays out the tree with every frame whose weight on one side is at least `limit`, a share of that
 * side's total. Where those are more than `most` frames, the limit grows by half until they are
 * not. Precondition: pg_tree_sum was called. */
pg_flame pg_flame_layout(pg_arena *arena, const pg_tree *tree, bool reverse, double limit,
                         uint32_t most);

#endif
