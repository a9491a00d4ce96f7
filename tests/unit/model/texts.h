/* Tables of texts that a reader must refuse, with where and why. */
#ifndef PG_TESTS_TEXTS_H
#define PG_TESTS_TEXTS_H

#include "base/json.h"

typedef pg_status read_text(pg_arena *arena, const char *text, pg_error *err);

typedef struct bad_text {
    const char *text;  /* "'" stands for a double quote */
    const char *place; /* the path behind the file's name, "" where it does not matter */
    const char *says;  /* part of the message */
} bad_text;

/* With every ' a ". */
char *quoted(pg_arena *arena, const char *text);

void expect_refused(const bad_text *rows, size_t count, read_text *read);

/* The top of a text, which must parse. */
pg_json parsed(pg_arena *arena, const char *text, pg_json_flag flags);

#endif
