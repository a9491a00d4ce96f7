/* GitHub's REST interface, politely: one request at a time, a second between writes, waits where it
 * asks for them, few repetitions, and an end to all of it after a time.
 *
 * Limits: Retry-After is obeyed; else, where no requests are left, x-ratelimit-reset; else a wait
 * of 60 s, then 120 s. What would last longer than the time that is left is not waited for. Answers
 * from 500 on and broken connections are tried again after 1, 2 and 4 s, unless the request may be
 * sent only once: then the caller looks what became of it. Redirects are followed on the same
 * server only.
 */
#ifndef PG_PUBLISH_GITHUB_H
#define PG_PUBLISH_GITHUB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/json.h"
#include "sys/http.h"

enum {
    PG_GITHUB_TRIES = 4,
    PG_GITHUB_SECONDS = 300, /* for everything together, waits included */
    PG_GITHUB_PAGES_MAX = 100,
};

typedef struct pg_github_settings {
    const char *api;        /* address, no slash at the end */
    const char *repository; /* "owner/name" */
    const char *token;      /* NULL only for a dry run */
    const char *agent;
    double seconds;    /* for everything together; 0: PG_GITHUB_SECONDS */
    double wait_scale; /* of every wait; below 1 for a server of this machine only: tests */
    bool dry_run; /* requests are told, not sent; each is taken to succeed and to find nothing */
    void (*say)(void *context, const char *line);
    void *context;
} pg_github_settings;

typedef struct pg_github {
    pg_arena *arena;
    pg_github_settings settings;
    pg_http *http; /* NULL: dry run */
    double spent;  /* seconds */
    uint64_t last_write_ns;
} pg_github;

typedef struct pg_call {
    const char *method;
    const char *path;       /* below the repository, "/pulls/7", or the address of a next page */
    const pg_buf *body;     /* JSON; NULL: none */
    const char *permission; /* what the token needs for it: "pull-requests: write" */
    bool once;              /* a repetition could do it twice */
} pg_call;

typedef struct pg_answer {
    unsigned status;
    pg_json json; /* where has_json */
    bool has_json;
    const char *next; /* address of the next page, NULL: none */
    const char *message;
    bool unknown; /* of a call for once, where it failed: it may have been done all the same */
} pg_answer;

pg_status pg_github_open(pg_arena *arena, const pg_github_settings *settings, pg_github *ret,
                         pg_error *err);
void pg_github_close(pg_github *github);

/* PG_OK with whatever GitHub has answered that is final. PG_REMOTE: no answer, or too busy. */
pg_status pg_github_call(pg_github *github, const pg_call *call, pg_answer *ret, pg_error *err);

/* The same, where one answer will do: PG_REMOTE with GitHub's words for any other. */
pg_status pg_github_expect(pg_github *github, const pg_call *call, unsigned status, pg_answer *ret,
                           pg_error *err);

/* `text` for a path or a query: all but letters, digits and -._~ in %XX. */
char *pg_github_encode(pg_arena *arena, const char *text);

/* Exposed for tests. How long to wait for after this answer, in seconds; 0: it is no limit. `tries`
 * counts those made, `now` is in seconds since 1970. */
double pg_github_limit_wait(const pg_http_response *response, unsigned tries, uint64_t now);

/* The address with rel="next" of a Link header, NULL where there is none. */
char *pg_github_next_page(pg_arena *arena, const char *link);

#endif
