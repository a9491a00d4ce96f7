/* The rules by which profile/fold.h cleans symbols and tells files apart: functions of text. They
 * are those of stackcollapse-perf.pl; scripts/fold-reference compares the two on random lines. */
#ifndef PG_PROFILE_FOLD_CLEAN_H
#define PG_PROFILE_FOLD_CLEAN_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes within a line. */
typedef struct pg_span {
    const char *at;
    size_t length;
} pg_span;

bool pg_span_equals(pg_span s, const char *text);
bool pg_span_holds(pg_span s, const char *text);
pg_span pg_base_name(pg_span path);

/* Semicolons become colons, a list of arguments and quotes go, for Java the L before a class; in
 * place, returns the new length. A Go method "net/http.(*Client).Do" keeps its brackets, and so
 * does
 * "(anonymous namespace)". */
size_t pg_clean_symbol(char *text, size_t length, bool java);

bool pg_is_kernel(pg_span file);
bool pg_is_jit(pg_span file); /* a map of code made at run time: /tmp/perf-PID.map */

/* Whether a stack may end at this frame: what starts threads and programs, the kernel, and what one
 * cannot tell. */
bool pg_starts_stack(pg_span symbol, pg_span file);

#endif
