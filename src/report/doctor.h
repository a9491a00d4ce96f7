/* A diagnosis as text for a terminal. */
#ifndef PG_REPORT_DOCTOR_H
#define PG_REPORT_DOCTOR_H

#include "base/buf.h"
#include "model/diagnosis.h"

void pg_doctor_text(pg_arena *arena, const pg_diagnosis *diagnosis, pg_buf *out);

#endif
