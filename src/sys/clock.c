#include "sys/clock.h"

#include <time.h>

#include "base/number.h"
#include "sys/env.h"
#include "sys/interrupt.h"

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

uint64_t pg_clock_epoch(void) {
    return (uint64_t)time(NULL);
}

void pg_clock_sleep(double seconds) {
    static const double longest = 0.2; /* between two looks at the flag */
    uint64_t end = pg_clock_ns() + (uint64_t)(seconds * 1e9);
    for (uint64_t now = pg_clock_ns(); now < end && !pg_interrupted(); now = pg_clock_ns()) {
        double left = (double)(end - now) / 1e9;
        long nap = (long)((left < longest ? left : longest) * 1e9);
        nanosleep(&(struct timespec){.tv_nsec = nap}, NULL);
    }
}
