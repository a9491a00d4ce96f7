#include "sys/file.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/expect.h"

static pg_arena *arena;
static char *top;

static void open_scratch(void) {
    pg_error err;
    arena = pg_arena_new();
    cr_assert(!pg_file_scratch(arena, &top, &err), "%s: %s", err.place, err.text);
}

static void close_scratch(void) {
    pg_file_remove_tree(top);
    cr_expect(!pg_file_exists(top));
    pg_arena_free(arena);
}

TestSuite(file, .init = open_scratch, .fini = close_scratch);

static char *in(const char *name) {
    return pg_file_join(arena, top, name);
}

static void write_text(const char *name, const char *text) {
    pg_error err;
    cr_assert(!pg_file_write(in(name), text, strlen(text), &err), "%s: %s", err.place, err.text);
}

static const char *content(const char *name) {
    char *text;
    size_t length;
    return pg_file_read(arena, in(name), 1000, &text, &length, NULL) ? "(none)" : text;
}

static size_t entries(const char *name) {
    pg_strings list = {0};
    cr_assert(!pg_file_list(arena, in(name), &list, NULL));
    return list.count;
}

Test(file, what_is_written_is_read) {
    static const char bytes[] = "a\0b\n\xff";
    char *text;
    size_t length;
    pg_error err;
    cr_assert(!pg_file_write(in("f"), bytes, sizeof(bytes), &err));
    cr_assert(!pg_file_read(arena, in("f"), 100, &text, &length, &err));
    cr_expect(length == sizeof(bytes) && !memcmp(text, bytes, length) && text[length] == 0);
    write_text("f", "");
    cr_assert(!pg_file_read(arena, in("f"), 100, &text, &length, &err));
    cr_expect(length == 0 && *text == 0, "empty");
    write_text("below/of/it", "deep");
    expect_text(content("below/of/it"), "deep", "directories are made");
    cr_expect(entries(".") == 2 && entries("below/of") == 1, "nothing aside is left");
}

typedef struct limit_row {
    uint64_t limit;
    bool good;
} limit_row;

Test(file, limits) {
    static const limit_row rows[] = {{10, true}, {11, true}, {9, false}, {0, false}};
    write_text("f", "0123456789");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char *text = NULL;
        size_t length = 77;
        pg_error err;
        pg_status status = pg_file_read(arena, in("f"), rows[i].limit, &text, &length, &err);
        cr_expect((status == PG_OK) == rows[i].good, "limit %d", (int)rows[i].limit);
        if (!rows[i].good) {
            cr_expect(status == PG_INPUT && !text && length == 77, "outputs are untouched");
            expect_text(err.text,
                        pg_format(arena, "expected at most %d bytes, found 10", (int)rows[i].limit),
                        "limit %d", (int)rows[i].limit);
            expect_text(err.place, in("f"), "place");
        }
    }
}

Test(file, what_cannot_be_read) {
    char *text;
    size_t length;
    char hash[PG_FILE_HASH_SIZE];
    pg_error err;
    cr_assert(mkfifo(in("fifo"), 0600) == 0);
    cr_expect(pg_file_read(arena, in("none"), 10, &text, &length, &err) == PG_INPUT);
    cr_expect(strstr(err.text, "No such file"), "%s", err.text);
    cr_expect(pg_file_read(arena, top, 10, &text, &length, &err) == PG_INPUT);
    expect_text(err.text, "expected a file, found a directory", "directory");
    cr_expect(pg_file_read(arena, in("fifo"), 10, &text, &length, &err) == PG_INPUT);
    expect_text(err.text, "expected a file, found something that is not a file", "pipe");
    cr_expect(pg_file_hash(in("none"), hash, &err) == PG_INPUT);
    cr_expect(pg_file_hash(top, hash, &err) == PG_INPUT);
    cr_expect(pg_file_hash(in("fifo"), hash, &err) == PG_INPUT, "it does not wait for a writer");
}

/* A disk that fills up: the old file stays, and nothing new is left. */
Test(file, a_failed_write_changes_nothing) {
    enum { ROOM = 8192 };
    static char large[4 * ROOM];
    struct rlimit limit = {ROOM, ROOM};
    pg_error err = {0};
    memset(large, 'x', sizeof(large));
    write_text("f", "old");
    signal(SIGXFSZ, SIG_IGN);
    cr_assert(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    cr_expect(pg_file_write(in("f"), large, sizeof(large), &err) == PG_IO);
    cr_expect(strstr(err.text, "cannot be written") && strstr(err.text, strerror(EFBIG)), "%s",
              err.text);
    expect_text(err.place, in("f"), "place");
    cr_expect(pg_file_write(in("new"), large, sizeof(large), &err) == PG_IO);
    expect_text(content("f"), "old", "the old file");
    cr_expect(entries(".") == 1, "nothing new");
}

Test(file, what_cannot_be_written) {
    pg_error err;
    write_text("f", "a file");
    cr_expect(pg_file_write(top, "x", 1, &err) == PG_IO);
    expect_text(err.text, "cannot be written: it is a directory", "directory");
    cr_expect(pg_file_write(in("f/below"), "x", 1, &err) == PG_IO, "below a file");
    cr_expect(strstr(err.text, "the directory cannot be made"), "%s", err.text);
    cr_expect(pg_file_make_directory(in("f"), &err) == PG_IO);
    expect_text(content("f"), "a file", "untouched");
    char *far = pg_alloc(arena, 5000, 1);
    memset(far, 'x', 4999);
    cr_expect(pg_file_write(far, "x", 1, &err) == PG_IO);
    char *name = pg_format(arena, "%s/%.300s", top, far);
    cr_expect(pg_file_write(name, "x", 1, &err) == PG_IO);
    cr_expect(entries(".") == 1);
}

/* Renaming over a device or a pipe would replace it: with -o /dev/null that is the machine's. */
Test(file, what_is_no_file_is_not_replaced) {
    struct stat st;
    pg_error err;
    cr_assert(mkfifo(in("fifo"), 0600) == 0);
    (void)pg_file_write(in("fifo"), "x", 1, &err);
    cr_assert(lstat(in("fifo"), &st) == 0);
    cr_expect(S_ISFIFO(st.st_mode), "the pipe is a pipe no more");
}

/* A link, as /dev/stdout is one, stays; what it leads to is written. */
Test(file, a_link_is_not_replaced) {
    struct stat st;
    pg_error err;
    write_text("f", "old");
    cr_assert(symlink("f", in("link")) == 0);
    pg_status status = pg_file_write(in("link"), "new", 3, &err);
    cr_assert(lstat(in("link"), &st) == 0);
    cr_expect(S_ISLNK(st.st_mode), "the link is a link no more");
    cr_expect(status || !strcmp(content("f"), "new"), "written or refused");
}

Test(file, hashes) {
    char hash[PG_FILE_HASH_SIZE], again[PG_FILE_HASH_SIZE];
    pg_error err;
    write_text("f", "abc");
    cr_assert(!pg_file_hash(in("f"), hash, &err));
    expect_text(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "FIPS 180");
    pg_file_hash_bytes("", 0, hash);
    expect_text(hash, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "empty");
    size_t size = 300000;
    char *bytes = pg_alloc(arena, size, 1);
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (char)(i % 251);
    }
    cr_assert(!pg_file_write(in("large"), bytes, size, &err));
    cr_assert(!pg_file_hash(in("large"), hash, &err));
    pg_file_hash_bytes(bytes, size, again);
    expect_text(hash, again, "in pieces and at once");
}

Test(file, lists_are_sorted) {
    static const char *const names[] = {"b", "a", "c.json", ".hidden", "a.json"};
    static const char *const sorted[] = {".hidden", "a", "a.json", "b", "c.json"};
    pg_strings list = {0};
    pg_error err;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        write_text(names[i], "x");
    }
    cr_assert(!pg_file_list(arena, top, &list, &err));
    cr_assert(list.count == COUNT_OF(sorted));
    for (size_t i = 0; i < list.count; i++) {
        expect_text(list.values[i], sorted[i], "entry %zu", i);
    }
    cr_assert(!pg_file_list(arena, in("none"), &list, &err));
    cr_expect(list.count == 0, "a directory that is not there has none");
    cr_expect(pg_file_list(arena, in("a"), &list, &err) == PG_INPUT, "a file");
}

Test(file, trees) {
    pg_error err;
    write_text("tree/a/b/c", "x");
    write_text("outside/kept", "x");
    cr_assert(symlink(in("outside"), in("tree/link")) == 0);
    pg_file_remove_tree(in("tree"));
    cr_expect(!pg_file_exists(in("tree")));
    cr_expect(pg_file_exists(in("outside/kept")), "links are not followed");
    pg_file_remove_tree(in("none"));
    pg_file_remove(in("none"));
    pg_file_remove(in("outside/kept"));
    cr_expect(!pg_file_exists(in("outside/kept")));
    cr_expect(!pg_file_make_directory(in("x/y/z"), &err) && pg_file_is_directory(in("x/y/z")));
    cr_expect(!pg_file_make_directory(in("x/y/z"), &err), "again");
}

Test(file, paths) {
    cr_expect(!pg_file_real(arena, in("none")));
    write_text("d/f", "x");
    char *real = pg_file_real(arena, in("d/../d/./f"));
    cr_assert(real);
    expect_text(real, pg_format(arena, "%s/d/f", pg_file_real(arena, top)), "real");
    expect_text(pg_file_join(arena, "a/b", "c"), "a/b/c", "join");
    expect_text(pg_file_join(arena, "a/b", "/c"), "/c", "absolute");
}

Test(file, json) {
    pg_json top_of;
    pg_error err;
    write_text("good.json", "{\"a\": 1}");
    write_text("bad.json", "{\n  \"a\": x}");
    write_text("comment.json", "{} // that was it");
    cr_expect(!pg_file_read_json(arena, in("good.json"), PG_JSON_PLAIN, &top_of, &err));
    cr_expect(pg_file_read_json(arena, in("bad.json"), PG_JSON_PLAIN, &top_of, &err) == PG_INPUT);
    expect_text(err.place, pg_format(arena, "%s:2:8", in("bad.json")), "place");
    cr_expect(pg_file_read_json(arena, in("comment.json"), PG_JSON_PLAIN, &top_of, &err));
    cr_expect(!pg_file_read_json(arena, in("comment.json"), PG_JSON_COMMENTS, &top_of, &err));
    cr_expect(pg_file_read_json(arena, in("none"), PG_JSON_PLAIN, &top_of, &err) == PG_INPUT);
}

Test(file, scratch_is_where_tmpdir_says) {
    char *path;
    pg_error err;
    setenv("TMPDIR", top, 1);
    cr_assert(!pg_file_scratch(arena, &path, &err));
    cr_expect(!strncmp(path, top, strlen(top)) && pg_file_is_directory(path), "%s", path);
    setenv("TMPDIR", in("none"), 1);
    cr_expect(pg_file_scratch(arena, &path, &err) == PG_IO);
}
