#include "sys/stream.h"

#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "support/expect.h"
#include "sys/file.h"

static pg_arena *arena;
static char *top;

static void setup(void) {
    arena = pg_arena_new();
    cr_assert(!pg_file_scratch(arena, &top, NULL));
}

static void teardown(void) {
    pg_file_remove_tree(top);
    pg_arena_free(arena);
}

TestSuite(stream, .init = setup, .fini = teardown);

typedef struct taken {
    pg_buf all;
    size_t calls, largest, refuse_at;
} taken;

static pg_status take(void *self, const char *bytes, size_t length, pg_error *err) {
    taken *t = self;
    pg_buf_add(&t->all, bytes, length);
    t->largest = length > t->largest ? length : t->largest;
    return ++t->calls == t->refuse_at ? pg_fail(err, PG_INPUT, "taker", "enough") : PG_OK;
}

static const char *file_of(size_t length) {
    const char *path = pg_format(arena, "%s/file", top);
    char *bytes = pg_alloc(arena, length + 1, 1);
    for (size_t i = 0; i < length; i++) {
        bytes[i] = (char)(i * 7 + i / 251);
    }
    cr_assert(!pg_file_write(path, bytes, length, NULL));
    return path;
}

Test(stream, gives_every_byte_in_order) {
    static const size_t sizes[] = {0, 1, PG_STREAM_CHUNK - 1, PG_STREAM_CHUNK,
                                   3 * PG_STREAM_CHUNK + 5};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        const char *path = file_of(sizes[i]);
        taken t = {.all = pg_buf_new(arena)};
        char *expected;
        size_t length;
        cr_assert(!pg_stream_read(path, take, &t, NULL), "%zu bytes", sizes[i]);
        cr_assert(!pg_file_read(arena, path, PG_FILE_LARGEST, &expected, &length, NULL));
        cr_expect(t.all.length == length && !memcmp(t.all.data, expected, length), "%zu bytes",
                  sizes[i]);
        cr_expect_leq(t.largest, PG_STREAM_CHUNK);
    }
}

Test(stream, the_taker_can_end_it) {
    taken t = {.all = pg_buf_new(arena), .refuse_at = 2};
    pg_error err;
    cr_expect_eq(pg_stream_read(file_of(5 * PG_STREAM_CHUNK), take, &t, &err), PG_INPUT);
    cr_expect_eq(t.calls, 2);
    expect_text(err.text, "enough", "the taker's error");
}

Test(stream, reads_pipes_to_their_end) {
    int ends[2];
    taken t = {.all = pg_buf_new(arena)};
    cr_assert(pipe(ends) == 0);
    cr_assert(write(ends[1], "one two", 7) == 7);
    close(ends[1]);
    cr_assert(dup2(ends[0], STDIN_FILENO) == STDIN_FILENO);
    close(ends[0]);
    cr_assert(!pg_stream_read("-", take, &t, NULL));
    expect_text(t.all.data, "one two", "standard input");
}

Test(stream, says_what_cannot_be_read) {
    taken t = {.all = pg_buf_new(arena)};
    pg_error err;
    cr_expect_eq(pg_stream_read(top, take, &t, &err), PG_INPUT);
    expect_text(err.text, "expected a file, found a directory", "a directory");
    expect_text(err.place, top, "a directory");
    cr_expect_eq(pg_stream_read("/nowhere/at/all", take, &t, &err), PG_INPUT);
    expect_text(err.place, "/nowhere/at/all", "a missing file");
    close(STDIN_FILENO);
    cr_expect_eq(pg_stream_read("-", take, &t, &err), PG_INPUT);
    expect_text(err.place, "standard input", "closed standard input");
    cr_expect_eq(t.calls, 0);
}
