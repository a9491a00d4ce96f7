/* Quantities for people: three significant digits, the unit that suits the size. Base units are ns,
 * bytes and count; any other unit is printed as it is. */
#ifndef PG_BASE_UNIT_H
#define PG_BASE_UNIT_H

#include "base/arena.h"

/* "41.2 ms", "3.07 MiB", "12,381", "0.25". Precondition: value is finite. */
char *pg_quantity(pg_arena *arena, double value, const char *unit);

/* A ratio as a change: 1.259 -> "+25.9 %", 1 -> "0.0 %"; from +100 % on without decimals;
 * an infinite ratio -> "from 0". */
char *pg_change(pg_arena *arena, double ratio);

/* A probability: "0.0034", "< 1e-6", "1". */
char *pg_probability(pg_arena *arena, double p);

#endif
