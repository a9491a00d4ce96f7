/* What is arranged for the programs of a session before the first is launched: a user of their own,
 * a directory to write in, counters; and the record of what could be done and what could not, for
 * the run, and for `perfgate doctor`.
 *
 * The other user is for measured programs. Builds write into their trees, so they keep ours; they
 * get the rest of the launcher's sandbox. */
#ifndef PG_MEASURE_SANDBOX_H
#define PG_MEASURE_SANDBOX_H

#include "base/arena.h"
#include "base/error.h"
#include "measure/counters.h"
#include "model/config.h"
#include "model/run.h"
#include "sys/launcher.h"
#include "sys/user.h"

typedef struct pg_sandbox {
    pg_user reserved;
    unsigned user;        /* of measured programs; 0: ours */
    const char *fallback; /* why it is ours although perfgate is root and was not told so; NULL */
    const char *directory, *home; /* scratch; HOME and TMPDIR of programs, in it */
    pg_counters counters;
    pg_condition *conditions; /* for pg_run */
    size_t condition_count;
} pg_sandbox;

/* The trees of the sides, and the scratch directories above them that must be opened to the user
 * (NULL: none). */
typedef struct pg_sandbox_tree {
    const char *directory, *scratch;
} pg_sandbox_tree;

/* `event`: how instructions are counted by hardware, pg_counter_instructions but in tests. Costs
 * some ten milliseconds. Close it whatever happens. */
pg_status pg_sandbox_open(pg_arena *arena, pg_launcher *launcher, const pg_config *config,
                          const pg_sandbox_tree *trees, size_t tree_count,
                          const pg_counter_event *event, pg_sandbox *ret, pg_error *err);
void pg_sandbox_close(pg_sandbox *sandbox);

#endif
