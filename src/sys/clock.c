#include "sys/clock.h"

#include <time.h>

#include "base/number.h"
#include "sys/env.h"

uint64_t pg_clock_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC_RAW, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

char *pg_clock_utc(pg_arena *arena) {
    char text[32];
    const char *fixed = pg_env_get("SOURCE_DATE_EPOCH");
    uint64_t seconds;
    time_t now = fixed && pg_count_read(fixed, &seconds) ? (time_t)seconds : time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc);
    return pg_copy(arena, text);
}

char *pg_clock_today(pg_arena *arena) {
    return pg_copy_n(arena, pg_clock_utc(arena), sizeof("2026-11-23") - 1);
}
