/* `perfgate init`: the first perfgate.json, workflows and baselines folder of a repository, made
 * after looking at what builds it. A start to be edited: the program that it names is a guess. */
#ifndef PG_FLOW_INIT_H
#define PG_FLOW_INIT_H

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"

typedef struct pg_init_request {
    const char *folder; /* the top of the repository */
    const char *action; /* "OWNER/perfgate@REF", written behind `uses:` */
} pg_init_request;

typedef struct pg_init_outcome {
    const char *found;   /* the file that told: "meson.build"; "" none of those we know */
    const char *kind;    /* "Meson" */
    const char *program; /* that the example measures */
    pg_strings written;  /* relative to the folder */
} pg_init_outcome;

/* All files or none: PG_USAGE where one of them is there already, and nothing is written. */
pg_status pg_init_write(pg_arena *arena, const pg_init_request *request, pg_init_outcome *ret,
                        pg_error *err);

#endif
