/* Markers, limits, addresses, descriptions: what publishing computes. What it asks of GitHub is
 * tested by tests/github/publish_test.py. */
#include "publish/chart_ref.h"
#include "publish/comment.h"
#include "publish/github.h"
#include "publish/status.h"
#include "support/expect.h"

static pg_arena *arena;

static void setup(void) {
    arena = pg_arena_new();
}

static void teardown(void) {
    pg_arena_free(arena);
}

TestSuite(publish, .init = setup, .fini = teardown);

Test(publish, markers_read_back) {
    static const pg_marker marker = {"linux-arm64", 18034722118, 2, "0123abc"};
    char *text = pg_format(arena, "%s\nand a report", pg_marker_write(arena, &marker));
    pg_marker found;
    cr_assert(pg_marker_read(arena, text, "linux-arm64", &found));
    cr_expect_eq(found.run, marker.run);
    cr_expect_eq(found.attempt, marker.attempt);
    expect_text(found.head, marker.head, "head");
    static const char *const others[] = {"linux", "linux-arm6", "linux-arm64x", "default", ""};
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        cr_expect(!pg_marker_read(arena, text, others[i], &found), "%s", others[i]);
    }
}

Test(publish, what_is_no_marker) {
    static const char *const texts[] = {
        "",
        "x",
        " <!-- perfgate:k run=1 attempt=1 head=x -->",
        "<!-- perfgate:k -->",
        "<!-- perfgate:k run=1 attempt=1 -->",
        "<!-- perfgate:k run=1 attempt=1 head=x",
        "<!-- perfgate:k run=-1 attempt=1 head=x -->",
        "<!-- perfgate:k run= attempt=1 head=x -->",
        "<!-- perfgate:k attempt=1 run=1 head=x -->",
        "<!-- perfgate:k run=99999999999999999999999 attempt=1 head=x -->",
        "<!-- perfgate:k\nrun=1 attempt=1 head=x -->",
    };
    pg_marker found;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        cr_expect(!pg_marker_read(arena, texts[i], "k", &found), "%s", texts[i]);
    }
}

Test(publish, which_marker_is_newer) {
    static const struct {
        pg_marker a, b;
        bool newer;
    } rows[] = {
        {{"k", 2, 1, ""}, {"k", 1, 9, ""}, true},  {{"k", 1, 9, ""}, {"k", 2, 1, ""}, false},
        {{"k", 1, 2, ""}, {"k", 1, 1, ""}, true},  {{"k", 1, 1, ""}, {"k", 1, 1, ""}, false},
        {{"k", 10, 1, ""}, {"k", 9, 1, ""}, true},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        cr_expect_eq(pg_marker_is_newer(&rows[i].a, &rows[i].b), rows[i].newer, "row %zu", i);
    }
}

Test(publish, keys) {
    static const char *const good[] = {"default", "a", "Linux_x86-64.v3", "9"};
    static const char *const bad[] = {"",  "-a", "a-", "a--b", "a b", "a/b",
                                      "é", "a>", ".a", "a..b", "a.",  "\n"};
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        cr_expect(pg_marker_key_is_good(good[i]), "%s", good[i]);
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        cr_expect(!pg_marker_key_is_good(bad[i]), "%s", bad[i]);
    }
}

Test(publish, same_comment) {
    static const struct {
        const char *a, *b;
        bool same;
    } rows[] = {
        {"", "", true},
        {"a\nb\n", "a\r\nb", true},
        {"a", "a \n\n", true},
        {"a\nb", "a b", false},
        {"a", "ab", false},
        {"a\rb", "ab", false},
        {"a\r\n\r\nb", "a\n\nb", true},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        cr_expect_eq(pg_comment_same(rows[i].a, rows[i].b), rows[i].same, "row %zu", i);
        cr_expect_eq(pg_comment_same(rows[i].b, rows[i].a), rows[i].same, "row %zu", i);
    }
}

typedef struct limit_row {
    unsigned status;
    const char *headers[3], *body;
    unsigned tries;
    double wait;
} limit_row;

Test(publish, how_long_to_wait) {
    enum { NOW = 1000 };
    static const limit_row rows[] = {
        {200, {NULL}, "", 1, 0},
        {403, {NULL}, "Resource not accessible", 1, 0},
        {403, {"retry-after: 30"}, "", 1, 30},
        {429, {"retry-after: 0"}, "", 1, 1},
        {429, {"retry-after: soon"}, "", 1, 60},
        {403, {"x-ratelimit-remaining: 0", "x-ratelimit-reset: 1040"}, "", 1, 40},
        {403, {"x-ratelimit-remaining: 0", "x-ratelimit-reset: 900"}, "", 1, 1},
        {403, {"x-ratelimit-remaining: 7", "x-ratelimit-reset: 1040"}, "", 1, 0},
        {429, {"retry-after: 5", "x-ratelimit-remaining: 0", "x-ratelimit-reset: 1040"}, "", 1, 5},
        {403, {"x-ratelimit-remaining: 0"}, "", 1, 60},
        {403, {NULL}, "You have exceeded a secondary rate limit", 1, 60},
        {429, {NULL}, "", 2, 120},
        {429, {NULL}, "", 3, 120},
        {502, {"retry-after: 30"}, "", 1, 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const limit_row *row = &rows[i];
        pg_http_response response = {.status = row->status, .body = pg_copy(arena, row->body)};
        response.headers.values = (const char **)(void *)row->headers;
        while (response.headers.count < 3 && row->headers[response.headers.count]) {
            response.headers.count++;
        }
        expect_close(pg_github_limit_wait(&response, row->tries, NOW), row->wait, 0, "row %zu", i);
    }
}

Test(publish, next_pages) {
    static const char *const rows[][2] = {
        {"<https://h/a?page=2>; rel=\"next\", <https://h/a?page=9>; rel=\"last\"",
         "https://h/a?page=2"},
        {"<https://h/a?page=1>; rel=\"prev\", <https://h/a?page=3>; rel=\"next\"",
         "https://h/a?page=3"},
        {"<https://h/a?page=1>; rel=\"prev\"", NULL},
        {"<https://h/a", NULL},
        {"rel=\"next\"", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char *found = pg_github_next_page(arena, rows[i][0]);
        cr_expect_eq(!found, !rows[i][1], "row %zu", i);
        expect_text(found ? found : "", rows[i][1] ? rows[i][1] : "", "row %zu", i);
    }
    cr_expect_null(pg_github_next_page(arena, NULL));
}

Test(publish, encoding) {
    expect_text(pg_github_encode(arena, "heads/a b#c?d%e&é~._-"),
                "heads%2Fa%20b%23c%3Fd%25e%26%C3%A9~._-", "a ref");
}

/* RFC 4648, section 10. */
Test(publish, base64) {
    static const char *const rows[][2] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pg_buf out = pg_buf_new(arena);
        pg_chart_ref_base64(&out, rows[i][0], strlen(rows[i][0]));
        expect_text(out.data, rows[i][1], "%s", rows[i][0]);
    }
    pg_buf out = pg_buf_new(arena);
    pg_chart_ref_base64(&out, "\xff\xfe\xfd\0", 4);
    expect_text(out.data, "//79AA==", "all bits");
}

Test(publish, charts) {
    expect_text(pg_chart_ref_name(arena, 7, "default"), "perfgate/pr-7", "default");
    expect_text(pg_chart_ref_name(arena, 7, "arm64"), "perfgate/pr-7-arm64", "own");
    char commit[41];
    memset(commit, 'a', 40);
    commit[40] = 0;
    char *address = pg_chart_ref_address(arena, "https://h", "o/r", commit, false);
    expect_text(address, pg_format(arena, "https://h/o/r/blob/%s/chart.png?raw=true", commit),
                "address");
    char *body = pg_format(arena, "<a href=\"%s\"><img src=\"%s\">", address, address);
    expect_text(pg_chart_ref_shown(arena, "https://h", "o/r", body), commit, "shown");
    expect_text(pg_chart_ref_shown(arena, "https://h", "o/x", body), "", "of another");
    expect_text(pg_chart_ref_shown(arena, "https://h", "o/r", "src=\"https://h/o/r/blob/x/"), "",
                "no commit");
}

Test(publish, descriptions) {
    pg_buf exact = pg_buf_new(arena), longer = pg_buf_new(arena);
    pg_buf_repeat(&exact, "é", 140);
    pg_buf_repeat(&longer, "é", 141);
    expect_text(pg_commit_status_description(arena, exact.data), exact.data, "fits");
    char *cut = pg_commit_status_description(arena, longer.data);
    cr_expect_eq(strlen(cut), 139 * 2 + 3);
    expect_text(cut + strlen(cut) - 3, "…", "cut");
    expect_text(pg_commit_status_description(arena, "a\nb😀\x1b[1m"), "a?b??[1m", "tame");
    expect_text(pg_commit_status_description(arena, ""), "", "empty");
}
