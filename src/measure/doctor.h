/* How well this machine measures: facts with what they mean, and a short A/A, in which a small
 * program of ours is measured against itself, as a worker and as a command. */
#ifndef PG_MEASURE_DOCTOR_H
#define PG_MEASURE_DOCTOR_H

#include "measure/measure.h"
#include "model/diagnosis.h"
#include "sys/conditions.h"

/* What the conditions before and after the A/A say. Pure. */
void pg_doctor_judge(pg_arena *arena, const pg_conditions *before, const pg_conditions *after,
                     unsigned cpu, pg_diagnosis *diagnosis);

/* What the runs of an A/A say: base and head are the same. Pure. */
void pg_doctor_read_noise(pg_arena *arena, const pg_run *base, const pg_run *head,
                          const double *block_seconds, pg_diagnosis *diagnosis);

/* All of it, on this machine; some ten seconds. `diagnosis->tool` and `host` are the caller's.
 * PG_INTERRUPTED where the user stops it. */
pg_status pg_doctor_run(pg_arena *arena, uint64_t blocks, pg_diagnosis *diagnosis, pg_error *err);

#endif
