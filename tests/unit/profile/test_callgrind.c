#include "base/buf.h"
#include "profile/callgrind.h"
#include "profile/folded_write.h"
#include "support/expect.h"

#define HEAD                                                                                       \
    "# callgrind format\nversion: 1\ncreator: callgrind-3.19.0\npositions: line\nevents: Ir\n\n"

static pg_status keep(void *self, const char *bytes, size_t length, pg_error *err) {
    (void)err;
    pg_buf_add(self, bytes, length);
    return PG_OK;
}

static pg_status read(pg_arena *arena, const char *text, pg_buf *ret, pg_error *err) {
    pg_tree *tree = pg_tree_new(arena, pg_names_new(arena));
    char *copy = pg_copy(arena, text);
    *ret = pg_buf_new(arena);
    pg_status status = pg_callgrind_read(tree, 0, "file", copy, strlen(copy), err);
    return status ? status : pg_folded_write(tree, keep, ret, NULL);
}

/* main calls f, which calls itself (one frame) and a function without a symbol. */
static const char *const sample =
    HEAD "ob=/b/prog\nfl=a.c\nfn=f'main'(below main)\n16 10\nfi=b.h\n17 5\n"
         "cfn=0x00401000'f'main'(below main)\ncalls=3 0 \n18 900\n19 7\n20\n\n"
         "fn=0x00401000'f'main'(below main)\n0 900\n\n"
         "fn=main'(below main)\n30 2\ncfn=f'main'(below main)\ncalls=1 16\n31 922\n\n"
         "fn=g(int)'2'main'(below main)\n40 1\n\nsummary: 925\n";

Test(callgrind, costs_of_functions_themselves) {
    pg_arena *arena = pg_arena_new();
    pg_buf text;
    pg_error err = {0};
    cr_assert_eq(read(arena, sample, &text, &err), PG_OK, "%s", err.text);
    cr_expect_str_eq(text.data, "(below main);main 2\n"
                                "(below main);main;f 22\n"
                                "(below main);main;f;[unknown] 900\n"
                                "(below main);main;g 1\n");
    pg_arena_free(arena);
}

static const struct {
    const char *text, *place, *found;
} refused[] = {
    {"", "file", "expected costs of functions, found none"},
    {HEAD, "file", "expected costs of functions, found none"},
    {"a,b\n1,2\n", "file:1", "expected a file of callgrind, found \"a,b\""},
    {HEAD "16 10\n", "file:7", "expected a function before its cost, found \"16 10\""},
    {HEAD "fn=f\n16 x\n", "file:8", "expected a cost, found \"x\""},
    {HEAD "fn=(1) f\n16 10\n", "file:7", "--compress-strings=no, found \"fn=(1) f\""},
    {HEAD "fn=f\n+1 10\n", "file:8", "--compress-pos=no, found \"+1 10\""},
    {HEAD "fn=f\n1 9007199254740992\n1 9007199254740992\n", "file:9", "costs of at most 2^53"},
};

Test(callgrind, refusals) {
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        pg_arena *arena = pg_arena_new();
        pg_buf text;
        pg_error err = {0};
        cr_expect_eq(read(arena, refused[i].text, &text, &err), PG_INPUT, "row %zu", i);
        expect_text(err.place, refused[i].place, "row %zu", i);
        cr_expect(strstr(err.text, refused[i].found), "row %zu: %s", i, err.text);
        pg_arena_free(arena);
    }
}
