/* The stored profiles of a case, before and after, with their flamegraphs. A file of its own: frame
 * trees and source trees share a word. */
#ifndef PG_FLOW_CLINIC_PICTURES_H
#define PG_FLOW_CLINIC_PICTURES_H

#include "base/error.h"
#include "report/case_view.h"

/* Of the final program, beside the case's own profile of the baseline. */
#define PG_CLINIC_FINAL "evidence/final.folded"

/* Fills the profiles of the material, and its difference where there is a final profile. */
pg_status pg_clinic_pictures(pg_arena *arena, const pg_case *c, const char *folder,
                             pg_case_material *material, pg_error *err);

#endif
