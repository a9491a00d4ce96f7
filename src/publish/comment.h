/* The one comment of a key on a pull request.
 *
 * It is found again, over all pages, by its author and by the marker it begins with:
 *
 *     <!-- perfgate:KEY run=1234 attempt=1 head=0123...cdef -->
 *
 * The comment of a newer run is never overwritten by an older one. Where several are found, as
 * after two runs at once, the oldest is updated and the others are deleted. */
#ifndef PG_PUBLISH_COMMENT_H
#define PG_PUBLISH_COMMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "publish/github.h"

typedef struct pg_marker {
    const char *key; /* pg_marker_key_is_good */
    uint64_t run, attempt;
    const char *head; /* commit, "" unknown */
} pg_marker;

/* Letters, digits, dot, underscore and single hyphens, at most 50, beginning with a letter or
 * digit: a key stands in an HTML comment, in a ref and in the name of a status. */
bool pg_marker_key_is_good(const char *key);

char *pg_marker_write(pg_arena *arena, const pg_marker *marker);

/* Whether the text begins with a marker of this key; ret->key is `key`. */
bool pg_marker_read(pg_arena *arena, const char *text, const char *key, pg_marker *ret);

/* Whether a was written by a later run than b, or by a later attempt of the same. */
bool pg_marker_is_newer(const pg_marker *a, const pg_marker *b);

typedef struct pg_comment {
    uint64_t id;
    const char *body, *address; /* address: for people */
    pg_marker marker;
} pg_comment;

typedef struct pg_comments {
    pg_comment *all; /* ours, oldest first */
    size_t count;
} pg_comments;

/* `author` is the login that we write as. */
pg_status pg_comment_find(pg_github *github, uint64_t pull, const char *key, const char *author,
                          pg_comments *ret, pg_error *err);

/* Whether one of them is of a newer run than `marker`. */
bool pg_comment_is_stale(const pg_comments *found, const pg_marker *marker);

typedef struct pg_comment_post {
    uint64_t pull;
    const char *author;
    pg_marker marker;
    const char *body; /* begins with the marker */
} pg_comment_post;

typedef enum pg_comment_outcome {
    PG_COMMENT_UNCHANGED, /* it reads like this already: nothing was sent */
    PG_COMMENT_CREATED,
    PG_COMMENT_UPDATED,
    PG_COMMENT_STALE, /* a newer run has commented meanwhile */
} pg_comment_outcome;

/* Creates or updates it, and deletes the others. After a request to create whose outcome is unknown
 * the comments are listed again before another. *ret_address is where people find it; *ret_author
 * as whom it was created, "" where it was not. */
pg_status pg_comment_put(pg_github *github, const pg_comment_post *post, pg_comments *found,
                         pg_comment_outcome *ret, const char **ret_address, const char **ret_author,
                         pg_error *err);

const char *pg_comment_outcome_word(pg_comment_outcome outcome);

/* Whether two texts are the same comment: line ends and blanks at the end aside. */
bool pg_comment_same(const char *a, const char *b);

#endif
