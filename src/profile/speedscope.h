/* A profile in the file format of speedscope (www.speedscope.app/file-format-schema.json): one
 * sampled profile whose samples are the distinct stacks and whose weights are theirs. */
#ifndef PG_PROFILE_SPEEDSCOPE_H
#define PG_PROFILE_SPEEDSCOPE_H

#include "base/buf.h"
#include "profile/tree.h"

/* `unit`: "none", "nanoseconds", ... as the format has them. Precondition: pg_tree_sum was called.
 */
void pg_speedscope(pg_buf *out, const pg_tree *tree, const char *name, const char *exporter,
                   const char *unit);

#endif
