/* What the report on a case is made of: pictures drawn from the stored profiles and the series. */
#ifndef PG_FLOW_CLINIC_REPORT_H
#define PG_FLOW_CLINIC_REPORT_H

#include "flow/clinic.h"
#include "report/case_view.h"

/* Reads the profiles, draws flamegraphs and the series, and writes them into the case's folder
 * "evidence". `e` and `c` must outlive the material. A missing final profile leaves its pictures
 * out; missing gnuplot the series, with the reason in *ret_note (else NULL). */
pg_status pg_clinic_material(pg_arena *arena, const pg_clinic_case *c, const pg_evaluation *e,
                             pg_case_material *ret, const char **ret_note, pg_error *err);

#endif
