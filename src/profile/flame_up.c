#include <stdlib.h>
#include <string.h>

#include "profile/flame_parts.h"

/* A stack, read from its leaf: the frame that comes next, the root where there is none left. */
typedef struct stack {
    uint32_t node, name; /* name: of the node; 0 and at the root where none is left */
    double weight[2];
} stack;

/* Stacks that begin alike, as a part of the list: a frame that is drawn. */
typedef struct group {
    uint32_t first, count, name, depth;
    double start;
} group;

typedef struct walk {
    pg_flame_build *build;
    stack *stacks;
    group *groups; /* not yet looked at */
    size_t count, room;
    pg_flame_sibling *siblings;
    size_t sibling_room;
} walk;

static void push(walk *w, group next) {
    if (w->count == w->room) {
        size_t room = w->room ? w->room * 2 : 256;
        w->groups = pg_grow(w->build->arena, w->groups, w->count, room, sizeof(*w->groups));
        w->room = room;
    }
    w->groups[w->count++] = next;
}

static uint32_t list_stacks(walk *w) {
    const pg_tree *tree = w->build->tree;
    uint32_t count = 0;
    for (int pass = 0; pass < 2; pass++) {
        count = 0;
        for (uint32_t node = 0; node < tree->count; node++) {
            double weight[2] = {pg_tree_weight(tree, node, 0)->self,
                                tree->sides > 1 ? pg_tree_weight(tree, node, 1)->self : 0};
            if (weight[0] <= 0 && weight[1] <= 0) {
                continue;
            }
            if (w->stacks) {
                w->stacks[count] =
                    (stack){node, pg_tree_node(tree, node)->name, {weight[0], weight[1]}};
            }
            count++;
        }
        if (!w->stacks) {
            w->stacks = PG_ARRAY(w->build->arena, stack, count);
        }
    }
    return count;
}

/* What is at its end first. */
static int by_name(const void *left, const void *right) {
    const stack *a = left, *b = right;
    bool more_a = a->node != PG_TREE_ROOT, more_b = b->node != PG_TREE_ROOT;
    if (more_a != more_b) {
        return more_a ? 1 : -1;
    }
    if (a->name != b->name) {
        return a->name < b->name ? -1 : 1;
    }
    /* Any fixed order: sums must not depend on how qsort works. */
    return a->node < b->node ? -1 : a->node > b->node;
}

static bool is_sorted(const stack *stacks, size_t count) {
    for (size_t i = 1; i < count; i++) {
        if (by_name(&stacks[i - 1], &stacks[i]) > 0) {
            return false;
        }
    }
    return true;
}

static void add_sibling(walk *w, size_t count, pg_flame_sibling next) {
    if (count == w->sibling_room) {
        size_t room = w->sibling_room ? w->sibling_room * 2 : 256;
        w->siblings = pg_grow(w->build->arena, w->siblings, count, room, sizeof(*w->siblings));
        w->sibling_room = room;
    }
    w->siblings[count] = next;
}

/* The stacks of one name from `first` on: how many; whether one of them ends there. */
static uint32_t measure(const walk *w, uint32_t first, uint32_t end, double total[2],
                        bool *ret_ends) {
    uint32_t at = first;
    total[0] = total[1] = 0;
    *ret_ends = false;
    for (; at < end && w->stacks[at].name == w->stacks[first].name; at++) {
        total[0] += w->stacks[at].weight[0];
        total[1] += w->stacks[at].weight[1];
        *ret_ends =
            *ret_ends || pg_tree_node(w->build->tree, w->stacks[at].node)->parent == PG_TREE_ROOT;
    }
    return at - first;
}

/* Sorts the stacks of a frame into its callers and pushes those that are wide enough. Gives the
 * frame's own weight: of the stacks that are at their end. */
static void split(walk *w, const group *parent, double self[2]) {
    const pg_names *names = w->build->tree->names;
    uint32_t at = parent->first, end = at + parent->count;
    double total[2], start;
    size_t count = 0, first_pushed = w->count;
    bool ends;
    if (!is_sorted(w->stacks + at, parent->count)) {
        qsort(w->stacks + at, parent->count, sizeof(*w->stacks), by_name);
    }
    self[0] = self[1] = 0;
    for (; at < end && w->stacks[at].node == PG_TREE_ROOT; at++) {
        self[0] += w->stacks[at].weight[0];
        self[1] += w->stacks[at].weight[1];
    }
    while (at < end) {
        uint32_t name = w->stacks[at].name, length = measure(w, at, end, total, &ends);
        add_sibling(w, count++,
                    (pg_flame_sibling){.name = pg_name(names, name),
                                       .length = (uint32_t)pg_name_length(names, name),
                                       .at = at,
                                       .ends = ends});
        at += length;
    }
    pg_flame_sort(w->siblings, count);
    start = parent->start + self[0];
    for (size_t i = 0; i < count; i++) {
        uint32_t from = w->siblings[i].at, length = measure(w, from, end, total, &ends);
        if (pg_flame_is_wide(w->build, total)) {
            push(w, (group){from, length, w->stacks[from].name, parent->depth + 1, start});
        } else {
            w->build->flame.cut[0] += total[0];
            w->build->flame.cut[1] += total[1];
        }
        start += total[0];
    }
    for (size_t low = first_pushed, high = w->count; low + 1 < high; low++) {
        group other = w->groups[--high];
        w->groups[high] = w->groups[low];
        w->groups[low] = other;
    }
}

/* Each stack of the group goes on to the frame that called. */
static void advance(walk *w, const group *g) {
    for (uint32_t i = g->first; i < g->first + g->count; i++) {
        stack *s = &w->stacks[i];
        s->node = pg_tree_node(w->build->tree, s->node)->parent;
        s->name = pg_tree_node(w->build->tree, s->node)->name;
    }
}

void pg_flame_up(pg_flame_build *build) {
    walk w = {.build = build};
    push(&w, (group){.count = list_stacks(&w)});
    while (w.count) {
        group next = w.groups[--w.count];
        pg_flame_frame *frame = pg_flame_add(build, next.name, next.depth, next.start);
        if (!frame) {
            return;
        }
        for (uint32_t i = next.first; i < next.first + next.count; i++) {
            frame->total[0] += w.stacks[i].weight[0];
            frame->total[1] += w.stacks[i].weight[1];
        }
        if (next.depth) {
            advance(&w, &next);
        }
        split(&w, &next, frame->self);
    }
}
