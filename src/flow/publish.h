/* The order of steps of `perfgate publish`: find the pull request and our comment on it, upload the
 * chart, write the comment, set the status, add to the summary and the outputs of the job.
 *
 * What goes wrong with one of them is a remark; the others are done all the same, and the verdict
 * is that of the comparison. Only a usage error or an interruption is a failure of the whole. */
#ifndef PG_FLOW_PUBLISH_H
#define PG_FLOW_PUBLISH_H

#include "model/comparison.h"
#include "publish/event.h"

typedef enum pg_publish_when {
    PG_PUBLISH_AUTO, /* where the job itself does not show at the pull request */
    PG_PUBLISH_ALWAYS,
    PG_PUBLISH_NEVER,
} pg_publish_when;

typedef struct pg_publish_request {
    const pg_comparison *comparison;
    pg_event_env env;
    const char *payload;           /* path of the event's file, NULL: none */
    const char *summary, *outputs; /* paths of the job's files, NULL: none */
    const char *token;             /* NULL: nothing is posted */
    const char *key, *author;
    const char *tool;  /* "perfgate 0.1.0" */
    uint64_t pull;     /* named by a person, 0: none */
    double wait_scale; /* publish/github.h */
    pg_publish_when status;
    bool no_chart, dry_run;
    void (*say)(void *context, const char *line);     /* what is waited for, what a dry run asks */
    void (*trouble)(void *context, const char *line); /* what could not be done */
    void *context;
} pg_publish_request;

typedef struct pg_publish_outcome {
    const char *comment; /* the Markdown as it was, or would have been, posted */
    const char *outcome; /* "created"; "" where there is no comment */
    const char *address; /* of the comment */
} pg_publish_outcome;

pg_status pg_publish_run(pg_arena *arena, const pg_publish_request *request,
                         pg_publish_outcome *ret, pg_error *err);

#endif
