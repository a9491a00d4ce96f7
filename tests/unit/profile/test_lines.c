#include "base/buf.h"
#include "profile/folded_write.h"
#include "profile/lines.h"
#include "support/expect.h"

static const char *const sample = "prog \n"
                                  "\t            11f7 inner+0x37\n  a.c:3 (inlined)\n"
                                  "\t            121c mid+0xc\n  a.c:4\n"
                                  "\t           27249 __libc_start_call_main+0x79\n"
                                  "  libc.so.6[27249]\n"
                                  "\t            10f0 [unknown]\n  ??:0\n\n"
                                  "prog \n\t 1 operator+(x)+0x1f\n  \n"; /* cut: still a sample */

static pg_status keep(void *self, const char *bytes, size_t length, pg_error *err) {
    (void)err;
    pg_buf_add(self, bytes, length);
    return PG_OK;
}

Test(lines, a_line_where_it_is_known) {
    for (size_t chunk = 1; chunk < 300; chunk = chunk * 3 + 1) {
        pg_arena *arena = pg_arena_new();
        pg_tree *tree = pg_tree_new(arena, pg_names_new(arena));
        pg_lines *lines = pg_lines_new(tree);
        size_t length = strlen(sample);
        for (size_t at = 0; at < length; at += chunk) {
            size_t size = length - at < chunk ? length - at : chunk;
            cr_assert_eq(pg_lines_feed(lines, sample + at, size, NULL), PG_OK);
        }
        cr_assert_eq(pg_lines_end(lines, NULL), PG_OK);
        pg_buf text = pg_buf_new(arena);
        cr_assert_eq(pg_folded_write(tree, keep, &text, NULL), PG_OK);
        expect_text(text.data,
                    "prog;[unknown];__libc_start_call_main;a.c:4;a.c:3 1\n"
                    "prog;operator+(x) 1\n",
                    "chunks of %zu", chunk);
        pg_arena_free(arena);
    }
}

Test(lines, harmless_names_and_limits) {
    pg_arena *arena = pg_arena_new();
    pg_tree *tree = pg_tree_new(arena, pg_names_new(arena));
    pg_lines *lines = pg_lines_new(tree);
    pg_error err;
    static const char odd[] = "p\0q\033\n\t1 f;g\n  x\xff.c:1\n\n";
    cr_assert_eq(pg_lines_feed(lines, odd, sizeof(odd) - 1, NULL), PG_OK);
    pg_buf text = pg_buf_new(arena);
    pg_buf_repeat(&text, "n", (4 << 20) + 1);
    cr_expect_eq(pg_lines_feed(lines, text.data, text.length, &err), PG_INPUT);
    cr_expect(strstr(err.text, "4 MiB"), "%s", err.text);
    cr_assert_eq(pg_lines_end(lines, NULL), PG_OK);
    text.length = 0;
    cr_assert_eq(pg_folded_write(tree, keep, &text, NULL), PG_OK);
    cr_expect_str_eq(text.data, "p?q?;x?.c:1 1\n");
    pg_arena_free(arena);
}
