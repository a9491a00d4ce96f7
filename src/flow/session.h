/* A session: trees opened, built and measured, one side or two, with all provenance. What `run`,
 * `gate` and `baseline accept` have in common. */
#ifndef PG_FLOW_SESSION_H
#define PG_FLOW_SESSION_H

#include "flow/shard.h"
#include "measure/measure.h"
#include "measure/tree.h"

typedef struct pg_session_request {
    const char *tool; /* "perfgate 0.1.0" */
    const pg_config *config;
    const char *root; /* the directory of perfgate.json */
    const char *filter;
    const pg_shard *shard; /* `config` is its; NULL: the whole suite */
    uint64_t blocks, seed;
    bool measure_identical, no_build;
    bool control;   /* measure base once more, as a third side: the A/A check */
    bool in_stages; /* `blocks` is the most; fewer may do */
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
    /* From pg_session_start on. */
    pg_sandbox sandbox;
    bool has_sandbox;
    pg_plan plan;
    pg_run runs[PG_SIDES_MAX];
    pg_executor *executor;
    pg_measuring *measuring;
} pg_open_session;

/* Starts the launcher and opens and builds head. Whatever happens, close it afterwards. */
pg_status pg_session_open(pg_arena *arena, const pg_session_request *request, pg_open_session *ret,
                          pg_error *err);
void pg_session_close(pg_open_session *session);

/* Opens and builds the other side: a directory, else a revision. On failure the session goes on
 * without. */
pg_status pg_session_add_base(pg_open_session *session, const char *base, pg_error *err);

/* Prepares the measuring: `measuring` can then be taken forward in stages (measure/measure.h).
 * `err` must outlive it. */
pg_status pg_session_start(pg_open_session *session, pg_error *err);

/* Starts and measures all blocks. Interrupted: the runs' `complete` is false. */
pg_status pg_session_measure(pg_open_session *session, pg_error *err);

/* What was measured; NULL where there is no such side. Valid while the arena is. */
const pg_run *pg_session_head(const pg_open_session *session);
const pg_run *pg_session_base(const pg_open_session *session);
const pg_run *pg_session_control(const pg_open_session *session);

/* This machine, as runs record it. */
pg_host pg_session_host(pg_arena *arena);

/* Forgets the session's identity, so that the next measuring is a session of its own. */
void pg_session_renew(pg_open_session *session);

#endif
