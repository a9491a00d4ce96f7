/* Errors are values.
 *
 * A function that can fail returns a pg_status and takes a `pg_error *` as its last parameter. The
 * struct lives on the caller's stack, owns nothing and may be NULL. The status says what the caller
 * can do about it; `place` names where (a file, or a file and the JSON path in it); `text` is one
 * line that says what was expected and what was found. Outputs are untouched on failure.
 *
 * A bug is an assert. A workload that exits 3 is a result, not an error; a program that cannot be
 * started is an error. A remark about data is a warning in the result, never an error.
 */
#ifndef PG_BASE_ERROR_H
#define PG_BASE_ERROR_H

#include <stdarg.h>

typedef enum pg_status {
    PG_OK = 0,
    PG_USAGE,       /* the command line is wrong: read the help */
    PG_INPUT,       /* a file is not what it should be: mend the file */
    PG_IO,          /* the system refused: disk, permissions */
    PG_CHILD,       /* a program we need could not be run or failed */
    PG_UNSUPPORTED, /* not possible on this machine */
    PG_REMOTE,      /* another host did not answer as documented */
    PG_INTERRUPTED, /* the user asked us to stop */
} pg_status;

enum {
    PG_PLACE_MAX = 512,
    PG_TEXT_MAX = 1024,
};

typedef struct pg_error {
    pg_status status;
    char place[PG_PLACE_MAX]; /* "" where the text says it all */
    char text[PG_TEXT_MAX];
} pg_error;

/* Fills `err` (when not NULL) and returns `status`, so that a failing function ends with
 * `return pg_fail(err, PG_INPUT, file, "expected %s, found %s", ...)`. `place` may be NULL. Control
 * characters in the formatted text are replaced, so that foreign text cannot drive a terminal. */
pg_status pg_fail(pg_error *err, pg_status status, const char *place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#ifdef __clang_analyzer__
/* It looks at one file at a time: let it see that a failing function does not return PG_OK. */
#define pg_fail(err, status, ...) ((void)(pg_fail)((err), (status), __VA_ARGS__), (status))
#endif

#endif
