/* A baseline: sessions of one suite on one host class, committed to the repository. The public
 * format is perfgate-baseline/1 (docs/reference/schemas/perfgate-baseline-1.json). It keeps the
 * newest five sessions, oldest first, and the anchor: the first session ever accepted, from which
 * drift is measured. */
#ifndef PG_MODEL_BASELINE_H
#define PG_MODEL_BASELINE_H

#include "model/run.h"

enum { PG_BASELINE_SESSIONS = 5 };

typedef struct pg_session {
    pg_run run;
    const char *accepted; /* UTC */
    const char *note;     /* "captured once", a reason for accepting a regression; "" */
} pg_session;

typedef struct pg_baseline {
    const char *path; /* for messages; not in the file */
    const char *suite, *host_class;
    pg_session *sessions;
    size_t session_count;
    pg_session *anchor; /* NULL while the anchor is among the sessions */
} pg_baseline;

pg_status pg_baseline_read(pg_arena *arena, const pg_json *at, pg_baseline *ret, pg_error *err);
void pg_baseline_write(pg_buf *out, const pg_baseline *baseline);

/* The oldest session there is. */
const pg_session *pg_baseline_anchor(const pg_baseline *baseline);

#endif
