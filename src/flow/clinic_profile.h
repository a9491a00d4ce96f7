/* The hotspots that a case claims, looked up in its stored profile. A file of its own: frame trees
 * and source trees share a word. */
#ifndef PG_FLOW_CLINIC_PROFILE_H
#define PG_FLOW_CLINIC_PROFILE_H

#include "model/candidates.h"

/* The share of each candidate's hotspot, as the profile has it, and the samples of the profile.
 * PG_INPUT where a hotspot is no function of it. */
pg_status pg_clinic_shares(pg_arena *arena, const pg_case *c, const char *path, const char *folder,
                           double **ret, double *ret_samples, pg_error *err);

#endif
