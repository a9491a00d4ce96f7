/* What the commands of the clinic share: a case with all that must be true of it, and its variants,
 * built. */
#ifndef PG_FLOW_CLINIC_H
#define PG_FLOW_CLINIC_H

#include "flow/session.h"
#include "model/candidates.h"

typedef struct pg_clinic_case {
    pg_case text;
    const char *path;            /* of candidates.json */
    const char *folder;          /* that it lies in */
    const pg_workload *workload; /* of the configuration */
    const pg_workload **guards;  /* as many as text.guards */
    double *shares;              /* of each candidate's hotspot, as the profile has it */
    double samples;              /* of the profile */
} pg_clinic_case;

/* `path` is candidates.json or its folder. PG_INPUT where the workload is not in the configuration
 * or a hotspot is no function of the profile: the error names the nearest functions. */
pg_status pg_clinic_open(pg_arena *arena, const char *path, const pg_config *config,
                         const char *root, pg_clinic_case *ret, pg_error *err);

/* The same without the profile: its shares are not known. */
pg_status pg_clinic_load(pg_arena *arena, const char *path, const pg_config *config,
                         const char *root, pg_clinic_case *ret, pg_error *err);

/* Builds the program as the tree has it, with one candidate more (`on`) or less (`off`) of those
 * that are toggles; both may be NULL. *ret as below. */
pg_status pg_clinic_build_head(pg_arena *arena, const pg_session_request *session,
                               const pg_clinic_case *c, const pg_candidate *on,
                               const pg_candidate *off, const char **ret, pg_error *err);

/* Builds the program with these candidates in it and no others, in a folder of its own below
 * build-clinic; *ret is a tree in which the workload's command runs. The build command of the
 * configuration must know --case, --into, --off, --on, --flags and --train. */
pg_status pg_clinic_build(pg_arena *arena, const pg_session_request *session,
                          const pg_clinic_case *c, const pg_strings *ids, const char **ret,
                          pg_error *err);

/* Whether the variant in one such tree does the same as that in another, beyond the fixtures, by
 * the case's own command; *ret_differs is NULL where it does, else what it said. */
pg_status pg_clinic_check(pg_arena *arena, const pg_session_request *session,
                          const pg_clinic_case *c, const char *baseline, const char *variant,
                          const char **ret_differs, pg_error *err);

#endif
