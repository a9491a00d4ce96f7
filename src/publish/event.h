/* What started the workflow, and which pull request it is about. The runner tells by variables and
 * by a file (GITHUB_EVENT_PATH); both are checked here, and nothing else is believed: no number,
 * path or verdict from an artifact.
 *
 * | event | the pull request | head |
 * |---|---|---|
 * | pull_request, pull_request_target | in the payload | its head |
 * | workflow_run, of a pull_request | of the branch that ran: asked for, as forks' lists are empty
 * | that ran | | push | the open ones of the commit: asked for | GITHUB_SHA | | workflow_dispatch |
 * named by the person who started it: asked for | its head | | merge_group, schedule, others | none
 * | GITHUB_SHA |
 */
#ifndef PG_PUBLISH_EVENT_H
#define PG_PUBLISH_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"

/* The variables of the runner; NULL where unset. */
typedef struct pg_event_env {
    const char *name;       /* GITHUB_EVENT_NAME */
    const char *repository; /* GITHUB_REPOSITORY: "owner/name" */
    const char *sha;        /* GITHUB_SHA */
    const char *run, *attempt;
    const char *api, *server; /* GITHUB_API_URL, GITHUB_SERVER_URL: GitHub Enterprise has its own */
} pg_event_env;

typedef enum pg_pull_way {
    PG_PULL_NONE,
    PG_PULL_GIVEN,     /* `pull` is its number */
    PG_PULL_OF_BRANCH, /* the one whose head is this commit of this branch of this repository */
    PG_PULL_OF_COMMIT,
    PG_PULL_NAMED, /* `pull` is what a person said: to be looked up */
} pg_pull_way;

typedef struct pg_event {
    const char *name;
    const char *owner, *repository; /* "owner", "owner/name" */
    const char *api, *server;       /* without a slash at the end */
    const char *run_address;        /* of this run, for people */
    uint64_t run, attempt;          /* that measured: of workflow_run the one it follows */
    const char *head;               /* commit, "" unknown */
    pg_pull_way way;
    uint64_t pull;
    bool foreign;    /* the head is in a fork */
    bool head_apart; /* the job does not show at the pull request's head: a status is worth it */
    const char *head_owner, *head_branch;
    uint64_t head_repository, base_repository; /* ids, 0 unknown */
} pg_event;

/* `payload` is the event's file, NULL where there is none; `named` a pull request given by hand, 0:
 * none. PG_INPUT where a variable or the payload is not what GitHub gives, PG_USAGE where a number
 * is named that is not for this event. */
pg_status pg_event_read(pg_arena *arena, const pg_event_env *env, const pg_json *payload,
                        uint64_t named, pg_event *ret, pg_error *err);

/* Whether the text is a commit's name in full. */
bool pg_event_is_sha(const char *text);

#endif
