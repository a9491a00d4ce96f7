#include "profile/flame_layout.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "profile/flame_parts.h"

pg_flame_frame *pg_flame_add(pg_flame_build *build, uint32_t name, uint32_t depth, double start) {
    pg_flame *flame = &build->flame;
    if (flame->count == build->most) {
        build->full = true;
        return NULL;
    }
    if (flame->count == build->room) {
        uint32_t room = build->room ? build->room * 2 : 1024;
        flame->frames =
            pg_grow(build->arena, flame->frames, flame->count, room, sizeof(*flame->frames));
        build->room = room;
    }
    pg_flame_frame *frame = &flame->frames[flame->count++];
    *frame = (pg_flame_frame){.name = name, .depth = depth, .start = start};
    if (depth >= flame->levels) {
        flame->levels = depth + 1;
    }
    return frame;
}

bool pg_flame_is_wide(const pg_flame_build *build, const double total[2]) {
    return total[0] >= build->least[0] || total[1] >= build->least[1];
}

/* As their lines would be sorted: what follows the name in the line counts, too. */
static int by_line(const void *left, const void *right) {
    const pg_flame_sibling *a = left, *b = right;
    size_t shorter = a->length < b->length ? a->length : b->length;
    int order = memcmp(a->name, b->name, shorter);
    if (order) {
        return order;
    }
    int after_a = a->length > shorter ? (unsigned char)a->name[shorter] : a->ends ? ' ' : ';';
    int after_b = b->length > shorter ? (unsigned char)b->name[shorter] : b->ends ? ' ' : ';';
    if (after_a != after_b) {
        return after_a - after_b;
    }
    return a->length < b->length ? -1 : a->length > b->length;
}

void pg_flame_sort(pg_flame_sibling *siblings, size_t count) {
    if (count > 1) {
        qsort(siblings, count, sizeof(*siblings), by_line);
    }
}

pg_flame pg_flame_layout(pg_arena *arena, const pg_tree *tree, bool reverse, double limit,
                         uint32_t most) {
    /* Growing by halves needs something to begin with. */
    static const double SMALLEST = 1e-7;
    pg_flame_build build = {.arena = arena, .tree = tree, .most = most};
    for (;;) {
        build.flame.count = build.flame.levels = 0;
        build.flame.limit = limit;
        build.flame.cut[0] = build.flame.cut[1] = 0;
        build.full = false;
        for (unsigned side = 0; side < 2; side++) {
            double total = side < tree->sides ? pg_tree_weight(tree, PG_TREE_ROOT, side)->total : 0;
            build.least[side] = total > 0 ? limit * total : INFINITY;
        }
        (reverse ? pg_flame_up : pg_flame_down)(&build);
        if (!build.full) {
            return build.flame;
        }
        limit = limit >= SMALLEST ? limit * 1.5 : SMALLEST;
    }
}
