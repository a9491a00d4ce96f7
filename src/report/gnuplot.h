/* Runs gnuplot: the one part of the report that touches the world. */
#ifndef PG_REPORT_GNUPLOT_H
#define PG_REPORT_GNUPLOT_H

#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

/* Gives gnuplot the script and returns the picture that it writes: a PNG or an SVG, checked to be a
 * whole one. No shell, no settings files of the user, one minute at most. PG_CHILD where gnuplot is
 * missing, fails or draws nothing. */
pg_status pg_gnuplot_draw(pg_arena *arena, const char *script, size_t length, char **ret,
                          size_t *ret_length, pg_error *err);

#endif
