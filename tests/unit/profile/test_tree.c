#include "base/rng.h"
#include "profile/tree.h"
#include "support/expect.h"

static pg_arena *arena;
static pg_names *names;

static void setup(void) {
    arena = pg_arena_new();
    names = pg_names_new(arena);
}

static void teardown(void) {
    pg_arena_free(arena);
}

TestSuite(tree, .init = setup, .fini = teardown);

static uint32_t name(const char *text) {
    return pg_names_add(names, text, strlen(text));
}

Test(tree, names_are_numbered_once) {
    uint32_t a = name("alpha"), b = name("alphabet");
    cr_expect_eq(name(""), 0);
    cr_expect_eq(a, 1);
    cr_expect_eq(b, 2);
    cr_expect_eq(name("alpha"), a);
    cr_expect_eq(pg_names_add(names, "alphabet", 5), a);
    expect_text(pg_name(names, b), "alphabet", "second name");
    cr_expect_eq(pg_name_length(names, b), 8);
    cr_expect_eq(pg_names_count(names), 3);
    cr_expect_eq(pg_names_bytes(names), 13);
}

Test(tree, many_names_keep_their_numbers) {
    enum { MANY = 20000 };
    for (uint32_t i = 0; i < MANY; i++) {
        cr_assert_eq(name(pg_format(arena, "name %u", i)), i + 1);
    }
    for (uint32_t i = 0; i < MANY; i++) {
        const char *text = pg_format(arena, "name %u", i);
        cr_assert_eq(name(text), i + 1);
        cr_assert(!strcmp(pg_name(names, i + 1), text));
    }
}

Test(tree, stacks_share_their_beginning) {
    pg_tree *tree = pg_tree_new(arena, names);
    uint32_t a = name("a"), b = name("b"), c = name("c");
    uint32_t ab = pg_tree_add(tree, (uint32_t[]){a, b}, 2, 0, 3);
    uint32_t ac = pg_tree_add(tree, (uint32_t[]){a, c}, 2, 0, 4);
    pg_tree_add(tree, (uint32_t[]){a}, 1, 0, 1);
    pg_tree_add(tree, (uint32_t[]){a, b}, 2, 0, 2);
    pg_tree_add(tree, NULL, 0, 0, 0.5);
    pg_tree_sum(tree);
    uint32_t top = pg_tree_find(tree, PG_TREE_ROOT, a);
    cr_expect_eq(tree->count, 4);
    cr_expect_eq(tree->sides, 1);
    cr_expect_eq(pg_tree_find(tree, top, b), ab);
    cr_expect_eq(pg_tree_find(tree, top, c), ac);
    cr_expect_eq(pg_tree_find(tree, top, a), PG_TREE_NONE);
    cr_expect_eq(pg_tree_find(tree, ab, a), PG_TREE_NONE);
    expect_close(pg_tree_weight(tree, ab, 0)->total, 5, 0, "a;b");
    expect_close(pg_tree_weight(tree, top, 0)->self, 1, 0, "a, self");
    expect_close(pg_tree_weight(tree, top, 0)->total, 10, 0, "a");
    expect_close(pg_tree_weight(tree, PG_TREE_ROOT, 0)->total, 10.5, 0, "all");
}

/* Every node is the child of its parent exactly once, and found by name. */
static void check_links(const pg_tree *tree) {
    uint32_t linked = 0;
    for (uint32_t node = 0; node < tree->count; node++) {
        for (uint32_t at = pg_tree_node(tree, node)->first_child; at;
             at = pg_tree_node(tree, at)->next) {
            const pg_node *child = pg_tree_node(tree, at);
            linked++;
            cr_assert(child->parent == node && at > node);
            cr_assert_eq(pg_tree_find(tree, node, child->name), at);
        }
    }
    cr_expect_eq(linked, tree->count - 1);
}

Test(tree, random_stacks_add_up) {
    pg_rng rng = pg_rng_new(3);
    pg_tree *tree = pg_tree_new(arena, names);
    double sum = 0;
    for (int i = 0; i < 60000; i++) {
        uint32_t path[24];
        size_t depth = pg_rng_below(&rng, COUNT_OF(path) + 1);
        for (size_t k = 0; k < depth; k++) {
            path[k] = name(pg_format(arena, "%u", (unsigned)pg_rng_below(&rng, 1 + 3 * k)));
        }
        double weight = (double)pg_rng_below(&rng, 9);
        uint32_t node = pg_tree_add(tree, path, depth, 0, weight);
        cr_assert_eq(pg_tree_add(tree, path, depth, 0, 0), node);
        sum += weight;
    }
    cr_assert_gt(tree->count, 2 * PG_TREE_PAGE, "the tree has several pages");
    pg_tree_sum(tree);
    pg_tree_sum(tree); /* once more changes nothing */
    check_links(tree);
    expect_close(pg_tree_weight(tree, PG_TREE_ROOT, 0)->total, sum, 0, "all");
    for (uint32_t node = 0; node < tree->count; node++) {
        double total = pg_tree_weight(tree, node, 0)->self;
        for (uint32_t at = pg_tree_node(tree, node)->first_child; at;
             at = pg_tree_node(tree, at)->next) {
            total += pg_tree_weight(tree, at, 0)->total;
        }
        cr_assert_eq(total, pg_tree_weight(tree, node, 0)->total);
    }
}

Test(tree, union_keeps_both_weights) {
    pg_tree *base = pg_tree_new(arena, names), *head = pg_tree_new(arena, names);
    uint32_t a = name("a"), b = name("b"), c = name("c");
    pg_tree_add(base, (uint32_t[]){a, b}, 2, 0, 3);
    pg_tree_add(base, (uint32_t[]){a}, 1, 0, 1);
    pg_tree_add(head, (uint32_t[]){c}, 1, 0, 7);
    pg_tree_add(head, (uint32_t[]){a}, 1, 0, 2);
    pg_tree *both = pg_tree_new(arena, names);
    pg_tree_merge(both, base, PG_TREE_BASE);
    pg_tree_merge(both, head, PG_TREE_HEAD);
    pg_tree_sum(both);
    uint32_t top = pg_tree_find(both, PG_TREE_ROOT, a), below = pg_tree_find(both, top, b);
    uint32_t other = pg_tree_find(both, PG_TREE_ROOT, c);
    cr_assert(both->sides == 2 && top && below && other && both->count == 4);
    expect_close(pg_tree_weight(both, top, 0)->total, 4, 0, "a in base");
    expect_close(pg_tree_weight(both, top, 1)->total, 2, 0, "a in head");
    expect_close(pg_tree_weight(both, below, 1)->total, 0, 0, "a;b in head");
    expect_close(pg_tree_weight(both, other, 0)->total, 0, 0, "c in base");
    expect_close(pg_tree_weight(both, PG_TREE_ROOT, 1)->total, 9, 0, "all in head");
}
