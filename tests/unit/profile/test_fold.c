/* The rules of stackcollapse-perf.pl one by one. Every expectation below was also obtained from the
 * script itself (FlameGraph, revision of 2024), where "its own" does not stand before the label. */
#include <string.h>

#include "base/buf.h"
#include "profile/fold.h"
#include "profile/folded_write.h"
#include "support/expect.h"

#define HEAD "prog 12 1.5:   7 cycles: \n"

typedef struct row {
    const char *label, *text;
    pg_fold_options options;
    const char *expected;
} row;

static const row rows[] = {
    {"from the root, offsets off",
     HEAD "\t 7f1 leaf+0x1f (/a/x)\n\t 7f2 main+0xff (/a/x)\n\n",
     {0},
     "prog;main;leaf 1\n"},
    {"no frames", HEAD "\n", {0}, "prog 1\n"},
    {"equal stacks are one", HEAD "\t1 f+0x1 (x)\n\n" HEAD "\t2 f+0x2 (x)\n\n", {0}, "prog;f 2\n"},
    {"sorted by the bytes of the stacks",
     HEAD "\t1 b (x)\n\t1 a (x)\n\n" HEAD "\t1 a b (x)\n\n" HEAD "\t1 a (x)\n\n" HEAD
          "\t1 a< (x)\n\n",
     {0},
     "prog;a 1\nprog;a b 1\nprog;a;b 1\nprog;a< 1\n"},
    {"no pid in the line", HEAD "\n", {.pid = true}, "prog-? 1\n"},
    {"a thread alone", HEAD "\n", {.tid = true}, "prog-?/12 1\n"},
    {"pid and tid", "prog 12/34 1.5: 7 cycles:\n\n", {.pid = true}, "prog-12 1\n"},
    {"both", "prog 12/34 1.5: 7 cycles:\n\n", {.tid = true}, "prog-12/34 1\n"},
    {"thread 0 is none", "swapper 0/0 1.5: 7 cycles:\n\n", {.tid = true}, "swapper-?/0 1\n"},
    {"spaces in a name", "V8 Worker 12 [000] 1.5: 7 cycles:\n\n", {0}, "V8_Worker 1\n"},
    {"a number in a name", "kworker/0:1 12 1.5: 7 cycles:\n\n", {0}, "kworker/0:1 1\n"},
    {"a semicolon in a name is a frame", "a;b 12 1.5: 7 c:\n\t1 f (x)\n\n", {0}, "a;b;f 1\n"},
    {"its own: a name of one character", "a 12 1.5: 7 cycles:\n\n", {0}, "a 1\n"},
    {"its own: no empty line at the end", HEAD "\t1 f (x)", {0}, "prog;f 1\n"},
    {"its own: control characters", HEAD "\t1 f\001\tg\377\r (x)\n\n", {0}, "prog;f??g?? 1\n"},
    {"arguments", HEAD "\t1 f(int, g(x)) (x)\n\n", {0}, "prog;f 1\n"},
    {"an anonymous namespace",
     HEAD "\t1 (x::(anonymous namespace)::f(int) (x)\n\n",
     {0},
     "prog 1\n"},
    {"one that does not come first",
     HEAD "\t1 x::(anonymous namespace)::f(int) (x)\n\n",
     {0},
     "prog;x::(anonymous namespace)::f 1\n"},
    {"a Go method",
     HEAD "\t1 net/http.(*Client).Do(x) (x)\n\n",
     {0},
     "prog;net/http.(*Client).Do(x) 1\n"},
    {"semicolons and quotes", HEAD "\t1 a;\"b'c (x)\n\n", {0}, "prog;a:bc 1\n"},
    {"a process in brackets is no frame", HEAD "\t1 (prog) (x)\n\t1 f (x)\n\n", {0}, "prog;f 1\n"},
    {"only the last offset", HEAD "\t1 f+0x1+0x2 (x)\n\n", {0}, "prog;f+0x1 1\n"},
    {"what is no offset", HEAD "\t1 f+0x1g (x)\n\t1 g+0x (x)\n\n", {0}, "prog;g+0x;f+0x1g 1\n"},
    {"no symbol: the file", HEAD "\t1 [unknown] (/lib/libc.so.6)\n\n", {0}, "prog;[libc.so.6] 1\n"},
    {"neither", HEAD "\t1 [unknown] ([unknown])\n\n", {0}, "prog;[unknown] 1\n"},
    {"the address instead",
     HEAD "\t7f1a [unknown] (/lib/x)\n\t2 f (x)\n\n",
     {.addrs = true},
     "prog;f;[x <7f1a>] 1\n"},
    {"neither, with address",
     HEAD "\t7f1a [unknown] ([unknown])\n\n",
     {.addrs = true},
     "prog;[unknown <7f1a>] 1\n"},
    {"put in line", HEAD "\t1 a->b->c (x)\n\n", {0}, "prog;a;b_[i];c_[i] 1\n"},
    {"marked in line already", HEAD "\t1 a->b_[i]c (x)\n\n", {0}, "prog;a;b_[i]c 1\n"},
    {"arrows at the ends", HEAD "\t1 ->b-> (x)\n\t1 -> (x)\n\n", {0}, "prog;;b_[i] 1\n"},
    {"kernel",
     HEAD "\t1 k ([kernel.kallsyms])\n\t1 m ([ext4])\n\t1 v (/boot/vmlinux)\n\t1 u (x)\n\n",
     {.kernel = true},
     "prog;u;v_[k];m_[k];k_[k] 1\n"},
    {"unknown is not the kernel",
     HEAD "\t1 k ([unknown])\n\t1 g (/boot/vmlinux-6)\n\n",
     {.kernel = true},
     "prog;g;k 1\n"},
    {"jit",
     HEAD "\t1 j (/tmp/perf-12.map)\n\t1 k (/tmp/perf-x.map)\n\n",
     {.jit = true},
     "prog;k;j_[j] 1\n"},
    {"jit, not asked for", HEAD "\t1 j (/tmp/perf-12.map)\n\n", {.kernel = true}, "prog;j 1\n"},
    {"a class of Java",
     "java 12 1.5: 7 c:\n\t1 Lorg/x/Y;.call(La;)V (x)\n\t1 Lx (x)\n\n",
     {0},
     "java;Lx;org/x/Y:.call 1\n"},
    {"that of another language",
     HEAD "\t1 Lorg/x/Y;.call(La;)V (x)\n\n",
     {0},
     "prog;Lorg/x/Y:.call 1\n"},
    {"the first event counts",
     HEAD "\t1 f (x)\n\nprog 12 1.6: 9 instructions:\n\t1 g (x)\n\n" HEAD "\t1 f (x)\n\n",
     {0},
     "prog;f 2\n"},
    {"the event asked for",
     HEAD "\t1 f (x)\n\nprog 12 1.6: 9 instructions:\n\t1 g (x)\n\n",
     {.event = "instructions"},
     "prog;g 1\n"},
    {"lines that name no event count",
     HEAD "\n"
          "prog 12 1.6: sched:x: comm=a\n\n",
     {0},
     "prog 2\n"},
    {"periods",
     HEAD "\n"
          "prog 12 1.6: 10 cycles:\n\n"
          "prog 12 1.6: cycles:\n\n",
     {.periods = true},
     "prog 18\n"},
    {"comments and odd lines", "# captured on\n" HEAD "nonsense\n\t1 f (x)\n\n", {0}, "prog;f 1\n"},
    {"frames of nothing", "\t1 g (x)\n\n" HEAD "\t1 f (x)\n\n", {0}, "prog;f 1\n"},
    {"two lines of a sample",
     HEAD "\t1 f (x)\n"
          "other 13 1.5: 7 cycles:\n\t1 g (x)\n\n",
     {0},
     "other;g;f 1\n"},
    {"a file with spaces and brackets",
     HEAD "\t1 [unknown] (/a (b)/c d)\n\n",
     {0},
     "prog;[unknown]  1\n"},
    {"the address lends its end to the symbol", HEAD "\t1ab (x)\n\n", {0}, "prog;b 1\n"},
};

static pg_status keep(void *self, const char *bytes, size_t length, pg_error *err) {
    (void)err;
    pg_buf_add(self, bytes, length);
    return PG_OK;
}

/* Folds the text in pieces of `chunk` bytes. */
static pg_status fold(pg_arena *arena, const char *text, size_t length, size_t chunk,
                      const pg_fold_options *options, pg_buf *ret, pg_fold_result *result,
                      pg_error *err) {
    pg_tree *tree = pg_tree_new(arena, pg_names_new(arena));
    pg_fold *f = pg_fold_new(tree, NULL, "perf.txt", options, 0);
    pg_status status = PG_OK;
    for (size_t at = 0; at < length && !status; at += chunk) {
        status = pg_fold_feed(f, text + at, length - at < chunk ? length - at : chunk, err);
    }
    if (!status) {
        status = pg_fold_end(f, result, err);
    }
    *ret = pg_buf_new(arena);
    return status ? status : pg_folded_write(tree, keep, ret, err);
}

static void expect_refused(pg_status status, const pg_error *err, const char *place,
                           const char *text) {
    cr_expect_eq(status, PG_INPUT);
    cr_expect_str_eq(err->place, place);
    cr_expect(strstr(err->text, text), "expected \"%s\" in \"%s\"", text, err->text);
}

Test(fold, rules) {
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        for (size_t chunk = 1; chunk < 5000; chunk = chunk * 7 + 3) {
            pg_arena *arena = pg_arena_new();
            pg_buf out;
            pg_fold_result result;
            pg_error err = {0};
            pg_status status = fold(arena, rows[i].text, strlen(rows[i].text), chunk,
                                    &rows[i].options, &out, &result, &err);
            cr_expect_eq(status, PG_OK, "%s: %s", rows[i].label, err.text);
            cr_expect_str_eq(out.data, rows[i].expected, "%s, chunks of %zu", rows[i].label, chunk);
            pg_arena_free(arena);
        }
    }
}

Test(fold, tells_what_it_passed_over) {
    static const char text[] =
        HEAD "what\n\t1 [unknown] (x)\n\t1 called (x)\n\n" HEAD "\t1 f (x)\n\t1 main (x)\n\n"
             "prog 1 1.5: 7 faults:\n\n" HEAD "\t1 f (/a";
    pg_arena *arena = pg_arena_new();
    pg_buf out;
    pg_fold_result result;
    pg_fold_options options = {0};
    cr_assert_eq(fold(arena, text, strlen(text), 11, &options, &out, &result, NULL), PG_OK);
    cr_expect_eq(result.samples, 2u);
    cr_expect_eq(result.weight, 2.0);
    cr_expect_str_eq(result.event, "cycles");
    cr_expect_eq(result.other_samples, 1u);
    cr_expect_str_eq(result.other_event, "faults");
    cr_expect_eq(result.odd_lines, 1u);
    cr_expect_eq(result.first_odd_line, 2u);
    cr_expect_eq(result.unresolved, 1u);
    cr_expect_eq(result.severed, 1u, "nothing says who calls \"called\"");
    cr_expect(result.cut);
    pg_arena_free(arena);
}

Test(fold, libraries_stand_for_their_functions) {
    static const char text[] = HEAD "\t1 put (inlined)\n\t1 f (/l/libc.so)\n\t1 g (/l/libc.so)\n"
                                    "\t1 h (/b/prog)\n\t1 main (/b/prog)\n\n";
    pg_arena *arena = pg_arena_new();
    pg_names *names = pg_names_new(arena);
    pg_tree *tree = pg_tree_new(arena, names), *libraries = pg_tree_new(arena, names);
    pg_fold_options options = {0};
    pg_fold_result result;
    pg_fold *f = pg_fold_new(tree, libraries, "perf.txt", &options, 0);
    cr_assert_eq(pg_fold_feed(f, text, strlen(text), NULL), PG_OK);
    cr_assert_eq(pg_fold_end(f, &result, NULL), PG_OK);
    pg_buf out = pg_buf_new(arena);
    cr_assert_eq(pg_folded_write(libraries, keep, &out, NULL), PG_OK);
    cr_expect_str_eq(out.data, "prog;prog;libc.so 1\n");
    pg_arena_free(arena);
}

/* A text of `count` pieces between two others. */
static pg_buf repeated(pg_arena *arena, const char *before, const char *piece, size_t count,
                       const char *after) {
    pg_buf text = pg_buf_new(arena);
    pg_buf_text(&text, before);
    pg_buf_repeat(&text, piece, count);
    pg_buf_text(&text, after);
    return text;
}

Test(fold, takes_long_names_and_deep_stacks) {
    pg_arena *arena = pg_arena_new();
    pg_fold_options options = {0};
    pg_fold_result result;
    pg_buf out;
    pg_buf text = repeated(arena, HEAD "\t1 ", "n", 1 << 20, " (x)\n\n");
    cr_expect_eq(fold(arena, text.data, text.length, 65536, &options, &out, &result, NULL), PG_OK);
    cr_expect_eq(out.length, strlen("prog;") + (1 << 20) + strlen(" 1\n"));
    text = repeated(arena, HEAD, "\t1 f+0x1 (x)\n", 100000, "\n");
    cr_expect_eq(fold(arena, text.data, text.length, 65536, &options, &out, &result, NULL), PG_OK);
    cr_expect_eq(out.length, strlen("prog") + 100000 * strlen(";f") + strlen(" 1\n"));
    pg_arena_free(arena);
}

Test(fold, refuses_beyond_its_limits) {
    pg_arena *arena = pg_arena_new();
    pg_fold_options options = {0}, periods = {.periods = true}, other = {.event = "faults"};
    pg_fold_result result;
    pg_buf out, text;
    pg_error err;
    text = repeated(arena, HEAD "\t1 ", "n", PG_FOLD_LINE_MAX + 1, " (x)\n\n");
    expect_refused(fold(arena, text.data, text.length, 65536, &options, &out, &result, &err), &err,
                   "perf.txt:2", "expected a line of at most 4 MiB, found more");
    expect_refused(fold(arena, text.data, text.length, text.length, &options, &out, &result, &err),
                   &err, "perf.txt:2", "expected a line of at most 4 MiB, found more");
    text = repeated(arena, HEAD, "\t1 f (x)\n", PG_FOLD_DEPTH_MAX + 1, "\n");
    expect_refused(fold(arena, text.data, text.length, 65536, &options, &out, &result, &err), &err,
                   "perf.txt:1048578", "expected at most 1,048,576 frames");
    text = repeated(arena, "prog 12 1.5: 9007199254740994 ", "c", 1, ":\n\n");
    expect_refused(fold(arena, text.data, text.length, 7, &periods, &out, &result, &err), &err,
                   "perf.txt:1", "expected a period below 2^53");
    text = repeated(arena, HEAD, "\n", 1, "");
    expect_refused(fold(arena, text.data, text.length, 7, &other, &out, &result, &err), &err,
                   "perf.txt", "expected samples of faults, found only of cycles");
    pg_arena_free(arena);
}

Test(fold, refuses_what_is_no_text_of_perf) {
    static const char *const texts[] = {"", "\n\n", "# only a comment\n", "\177ELF\2\1\1",
                                        "a,b\n1,2\n"};
    static const char *const found[] = {"found no sample", "found no sample", "found no sample",
                                        "found no sample", "found \"a,b\""};
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        pg_arena *arena = pg_arena_new();
        pg_fold_options options = {0};
        pg_fold_result result;
        pg_buf out;
        pg_error err = {0};
        expect_refused(fold(arena, texts[i], strlen(texts[i]), 3, &options, &out, &result, &err),
                       &err, "perf.txt", found[i]);
        pg_arena_free(arena);
    }
}
