/* What the two directions of the layout share. Not for use outside of profile/flame_*.c. */
#ifndef PG_PROFILE_FLAME_PARTS_H
#define PG_PROFILE_FLAME_PARTS_H

#include "profile/flame_layout.h"

/* A frame to be, among its siblings. */
typedef struct pg_flame_sibling {
    const char *name;
    uint32_t length, at; /* at: a node, or a place in a list */
    bool ends;           /* stacks end in it */
} pg_flame_sibling;

typedef struct pg_flame_build {
    pg_arena *arena;
    const pg_tree *tree;
    pg_flame flame;
    uint32_t room, most;
    double least[2]; /* weight of the narrowest frame, by side; infinite without that side */
    bool full;       /* there are more than `most` frames */
} pg_flame_build;

/* Adds a frame; NULL where there are too many. */
pg_flame_frame *pg_flame_add(pg_flame_build *build, uint32_t name, uint32_t depth, double start);
bool pg_flame_is_wide(const pg_flame_build *build, const double total[2]);
void pg_flame_sort(pg_flame_sibling *siblings, size_t count);

void pg_flame_down(pg_flame_build *build);
void pg_flame_up(pg_flame_build *build);

#endif
