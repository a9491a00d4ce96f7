#include "publish/status.h"

#include <string.h>

#include "base/json_write.h"
#include "base/text.h"

enum { CREATED = 201 };

char *pg_commit_status_description(pg_arena *arena, const char *headline) {
    pg_buf out = pg_buf_new(arena);
    char *tame = pg_copy(arena, headline);
    pg_text_tame(tame);
    size_t left = pg_text_columns(tame) <= PG_STATUS_DESCRIPTION_MAX
                      ? PG_STATUS_DESCRIPTION_MAX
                      : PG_STATUS_DESCRIPTION_MAX - 1;
    const char *at = tame;
    for (size_t length; *at && left; at += length, left--) {
        length = pg_utf8_length((const unsigned char *)at, 4);
        /* Beyond U+FFFF is not to be relied on there. */
        pg_buf_add(&out, length < 4 ? at : "?", length < 4 ? length : 1);
    }
    pg_buf_text(&out, *at ? "…" : "");
    return out.data;
}

static const char *state_of(int exit_status) {
    return exit_status == 0 ? "success" : exit_status == 1 ? "failure" : "error";
}

pg_status pg_commit_status_put(pg_github *github, const char *commit, const char *key,
                               int exit_status, const char *headline, const char *run,
                               pg_error *err) {
    pg_arena *arena = github->arena;
    bool own = strcmp(key, "default") != 0;
    pg_buf body = pg_buf_new(arena);
    pg_json_writer w = pg_json_writer_new(&body);
    pg_json_open_object(&w, NULL, PG_JSON_LINE);
    pg_json_put_text(&w, "state", state_of(exit_status));
    pg_json_put_text(&w, "context",
                     own ? pg_format(arena, "perfgate/%s", key) : pg_copy(arena, "perfgate"));
    pg_json_put_text(&w, "description", pg_commit_status_description(arena, headline));
    pg_json_put_text(&w, "target_url", *run ? run : NULL);
    pg_json_close(&w);
    pg_answer answer;
    pg_call call = {.method = "POST",
                    .path = pg_format(arena, "/statuses/%s", commit),
                    .body = &body,
                    .permission = "statuses: write"};
    return pg_github_expect(github, &call, CREATED, &answer, err);
}
