/* A session: trees opened, built and measured, one side or two, with all provenance. What `run`,
 * `gate` and `baseline accept` have in common. */
#ifndef PG_FLOW_SESSION_H
#define PG_FLOW_SESSION_H

#include "measure/measure.h"
#include "measure/tree.h"

typedef struct pg_session_request {
    const char *tool; /* "perfgate 0.1.0" */
    const pg_config *config;
    const char *root; /* the directory of perfgate.json */
    const char *filter;
    uint64_t blocks, seed;
    bool measure_identical, no_build;
    void (*progress)(void *context, const pg_progress *progress);
    void (*say)(void *context, const char *line); /* what is being done, for people */
    void *context;
} pg_session_request;

typedef struct pg_open_session {
    const pg_session_request *request;
    pg_arena *arena;
    pg_launcher *launcher;
    pg_tree head, base;
    bool has_base;
    const char *id;
    pg_host host;
} pg_open_session;

/* Starts the launcher and opens and builds head. Whatever happens, close it afterwards. */
pg_status pg_session_open(pg_arena *arena, const pg_session_request *request, pg_open_session *ret,
                          pg_error *err);
void pg_session_close(pg_open_session *session);

/* Opens and builds the other side: a directory, else a revision. On failure the session goes on
 * without. */
pg_status pg_session_add_base(pg_open_session *session, const char *base, pg_error *err);

/* Measures; *ret_base is filled where there is one. Interrupted: complete is false. */
pg_status pg_session_measure(pg_open_session *session, pg_run *ret_base, pg_run *ret_head,
                             pg_error *err);

/* Forgets the session's identity, so that the next measuring is a session of its own. */
void pg_session_renew(pg_open_session *session);

#endif
