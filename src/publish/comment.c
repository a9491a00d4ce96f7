#include "publish/comment.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_write.h"
#include "base/number.h"
#include "publish/fields.h"

enum { KEY_MAX = 50, ROUNDS = 3, NOT_FOUND = 404, GONE = 410, OK = 200, CREATED = 201 };

static const char START[] = "<!-- perfgate:", PERMISSION[] = "pull-requests: write";

/* ---- markers ---- */

bool pg_marker_key_is_good(const char *key) {
    size_t length = strlen(key);
    if (!length || length > KEY_MAX || !isalnum((unsigned char)*key) || key[length - 1] == '.' ||
        strstr(key, "--") || strstr(key, "..")) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (!isalnum((unsigned char)key[i]) && !strchr("._-", key[i])) {
            return false;
        }
    }
    return key[length - 1] != '-';
}

char *pg_marker_write(pg_arena *arena, const pg_marker *marker) {
    return pg_format(arena, "%s%s run=%llu attempt=%llu head=%s -->", START, marker->key,
                     (unsigned long long)marker->run, (unsigned long long)marker->attempt,
                     *marker->head ? marker->head : "unknown");
}

/* The word behind "NAME=" at *at, and moves behind it; NULL where it is not there. */
static char *take(pg_arena *arena, const char **at, const char *name) {
    size_t length = strlen(name);
    if (**at != ' ' || strncmp(*at + 1, name, length) != 0 || (*at)[length + 1] != '=') {
        return NULL;
    }
    const char *word = *at + length + 2;
    *at = word + strcspn(word, " \n");
    return pg_copy_n(arena, word, (size_t)(*at - word));
}

bool pg_marker_read(pg_arena *arena, const char *text, const char *key, pg_marker *ret) {
    size_t start = sizeof(START) - 1, length = strlen(key);
    if (strncmp(text, START, start) != 0 || strncmp(text + start, key, length) != 0) {
        return false;
    }
    const char *at = text + start + length;
    const char *run = take(arena, &at, "run");
    const char *attempt = run ? take(arena, &at, "attempt") : NULL;
    const char *head = attempt ? take(arena, &at, "head") : NULL;
    pg_marker marker = {.key = key, .head = head};
    if (!head || strncmp(at, " -->", 4) != 0 || !pg_count_read(run, &marker.run) ||
        !pg_count_read(attempt, &marker.attempt)) {
        return false;
    }
    *ret = marker;
    return true;
}

bool pg_marker_is_newer(const pg_marker *a, const pg_marker *b) {
    return a->run != b->run ? a->run > b->run : a->attempt > b->attempt;
}

/* ---- finding ---- */

typedef struct written {
    uint64_t id;
    const char *body, *address, *author;
} written;

static pg_status read_comment(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    (void)arena;
    (void)err;
    *(written *)ret = (written){
        .id = pg_field_count(at, "id"),
        .body = pg_field_text(at, "body"),
        .address = pg_field_text(at, "html_url"),
        .author = pg_field_text(at, "user.login"),
    };
    return PG_OK;
}

/* Adds those of a page that are ours. */
static pg_status add_page(pg_github *github, const pg_json *page, const char *key,
                          const char *author, pg_comments *found, pg_error *err) {
    void *array;
    size_t count;
    pg_status status =
        pg_json_array(github->arena, page, sizeof(written), read_comment, &array, &count, err);
    for (size_t i = 0; !status && i < count; i++) {
        const written *w = &((const written *)array)[i];
        pg_comment comment = {.id = w->id, .body = w->body, .address = w->address};
        if (w->id && !strcmp(w->author, author) &&
            pg_marker_read(github->arena, w->body, key, &comment.marker)) {
            found->all =
                pg_grow(github->arena, found->all, found->count, found->count + 1, sizeof(comment));
            found->all[found->count++] = comment;
        }
    }
    return status;
}

static int oldest_first(const void *left, const void *right) {
    uint64_t a = ((const pg_comment *)left)->id, b = ((const pg_comment *)right)->id;
    return a < b ? -1 : a > b;
}

pg_status pg_comment_find(pg_github *github, uint64_t pull, const char *key, const char *author,
                          pg_comments *ret, pg_error *err) {
    pg_comments found = {NULL, 0};
    const char *path =
        pg_format(github->arena, "/issues/%llu/comments?per_page=100", (unsigned long long)pull);
    for (int page = 0; path; page++) {
        pg_answer answer;
        pg_call call = {.method = "GET", .path = path, .permission = PERMISSION};
        if (page == PG_GITHUB_PAGES_MAX) {
            return pg_fail(err, PG_REMOTE, NULL,
                           "pull request %llu has more than %d pages of comments",
                           (unsigned long long)pull, PG_GITHUB_PAGES_MAX);
        }
        pg_status status = pg_github_expect(github, &call, OK, &answer, err);
        if (!status) {
            status = add_page(github, &answer.json, key, author, &found, err);
        }
        if (status) {
            return status;
        }
        path = answer.next;
    }
    if (found.count) {
        qsort(found.all, found.count, sizeof(*found.all), oldest_first);
    }
    *ret = found;
    return PG_OK;
}

bool pg_comment_is_stale(const pg_comments *found, const pg_marker *marker) {
    for (size_t i = 0; i < found->count; i++) {
        if (pg_marker_is_newer(&found->all[i].marker, marker)) {
            return true;
        }
    }
    return false;
}

/* ---- writing ---- */

static size_t trimmed(const char *text) {
    size_t length = strlen(text);
    while (length && isspace((unsigned char)text[length - 1])) {
        length--;
    }
    return length;
}

bool pg_comment_same(const char *a, const char *b) {
    const char *a_end = a + trimmed(a), *b_end = b + trimmed(b);
    while (a < a_end && b < b_end) {
        a += a[0] == '\r' && a[1] == '\n';
        b += b[0] == '\r' && b[1] == '\n';
        if (*a++ != *b++) {
            return false;
        }
    }
    return a == a_end && b == b_end;
}

static pg_buf body_of(pg_arena *arena, const char *body) {
    pg_buf out = pg_buf_new(arena);
    pg_json_writer w = pg_json_writer_new(&out);
    pg_json_open_object(&w, NULL, PG_JSON_LINE);
    pg_json_put_text(&w, "body", body);
    pg_json_close(&w);
    return out;
}

static pg_status delete_others(pg_github *github, const pg_comments *found, pg_error *err) {
    pg_status status = PG_OK;
    for (size_t i = 1; i < found->count && !status; i++) {
        pg_answer answer;
        pg_call call = {.method = "DELETE",
                        .path = pg_format(github->arena, "/issues/comments/%llu",
                                          (unsigned long long)found->all[i].id),
                        .permission = PERMISSION};
        status = pg_github_call(github, &call, &answer, err);
        if (!status && answer.status >= 300 && answer.status != NOT_FOUND) {
            status = pg_fail(err, PG_REMOTE, NULL, "%s %s: answered %u: %.300s", call.method,
                             call.path, answer.status, answer.message);
        }
    }
    return status;
}

/* *ret_again: it is not known whether it was done, or the comment is gone: look again. */
static pg_status write_once(pg_github *github, const pg_comment_post *post,
                            const pg_comments *found, pg_answer *answer, bool *ret_again,
                            pg_error *err) {
    pg_arena *arena = github->arena;
    pg_buf body = body_of(arena, post->body);
    bool creates = found->count == 0;
    pg_call call = {
        .method = creates ? "POST" : "PATCH",
        .path = creates ? pg_format(arena, "/issues/%llu/comments", (unsigned long long)post->pull)
                        : pg_format(arena, "/issues/comments/%llu",
                                    (unsigned long long)found->all[0].id),
        .body = &body,
        .permission = PERMISSION,
        .once = creates,
    };
    pg_status status = pg_github_expect(github, &call, creates ? CREATED : OK, answer, err);
    bool gone = !creates && (answer->status == NOT_FOUND || answer->status == GONE);
    *ret_again = answer->unknown || gone;
    return status;
}

static bool reads_like(const pg_comments *found, const char *body) {
    return found->count && pg_comment_same(found->all[0].body, body);
}

pg_status pg_comment_put(pg_github *github, const pg_comment_post *post, pg_comments *found,
                         pg_comment_outcome *ret, const char **ret_address, const char **ret_author,
                         pg_error *err) {
    pg_comment_outcome outcome = PG_COMMENT_UNCHANGED;
    *ret_author = "";
    for (int round = 1;; round++) {
        if (pg_comment_is_stale(found, &post->marker)) {
            *ret = PG_COMMENT_STALE;
            *ret_address = found->all[0].address;
            return PG_OK;
        }
        if (reads_like(found, post->body)) {
            *ret = outcome;
            *ret_address = found->all[0].address;
            return delete_others(github, found, err);
        }
        pg_answer answer;
        bool again;
        outcome = found->count ? PG_COMMENT_UPDATED : PG_COMMENT_CREATED;
        pg_status status = write_once(github, post, found, &answer, &again, err);
        if (!status) {
            *ret = outcome;
            *ret_address = pg_field_text(&answer.json, "html_url");
            *ret_author =
                outcome == PG_COMMENT_CREATED ? pg_field_text(&answer.json, "user.login") : "";
            return delete_others(github, found, err);
        }
        if (!again || round == ROUNDS) {
            return status;
        }
        status = pg_comment_find(github, post->pull, post->marker.key, post->author, found, err);
        if (status) {
            return status;
        }
    }
}

const char *pg_comment_outcome_word(pg_comment_outcome outcome) {
    static const char *const words[] = {
        [PG_COMMENT_UNCHANGED] = "unchanged",
        [PG_COMMENT_CREATED] = "created",
        [PG_COMMENT_UPDATED] = "updated",
        [PG_COMMENT_STALE] = "left to a newer run",
    };
    return words[outcome];
}
