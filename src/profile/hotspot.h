/* Where the time goes: the functions of a profile (or its libraries, or lines: whatever the frames
 * are) with what ran in themselves and in them with all they called.
 *
 * A stack counts once in a function's total, however often the function is in it. Shares are of the
 * whole profile; their intervals (stats/binomial.h) hold where the weights count samples that were
 * taken independently, and are left out for weights that are exact. */
#ifndef PG_PROFILE_HOTSPOT_H
#define PG_PROFILE_HOTSPOT_H

#include "base/json_write.h"
#include "profile/tree.h"
#include "stats/binomial.h"

/* Of intervals. */
#define PG_HOTSPOT_LEVEL 0.95

typedef struct pg_hotspot {
    uint32_t name;
    double self, total; /* weights */
} pg_hotspot;

typedef struct pg_hotspots {
    const pg_names *names;
    pg_hotspot *spots; /* by self, then total, largest first, then by name */
    size_t count;
    double weight;    /* of the whole profile */
    const char *unit; /* "samples" */
    bool exact;       /* the weights are no samples */
    const char *kind; /* "function", "library" or "line": what a row is */
} pg_hotspots;

/* Of one side of the tree. Precondition: pg_tree_sum was called. Cost: once over the tree. */
pg_hotspots pg_hotspots_find(pg_arena *arena, const pg_tree *tree, unsigned side);

/* A table of at most `most` rows (0: all) for people, and the object "perfgate-hotspots/1". */
void pg_hotspots_text(pg_buf *out, const pg_hotspots *hotspots, size_t most);
void pg_hotspots_json(pg_json_writer *writer, const pg_hotspots *hotspots, size_t most);

/* The name as text that is harmless on a line of its own. */
char *pg_hotspot_name(pg_arena *arena, const pg_names *names, uint32_t name);

#endif
