/* The frame tree: call stacks merged from the root, with a weight (samples, nanoseconds, ...) at
 * the frame where each stack ends. Folding, hotspots, flamegraphs and differences share it.
 *
 * Names are interned: a name is a number, and trees that are compared share one pg_names. They hold
 * the bytes found, but for NUL, which no reader lets through: foreign text, to be escaped wherever
 * it is shown.
 *
 * Nodes are numbers, too. The root is 0 and has the name ""; it is no frame itself, so that 0 also
 * stands for "none". A parent's number is smaller than those of its children. Children are in no
 * particular order.
 *
 * A tree has one side, or two (base and head) once something was added to the second; its nodes
 * then have two weights.
 *
 * Cost: 32 bytes a node (48 with two sides), 11 to 22 of an index where a frame has further
 * children, a name once. Adding a frame to a path is a look at its first child, or one into a hash
 * table. Nodes lie in pages, which never move. */
#ifndef PG_PROFILE_TREE_H
#define PG_PROFILE_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* ---- names ---- */

typedef struct pg_names pg_names;

pg_names *pg_names_new(pg_arena *arena);
/* The number of the name, a new one at the first time; "" is 0. Numbers count up from 0. At most
 * 2^30 names. Precondition: no NUL among the bytes. */
uint32_t pg_names_add(pg_names *names, const char *bytes, size_t length);
uint32_t pg_names_count(const pg_names *names);
uint64_t pg_names_bytes(const pg_names *names);            /* of all names together */
const char *pg_name(const pg_names *names, uint32_t name); /* NUL-terminated */
size_t pg_name_length(const pg_names *names, uint32_t name);

/* ---- nodes ---- */

enum {
    PG_TREE_ROOT = 0,
    PG_TREE_NONE = 0,
    PG_TREE_PAGE = 1 << 14, /* nodes */
    PG_TREE_BASE = 0,       /* the sides; of a tree with one: 0 */
    PG_TREE_HEAD = 1,
};

typedef struct pg_node {
    uint32_t name, parent;
    uint32_t first_child, next; /* next: the parent's next child */
} pg_node;

typedef struct pg_weight {
    double self;  /* of stacks that end here */
    double total; /* self and all below; valid after pg_tree_sum */
} pg_weight;

typedef struct pg_tree_slot {
    uint32_t node, hash;
} pg_tree_slot;

typedef struct pg_tree {
    pg_arena *arena;
    pg_names *names;
    uint32_t count; /* nodes, with the root */
    uint32_t sides; /* 1 or 2 */
    pg_node **pages;
    pg_weight **weights[2];
    size_t page_count, page_room;
    pg_tree_slot *slots; /* the index, by parent and name, of all but first children */
    uint32_t slot_mask, indexed;
} pg_tree;

pg_tree *pg_tree_new(pg_arena *arena, pg_names *names);

/* The child of that name, made where there is none. */
uint32_t pg_tree_child(pg_tree *tree, uint32_t parent, uint32_t name);
/* The child of that name, PG_TREE_NONE where there is none. */
uint32_t pg_tree_find(const pg_tree *tree, uint32_t parent, uint32_t name);
/* Adds to the weight of the stacks that end at `node`. */
void pg_tree_add_weight(pg_tree *tree, uint32_t node, unsigned side, double weight);
/* Adds a stack: names from the root to the leaf. Returns the node at which it ends. */
uint32_t pg_tree_add(pg_tree *tree, const uint32_t *path, size_t depth, unsigned side,
                     double weight);

/* Computes the totals; once more after something was added. */
void pg_tree_sum(pg_tree *tree);

/* Adds every stack of `from` (its first side) to `side` of `tree`: two trees become one union with
 * two weights. Precondition: both share one pg_names. */
void pg_tree_merge(pg_tree *tree, const pg_tree *from, unsigned side);

static inline pg_node *pg_tree_node(const pg_tree *tree, uint32_t node) {
    return &tree->pages[node / PG_TREE_PAGE][node % PG_TREE_PAGE];
}

/* Precondition: side < tree->sides. */
static inline pg_weight *pg_tree_weight(const pg_tree *tree, uint32_t node, unsigned side) {
    return &tree->weights[side][node / PG_TREE_PAGE][node % PG_TREE_PAGE];
}

#endif
