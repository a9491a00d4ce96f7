/* The commit status: a mark at the head of the pull request, for runs that GitHub shows elsewhere.
 */
#ifndef PG_PUBLISH_STATUS_H
#define PG_PUBLISH_STATUS_H

#include "publish/github.h"

enum { PG_STATUS_DESCRIPTION_MAX = 140 }; /* characters */

/* Sets the status "perfgate", or "perfgate/KEY", of a commit: success for exit status 0, failure
 * for 1, error for all others. `headline` is cut to what GitHub takes; `run` is the address behind
 * it,
 * "" none. */
pg_status pg_commit_status_put(pg_github *github, const char *commit, const char *key,
                               int exit_status, const char *headline, const char *run,
                               pg_error *err);

/* The headline as a description: one line, cut, nothing that GitHub's database refuses. */
char *pg_commit_status_description(pg_arena *arena, const char *headline);

#endif
