/* What the parts of a flamegraph's file share. Not for use outside of profile/flame*.c. */
#ifndef PG_PROFILE_FLAME_PICTURE_H
#define PG_PROFILE_FLAME_PICTURE_H

#include "base/buf.h"
#include "profile/flame_layout.h"
#include "profile/flamegraph.h"

typedef struct pg_flame_picture {
    const pg_tree *tree;
    const pg_flamegraph_options *options;
    const char *title, *unit;
    double total[2];
    pg_flame down, up;
    double width; /* of the picture, pixels */
    double most;  /* greatest change of a share in a difference */
    const char *about, *note;
} pg_flame_picture;

/* A count with separators, rounded: "12,381". */
char *pg_flame_count(pg_arena *arena, double value);
void pg_flame_put_count(pg_buf *out, double value);
/* The share of a side's total that lies in `weight`. */
double pg_flame_share(const pg_flame_picture *picture, double weight, unsigned side);

/* Where the frames of a difference are drawn: a share of the picture each, by head. `gone` is true
 * for frames that head has not. */
typedef struct pg_flame_place {
    double left, width;
    bool gone;
} pg_flame_place;
pg_flame_place *pg_flame_place_difference(const pg_flame_picture *picture, const pg_flame *flame,
                                          pg_arena *arena);

/* The parts of the file. */
void pg_flame_put_head(pg_buf *out, const pg_flame_picture *picture);
void pg_flame_put_still(pg_buf *out, const pg_flame_picture *picture);
void pg_flame_put_functions(pg_buf *out, const pg_flame_picture *picture);
void pg_flame_put_data(pg_buf *out, const pg_flame_picture *picture);

/* Height of the table in the picture, pixels. */
unsigned pg_flame_functions_height(void);

#endif
