#include "publish/event.h"

#include <ctype.h>
#include <string.h>

#include "base/number.h"
#include "publish/fields.h"

static const char DEFAULT_API[] = "https://api.github.com";
static const char DEFAULT_SERVER[] = "https://github.com";

bool pg_event_is_sha(const char *text) {
    size_t length = strlen(text);
    return (length == 40 || length == 64) && strspn(text, "0123456789abcdef") == length;
}

static bool is_name(const char *text, size_t length) {
    if (!length || length > 100 || (length <= 2 && !strncmp(text, "..", length))) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (!isalnum((unsigned char)text[i]) && !strchr("._-", text[i])) {
            return false;
        }
    }
    return true;
}

static pg_status read_repository(pg_arena *arena, const char *text, pg_event *ret, pg_error *err) {
    size_t owner = text ? strcspn(text, "/") : 0;
    if (!text || !text[owner] || !is_name(text, owner) ||
        !is_name(text + owner + 1, strlen(text + owner + 1))) {
        return pg_fail(err, PG_INPUT, "GITHUB_REPOSITORY", "expected owner/name, found \"%.100s\"",
                       text ? text : "");
    }
    ret->owner = pg_copy_n(arena, text, owner);
    ret->repository = text;
    return PG_OK;
}

/* These stand in links of the comment: nothing that could end one. */
static pg_status read_address(pg_arena *arena, const char *name, const char *text,
                              const char *otherwise, const char **ret, pg_error *err) {
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "-._~:/";
    text = text ? text : otherwise;
    size_t length = strlen(text);
    bool scheme = !strncmp(text, "https://", 8) || !strncmp(text, "http://", 7);
    if (!scheme || length > 200 || strspn(text, allowed) != length) {
        return pg_fail(err, PG_INPUT, name, "expected the address of a server, found \"%.200s\"",
                       text);
    }
    while (text[length - 1] == '/') {
        length--;
    }
    *ret = pg_copy_n(arena, text, length);
    return PG_OK;
}

static pg_status read_count(const char *name, const char *text, uint64_t *ret, pg_error *err) {
    *ret = 0;
    return !text || pg_count_read(text, ret)
               ? PG_OK
               : pg_fail(err, PG_INPUT, name, "expected a whole number, found \"%.40s\"", text);
}

static pg_status read_env(pg_arena *arena, const pg_event_env *env, pg_event *ret, pg_error *err) {
    pg_status status = read_repository(arena, env->repository, ret, err);
    if (!status) {
        status = read_address(arena, "GITHUB_API_URL", env->api, DEFAULT_API, &ret->api, err);
    }
    if (!status) {
        status = read_address(arena, "GITHUB_SERVER_URL", env->server, DEFAULT_SERVER, &ret->server,
                              err);
    }
    if (!status) {
        status = read_count("GITHUB_RUN_ID", env->run, &ret->run, err);
    }
    if (!status) {
        status = read_count("GITHUB_RUN_ATTEMPT", env->attempt, &ret->attempt, err);
    }
    if (!status && env->sha && !pg_event_is_sha(env->sha)) {
        status =
            pg_fail(err, PG_INPUT, "GITHUB_SHA", "expected a commit, found \"%.80s\"", env->sha);
    }
    if (status) {
        return status;
    }
    ret->name = env->name ? env->name : "";
    ret->head = env->sha ? env->sha : "";
    ret->run_address = ret->run ? pg_format(arena, "%s/%s/actions/runs/%llu", ret->server,
                                            ret->repository, (unsigned long long)ret->run)
                                : "";
    return PG_OK;
}

/* ---- the payloads ---- */

static pg_status lacks(const pg_event *event, const char *what, pg_error *err) {
    return pg_fail(err, PG_INPUT, "GITHUB_EVENT_PATH", "the payload of %s has no %s", event->name,
                   what);
}

static pg_status read_pull_request(const pg_json *payload, pg_event *ret, pg_error *err) {
    const char *head = pg_field_text(payload, "pull_request.head.sha");
    ret->pull = pg_field_count(payload, "pull_request.number");
    if (!ret->pull || !pg_event_is_sha(head)) {
        return lacks(ret, "pull_request with number and head.sha", err);
    }
    ret->head = head;
    ret->way = PG_PULL_GIVEN;
    ret->foreign = pg_field_count(payload, "pull_request.head.repo.id") !=
                   pg_field_count(payload, "pull_request.base.repo.id");
    return PG_OK;
}

static pg_status read_workflow_run(const pg_json *payload, pg_event *ret, pg_error *err) {
    const char *head = pg_field_text(payload, "workflow_run.head_sha");
    uint64_t run = pg_field_count(payload, "workflow_run.id");
    if (!run || !pg_event_is_sha(head)) {
        return lacks(ret, "workflow_run with id and head_sha", err);
    }
    ret->run = run;
    ret->attempt = pg_field_count(payload, "workflow_run.run_attempt");
    ret->head = head;
    ret->head_apart = true;
    ret->head_owner = pg_field_text(payload, "workflow_run.head_repository.owner.login");
    ret->head_branch = pg_field_text(payload, "workflow_run.head_branch");
    ret->head_repository = pg_field_count(payload, "workflow_run.head_repository.id");
    ret->base_repository = pg_field_count(payload, "workflow_run.repository.id");
    ret->foreign = ret->head_repository != ret->base_repository;
    const char *event = pg_field_text(payload, "workflow_run.event");
    if (!strcmp(event, "push")) {
        ret->way = PG_PULL_OF_COMMIT;
    } else if (!strcmp(event, "pull_request")) {
        ret->way = PG_PULL_OF_BRANCH;
        if (!ret->head_repository || !ret->base_repository || !*ret->head_branch ||
            !is_name(ret->head_owner, strlen(ret->head_owner))) {
            return lacks(ret, "head_branch, head_repository and repository", err);
        }
    }
    return PG_OK;
}

static pg_status read_push(const pg_json *payload, pg_event *ret, pg_error *err) {
    (void)err;
    ret->base_repository = pg_field_count(payload, "repository.id");
    ret->way = pg_event_is_sha(ret->head) ? PG_PULL_OF_COMMIT : PG_PULL_NONE;
    return PG_OK;
}

static pg_status read_dispatch(const pg_json *payload, pg_event *ret, pg_error *err) {
    (void)err;
    ret->base_repository = pg_field_count(payload, "repository.id");
    ret->head_apart = true;
    return PG_OK;
}

typedef struct event_kind {
    const char *name;
    bool takes_number; /* a person may name the pull request */
    pg_status (*read)(const pg_json *payload, pg_event *ret, pg_error *err);
} event_kind;

static const event_kind kinds[] = {
    {"pull_request", false, read_pull_request},
    {"pull_request_target", false, read_pull_request},
    {"workflow_run", false, read_workflow_run},
    {"push", false, read_push},
    {"workflow_dispatch", true, read_dispatch},
    {"merge_group", false, NULL},
    {"schedule", false, NULL},
    {"", true, NULL}, /* by hand, outside of a workflow */
};

static const event_kind *find_kind(const char *name) {
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
        if (!strcmp(kinds[i].name, name)) {
            return &kinds[i];
        }
    }
    return NULL;
}

pg_status pg_event_read(pg_arena *arena, const pg_event_env *env, const pg_json *payload,
                        uint64_t named, pg_event *ret, pg_error *err) {
    pg_event event = {.head_owner = "", .head_branch = ""};
    pg_status status = read_env(arena, env, &event, err);
    if (status) {
        return status;
    }
    const event_kind *kind = find_kind(event.name);
    if (named && (!kind || !kind->takes_number)) {
        return pg_fail(err, PG_USAGE, NULL,
                       "--pr is for workflow_dispatch: the pull request of %s is known",
                       event.name);
    }
    const char *of = payload ? pg_field_text(payload, "repository.full_name") : "";
    if (*of && strcmp(of, event.repository) != 0) {
        return pg_fail(err, PG_INPUT, "GITHUB_EVENT_PATH", "is of %.200s, and not of %s", of,
                       event.repository);
    }
    if (kind && kind->read) {
        status = payload ? kind->read(payload, &event, err)
                         : pg_fail(err, PG_INPUT, "GITHUB_EVENT_PATH",
                                   "expected the payload of %s, found none", event.name);
    }
    if (status) {
        return status;
    }
    if (named) {
        event.way = PG_PULL_NAMED;
        event.pull = named;
    }
    *ret = event;
    return PG_OK;
}
