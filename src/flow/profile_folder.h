/* Profiles on disk: folded stacks in a file, or the folder that `perfgate profile record` writes.
 *
 *     stacks.folded     functions, the root first (profile/folded.h)
 *     libraries.folded  the same stacks as libraries
 *     lines.folded      the same as source lines, where they were asked for
 *     info.json         how it was recorded, "perfgate-profile/1"
 *     hotspots.txt, hotspots.json, flamegraph.svg, profile.json (speedscope)
 */
#ifndef PG_FLOW_PROFILE_FOLDER_H
#define PG_FLOW_PROFILE_FOLDER_H

#include "base/error.h"
#include "model/profile_info.h"
#include "profile/tree.h"

/* A profile that was read. */
typedef struct pg_profile {
    pg_tree *tree;
    pg_profile_info info;
    bool has_info;            /* false: folded stacks from elsewhere */
    uint64_t deep, long_name; /* what the reader cut: profile/folded.h */
} pg_profile;

/* What the frames of a profile are. */
typedef enum pg_profile_kind {
    PG_PROFILE_FUNCTIONS,
    PG_PROFILE_LIBRARIES,
    PG_PROFILE_LINES,
    PG_PROFILE_KINDS
} pg_profile_kind;

/* "function", "library", "line". */
const char *pg_profile_kind_word(pg_profile_kind kind);

/* A file, a folder or "-"; an error where the profile has no frames of that kind. Trees that are
 * compared share `names`. */
pg_status pg_profile_read(pg_arena *arena, const char *path, pg_profile_kind kind, pg_names *names,
                          pg_profile *ret, pg_error *err);

/* Writes the folder's files. `libraries` and `lines` may be NULL. */
pg_status pg_profile_write(pg_arena *arena, const char *folder, const pg_tree *tree,
                           const pg_tree *libraries, const pg_tree *lines,
                           const pg_profile_info *info, pg_error *err);

#endif
