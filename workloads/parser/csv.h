/* CSV: records of fields, quotes as in RFC 4180. */
#ifndef CSV_H
#define CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "common/input.h"
#include "parser/text.h"

enum field {
    FIELD_ORDER,
    FIELD_TIME,
    FIELD_COUNTRY,
    FIELD_AMOUNT,
    FIELD_QUANTITY,
    FIELD_CUSTOMER,
    FIELD_NOTE,
    FIELD_COUNT
};

typedef struct {
    const wl_text *text;
    const char *at;
    const char *end;
    size_t line;        /* of `at`, from 1 */
    size_t record_line; /* where the record began: a quoted field may span lines */
    text_store *store;  /* keeps the texts */
} csv_reader;

/* Says what is wrong with the record. Returns false. */
bool csv_complain(const csv_reader *reader, const char *expected, const char *found);

/* False: that is not our header, and it has been said. */
bool csv_skip_header(csv_reader *reader);

/* The next record; false: it is malformed, and it has been said. The caller drops the fields. */
bool csv_read_record(csv_reader *reader, field_text fields[FIELD_COUNT]);

#endif
