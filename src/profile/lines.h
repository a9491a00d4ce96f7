/* Source lines: the text of `perf script -F comm,ip,sym,srcline` into a frame tree whose frames are
 * "file.c:12". A function whose line is not known stands there by its name.
 *
 * Under the line of each frame stands that of its source, with "(inlined)" behind what the compiler
 * put in line. The file is told without its folder, so two of one name are one. Limits are those of
 * profile/fold.h. */
#ifndef PG_PROFILE_LINES_H
#define PG_PROFILE_LINES_H

#include "base/error.h"
#include "profile/tree.h"

typedef struct pg_lines pg_lines;

/* Works in the tree's arena. */
pg_lines *pg_lines_new(pg_tree *tree);
pg_status pg_lines_feed(pg_lines *lines, const char *bytes, size_t length, pg_error *err);
/* The last sample needs no empty line. Computes the totals. */
pg_status pg_lines_end(pg_lines *lines, pg_error *err);

#endif
