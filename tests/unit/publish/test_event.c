/* What started the workflow: variables and payloads, good and bad. The payloads of real events are
 * in tests/github/events, and run by tests/github/publish_test.py. */
#include "publish/event.h"

#include "publish/fields.h"
#include "support/expect.h"

#define SHA "1111111111111111111111111111111111111111"

static pg_arena *arena;

static void setup(void) {
    arena = pg_arena_new();
}

static void teardown(void) {
    pg_arena_free(arena);
}

TestSuite(event, .init = setup, .fini = teardown);

static const pg_event_env usual = {"push", "octo/widgets", SHA, "12", "3", NULL, NULL};

static pg_status read_event(const pg_event_env *env, const char *payload, uint64_t named,
                            pg_event *ret, pg_error *err) {
    pg_json top;
    char *text = payload ? pg_copy(arena, payload) : NULL;
    if (text) {
        cr_assert_eq(pg_json_parse(arena, "event", text, strlen(text), PG_JSON_PLAIN, &top, NULL),
                     PG_OK);
    }
    return pg_event_read(arena, env, text ? &top : NULL, named, ret, err);
}

Test(event, variables) {
    pg_event event;
    pg_event_env env = usual;
    cr_assert_eq(read_event(&env, "{}", 0, &event, NULL), PG_OK);
    expect_text(event.owner, "octo", "owner");
    expect_text(event.api, "https://api.github.com", "without GITHUB_API_URL");
    expect_text(event.run_address, "https://github.com/octo/widgets/actions/runs/12", "run");
    cr_expect_eq(event.run, 12);
    cr_expect_eq(event.attempt, 3);
    cr_expect_eq(event.way, PG_PULL_OF_COMMIT);
    env.api = "https://git.example/api/v3/";
    env.server = "https://git.example";
    env.run = NULL;
    cr_assert_eq(read_event(&env, "{}", 0, &event, NULL), PG_OK);
    expect_text(event.api, "https://git.example/api/v3", "no slash at the end");
    expect_text(event.run_address, "", "no run");
}

typedef struct bad_env {
    size_t offset;
    const char *value;
} bad_env;

Test(event, variables_that_are_none) {
#define BAD(member, value)                                                                         \
    { offsetof(pg_event_env, member), value }
    static const bad_env bad[] = {
        BAD(repository, NULL),
        BAD(repository, ""),
        BAD(repository, "octo"),
        BAD(repository, "octo/"),
        BAD(repository, "/widgets"),
        BAD(repository, "octo/wid/gets"),
        BAD(repository, "../widgets"),
        BAD(repository, "octo/.."),
        BAD(repository, "octo/wid gets"),
        BAD(repository, "octo/wid%2fgets"),
        BAD(repository, "octo/\">"),
        BAD(api, "api.github.com"),
        BAD(api, "ftp://x"),
        BAD(server, "https://x/?a=b"),
        BAD(server, "https://x\">"),
        BAD(server, "https://x/ y"),
        BAD(run, "12x"),
        BAD(run, "-1"),
        BAD(attempt, "1 -->"),
        BAD(sha, "main"),
        BAD(sha, "11111"),
        BAD(sha, "G111111111111111111111111111111111111111"),
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        pg_event event;
        pg_error err;
        pg_event_env env = usual;
        *(const char **)((char *)&env + bad[i].offset) = bad[i].value;
        cr_expect_eq(read_event(&env, "{}", 0, &event, &err), PG_INPUT, "row %zu: %s", i,
                     bad[i].value);
        cr_expect(*err.place, "row %zu", i);
    }
}

typedef struct payload_row {
    const char *event, *payload;
    uint64_t named;
    pg_status status;
    pg_pull_way way;
} payload_row;

#define RUN(more) "{\"workflow_run\": {\"id\": 9, \"head_sha\": \"" SHA "\", " more "}}"
#define FORK                                                                                       \
    "\"head_branch\": \"b\", \"repository\": {\"id\": 1},"                                         \
    "\"head_repository\": {\"id\": 2, \"owner\": {\"login\": \"fan\"}}"

Test(event, payloads) {
    static const payload_row rows[] = {
        {"pull_request", NULL, 0, PG_INPUT, 0},
        {"pull_request", "{}", 0, PG_INPUT, 0},
        {"pull_request", "{\"pull_request\": {\"number\": 7}}", 0, PG_INPUT, 0},
        {"pull_request", "{\"pull_request\": {\"number\": 7, \"head\": {\"sha\": \"" SHA "\"}}}", 0,
         PG_OK, PG_PULL_GIVEN},
        {"pull_request", "{\"pull_request\": {\"number\": 7.5, \"head\": {\"sha\": \"" SHA "\"}}}",
         0, PG_INPUT, 0},
        {"pull_request", "{\"pull_request\": {\"number\": -7, \"head\": {\"sha\": \"" SHA "\"}}}",
         0, PG_INPUT, 0},
        {"pull_request", "{\"repository\": {\"full_name\": \"octo/other\"}}", 0, PG_INPUT, 0},
        {"workflow_run", RUN("\"event\": \"pull_request\", " FORK), 0, PG_OK, PG_PULL_OF_BRANCH},
        {"workflow_run", RUN("\"event\": \"pull_request\""), 0, PG_INPUT, 0},
        {"workflow_run", RUN("\"event\": \"push\""), 0, PG_OK, PG_PULL_OF_COMMIT},
        {"workflow_run", RUN("\"event\": \"schedule\""), 0, PG_OK, PG_PULL_NONE},
        {"workflow_run", "{\"workflow_run\": {\"id\": 9}}", 0, PG_INPUT, 0},
        {"push", "{}", 0, PG_OK, PG_PULL_OF_COMMIT},
        {"workflow_dispatch", "{}", 0, PG_OK, PG_PULL_NONE},
        {"workflow_dispatch", "{}", 8, PG_OK, PG_PULL_NAMED},
        {"merge_group", "{}", 0, PG_OK, PG_PULL_NONE},
        {"merge_group", NULL, 0, PG_OK, PG_PULL_NONE},
        {"issue_comment", "{\"issue\": {\"number\": 7}}", 0, PG_OK, PG_PULL_NONE},
        {"push", "{}", 8, PG_USAGE, 0},
        {"issue_comment", "{}", 8, PG_USAGE, 0},
        {NULL, NULL, 8, PG_OK, PG_PULL_NAMED},
        {NULL, NULL, 0, PG_OK, PG_PULL_NONE},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pg_event event;
        pg_event_env env = usual;
        env.name = rows[i].event;
        pg_status status = read_event(&env, rows[i].payload, rows[i].named, &event, NULL);
        cr_expect_eq(status, rows[i].status, "row %zu: %d", i, status);
        cr_expect(status || event.way == rows[i].way, "row %zu", i);
    }
}

Test(event, the_run_that_measured_counts) {
    pg_event event;
    pg_event_env env = usual;
    env.name = "workflow_run";
    cr_assert_eq(read_event(&env, RUN("\"run_attempt\": 4, \"event\": \"pull_request\", " FORK), 0,
                            &event, NULL),
                 PG_OK);
    cr_expect_eq(event.run, 9);
    cr_expect_eq(event.attempt, 4);
    cr_expect(event.foreign && event.head_apart);
    expect_text(event.run_address, "https://github.com/octo/widgets/actions/runs/12",
                "people are led to this run");
}

Test(event, fields) {
    char text[] = "{\"a\": {\"b\": {\"c\": \"x\", \"n\": 7, \"half\": 0.5, \"far\": 1e300}}, "
                  "\"l\": [1], \"z\": null}";
    pg_json top;
    cr_assert_eq(pg_json_parse(arena, "t", text, strlen(text), PG_JSON_PLAIN, &top, NULL), PG_OK);
    expect_text(pg_field_text(&top, "a.b.c"), "x", "a text");
    cr_expect_eq(pg_field_count(&top, "a.b.n"), 7);
    static const char *const none[] = {"",        "a", "a.b", "a.x", "a.b.n",
                                       "a.b.c.d", "l", "l.0", "z",   "a.b.c.d.e.f.g.h"};
    for (size_t i = 0; i < COUNT_OF(none); i++) {
        expect_text(pg_field_text(&top, none[i]), "", "%s", none[i]);
    }
    cr_expect_eq(pg_field_count(&top, "a.b.half"), 0);
    cr_expect_eq(pg_field_count(&top, "a.b.far"), 0);
    cr_expect_eq(pg_field_count(&top, "a.b.c"), 0);
}

Test(event, mending) {
    static const char *const rows[][2] = {
        {"", ""},
        {"plain \\n", "plain \\n"},
        {"a\\u0000b", "a\\ufffdb"},
        {"a\\\\u0000b", "a\\\\u0000b"},
        {"a\\\\\\u0000b", "a\\\\\\ufffdb"},
        {"\\u0041", "\\u0041"},
        {"\\ud83d\\ude00", "\\ud83d\\ude00"},
        {"\\uD83D\\uDE00", "\\uD83D\\uDE00"},
        {"\\ud83d", "\\ufffd"},
        {"\\ud83d\\ud83d\\ude00", "\\ufffd\\ud83d\\ude00"},
        {"\\ude00\\ud83d", "\\ufffd\\ufffd"},
        {"\\ud83dx", "\\ufffdx"},
        {"\\u12", "\\u12"},
        {"\\", "\\"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char *text = pg_copy(arena, rows[i][0]);
        pg_field_mend(text);
        expect_text(text, rows[i][1], "row %zu", i);
    }
}
