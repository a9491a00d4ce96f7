#include "profile/tree.h"

#include <assert.h>
#include <string.h>

enum { FIRST_SLOTS = 4096, FIRST_PAGES = 16 };

static void add_page(pg_tree *tree) {
    if (tree->page_count == tree->page_room) {
        size_t room = tree->page_room * 2;
        tree->pages = pg_grow(tree->arena, tree->pages, tree->page_count, room, sizeof(pg_node *));
        for (unsigned side = 0; side < tree->sides; side++) {
            tree->weights[side] = pg_grow(tree->arena, tree->weights[side], tree->page_count, room,
                                          sizeof(pg_weight *));
        }
        tree->page_room = room;
    }
    tree->pages[tree->page_count] = PG_ARRAY(tree->arena, pg_node, PG_TREE_PAGE);
    for (unsigned side = 0; side < tree->sides; side++) {
        tree->weights[side][tree->page_count] = PG_ARRAY(tree->arena, pg_weight, PG_TREE_PAGE);
    }
    tree->page_count++;
}

/* Gives every node a second weight. */
static void add_side(pg_tree *tree) {
    tree->weights[tree->sides] = PG_ARRAY(tree->arena, pg_weight *, tree->page_room);
    for (size_t i = 0; i < tree->page_count; i++) {
        tree->weights[tree->sides][i] = PG_ARRAY(tree->arena, pg_weight, PG_TREE_PAGE);
    }
    tree->sides++;
}

pg_tree *pg_tree_new(pg_arena *arena, pg_names *names) {
    pg_tree *tree = PG_NEW(arena, pg_tree);
    *tree = (pg_tree){.arena = arena,
                      .names = names,
                      .count = 1,
                      .pages = PG_ARRAY(arena, pg_node *, FIRST_PAGES),
                      .page_room = FIRST_PAGES,
                      .slots = PG_ARRAY(arena, pg_tree_slot, FIRST_SLOTS),
                      .slot_mask = FIRST_SLOTS - 1};
    add_side(tree);
    add_page(tree);
    return tree;
}

static uint32_t hash_of(uint32_t parent, uint32_t name) {
    uint64_t key = ((uint64_t)parent << 32 | name) * UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(key >> 32 ^ key >> 15);
}

/* Where the child is, or is to be. */
static pg_tree_slot *slot_of(const pg_tree *tree, uint32_t parent, uint32_t name) {
    uint32_t hash = hash_of(parent, name), at = hash & tree->slot_mask;
    for (; tree->slots[at].node; at = (at + 1) & tree->slot_mask) {
        if (tree->slots[at].hash == hash) {
            const pg_node *n = pg_tree_node(tree, tree->slots[at].node);
            if (n->name == name && n->parent == parent) {
                break;
            }
        }
    }
    return &tree->slots[at];
}

static void grow_index(pg_tree *tree) {
    const pg_tree_slot *old = tree->slots;
    size_t old_room = (size_t)tree->slot_mask + 1, room = old_room * 2;
    assert(room <= UINT32_C(1) << 31);
    tree->slots = PG_ARRAY(tree->arena, pg_tree_slot, room);
    tree->slot_mask = (uint32_t)(room - 1);
    for (size_t i = 0; i < old_room; i++) {
        uint32_t at = old[i].hash & tree->slot_mask;
        while (old[i].node && tree->slots[at].node) {
            at = (at + 1) & tree->slot_mask;
        }
        if (old[i].node) {
            tree->slots[at] = old[i];
        }
    }
}

uint32_t pg_tree_find(const pg_tree *tree, uint32_t parent, uint32_t name) {
    uint32_t first = pg_tree_node(tree, parent)->first_child;
    if (!first || pg_tree_node(tree, first)->name == name) {
        return first;
    }
    return slot_of(tree, parent, name)->node;
}

static uint32_t add_node(pg_tree *tree, uint32_t parent, uint32_t name, uint32_t next) {
    uint32_t node = tree->count++;
    if (node / PG_TREE_PAGE == tree->page_count) {
        add_page(tree);
    }
    *pg_tree_node(tree, node) = (pg_node){.name = name, .parent = parent, .next = next};
    return node;
}

/* Most frames have one callee: only the others of a frame are in the index. */
uint32_t pg_tree_child(pg_tree *tree, uint32_t parent, uint32_t name) {
    uint32_t first = pg_tree_node(tree, parent)->first_child, node;
    if (!first) {
        node = add_node(tree, parent, name, PG_TREE_NONE);
        pg_tree_node(tree, parent)->first_child = node;
        return node;
    }
    if (pg_tree_node(tree, first)->name == name) {
        return first;
    }
    pg_tree_slot *slot = slot_of(tree, parent, name);
    if (slot->node) {
        return slot->node;
    }
    node = add_node(tree, parent, name, pg_tree_node(tree, first)->next);
    pg_tree_node(tree, first)->next = node;
    *slot = (pg_tree_slot){node, hash_of(parent, name)};
    if (++tree->indexed > tree->slot_mask / 4 * 3) {
        grow_index(tree);
    }
    return node;
}

void pg_tree_add_weight(pg_tree *tree, uint32_t node, unsigned side, double weight) {
    assert(side < 2);
    if (side == tree->sides) {
        add_side(tree);
    }
    pg_tree_weight(tree, node, side)->self += weight;
}

uint32_t pg_tree_add(pg_tree *tree, const uint32_t *path, size_t depth, unsigned side,
                     double weight) {
    uint32_t node = PG_TREE_ROOT;
    for (size_t i = 0; i < depth; i++) {
        node = pg_tree_child(tree, node, path[i]);
    }
    pg_tree_add_weight(tree, node, side, weight);
    return node;
}

void pg_tree_sum(pg_tree *tree) {
    for (unsigned side = 0; side < tree->sides; side++) {
        for (uint32_t node = 0; node < tree->count; node++) {
            pg_weight *weight = pg_tree_weight(tree, node, side);
            weight->total = weight->self;
        }
        for (uint32_t node = tree->count; --node;) {
            pg_tree_weight(tree, pg_tree_node(tree, node)->parent, side)->total +=
                pg_tree_weight(tree, node, side)->total;
        }
    }
}

void pg_tree_merge(pg_tree *tree, const pg_tree *from, unsigned side) {
    assert(tree->names == from->names && tree != from);
    /* Where each node of `from` is in `tree`: a parent comes before its children. */
    uint32_t *places = PG_ARRAY(tree->arena, uint32_t, from->count);
    for (uint32_t node = 0; node < from->count; node++) {
        const pg_node *n = pg_tree_node(from, node);
        if (node) {
            places[node] = pg_tree_child(tree, places[n->parent], n->name);
        }
        pg_tree_add_weight(tree, places[node], side, pg_tree_weight(from, node, 0)->self);
    }
}
