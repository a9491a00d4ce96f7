/* Which functions moved most between two profiles.
 *
 * What is compared is what ran in a function itself: as a share of its profile, so that different
 * totals do not matter, and, where both profiles know the CPU time of a launch, as time. Shares
 * have the flaw that one function's growth is every other's loss; so the order is by time where it
 * is known.
 *
 * The intervals are those of differences of binomial shares (stats/binomial.h): samples are taken
 * as independent, and the CPU time of a launch as
 * known to PG_DIFF_CPU_DOUBT, since two recordings of one program differ by some percent. A
 * function `moved` where the interval, widened for the number of functions (Bonferroni), leaves out
 * 0. Those that moved come first, largest change first. */
#ifndef PG_PROFILE_DIFF_H
#define PG_PROFILE_DIFF_H

#include "profile/hotspot.h"

/* Relative, of each side. */
#define PG_DIFF_CPU_DOUBT 0.05

typedef struct pg_profile_side {
    const pg_tree *tree; /* its first side */
    double cpu_ns;       /* of a launch; 0: not known */
    bool exact;          /* weights are no samples */
} pg_profile_side;

typedef struct pg_mover {
    uint32_t name;
    double share[2], total[2]; /* of base and head: self, and with all it called */
    double change;             /* of the self share, head - base */
    pg_interval interval;      /* PG_HOTSPOT_LEVEL; of exact weights the change itself */
    double time_ns[2];         /* self; 0 where the time is not known */
    double time_change_ns;
    pg_interval time_interval_ns;
    bool added, removed; /* only head has it, only base */
    bool moved;
} pg_mover;

typedef struct pg_profile_diff {
    const pg_names *names;
    pg_mover *movers;
    size_t count, moved;
    double weight[2];
    double cpu_ns[2]; /* 0: not known, of either */
    bool exact;
} pg_profile_diff;

/* sides[0] is base. Preconditions: the trees share one pg_names, pg_tree_sum was called, both have
 * weight. */
pg_profile_diff pg_profile_compare(pg_arena *arena, const pg_profile_side sides[2]);

/* A table of at most `most` movers for people, and the object "perfgate-profile-diff/1". */
void pg_profile_diff_text(pg_buf *out, const pg_profile_diff *diff, size_t most);
void pg_profile_diff_json(pg_json_writer *writer, const pg_profile_diff *diff, size_t most);

#endif
