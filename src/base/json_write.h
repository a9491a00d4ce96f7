/* Writing JSON: numbers exact, layout ours. cJSON's printer loses digits of fractions and cannot
 * keep one series on one line, which is what makes a baseline readable in a pull request.
 *
 * Members are written in the order of the calls; `key` is NULL inside arrays and at the top. A
 * container opened with PG_JSON_LINE, and all it holds, stays on one line. */
#ifndef PG_BASE_JSON_WRITE_H
#define PG_BASE_JSON_WRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

typedef enum pg_json_style { PG_JSON_LINES, PG_JSON_LINE } pg_json_style;

typedef struct pg_json_writer {
    pg_buf *out;
    int depth, line_depth; /* line_depth: depth of the outermost one-line container, 0 for none */
    bool filled;           /* the innermost container has a member already */
    char closing[32];
} pg_json_writer;

pg_json_writer pg_json_writer_new(pg_buf *out);
void pg_json_open_object(pg_json_writer *w, const char *key, pg_json_style style);
void pg_json_open_array(pg_json_writer *w, const char *key, pg_json_style style);
void pg_json_close(pg_json_writer *w); /* the innermost; the outermost ends with a line feed */

void pg_json_put_text(pg_json_writer *w, const char *key, const char *text); /* NULL: nothing */
void pg_json_put_number(pg_json_writer *w, const char *key, double value);
void pg_json_put_count(pg_json_writer *w, const char *key, uint64_t value);
void pg_json_put_bool(pg_json_writer *w, const char *key, bool value);
void pg_json_put_null(pg_json_writer *w, const char *key);

#endif
