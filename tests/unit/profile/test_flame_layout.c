/* Vectors by hand. A line of an expectation is a frame: depth, name, start, total, self. */
#include "profile/flame_layout.h"

#include "base/buf.h"
#include "base/rng.h"
#include "profile/folded.h"
#include "support/expect.h"

static pg_arena *arena;

static void setup(void) {
    arena = pg_arena_new();
}

static void teardown(void) {
    pg_arena_free(arena);
}

TestSuite(flame_layout, .init = setup, .fini = teardown);

static pg_tree *tree_of(const char *text) {
    pg_tree *tree = pg_tree_new(arena, pg_names_new(arena));
    pg_folded *folded = pg_folded_new(tree, "x", PG_FOLDED_AS_FIRST, 0);
    pg_folded_result result;
    pg_error err;
    pg_status status = pg_folded_feed(folded, text, strlen(text), &err);
    status = status ? status : pg_folded_end(folded, &result, &err);
    cr_assert(!status, "%s", err.text);
    return tree;
}

static const char *listed(const pg_tree *tree, const pg_flame *flame) {
    pg_buf out = pg_buf_new(arena);
    for (uint32_t i = 0; i < flame->count; i++) {
        const pg_flame_frame *f = &flame->frames[i];
        pg_buf_format(&out, "%u %s %g %g %g\n", f->depth, pg_name(tree->names, f->name), f->start,
                      f->total[0], f->self[0]);
    }
    return out.data;
}

typedef struct vector {
    const char *label, *folded, *down, *up;
} vector;

static const vector vectors[] = {
    {"own weight is left of what is called, siblings by name", "m;b 3\nm 2\nm;a;x 4\n",
     "0  0 9 0\n1 m 0 9 2\n2 a 2 4 0\n3 x 2 4 4\n2 b 6 3 3\n",
     "0  0 9 0\n1 b 0 3 0\n2 m 0 3 3\n1 m 3 2 2\n1 x 5 4 0\n2 a 5 4 0\n3 m 5 4 4\n"},
    {"recursion stays a stack", "f;f;f 5\nf 1\n", "0  0 6 0\n1 f 0 6 1\n2 f 1 5 0\n3 f 1 5 5\n",
     "0  0 6 0\n1 f 0 6 1\n2 f 1 5 0\n3 f 1 5 5\n"},
    {"names that begin with others stand where their lines would",
     /* sorted lines: "a 1", "a.b;x 1", "c.d 1", "c;x 1": a stack ends in a, not in c */
     "a 1\na.b;x 1\nc;x 1\nc.d 1\n",
     "0  0 4 0\n1 a 0 1 1\n1 a.b 1 1 0\n2 x 1 1 1\n1 c.d 2 1 1\n1 c 3 1 0\n2 x 3 1 1\n",
     "0  0 4 0\n1 a 0 1 1\n1 c.d 1 1 1\n1 x 2 2 0\n2 a.b 2 1 1\n2 c 3 1 1\n"},
    {"bytes, not letters, are compared", "B 1\na 1\nÄ 1\n",
     "0  0 3 0\n1 B 0 1 1\n1 a 1 1 1\n1 Ä 2 1 1\n", "0  0 3 0\n1 B 0 1 1\n1 a 1 1 1\n1 Ä 2 1 1\n"},
    {"weight of no frame at all", " 5\na 1\n", "0  0 6 5\n1 a 5 1 1\n", "0  0 6 5\n1 a 5 1 1\n"},
};

Test(flame_layout, vectors) {
    for (size_t i = 0; i < COUNT_OF(vectors); i++) {
        pg_tree *tree = tree_of(vectors[i].folded);
        pg_flame down = pg_flame_layout(arena, tree, false, 0, 1000);
        pg_flame up = pg_flame_layout(arena, tree, true, 0, 1000);
        expect_text(listed(tree, &down), vectors[i].down, "%s", vectors[i].label);
        expect_text(listed(tree, &up), vectors[i].up, "%s, reversed", vectors[i].label);
    }
}

Test(flame_layout, narrow_frames_keep_their_place) {
    pg_tree *tree = tree_of("m;a 1\nm;b;x 9\nm;c 1\nm;d 89\n");
    pg_flame flame = pg_flame_layout(arena, tree, false, 0.05, 1000);
    expect_text(listed(tree, &flame),
                "0  0 100 0\n1 m 0 100 0\n2 b 1 9 0\n3 x 1 9 9\n2 d 11 89 89\n", "without a and c");
    expect_close(flame.cut[0], 2, 0, "what is left out");
    cr_expect_eq(flame.levels, 4);
    pg_flame exact = pg_flame_layout(arena, tree, false, 0.09, 1000);
    cr_expect_eq(exact.count, 5, "as wide as the limit is wide enough");
}

Test(flame_layout, too_many_frames_raise_the_limit) {
    pg_buf text = pg_buf_new(arena);
    for (int i = 0; i < 500; i++) {
        pg_buf_format(&text, "m;f%03d %d\n", i, i + 1);
    }
    pg_tree *tree = tree_of(text.data);
    for (int reverse = 0; reverse < 2; reverse++) {
        pg_flame flame = pg_flame_layout(arena, tree, reverse, 0, 100);
        cr_assert(flame.count <= 100 && flame.count > 20, "%u frames", flame.count);
        cr_expect_gt(flame.limit, 0);
        for (uint32_t i = 0; i < flame.count; i++) {
            cr_expect_geq(flame.frames[i].total[0], flame.limit * flame.frames[0].total[0]);
        }
    }
}

/* The reversed layout is that of the reversed stacks. */
Test(flame_layout, reversing_twice) {
    pg_rng rng = pg_rng_new(77);
    for (int round = 0; round < 200; round++) {
        pg_buf forward = pg_buf_new(arena), backward = pg_buf_new(arena);
        for (int i = 0; i < 25; i++) {
            char stack[16] = "", turned[16] = "";
            size_t depth = 1 + pg_rng_below(&rng, 6), count = pg_rng_below(&rng, 5);
            for (size_t k = 0; k < depth; k++) {
                char letter = (char)('a' + pg_rng_below(&rng, 3));
                stack[2 * k] = turned[2 * (depth - 1 - k)] = letter;
                stack[2 * k + 1] = turned[2 * k + 1] = k + 1 < depth ? ';' : 0;
            }
            pg_buf_format(&forward, "%s %zu\n", stack, count + !i);
            pg_buf_format(&backward, "%s %zu\n", turned, count + !i);
        }
        pg_tree *tree = tree_of(forward.data), *other = tree_of(backward.data);
        double limit = round % 2 ? 0.04 : 1e-9;
        pg_flame up = pg_flame_layout(arena, tree, true, limit, 1000);
        pg_flame down = pg_flame_layout(arena, other, false, limit, 1000);
        expect_text(listed(tree, &up), listed(other, &down), "round %d", round);
    }
}

Test(flame_layout, wide_on_one_side_is_wide_enough) {
    pg_tree *tree = tree_of("m;gone 50 0\nm;new 0 40\nm;tiny 1 1\nm;kept 49 59\n");
    pg_flame flame = pg_flame_layout(arena, tree, false, 0.1, 1000);
    cr_expect_eq(flame.count, 5);
    expect_close(flame.cut[0], 1, 0, "base");
    expect_close(flame.cut[1], 1, 0, "head");
}
