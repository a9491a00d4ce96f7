#include "publish/pull.h"

#include <string.h>

#include "publish/fields.h"

static const char PERMISSION[] = "pull-requests: read";

typedef struct pull {
    uint64_t number, head_repository, base_repository;
    const char *head, *merge, *state;
} pull;

static pg_status read_pull(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    (void)arena;
    (void)err;
    *(pull *)ret = (pull){
        .number = pg_field_count(at, "number"),
        .head_repository = pg_field_count(at, "head.repo.id"),
        .base_repository = pg_field_count(at, "base.repo.id"),
        .head = pg_field_text(at, "head.sha"),
        .merge = pg_field_text(at, "merge_commit_sha"),
        .state = pg_field_text(at, "state"),
    };
    return PG_OK;
}

static bool is_ours(const pg_event *event, const pull *p) {
    return p->number && !strcmp(p->state, "open") && !strcmp(p->head, event->head) &&
           (!event->base_repository || p->base_repository == event->base_repository) &&
           (!event->head_repository || p->head_repository == event->head_repository);
}

/* The one of a list; its length is at most a page: pull requests of one head. */
static pg_status find_in_list(pg_github *github, pg_event *event, const char *path,
                              const char **ret_why, pg_error *err) {
    pg_answer answer;
    pg_call call = {.method = "GET", .path = path, .permission = PERMISSION};
    void *pulls;
    size_t count, found = 0;
    pg_status status = pg_github_expect(github, &call, 200, &answer, err);
    if (!status) {
        status = pg_json_array(github->arena, &answer.json, sizeof(pull), read_pull, &pulls, &count,
                               err);
    }
    if (status) {
        return status;
    }
    for (size_t i = 0; i < count; i++) {
        const pull *p = &((const pull *)pulls)[i];
        if (is_ours(event, p)) {
            event->pull = p->number;
            found++;
        }
    }
    *ret_why =
        found == 1 ? ""
        : found    ? pg_format(github->arena, "%zu open pull requests have %s as their head", found,
                               event->head)
                : pg_format(github->arena, "no open pull request has %s as its head", event->head);
    event->pull = found == 1 ? event->pull : 0;
    return PG_OK;
}

static pg_status look_up(pg_github *github, pg_event *event, const char *measured,
                         const char **ret_why, pg_error *err) {
    pg_arena *arena = github->arena;
    unsigned long long number = event->pull;
    pg_answer answer;
    pg_call call = {
        .method = "GET", .path = pg_format(arena, "/pulls/%llu", number), .permission = PERMISSION};
    pull p;
    pg_status status = pg_github_expect(github, &call, 200, &answer, err);
    if (!github->http) {
        return status;
    }
    event->pull = 0;
    if (status) {
        return status;
    }
    read_pull(arena, &answer.json, &p, err);
    *ret_why = "";
    if (strcmp(p.state, "open") != 0 || !pg_event_is_sha(p.head)) {
        *ret_why = pg_format(arena, "pull request %llu is not open", number);
    } else if (event->base_repository && p.base_repository != event->base_repository) {
        *ret_why = pg_format(arena, "pull request %llu is of another repository", number);
    } else if (*measured && strcmp(measured, p.head) != 0 && strcmp(measured, p.merge) != 0) {
        *ret_why = pg_format(arena,
                             "%.40s was measured, and pull request %llu is at %s: a comment would "
                             "be about another state",
                             measured, number, p.head);
    }
    event->pull = **ret_why ? 0 : p.number;
    event->foreign = p.head_repository != p.base_repository;
    event->head = p.head;
    return PG_OK;
}

pg_status pg_pull_find(pg_github *github, pg_event *event, const char *measured,
                       const char **ret_why, pg_error *err) {
    pg_arena *arena = github->arena;
    *ret_why = "";
    switch (event->way) {
    case PG_PULL_GIVEN: return PG_OK;
    case PG_PULL_OF_BRANCH:
        return find_in_list(github, event,
                            pg_format(arena, "/pulls?state=open&per_page=100&head=%s%%3A%s",
                                      event->head_owner,
                                      pg_github_encode(arena, event->head_branch)),
                            ret_why, err);
    case PG_PULL_OF_COMMIT:
        return find_in_list(github, event,
                            pg_format(arena, "/commits/%s/pulls?per_page=100", event->head),
                            ret_why, err);
    case PG_PULL_NAMED: return look_up(github, event, measured, ret_why, err);
    case PG_PULL_NONE: break;
    }
    *ret_why = pg_format(arena, "%s has no pull request", *event->name ? event->name : "this run");
    return PG_OK;
}
