#include "base/rng.h"
#include "profile/folded.h"
#include "profile/hotspot.h"
#include "support/expect.h"

static pg_tree *tree_of(pg_arena *arena, const char *text) {
    pg_tree *tree = pg_tree_new(arena, pg_names_new(arena));
    pg_folded *folded = pg_folded_new(tree, "text", PG_FOLDED_ONE, PG_TREE_BASE);
    pg_folded_result result;
    cr_assert_eq(pg_folded_feed(folded, text, strlen(text), NULL), PG_OK);
    cr_assert_eq(pg_folded_end(folded, &result, NULL), PG_OK);
    return tree;
}

/* f calls itself and g; g calls f. */
static const char *const recursion = "main;f;f;f 10\n"
                                     "main;f;g;f 5\n"
                                     "main;g 20\n"
                                     "main;g;f 1\n"
                                     "other 4\n";

Test(hotspot, counts_a_stack_once) {
    pg_arena *arena = pg_arena_new();
    pg_hotspots found = pg_hotspots_find(arena, tree_of(arena, recursion), PG_TREE_BASE);
    static const struct {
        const char *name;
        double self, total;
    } expected[] = {{"g", 20, 26}, {"f", 16, 16}, {"other", 4, 4}, {"main", 0, 36}};
    cr_assert_eq(found.count, COUNT_OF(expected));
    cr_expect_eq(found.weight, 40.0);
    for (size_t i = 0; i < found.count; i++) {
        expect_text(pg_name(found.names, found.spots[i].name), expected[i].name, "row %zu", i);
        cr_expect_eq(found.spots[i].self, expected[i].self, "%s", expected[i].name);
        cr_expect_eq(found.spots[i].total, expected[i].total, "%s", expected[i].name);
    }
    pg_arena_free(arena);
}

/* Totals by looking through every stack, against one walk over the tree. */
Test(hotspot, laws_of_random_profiles) {
    pg_arena *arena = pg_arena_new();
    pg_rng rng = pg_rng_new(7);
    for (int round = 0; round < 50; round++) {
        pg_names *names = pg_names_new(arena);
        pg_tree *tree = pg_tree_new(arena, names);
        double self[9] = {0}, total[9] = {0}, weight = 0;
        for (int stack = 0; stack < 40; stack++) {
            uint32_t path[12], depth = 1 + (uint32_t)pg_rng_below(&rng, 12);
            double count = 1 + (double)pg_rng_below(&rng, 9);
            bool seen[9] = {false};
            for (uint32_t i = 0; i < depth; i++) {
                char letter = (char)('a' + pg_rng_below(&rng, 8));
                path[i] = pg_names_add(names, &letter, 1);
                total[path[i]] += seen[path[i]] ? 0 : count;
                seen[path[i]] = true;
            }
            self[path[depth - 1]] += count;
            weight += count;
            pg_tree_add(tree, path, depth, PG_TREE_BASE, count);
        }
        pg_tree_sum(tree);
        pg_hotspots found = pg_hotspots_find(arena, tree, PG_TREE_BASE);
        cr_expect_eq(found.weight, weight);
        for (size_t i = 0; i < found.count; i++) {
            cr_expect_eq(found.spots[i].self, self[found.spots[i].name]);
            cr_expect_eq(found.spots[i].total, total[found.spots[i].name]);
            cr_expect(!i || found.spots[i - 1].self >= found.spots[i].self);
        }
    }
    pg_arena_free(arena);
}

Test(hotspot, shows_harmless_names) {
    pg_arena *arena = pg_arena_new();
    pg_hotspots found = pg_hotspots_find(arena, tree_of(arena, "a\033[31m\xff 1\n"), PG_TREE_BASE);
    pg_buf text = pg_buf_new(arena);
    pg_hotspots_text(&text, &found, 0);
    cr_expect(strstr(text.data, "  a?[31m?\n"), "%s", text.data);
    pg_arena_free(arena);
}
