#include "profile/flamegraph.h"

#include "base/rng.h"
#include "profile/folded.h"
#include "support/expect.h"
#include "support/wellformed.h"

static pg_arena *arena;

static void setup(void) {
    arena = pg_arena_new();
}

static void teardown(void) {
    pg_arena_free(arena);
}

TestSuite(flamegraph, .init = setup, .fini = teardown);

static pg_tree *tree_with(pg_names *names, const char *text) {
    pg_tree *tree = pg_tree_new(arena, names);
    pg_folded *folded = pg_folded_new(tree, "x", PG_FOLDED_AS_FIRST, 0);
    pg_folded_result result;
    pg_error err;
    pg_status status = pg_folded_feed(folded, text, strlen(text), &err);
    status = status ? status : pg_folded_end(folded, &result, &err);
    cr_assert(!status, "%s", err.text);
    return tree;
}

static const char *drawn(const char *text, const pg_flamegraph_options *options) {
    pg_buf out = pg_buf_new(arena);
    pg_flamegraph(&out, tree_with(pg_names_new(arena), text), options);
    const char *fault = xml_fault(out.data, out.length);
    cr_assert_null(fault, "%s: %s", text, fault);
    return out.data;
}

static size_t occurrences(const char *text, const char *what) {
    size_t count = 0;
    for (; (text = strstr(text, what)); text += strlen(what)) {
        count++;
    }
    return count;
}

/* "x width" of the frame with this title, "" without one. */
static const char *place_of(const char *svg, const char *title) {
    const char *at = strstr(svg, pg_format(arena, "<title>%s</title></rect>", title));
    if (!at) {
        return "";
    }
    while (strncmp(at, "<rect", 5) != 0) {
        at--;
    }
    const char *x = strstr(at, " x=\"") + 4, *width = strstr(at, " width=\"") + 8;
    return pg_format(arena, "%.*s %.*s", (int)strcspn(x, "\""), x, (int)strcspn(width, "\""),
                     width);
}

typedef struct place {
    const char *title, *expected;
} place;

static void check_places(const char *svg, const place *places, size_t count) {
    for (size_t i = 0; i < count; i++) {
        expect_text(place_of(svg, places[i].title), places[i].expected, "%s", places[i].title);
    }
}

static const pg_flamegraph_options plain = {.min_width = PG_FLAMEGRAPH_MIN_WIDTH};

/* 1180 pixels for 7 samples; 10 + 1180 / 7 * 2 = 347.14, 10 + 1180 / 7 * 5 = 852.86. */
Test(flamegraph, geometry_by_hand) {
    static const place places[] = {
        {"all (7 samples, 100%)", "10.0 1180.0"},
        {"main (7 samples, 100.00%)", "10.0 1180.0"},
        {"a (3 samples, 42.86%)", "347.1 505.8"}, /* not 505.7: both ends are rounded first */
        {"b (2 samples, 28.57%)", "852.9 337.1"},
    };
    const char *svg = drawn("main;b 2\nmain 2\nmain;a 3\n", &plain);
    check_places(svg, places, COUNT_OF(places));
    cr_expect_eq(occurrences(svg, "</title></rect>"), 4);
}

Test(flamegraph, titles_are_those_of_flamegraph_pl) {
    static const place places[] = {
        {"all (12,346 samples, 100%)", "10.0 1180.0"},
        {"f (12,345 samples, 99.99%)", "10.1 1179.9"},
        {"&lt;&amp;&quot; (1 samples, 0.01%)", "10.0 0.1"},
    };
    /* The share is that of the rounded count, but for all, which is 100% in any case. */
    static const place fractions[] = {
        {"all (20 samples, 100%)", "10.0 1180.0"},
        {"g (4 samples, 19.51%)", "931.0 259.0"},
    };
    check_places(drawn("f_[k] 12345\n<&\" 1\n", &(pg_flamegraph_options){0}), places,
                 COUNT_OF(places));
    check_places(drawn("f 16\ng 4.5\n", &plain), fractions, COUNT_OF(fractions));
}

Test(flamegraph, width_and_unit_can_be_given) {
    pg_flamegraph_options options = {.width = 520, .unit = "µs", .title = "a < b"};
    const char *svg = drawn("f 4\ng 1\n", &options);
    expect_text(place_of(svg, "f (4 µs, 80.00%)"), "10.0 400.0", "f");
    cr_expect(strstr(svg, " width=\"520\" height="));
    cr_expect(strstr(svg, "<title>a &lt; b</title>"));
    cr_expect(strstr(svg, "\"title\":\"a \\u003c b\""));
}

Test(flamegraph, what_is_left_out_is_said) {
    const char *svg = drawn("m;a 1\nm;b 9999\nm;c 99999999\n", &plain);
    cr_expect_eq(occurrences(svg, "</title></rect>"), 4, "b is 0.118 pixels, a 0.00001");
    cr_expect(strstr(svg, "samples go on into frames below 0.0085 %, left out."));
    cr_expect_null(strstr(drawn("m;a 1\nm;b 9\n", &plain), "left out"));
    pg_flamegraph_options cut = {.deep = 1234, .long_name = 2};
    svg = drawn("a 1\n", &cut);
    cr_expect(strstr(svg, "Cut: stacks deeper than 1024 frames (1,234)."));
    cr_expect(strstr(svg, "Cut: names longer than 4096 bytes (2)."));
}

/* Shares of 1.3: head's 1 and the 0.3 that vanished. 1180 / 1.3 * 0.25 = 226.92. */
Test(flamegraph, a_difference_shows_added_and_removed) {
    static const place places[] = {
        {"all (base 100.00%, head 100.00%, +0.00 points)", "10.0 1180.0"},
        {"fresh (base 0.00%, head 25.00%, +25.00 points, added)", "10.0 226.9"},
        {"kept (base 60.00%, head 50.00%, -10.00 points)", "236.9 453.9"},
        {"old (base 30.00%, head 0.00%, -30.00 points, removed)", "690.8 272.3"},
        {"gone (base 30.00%, head 0.00%, -30.00 points, removed)", "690.8 272.3"},
        {"slower (base 10.00%, head 25.00%, +15.00 points)", "963.1 226.9"},
    };
    static const char base_text[] = "main;old;gone 30\nmain;kept 60\nmain;slower 10\n";
    static const char head_text[] = "main;kept 500\nmain;fresh 250\nmain;slower 250\n";
    pg_names *names = pg_names_new(arena);
    pg_buf out = pg_buf_new(arena);
    pg_flamegraph_diff(&out, tree_with(names, base_text), tree_with(names, head_text), &plain);
    cr_assert_null(xml_fault(out.data, out.length));
    check_places(out.data, places, COUNT_OF(places));
    cr_expect_eq(occurrences(out.data, "<rect class=\"hatch\""), 2);
    cr_expect_eq(occurrences(out.data, "<rect class=\"edge\""), 1);
    cr_expect(strstr(out.data, "base: 100 samples, head: 1,000 samples, compared share by share"));
}

Test(flamegraph, a_file_of_two_counts_is_a_difference) {
    const char *svg = drawn("m;a 30 0\nm;b 70 10\n", &plain);
    cr_expect(strstr(svg, "a (base 30.00%, head 0.00%, -30.00 points, removed)"));
    cr_expect(strstr(svg, "\"sides\":2"));
}

Test(flamegraph, one_side_may_be_empty) {
    cr_expect(strstr(drawn("m;a 0 5\n", &plain), "+100.00 points, added"));
    cr_expect(strstr(drawn("m;a 5 0\n", &plain), "-100.00 points, removed"));
}

Test(flamegraph, the_order_of_lines_does_not_show) {
    static const char *const lines[] = {"m;a;x 3\n", "m;b 3\n", "m 1\n", "n;a 7\n", "m;a;y 3\n"};
    const char *first = NULL;
    pg_rng rng = pg_rng_new(4);
    for (int round = 0; round < 20; round++) {
        pg_buf text = pg_buf_new(arena);
        size_t start = pg_rng_below(&rng, COUNT_OF(lines)), step = 1 + pg_rng_below(&rng, 4);
        for (size_t i = 0; i < COUNT_OF(lines); i++) {
            pg_buf_text(&text, lines[(start + i * step) % COUNT_OF(lines)]);
        }
        const char *svg = drawn(text.data, &plain);
        first = first ? first : svg;
        cr_assert(!strcmp(svg, first), "%s", text.data);
    }
}

Test(flamegraph, needs_nothing_from_elsewhere) {
    const char *svg = drawn("m;a 1\n", &plain);
    static const char *const never[] = {"href=",   "src=",   "url(http",
                                        "@import", "fetch(", "XMLHttpRequest",
                                        "import(", "eval(",  "innerHTML"};
    for (size_t i = 0; i < COUNT_OF(never); i++) {
        cr_expect_null(strstr(svg, never[i]), "%s", never[i]);
    }
    /* Namespaces are names, though they look like addresses. */
    cr_expect_eq(occurrences(svg, "http://") + occurrences(svg, "https://"),
                 occurrences(svg, "http://www.w3.org/"));
}

static const char *const parts[] = {
    "]]>",  "</script>", "<script>", "<!--", "-->", "&#0;", "\x01",      "\x1b[2J",  "\"", "'",
    "\\u0", "\xff",      "\xe2\x80", "é",    "😀",   "\t",   "<![CDATA[", "</title>", "{}", "--",
};

Test(flamegraph, hostile_names_stay_text) {
    pg_rng rng = pg_rng_new(12);
    for (int round = 0; round < 200; round++) {
        pg_buf text = pg_buf_new(arena);
        for (int i = 0; i < 5; i++) {
            for (uint64_t left = 1 + pg_rng_below(&rng, 6); left; left--) {
                pg_buf_text(&text, parts[pg_rng_below(&rng, COUNT_OF(parts))]);
                pg_buf_text(&text, pg_rng_below(&rng, 3) ? "" : ";");
            }
            pg_buf_format(&text, " %d\n", i + 1);
        }
        pg_flamegraph_options options = {.title = parts[round % COUNT_OF(parts)],
                                         .unit = parts[(round + 7) % COUNT_OF(parts)],
                                         .sides = {"<b>", "&"},
                                         .reverse = round % 2,
                                         .icicle = round % 4 > 1};
        const char *svg = drawn(text.data, &options);
        cr_assert_eq(occurrences(svg, "<script"), 2);
        cr_assert_eq(occurrences(svg, "</script>"), 2);
    }
}
