/* Merging: the runs of one side of all shards into one run, as if one session had measured them.
 *
 * Refused, with the file, what was expected and what was found: a run that is no shard, a shard
 * that is missing or there twice, runs of another suite, side, tool, revision, plan (configuration
 * and settings) or build, a workload of the suite that no shard holds. An interrupted shard is
 * merged; the run is then incomplete.
 *
 * The merged session is made from those of the shards, so that it is the same for base and head
 * exactly where every shard measured the two in one session. Hosts of several classes become the
 * class "mixed", compilers likewise: nothing compares equal to it. */
#ifndef PG_MODEL_MERGE_H
#define PG_MODEL_MERGE_H

#include "model/run.h"

/* `runs` in any order; the result refers to their texts and samples. Cost: linear, but for the
 * lookups by name. */
pg_status pg_runs_merge(pg_arena *arena, const pg_run *runs, size_t count, pg_run *ret,
                        pg_error *err);

#endif
