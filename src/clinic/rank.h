/* Which candidate first: impact against risk, before any code is touched.
 *
 *   score = expected gain * (1 - (2 correctness + memory + portability + complexity - 5) / 25)
 *
 * Risks are 1 to 5; correctness counts twice, because a wrong result is worse than a slow one. All
 * risks 1: the gain itself; all 5: a fifth of it. A gain cannot exceed the share of what the
 * candidate attacks (Amdahl's law): beyond that the claim, not the candidate, needs another look.
 */
#ifndef PG_CLINIC_RANK_H
#define PG_CLINIC_RANK_H

#include "model/candidates.h"

typedef struct pg_ranked {
    const pg_candidate *candidate;
    double score;
    bool beyond; /* expects more than its hotspot has; not known of one that comes after others */
} pg_ranked;

/* Best first; equal scores by fewer lines, then as they came. */
pg_ranked *pg_rank(pg_arena *arena, const pg_case *c);

#endif
