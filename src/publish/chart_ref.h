/* The chart in the repository itself: a commit without parents that holds chart.png and
 * chart-dark.png, kept by the ref refs/perfgate/pr-N, or refs/perfgate/pr-N-KEY for a key of its
 * own. Who may read the repository may see it, nobody else; no branch shows it, no clone fetches
 * it. Its address holds the commit, so that no cache shows an older one. */
#ifndef PG_PUBLISH_CHART_REF_H
#define PG_PUBLISH_CHART_REF_H

#include "publish/github.h"

typedef struct pg_chart_picture {
    const char *bytes;
    size_t length;
} pg_chart_picture;

typedef struct pg_chart_upload {
    uint64_t pull;
    const char *key; /* "default": none in the ref */
    pg_chart_picture light, dark;
} pg_chart_upload;

/* *ret_commit is the commit. */
pg_status pg_chart_ref_upload(pg_github *github, const pg_chart_upload *upload,
                              const char **ret_commit, pg_error *err);

/* The name of the ref without "refs/". */
char *pg_chart_ref_name(pg_arena *arena, uint64_t pull, const char *key);

/* Where a page finds the pictures of a commit. */
char *pg_chart_ref_address(pg_arena *arena, const char *server, const char *repository,
                           const char *commit, bool dark);

/* The commit whose chart a comment shows; "" where it shows none. `server` and `repository` as
 * above. */
char *pg_chart_ref_shown(pg_arena *arena, const char *server, const char *repository,
                         const char *body);

/* Base 64 (RFC 4648), for tests. */
void pg_chart_ref_base64(pg_buf *out, const char *bytes, size_t length);

#endif
