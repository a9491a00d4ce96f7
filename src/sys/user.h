/* A user for measured programs: a number that nobody else has, so that they own nothing, reach
 * nothing of ours, and can be ended by it. */
#ifndef PG_SYS_USER_H
#define PG_SYS_USER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum {
    /* Those behind 63917, the account of our container image, which ends all of its processes, too;
     * Debian hands none of them out. */
    PG_USER_FIRST = 63918,
    PG_USER_COUNT = 64,
};

typedef struct pg_user {
    unsigned id; /* user and group; 0: none was reserved */
    int claim;   /* a descriptor; another perfgate finds the number taken while it is open */
} pg_user;

/* Reserves a number that no process has. PG_UNSUPPORTED with the reason where we may not change
 * the user, or where all are taken. */
pg_status pg_user_reserve(pg_user *ret, pg_error *err);
void pg_user_release(pg_user *user); /* ends its processes */

/* Makes a directory ours with the user's group, which may pass through it; nobody else may. */
pg_status pg_user_let_through(unsigned id, const char *path, pg_error *err);
/* Makes a new directory that belongs to the user alone; to us where id is 0. */
pg_status pg_user_make_directory(unsigned id, const char *path, pg_error *err);

typedef enum pg_user_access { PG_USER_ENTERS, PG_USER_READS, PG_USER_RUNS } pg_user_access;

typedef struct pg_user_wish {
    const char *path;
    pg_user_access access;
} pg_user_wish;

/* The first of the wishes that we are granted and the user would be denied, with errno in *ret_why;
 * `count` where there is none. Costs one child, however many there are. */
size_t pg_user_denied(unsigned id, const pg_user_wish *wishes, size_t count, int *ret_why);

#endif
