#include "publish/chart_ref.h"

#include <string.h>

#include "base/json_write.h"
#include "publish/event.h"
#include "publish/fields.h"

enum { CREATED = 201, UPDATED = 200, EXISTS = 422 };

static const char PERMISSION[] = "contents: write";
static const char *const names[] = {"chart.png", "chart-dark.png"};
static const char NO_COMMIT[] = "0000000000000000000000000000000000000000"; /* of a dry run */

void pg_chart_ref_base64(pg_buf *out, const char *bytes, size_t length) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *at = (const unsigned char *)bytes;
    for (size_t i = 0; i < length; i += 3) {
        size_t have = length - i < 3 ? length - i : 3;
        unsigned group = (unsigned)at[i] << 16 | (have > 1 ? (unsigned)at[i + 1] << 8 : 0) |
                         (have > 2 ? (unsigned)at[i + 2] : 0);
        for (size_t k = 0; k < 4; k++) {
            pg_buf_char(out, k <= have ? digits[group >> (18 - 6 * k) & 63] : '=');
        }
    }
}

char *pg_chart_ref_name(pg_arena *arena, uint64_t pull, const char *key) {
    bool own = strcmp(key, "default") != 0;
    return pg_format(arena, "perfgate/pr-%llu%s%s", (unsigned long long)pull, own ? "-" : "",
                     own ? key : "");
}

char *pg_chart_ref_address(pg_arena *arena, const char *server, const char *repository,
                           const char *commit, bool dark) {
    return pg_format(arena, "%s/%s/blob/%s/%s?raw=true", server, repository, commit, names[dark]);
}

char *pg_chart_ref_shown(pg_arena *arena, const char *server, const char *repository,
                         const char *body) {
    const char *start = pg_format(arena, "src=\"%s/%s/blob/", server, repository);
    const char *found = strstr(body, start);
    const char *commit = found ? found + strlen(start) : "";
    char *word = pg_copy_n(arena, commit, strcspn(commit, "/\""));
    return pg_event_is_sha(word) ? word : pg_copy(arena, "");
}

/* ---- requests ---- */

static pg_json_writer open_body(pg_buf *body) {
    pg_json_writer w = pg_json_writer_new(body);
    pg_json_open_object(&w, NULL, PG_JSON_LINE);
    return w;
}

/* Creates an object; *ret is its name. The same object sent twice is one: it may be repeated. */
static pg_status create(pg_github *github, const char *path, const pg_buf *body, const char **ret,
                        pg_error *err) {
    pg_answer answer;
    pg_call call = {.method = "POST", .path = path, .body = body, .permission = PERMISSION};
    pg_status status = pg_github_expect(github, &call, CREATED, &answer, err);
    if (status) {
        return status;
    }
    const char *sha = github->http ? pg_field_text(&answer.json, "sha") : NO_COMMIT;
    if (!pg_event_is_sha(sha)) {
        return pg_fail(err, PG_REMOTE, NULL, "POST %s: answered without the object's name", path);
    }
    *ret = sha;
    return PG_OK;
}

static pg_status create_blob(pg_github *github, const pg_chart_picture *picture, const char **ret,
                             pg_error *err) {
    pg_buf content = pg_buf_new(github->arena), body = pg_buf_new(github->arena);
    pg_chart_ref_base64(&content, picture->bytes, picture->length);
    pg_json_writer w = open_body(&body);
    pg_json_put_text(&w, "encoding", "base64");
    pg_json_put_text(&w, "content", content.data);
    pg_json_close(&w);
    return create(github, "/git/blobs", &body, ret, err);
}

static pg_status create_tree(pg_github *github, const char *const *blobs, const char **ret,
                             pg_error *err) {
    pg_buf body = pg_buf_new(github->arena);
    pg_json_writer w = open_body(&body);
    pg_json_open_array(&w, "tree", PG_JSON_LINE);
    for (size_t i = 0; i < 2; i++) {
        pg_json_open_object(&w, NULL, PG_JSON_LINE);
        pg_json_put_text(&w, "path", names[i]);
        pg_json_put_text(&w, "mode", "100644");
        pg_json_put_text(&w, "type", "blob");
        pg_json_put_text(&w, "sha", blobs[i]);
        pg_json_close(&w);
    }
    pg_json_close(&w);
    pg_json_close(&w);
    return create(github, "/git/trees", &body, ret, err);
}

static pg_status create_commit(pg_github *github, const pg_chart_upload *upload, const char *tree,
                               const char **ret, pg_error *err) {
    pg_buf body = pg_buf_new(github->arena);
    pg_json_writer w = open_body(&body);
    pg_json_put_text(&w, "message",
                     pg_format(github->arena, "perfgate: chart of pull request %llu (%s)",
                               (unsigned long long)upload->pull, upload->key));
    pg_json_put_text(&w, "tree", tree);
    pg_json_open_array(&w, "parents", PG_JSON_LINE);
    pg_json_close(&w);
    pg_json_close(&w);
    return create(github, "/git/commits", &body, ret, err);
}

/* Moves the ref to the commit: created, or, where it is there, forced. */
static pg_status put_ref(pg_github *github, const char *name, const char *commit, pg_error *err) {
    pg_buf created = pg_buf_new(github->arena), moved = pg_buf_new(github->arena);
    pg_json_writer w = open_body(&created);
    pg_json_put_text(&w, "ref", pg_format(github->arena, "refs/%s", name));
    pg_json_put_text(&w, "sha", commit);
    pg_json_close(&w);
    pg_answer answer;
    pg_call call = {
        .method = "POST", .path = "/git/refs", .body = &created, .permission = PERMISSION};
    pg_status status = pg_github_expect(github, &call, CREATED, &answer, err);
    if (!status || answer.status != EXISTS) {
        return status;
    }
    w = open_body(&moved);
    pg_json_put_text(&w, "sha", commit);
    pg_json_put_bool(&w, "force", true);
    pg_json_close(&w);
    call.method = "PATCH";
    call.path = pg_format(github->arena, "/git/refs/%s", pg_github_encode(github->arena, name));
    call.body = &moved;
    return pg_github_expect(github, &call, UPDATED, &answer, err);
}

pg_status pg_chart_ref_upload(pg_github *github, const pg_chart_upload *upload,
                              const char **ret_commit, pg_error *err) {
    const char *blobs[2], *tree, *commit;
    pg_status status = create_blob(github, &upload->light, &blobs[0], err);
    if (!status) {
        status = create_blob(github, &upload->dark, &blobs[1], err);
    }
    if (!status) {
        status = create_tree(github, blobs, &tree, err);
    }
    if (!status) {
        status = create_commit(github, upload, tree, &commit, err);
    }
    if (!status) {
        status = put_ref(github, pg_chart_ref_name(github->arena, upload->pull, upload->key),
                         commit, err);
    }
    if (!status) {
        *ret_commit = commit;
    }
    return status;
}
