#include "profile/flame_parts.h"

/* A frame that is drawn, its children not yet looked at. */
typedef struct item {
    uint32_t node, depth;
    double start;
} item;

typedef struct walk {
    pg_flame_build *build;
    item *items;
    size_t count, room;
    pg_flame_sibling *siblings;
    size_t sibling_room;
} walk;

static void push(walk *w, item next) {
    if (w->count == w->room) {
        size_t room = w->room ? w->room * 2 : 256;
        w->items = pg_grow(w->build->arena, w->items, w->count, room, sizeof(*w->items));
        w->room = room;
    }
    w->items[w->count++] = next;
}

static size_t gather(walk *w, uint32_t node) {
    const pg_tree *tree = w->build->tree;
    size_t count = 0;
    for (uint32_t at = pg_tree_node(tree, node)->first_child; at;
         at = pg_tree_node(tree, at)->next) {
        if (count == w->sibling_room) {
            size_t room = w->sibling_room ? w->sibling_room * 2 : 256;
            w->siblings = pg_grow(w->build->arena, w->siblings, count, room, sizeof(*w->siblings));
            w->sibling_room = room;
        }
        uint32_t name = pg_tree_node(tree, at)->name;
        bool ends = false;
        for (unsigned side = 0; side < tree->sides; side++) {
            ends = ends || pg_tree_weight(tree, at, side)->self > 0;
        }
        w->siblings[count++] =
            (pg_flame_sibling){.name = pg_name(tree->names, name),
                               .length = (uint32_t)pg_name_length(tree->names, name),
                               .at = at,
                               .ends = ends};
    }
    pg_flame_sort(w->siblings, count);
    return count;
}

static void totals_of(const pg_tree *tree, uint32_t node, double self[2], double total[2]) {
    for (unsigned side = 0; side < 2; side++) {
        bool there = side < tree->sides;
        self[side] = there ? pg_tree_weight(tree, node, side)->self : 0;
        total[side] = there ? pg_tree_weight(tree, node, side)->total : 0;
    }
}

static void push_children(walk *w, const item *parent) {
    const pg_tree *tree = w->build->tree;
    double self[2], total[2], start;
    size_t count = gather(w, parent->node), first = w->count;
    totals_of(tree, parent->node, self, total);
    start = parent->start + self[0];
    for (size_t i = 0; i < count; i++) {
        totals_of(tree, w->siblings[i].at, self, total);
        if (pg_flame_is_wide(w->build, total)) {
            push(w, (item){w->siblings[i].at, parent->depth + 1, start});
        } else {
            w->build->flame.cut[0] += total[0];
            w->build->flame.cut[1] += total[1];
        }
        start += total[0];
    }
    /* The leftmost is to come off first. */
    for (size_t low = first, high = w->count; low + 1 < high; low++) {
        item other = w->items[--high];
        w->items[high] = w->items[low];
        w->items[low] = other;
    }
}

void pg_flame_down(pg_flame_build *build) {
    walk w = {.build = build};
    push(&w, (item){PG_TREE_ROOT, 0, 0});
    while (w.count) {
        item next = w.items[--w.count];
        pg_flame_frame *frame =
            pg_flame_add(build, pg_tree_node(build->tree, next.node)->name, next.depth, next.start);
        if (!frame) {
            return;
        }
        totals_of(build->tree, next.node, frame->self, frame->total);
        push_children(&w, &next);
    }
}
