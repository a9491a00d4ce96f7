#include "profile/folded.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/rng.h"
#include "support/expect.h"

static pg_arena *arena;

static void setup(void) {
    arena = pg_arena_new();
}

static void teardown(void) {
    pg_arena_free(arena);
}

TestSuite(folded, .init = setup, .fini = teardown);

typedef struct reading {
    pg_tree *tree;
    pg_folded_result result;
    pg_status status;
    pg_error err;
} reading;

static reading read_pieces(const char *text, size_t size, size_t piece, pg_folded_counts counts) {
    reading r = {.tree = pg_tree_new(arena, pg_names_new(arena))};
    pg_folded *folded = pg_folded_new(r.tree, "x.folded", counts, 0);
    for (size_t at = 0; at < size && !r.status; at += piece) {
        r.status = pg_folded_feed(folded, text + at, size - at < piece ? size - at : piece, &r.err);
    }
    if (!r.status) {
        r.status = pg_folded_end(folded, &r.result, &r.err);
    }
    return r;
}

static reading read_text(const char *text) {
    return read_pieces(text, strlen(text), SIZE_MAX / 2, PG_FOLDED_AS_FIRST);
}

static void list(pg_buf *out, const pg_tree *tree, uint32_t node, const char *path) {
    const char *own = pg_name(tree->names, pg_tree_node(tree, node)->name);
    const char *whole = !node ? "" : *path ? pg_format(arena, "%s;%s", path, own) : own;
    for (unsigned side = 0; side < tree->sides; side++) {
        double self = pg_tree_weight(tree, node, side)->self;
        if (self > 0) {
            pg_buf_format(out, "%s|%u=%g ", whole, side, self);
        }
    }
    for (uint32_t at = pg_tree_node(tree, node)->first_child; at;
         at = pg_tree_node(tree, at)->next) {
        list(out, tree, at, whole);
    }
}

/* "a;b|0=3 ": stacks with their own weight by side. */
static const char *listed(const pg_tree *tree) {
    pg_buf out = pg_buf_new(arena);
    list(&out, tree, PG_TREE_ROOT, "");
    return out.data;
}

typedef struct row {
    const char *text, *expected; /* expected: the stacks, or how the error begins */
} row;

static const row good[] = {
    {"a;b 3\n", "a;b|0=3 "},
    {"a;b 3", "a;b|0=3 "},
    {"a;b 3\na;b 4\n\na 1\r\n", "a|0=1 a;b|0=7 "},
    {"operator new;f(int, char) 12\n", "operator new;f(int, char)|0=12 "},
    {"a 1.5\na 12.\n", "a|0=13.5 "},
    {"a\t7\n", "a|0=7 "},
    {"a  7\n", "a |0=7 "},
    {"a;;b;; 2\n 5\n", "|0=5 a;;b|0=2 "},
    {"ab;x 1\nabc;x 2\nab;xy 4\n", "ab;x|0=1 ab;xy|0=4 abc;x|0=2 "},
    {"a;b 3 4\nc 0 2\n", "a;b|0=3 a;b|1=4 c|1=2 "},
    {"a x 3\na 5 7\n", "a x|0=3 a 5|0=7 "},
    {"a 9007199254740992\n", "a|0=9.0072e+15 "},
};

Test(folded, stacks) {
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        reading r = read_text(good[i].text);
        cr_assert(!r.status, "%s: %s", good[i].text, r.err.text);
        expect_text(listed(r.tree), good[i].expected, "%s", good[i].text);
    }
}

static const row bad[] = {
    {"a;b\n", "x.folded:1: expected frames, a space and a count, found \"a;b\""},
    {"a 1\nb -3\n", "x.folded:2: expected frames, a space and a count, found \"b -3\""},
    {"a 1e3\n", "x.folded:1: expected frames, a space and a count, found \"a 1e3\""},
    {"a 1.2.3\n", "x.folded:1: expected frames"},
    {"a .5\n", "x.folded:1: expected frames"},
    {"7\n", "x.folded:1: expected frames"},
    {"a 0x10\n", "x.folded:1: expected frames"},
    {"a 1 2\nb 3\n", "x.folded:2: expected two counts, of base and head, as in the first line"},
    {"", "x.folded: expected folded stacks, found none"},
    {"\n\r\n", "x.folded: expected folded stacks, found none"},
    {"a 0\nb 0.0\n", "x.folded: expected counts above 0, found none"},
    {"a 9007199254740992\nb 2\n", "x.folded:2: expected counts whose sum is at most 2^53"},
    {"\x7f"
     "ELF\x01\n",
     "x.folded:1: expected frames, a space and a count, found \"?ELF?\""},
};

Test(folded, errors_name_line_expected_and_found) {
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        reading r = read_text(bad[i].text);
        const char *said = pg_format(arena, "%s: %s", r.err.place, r.err.text);
        cr_assert_eq(r.status, PG_INPUT, "%s", bad[i].text);
        cr_expect(!strncmp(said, bad[i].expected, strlen(bad[i].expected)), "%s: %s", bad[i].text,
                  said);
    }
}

Test(folded, a_nul_is_no_text) {
    reading r = read_pieces("a 1\nb\0c 2\n", 10, 100, PG_FOLDED_AS_FIRST);
    cr_expect_eq(r.status, PG_INPUT);
    expect_text(r.err.place, "x.folded:2", "place");
}

Test(folded, told_counts_are_not_read_off_the_first_line) {
    reading one = read_pieces("a 1 2\n", 6, 100, PG_FOLDED_ONE);
    expect_text(listed(one.tree), "a 1|0=2 ", "one");
    reading two = read_pieces("a 1\n", 4, 100, PG_FOLDED_TWO);
    cr_expect_eq(two.status, PG_INPUT);
}

Test(folded, pieces_of_any_size_give_the_same) {
    static const char text[] =
        "main;read;parse 3\nmain;read 1\r\n\nmain;write é;x 2.5\nmain;read;p 4";
    const char *whole = listed(read_text(text).tree);
    for (size_t piece = 1; piece < sizeof(text); piece++) {
        reading r = read_pieces(text, strlen(text), piece, PG_FOLDED_AS_FIRST);
        expect_text(listed(r.tree), whole, "pieces of %zu", piece);
        cr_expect_eq(r.result.lines, 4);
        expect_close(r.result.total[0], 10.5, 0, "pieces of %zu", piece);
    }
}

/* What is reused of the line before must not show. */
Test(folded, order_does_not_matter) {
    pg_rng rng = pg_rng_new(8);
    for (int round = 0; round < 300; round++) {
        pg_buf lines = pg_buf_new(arena), alone = pg_buf_new(arena);
        pg_tree *tree = pg_tree_new(arena, pg_names_new(arena));
        for (int i = 0; i < 12; i++) {
            pg_buf stack = pg_buf_new(arena);
            for (uint64_t left = 1 + pg_rng_below(&rng, 5); left; left--) {
                pg_buf_format(&stack, "%.*s%s", 1 + (int)pg_rng_below(&rng, 3), "aab",
                              left > 1 ? ";" : "");
            }
            pg_buf_format(&lines, "%s 1\n", stack.data);
            /* A reader of its own for each line has nothing to reuse. */
            pg_folded *folded = pg_folded_new(tree, "x", PG_FOLDED_ONE, 0);
            pg_folded_result result;
            const char *line = pg_format(arena, "%s 1\n", stack.data);
            cr_assert(!pg_folded_feed(folded, line, strlen(line), NULL));
            cr_assert(!pg_folded_end(folded, &result, NULL));
        }
        pg_buf_text(&alone, listed(tree));
        expect_text(listed(read_text(lines.data).tree), alone.data, "round %d", round);
    }
}

Test(folded, deep_stacks_and_long_names_are_cut_and_counted) {
    pg_buf text = pg_buf_new(arena);
    for (int i = 0; i < 100000; i++) {
        pg_buf_format(&text, "f%d;", i);
    }
    pg_buf_text(&text, "leaf 3\nshort;");
    pg_buf_repeat(&text, "é", 500000);
    pg_buf_text(&text, " 2\n");
    reading r = read_text(text.data);
    cr_assert(!r.status, "%s", r.err.text);
    cr_expect_eq(r.result.deep, 1);
    cr_expect_eq(r.result.long_name, 1);
    cr_expect_eq(r.tree->count, 1 + PG_FOLDED_DEPTH_MAX + 2);
    expect_close(pg_tree_weight(r.tree, PG_FOLDED_DEPTH_MAX, 0)->self, 3, 0, "the last frame kept");
    const char *cut = pg_name(r.tree->names, pg_tree_node(r.tree, r.tree->count - 1)->name);
    cr_expect_leq(strlen(cut), PG_FOLDED_NAME_MAX);
    cr_expect_gt(strlen(cut), PG_FOLDED_NAME_MAX - 4);
    expect_text(cut + strlen(cut) - 5, "é...", "the end of the name");
}

Test(folded, endless_lines_are_refused) {
    pg_tree *tree = pg_tree_new(arena, pg_names_new(arena));
    pg_folded *folded = pg_folded_new(tree, "x", PG_FOLDED_ONE, 0);
    char *piece = pg_alloc(arena, 1 << 20, 1);
    memset(piece, 'a', 1 << 20);
    pg_error err;
    pg_status status = PG_OK;
    int fed = 0;
    while (!status && fed++ < 100) {
        status = pg_folded_feed(folded, piece, 1 << 20, &err);
    }
    cr_expect_eq(status, PG_INPUT);
    cr_expect_eq(fed, 17);
    cr_expect(strstr(err.text, "lines of at most 16 MiB"), "%s", err.text);
}
