/* A run: what one side of one session gave. Provenance and samples, nothing that can be recomputed.
 * The public format is perfgate-run/1 (docs/reference/schemas/perfgate-run-1.json).
 *
 * A minimal file has only "schema" and "workloads" with series of metric, unit and samples: then
 * the kind is timed, lower is better, all samples are one block, host and session are unknown ("").
 *
 * Reading checks what the types cannot: names are unique, without control characters and at most
 * 200 bytes long; samples are >= 0, whole where the unit is a count or bytes; as many block numbers
 * as samples; the metrics of our table have their unit, kind and direction.
 */
#ifndef PG_MODEL_RUN_H
#define PG_MODEL_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/json_write.h"
#include "model/metric.h"
#include "model/shards.h"

typedef struct pg_host {
    const char *class_name; /* equal: timed samples of two sessions may be compared; "" unknown */
    const char *cpu, *libc, *machine, *kernel;
    uint64_t cpus;
} pg_host;

typedef struct pg_source {
    const char *revision; /* "" unknown */
    bool dirty;           /* the tree differed from the revision */
    const char *build;    /* the build command */
    const char *compiler; /* as the artifacts tell */
} pg_source;

typedef struct pg_settings {
    uint64_t blocks, launches, warmup, seed; /* launches: a side in a block */
    /* Measured in stages: after how many blocks somebody looked, or would have, had anything been
     * undecided; the last one is the end. None: only at the end. In a merged run: see its parts. */
    pg_counts looks;
} pg_settings;

/* A step against noise, or one that shuts a measured program in. */
typedef struct pg_condition {
    const char *step; /* a word */
    bool done;
    const char *about; /* how, or why not */
} pg_condition;

typedef struct pg_series {
    const char *metric, *unit;
    pg_kind kind;
    pg_better better;
    pg_numbers samples; /* in the order taken */
    const char *source; /* how an exact metric was counted; "" unknown */
    pg_counts blocks;   /* one number a sample, or none at all: one block */
} pg_series;

typedef struct pg_workload_run {
    const char *name;
    const char *broken;    /* why it has no samples worth comparing; NULL: fine */
    bool absent;           /* it cannot be started on this side: new or vanished */
    bool same_bytes;       /* not measured: artifacts and inputs are those of the other side */
    const char *inputs;    /* hash of command, environment and fixtures; "" unknown */
    const char *artifacts; /* hash of the artifacts; "" unknown */
    uint64_t shard;        /* in a merged run: the part that measured it, from 1; else 0 */
    pg_strings remarks;    /* about the measuring */
    uint64_t iterations;   /* of a worker, in each launch; 0: not a worker */
    pg_counts order;       /* of each launch: its place in the block, from 0 over both sides */
    pg_counts start_ms;    /* of each launch, since the session began */
    pg_series *series;
    size_t series_count;
} pg_workload_run;

typedef struct pg_run {
    const char *path; /* where it was read from, for messages; not in the file */
    const char *tool, *suite, *session, *side, *started;
    bool complete; /* false: interrupted */
    pg_host host;
    pg_source source;
    pg_settings settings;
    pg_shards shards; /* count 0: the suite was measured as a whole */
    pg_condition *conditions;
    size_t condition_count;
    pg_workload_run *workloads;
    size_t workload_count;
    size_t *by_name; /* indexes of the workloads, sorted by name */
} pg_run;

/* An empty run: texts "", complete. */
pg_run pg_run_empty(void);

/* `at` is the file's top or a session inside a baseline. */
pg_status pg_run_read(pg_arena *arena, const pg_json *at, pg_run *ret, pg_error *err);
void pg_run_write(pg_json_writer *w, const char *key, const pg_run *run);

/* Makes `by_name`; false where two workloads share a name, which is stored in *ret_twice. */
bool pg_run_index(pg_arena *arena, pg_run *run, size_t *ret_twice);
const pg_workload_run *pg_run_find(const pg_run *run, const char *name);
/* The looks of a workload: those of its part where the run is merged. */
const pg_counts *pg_run_looks(const pg_run *run, const pg_workload_run *workload);
const pg_series *pg_run_series(const pg_workload_run *workload, const char *metric);

/* The host class as a word that is also a file name: "amd-epyc-2cpu-glibc-2.36-vm". */
char *pg_host_class(pg_arena *arena, const pg_host *host);

#endif
