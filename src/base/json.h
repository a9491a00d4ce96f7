/* Reading JSON, strictly. The only user of cJSON.
 *
 * A text is first scanned against RFC 8259 by ourselves (cJSON accepts `01`, `0x10`, raw control
 * characters, bad UTF-8 and text behind the value), then parsed by cJSON, then read through tables:
 * a table lists the keys of an object, their types and where they go in a struct, so that unknown
 * and repeated keys, missing ones and wrong types are errors everywhere in the same words.
 *
 * Syntax errors name file:line:column, others the JSON path: `run.json: $.workloads[3].name`.
 * A number must be finite; a count is an integer from 0 to 2^53. Nesting is limited to 32, members
 * of one object to 4096. Strings hold no NUL.
 *
 * Long arrays of numbers, which is what our files consist of, are read by the scan itself and taken
 * out of the text before cJSON sees it. Cost: about 15 ns and 8 bytes a number in them, 64 bytes
 * and 100 ns for other values.
 */
#ifndef PG_BASE_JSON_H
#define PG_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/strings.h"

/* A value and the way to it. Lives on the reader's stack; valid while the one above it is. */
typedef struct pg_json {
    const void *node; /* cJSON */
    const struct pg_json *up;
    const char *file;                 /* at the top only, */
    const struct pg_json_flat *flats; /* so are these: arrays that cJSON has not seen */
    const char *key;                  /* in an object */
    size_t index;                     /* in an array */
} pg_json;

typedef struct pg_numbers {
    double *values;
    size_t count;
} pg_numbers;

typedef struct pg_counts {
    uint64_t *values;
    size_t count;
} pg_counts;

typedef enum pg_json_type {
    PG_JSON_STRING,  /* const char *, not empty */
    PG_JSON_TEXT,    /* const char *, may be empty */
    PG_JSON_BOOL,    /* bool */
    PG_JSON_NUMBER,  /* double */
    PG_JSON_COUNT,   /* uint64_t */
    PG_JSON_NUMBERS, /* pg_numbers */
    PG_JSON_COUNTS,  /* pg_counts */
    PG_JSON_STRINGS, /* pg_strings */
    PG_JSON_READ,    /* whatever `read` makes of it */
} pg_json_type;

typedef pg_status pg_json_read(pg_arena *arena, const pg_json *at, void *ret, pg_error *err);

typedef struct pg_json_field {
    const char *key;
    pg_json_type type;
    bool required;
    size_t offset;      /* of the member in the struct */
    size_t has;         /* 1 + offset of a bool that tells presence, 0 where there is none */
    pg_json_read *read; /* PG_JSON_READ only */
} pg_json_field;

#define PG_FIELD(key, type, required, of, member)                                                  \
    { key, type, required, offsetof(of, member), 0, NULL }
#define PG_FIELD_HAS(key, type, of, member, has)                                                   \
    { key, type, false, offsetof(of, member), 1 + offsetof(of, has), NULL }
#define PG_FIELD_READ(key, required, of, member, read)                                             \
    { key, PG_JSON_READ, required, offsetof(of, member), 0, read }

typedef enum pg_json_flag {
    PG_JSON_PLAIN = 0,
    PG_JSON_COMMENTS = 1, /* // and block comments are allowed, as in perfgate.json */
} pg_json_flag;

/* `text` (length bytes and a NUL) is used up: comments and arrays are taken out of it. `file` is
 * for messages. */
pg_status pg_json_parse(pg_arena *arena, const char *file, char *text, size_t length,
                        pg_json_flag flags, pg_json *ret, pg_error *err);

/* Reads an object into the struct at `ret`; members that are absent keep what is there. */
pg_status pg_json_object(pg_arena *arena, const pg_json *at, const pg_json_field *fields,
                         size_t field_count, void *ret, pg_error *err);

/* Reads an array, each element by `read` into a struct of `size` bytes. */
pg_status pg_json_array(pg_arena *arena, const pg_json *at, size_t size, pg_json_read *read,
                        void **ret, size_t *ret_count, pg_error *err);

/* The member of an object, false where it is absent or `at` is no object. `ret` points to `at`. */
bool pg_json_member(const pg_json *at, const char *key, pg_json *ret);
bool pg_json_is_array(const pg_json *at);
bool pg_json_is_string(const pg_json *at);
bool pg_json_is_null(const pg_json *at);

/* Calls `each` for every member of an object, in order; a repeated key is an error. */
pg_status pg_json_members(pg_arena *arena, const pg_json *at, pg_json_read *each, void *context,
                          pg_error *err);

pg_status pg_json_string(const pg_json *at, const char **ret, pg_error *err);
pg_status pg_json_number(const pg_json *at, double *ret, pg_error *err);
pg_status pg_json_strings(pg_arena *arena, const pg_json *at, pg_strings *ret, pg_error *err);

/* An error at this place: fills `err` with the path. */
pg_status pg_json_fail(const pg_json *at, pg_error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
#ifdef __clang_analyzer__
#define pg_json_fail(at, ...) ((void)(pg_json_fail)((at), __VA_ARGS__), PG_INPUT)
#endif

/* Checks the "schema" member of a file, e.g. family "perfgate-run", version 1. */
pg_status pg_json_schema(const pg_json *at, const char *family, unsigned version, pg_error *err);

#endif
