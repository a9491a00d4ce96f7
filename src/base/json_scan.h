/* The strict look at a JSON text before cJSON sees it; see base/json.h. */
#ifndef PG_BASE_JSON_SCAN_H
#define PG_BASE_JSON_SCAN_H

#include "base/json.h"

/* An array of nothing but numbers, which is read by the scan. */
typedef struct pg_json_flat {
    pg_numbers numbers;
    size_t start, end; /* in the text: behind its '[', and at its ']' */
} pg_json_flat;

typedef struct pg_json_flats {
    pg_json_flat *list; /* in the order of the text */
    size_t count, room;
    double *values; /* of the array under way */
    size_t value_room;
} pg_json_flats;

enum {
    PG_JSON_FLAT_LEAST = 24, /* characters; shorter ones are left alone, as there must be room: */
    /* Begins the text that stands for an array that was taken out: no byte of UTF-8, so that no
     * text of a file can begin with it. */
    PG_JSON_FLAT_MARK = 0xff,
};

/* Accepts exactly RFC 8259 within our limits, plus comments where asked, which are blanked. */
pg_status pg_json_scan(pg_arena *arena, const char *file, char *text, size_t length,
                       pg_json_flag flags, pg_json_flats *ret_flats, pg_error *err);

/* Puts ["<mark>N"] where the N-th of these arrays was; returns the new length. */
size_t pg_json_take_out(char *text, size_t length, const pg_json_flats *flats);

#endif
