/* Which functions moved, of a workload that regressed: base and head are recorded on the spot, one
 * after the other, and compared. For people; no verdict rests on it. */
#ifndef PG_FLOW_MOVERS_H
#define PG_FLOW_MOVERS_H

#include "base/error.h"
#include "model/config.h"
#include "sys/launcher.h"

enum {
    PG_MOVERS_NAMED = 3,
    PG_MOVERS_SECONDS = 20,  /* a launch is stopped then */
    PG_MOVERS_WORKLOADS = 3, /* of a gate: what is beyond is not recorded */
};

typedef struct pg_movers_request {
    const pg_config *config;
    const pg_workload *workload;
    const char *directories[2]; /* the trees of base and head, built */
    const char *tool;
    void (*say)(void *context, const char *line);
    void *context;
} pg_movers_request;

typedef struct pg_movers {
    const char *text;         /* one line: who moved, by how much */
    const char *picture_name; /* "profile-parser.svg" */
    const char *picture;      /* the differential flamegraph */
    size_t picture_length;
} pg_movers;

/* By perf alone, some ten seconds a side, PG_MOVERS_SECONDS at most. */
pg_status pg_movers_find(pg_arena *arena, pg_launcher *launcher, const pg_movers_request *request,
                         pg_movers *ret, pg_error *err);

#endif
