/* A diagnosis: how well this machine measures, and what would help. The public format is
 * perfgate-doctor/1 (docs/reference/schemas/perfgate-doctor-1.json); it is only written. */
#ifndef PG_MODEL_DIAGNOSIS_H
#define PG_MODEL_DIAGNOSIS_H

#include "base/arena.h"
#include "base/buf.h"
#include "model/run.h"

typedef enum pg_grade { PG_GRADE_GOOD, PG_GRADE_FAIR, PG_GRADE_POOR } pg_grade;

/* A fact, what it means for measuring, and what to do about it. */
typedef struct pg_finding {
    const char *name, *text;
    pg_grade grade;
    const char *advice; /* NULL: nothing to do */
} pg_finding;

/* One metric of a program measured against itself. */
typedef struct pg_noise {
    const char *way, *metric; /* "worker", "command" */
    double spread;            /* of the launches, relative */
    double ratio;             /* of the two sides, which are the same: should be 1 */
    double launch_seconds, block_seconds;
    /* The smallest slowdown, as a ratio, that a minute and five of measuring one workload shows
     * with 80 % power; 0: none that can be told. */
    double minute, five_minutes;
} pg_noise;

typedef struct pg_diagnosis {
    const char *tool;
    pg_host host;
    pg_finding *findings;
    size_t finding_count;
    pg_noise *noises;
    size_t noise_count;
    double seconds; /* that measuring took */
} pg_diagnosis;

const char *pg_grade_word(pg_grade grade);
void pg_diagnosis_write(pg_buf *out, const pg_diagnosis *diagnosis);

#endif
