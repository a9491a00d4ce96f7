/* Time. A stamp is nanoseconds on CLOCK_MONOTONIC_RAW, only good for differences. */
#ifndef PG_SYS_CLOCK_H
#define PG_SYS_CLOCK_H

#include <stdint.h>

#include "base/arena.h"

uint64_t pg_clock_ns(void);
/* "2026-11-23T02:15:00Z". Where SOURCE_DATE_EPOCH is set (reproducible-builds.org), that is now. */
char *pg_clock_utc(pg_arena *arena);
char *pg_clock_today(pg_arena *arena); /* "2026-11-23" */

/* Seconds since 1970, whatever SOURCE_DATE_EPOCH says: for times that another host has named. */
uint64_t pg_clock_epoch(void);

/* Waits; returns early where the user asked to stop. */
void pg_clock_sleep(double seconds);

#endif
