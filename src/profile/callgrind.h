/* A file of valgrind's callgrind into a frame tree.
 *
 * It must have been written with --separate-callers=N --compress-strings=no --compress-pos=no: then
 * a function stands in it once for every way of N callers that led there, "leaf'caller'main", and
 * what it cost itself is exact. The limits: a recursion is one frame; beyond N callers the outer
 * ones are missing; functions without a symbol are [unknown]; what the compiler put in line belongs
 * to the function around it; only the first process counts.
 *
 * Weights are those of the first event, instructions (Ir) as callgrind calls it. */
#ifndef PG_PROFILE_CALLGRIND_H
#define PG_PROFILE_CALLGRIND_H

#include "base/error.h"
#include "profile/tree.h"

/* Adds to `side` of `tree` and computes its totals. `text` is changed. PG_INPUT with `place` and
 * the line where it is no such file, or holds no cost. */
pg_status pg_callgrind_read(pg_tree *tree, unsigned side, const char *place, char *text,
                            size_t length, pg_error *err);

#endif
