/* The strict look at a JSON text before cJSON sees it; see base/json.h. */
#ifndef PG_BASE_JSON_SCAN_H
#define PG_BASE_JSON_SCAN_H

#include "base/json.h"

/* Accepts exactly RFC 8259 within our limits, plus comments where asked, which are blanked. */
pg_status pg_json_scan(const char *file, char *text, size_t length, pg_json_flag flags,
                       pg_error *err);

#endif
