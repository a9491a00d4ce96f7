/* A suite measured in shards: which part of it a run is, or which parts it was merged of.
 *
 * A shard measures both sides of its workloads on one machine, in one session. So a merged run has
 * a session for each of its parts, and every workload tells its part; what was drawn together is
 * still compared together. In the file: `shards` of a run and of a comparison. */
#ifndef PG_MODEL_SHARDS_H
#define PG_MODEL_SHARDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/json_write.h"

enum {
    PG_SHARDS_MAX = 256, /* jobs that a matrix of GitHub's may have */
    PG_LOOKS_AT_MOST = 16,
};

/* One shard inside a merged run. */
typedef struct pg_shard_part {
    uint64_t index; /* from 1 */
    const char *session, *started, *host_class;
    uint64_t seed;
    pg_counts looks; /* as pg_settings.looks of the shard's own run */
    bool complete;
} pg_shard_part;

typedef struct pg_shards {
    uint64_t index;   /* of this run, from 1; 0: all of them, merged */
    uint64_t count;   /* 0: the suite was measured as a whole, and nothing else here holds */
    const char *plan; /* hash of configuration and settings: shards of one suite have the same */
    pg_strings suite; /* every workload of the suite, in the order of the configuration */
    pg_shard_part *parts; /* of a merged run, by index */
    size_t part_count;
} pg_shards;

/* Into a pg_shards; a pg_json_read. Checks that the numbers fit each other. */
pg_status pg_shards_read(pg_arena *arena, const pg_json *at, void *ret, pg_error *err);

/* Writes nothing where the suite was measured as a whole. */
void pg_shards_write(pg_json_writer *w, const pg_shards *shards);

/* Whether these numbers of blocks rise from above 0; none at all do. */
bool pg_looks_rise(const pg_counts *looks);

#endif
