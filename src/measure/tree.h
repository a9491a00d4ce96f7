/* Source trees: the directories that the sides are built and measured in. Head is the directory
 * that holds perfgate.json; base is another directory, or a revision checked out by git worktree
 * into a scratch directory (at the same place below the repository's top). */
#ifndef PG_MEASURE_TREE_H
#define PG_MEASURE_TREE_H

#include "base/arena.h"
#include "base/error.h"
#include "model/config.h"
#include "model/run.h"
#include "sys/launcher.h"

typedef struct pg_tree {
    const char *directory;
    pg_source source;
    /* Of a checkout; NULL for a directory. */
    const char *scratch, *repository;
} pg_tree;

/* A directory that exists. Outside a git repository the revision is unknown. What lies in
 * `baselines` (may be NULL) and in perfgate-out does not make the tree differ from its revision. */
pg_status pg_tree_open(pg_arena *arena, const char *directory, const char *baselines, pg_tree *ret,
                       pg_error *err);

/* `revision` as it stood in the repository that holds `directory`. */
pg_status pg_tree_checkout(pg_arena *arena, const char *directory, const char *revision,
                           pg_tree *ret, pg_error *err);
void pg_tree_close(pg_arena *arena, pg_tree *tree); /* removes a checkout */

/* Runs the configuration's build commands in the tree, in the same sandbox as measured programs.
 * PG_CHILD with the end of the output where one fails. */
pg_status pg_tree_build(pg_arena *arena, pg_launcher *launcher, const pg_config *config,
                        pg_tree *tree, pg_error *err);

/* git's answer without the line feed, NULL where it fails. `words` end with NULL. */
char *pg_git(pg_arena *arena, const char *directory, const char *const *words);

/* Where head stands: the merge base with the default branch, NULL where head does not differ from
 * it or where it cannot be told. *ret_about says how it was found; NULL: it cannot be told.
 * `default_branch` may be NULL. */
const char *pg_git_merge_base(pg_arena *arena, const pg_tree *head, const char *default_branch,
                              const char **ret_about);

#endif
