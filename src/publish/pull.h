/* The pull request of an event, asked for where the event does not say. */
#ifndef PG_PUBLISH_PULL_H
#define PG_PUBLISH_PULL_H

#include "publish/event.h"
#include "publish/github.h"

/* Sets event->pull, and event->head where a person has named the pull request. *ret_why says why
 * there is none to be commented on; "" where there is one.
 *
 * The pull request that is found must be open, one, and have as its head the commit that was
 * measured, in the repository that it was measured in. For one that a person named, `measured` is
 * the commit that the comparison names, "" unknown: it must be the head or the merge commit. */
pg_status pg_pull_find(pg_github *github, pg_event *event, const char *measured,
                       const char **ret_why, pg_error *err);

#endif
