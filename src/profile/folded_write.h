/* A frame tree as folded stacks (profile/folded.h), a line for every stack that something was seen
 * in, sorted by the bytes of the stacks. Counts of two sides stand side by side. */
#ifndef PG_PROFILE_FOLDED_WRITE_H
#define PG_PROFILE_FOLDED_WRITE_H

#include "base/error.h"
#include "profile/tree.h"

/* Gives the lines to `take`, many at a time; its first failure ends the writing and is returned.
 * Precondition: pg_tree_sum was called. */
pg_status pg_folded_write(const pg_tree *tree,
                          pg_status take(void *self, const char *bytes, size_t length,
                                         pg_error *err),
                          void *self, pg_error *err);

#endif
