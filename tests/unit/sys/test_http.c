/* Addresses that are asked and that are not, and what becomes of a token. Requests are tested by
 * tests/github/publish_test.py. */
#include "sys/http.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/expect.h"
#include "sys/file.h"
#include "sys/secret.h"

static pg_arena *arena;

static void setup(void) {
    arena = pg_arena_new();
}

static void teardown(void) {
    pg_arena_free(arena);
}

TestSuite(http, .init = setup, .fini = teardown);
TestSuite(secret, .init = setup, .fini = teardown);

static pg_status open_at(const char *origin, pg_http **ret) {
    pg_http_settings settings = {
        .origin = origin, .agent = "test", .token = "secret", .seconds = 5, .response_max = 1000};
    return pg_http_open(arena, &settings, ret, NULL);
}

Test(http, origins) {
    static const char *const good[] = {"https://api.github.com", "https://git.example/api/v3",
                                       "http://127.0.0.1:8080",  "http://localhost/x",
                                       "http://[::1]:1",         "HTTPS://git.example"};
    static const char *const bad[] = {"http://api.github.com",
                                      "http://127.0.0.1.example",
                                      "http://localhost.example",
                                      "http://example/127.0.0.1",
                                      "http://127.0.0.1@example",
                                      "https://name:word@example",
                                      "ftp://127.0.0.1",
                                      "file:///etc/passwd",
                                      "",
                                      "x",
                                      "//x"};
    pg_http *http;
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        cr_expect_eq(open_at(good[i], &http), PG_OK, "%s", good[i]);
        pg_http_close(http);
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        cr_expect_eq(open_at(bad[i], &http), PG_INPUT, "%s", bad[i]);
    }
    cr_expect(pg_http_is_loopback("http://127.0.0.1:1/x"));
    cr_expect(!pg_http_is_loopback("https://example.org"));
    pg_http_close(NULL);
}

Test(http, only_its_own_server_is_asked) {
    static const char *const elsewhere[] = {
        "https://example.org/",  "http://127.0.0.1:2/", "https://127.0.0.1:1/",
        "http://localhost:1/",   "http://127.0.0.1/",   "http://user@127.0.0.1:1/",
        "http://127.0.0.1:1@x/", "file:///etc/passwd",  "/x",
    };
    pg_http *http;
    pg_http_response response;
    pg_error err;
    bool arrived;
    cr_assert_eq(open_at("http://127.0.0.1:1", &http), PG_OK);
    for (size_t i = 0; i < COUNT_OF(elsewhere); i++) {
        pg_status status =
            pg_http_send(http, arena, "GET", elsewhere[i], NULL, 0, &response, &arrived, &err);
        cr_expect_eq(status, PG_UNSUPPORTED, "%s: %d", elsewhere[i], status);
        cr_expect(!arrived && strstr(err.text, "not asked there"), "%s", err.text);
    }
    /* Nothing listens at port 1: its own server is asked, and nothing can have arrived. */
    cr_expect_eq(pg_http_send(http, arena, "GET", "http://127.0.0.1:1/x", NULL, 0, &response,
                              &arrived, &err),
                 PG_REMOTE);
    cr_expect(!arrived);
    pg_http_close(http);
}

/* A server on this machine that says `text` to everybody, `times` over; its address in *ret. */
static pid_t serve(const char *text, size_t times, char ret[static 64]) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(at);
    int listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert(bind(listening, (struct sockaddr *)&at, size) == 0 && listen(listening, 8) == 0);
    getsockname(listening, (struct sockaddr *)&at, &size);
    snprintf(ret, 64, "http://127.0.0.1:%d", ntohs(at.sin_port));
    pid_t pid = fork();
    while (pid == 0) {
        char request[4096];
        int client = accept(listening, NULL, NULL);
        recv(client, request, sizeof(request), 0);
        for (size_t i = 0; i < times && send(client, text, strlen(text), MSG_NOSIGNAL) > 0; i++) {
        }
        if (!times) {
            pause();
        }
        close(client);
    }
    close(listening);
    return pid;
}

static pg_status ask(const char *text, size_t times, unsigned seconds, pg_http_response *ret,
                     bool *ret_arrived, pg_error *err) {
    char address[64];
    pid_t pid = serve(text, times, address);
    pg_http *http;
    pg_http_settings settings = {
        .origin = address, .agent = "test", .seconds = seconds, .response_max = 1000};
    cr_assert_eq(pg_http_open(arena, &settings, &http, NULL), PG_OK);
    pg_status status = pg_http_send(http, arena, "POST", address, "{}", 2, ret, ret_arrived, err);
    pg_http_close(http);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    return status;
}

Test(http, answers_have_an_end) {
    static const struct {
        const char *text;
        size_t times;
        const char *says;
    } rows[] = {
        {"", 0, "timed out"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", 1, "transfer closed"},
        {"not http at all\r\n\r\n", 1, "HTTP/0.9"},
        {"HTTP/1.1 200 OK\r\n\r\n", 2000, "more than 1000 bytes"},
        {"X: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n", 90000, ""},
        {"HTTP/1.1 200 OK\r\nX: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 90000, ""},
        {"HTTP/1.1 200 OK\r\nX: a\r\nHTTP/1.1 200", 9000, ""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pg_http_response response;
        pg_error err;
        bool arrived;
        pg_status status = ask(rows[i].text, rows[i].times, 1, &response, &arrived, &err);
        cr_expect_eq(status, PG_REMOTE, "row %zu: %d", i, status);
        cr_expect(arrived, "row %zu: it may have been carried out", i);
        cr_expect(status == PG_OK || strstr(err.text, rows[i].says), "row %zu: %s", i, err.text);
    }
}

Test(http, a_whole_answer) {
    pg_http_response response;
    pg_error err;
    bool arrived;
    pg_status status = ask("HTTP/1.1 418 Teapot\r\nX-Some: Thing \r\nContent-Length: 3\r\n\r\na\nb",
                           1, 5, &response, &arrived, &err);
    cr_assert_eq(status, PG_OK, "%s", err.text);
    cr_expect_eq(response.status, 418);
    cr_expect_eq(response.length, 3);
    expect_text(response.body, "a\nb", "body");
    expect_text(pg_http_header(&response, "x-some"), "Thing ", "header");
}

Test(http, headers) {
    static const char *values[] = {"link: <x>", "retry-after:\t 30", "link-x: y"};
    pg_http_response response = {.headers = {values, 3}};
    expect_text(pg_http_header(&response, "retry-after"), "30", "blanks");
    expect_text(pg_http_header(&response, "link"), "<x>", "whole name");
    cr_expect_null(pg_http_header(&response, "retry"));
}

/* What /proc shows of this process's first environment. */
static bool is_in_environ(const char *text) {
    FILE *file = fopen("/proc/self/environ", "r");
    char bytes[65536];
    size_t length = file ? fread(bytes, 1, sizeof(bytes), file) : 0;
    if (file) {
        fclose(file);
    }
    return memmem(bytes, length, text, strlen(text)) != NULL;
}

Test(secret, is_taken_out) {
    char *token = NULL;
    setenv("A_TOKEN", "word-1", 1);
    setenv("ACTIONS_ID_TOKEN_REQUEST_URL", "word-2", 1);
    setenv("OTHER", "A_TOKEN=kept", 1);
    cr_assert_eq(pg_secret_take(arena, "A_TOKEN", &token, NULL), PG_OK);
    expect_text(token, "word-1", "the token");
    cr_expect_null(getenv("A_TOKEN"));
    cr_expect_null(getenv("ACTIONS_ID_TOKEN_REQUEST_URL"));
    expect_text(getenv("OTHER"), "A_TOKEN=kept", "others stay");
    cr_expect(getenv("PATH") != NULL);
    struct rlimit core;
    getrlimit(RLIMIT_CORE, &core);
    cr_expect_eq(core.rlim_cur, 0);
    cr_expect_eq(core.rlim_max, 0);
    cr_expect_eq(prctl(PR_GET_DUMPABLE), 0);
    pg_secret_forget(token);
    cr_expect_eq(token[0] | token[5], 0);
    pg_secret_forget(NULL);
    cr_expect(!is_in_environ("word-"));
}

Test(secret, is_none) {
    static const char *const bad[] = {"two words", "line\nfeed", "tab\t", "\xc3\xa9", " "};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        char *token = NULL;
        pg_error err;
        setenv("A_TOKEN", bad[i], 1);
        cr_expect_eq(pg_secret_take(arena, "A_TOKEN", &token, &err), PG_INPUT, "row %zu", i);
        cr_expect_null(token);
        cr_expect(strlen(bad[i]) == 1 || !strstr(err.text, bad[i]), "%s", err.text);
    }
    char *token = pg_copy(arena, "x");
    cr_expect_eq(pg_secret_take(arena, "A_TOKEN", &token, NULL), PG_OK, "it is gone");
    cr_expect_null(token);
}

Test(http, appending) {
    char *folder, *text;
    size_t length;
    pg_error err;
    cr_assert_eq(pg_file_scratch(arena, &folder, &err), PG_OK);
    const char *path = pg_file_join(arena, folder, "summary");
    cr_expect_eq(pg_file_append(path, "one", 3, 6, &err), PG_OK);
    cr_expect_eq(pg_file_append(path, "two", 3, 6, &err), PG_OK);
    cr_expect_eq(pg_file_append(path, "3", 1, 6, &err), PG_IO);
    cr_expect_eq(pg_file_append(folder, "x", 1, 6, &err), PG_IO);
    cr_assert_eq(pg_file_read(arena, path, 100, &text, &length, &err), PG_OK);
    expect_text(text, "onetwo", "whole or not at all");
    pg_file_remove_tree(folder);
}
