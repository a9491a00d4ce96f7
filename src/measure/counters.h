/* How exact metrics are counted here, and one launch that is counted.
 *
 * Instructions: by the hardware, where a counter can be opened and counts; else by Valgrind's
 * callgrind, which is some sixty times slower. Both count the program with all it starts, in user
 * mode, with fixed addresses and a C library that is told which of its variants to take. A child by
 * fork starts from its parent's count in callgrind, from zero in the hardware: the two are never
 * compared (the source is kept with the samples).
 *
 * Allocations: by libperfgate-alloc.so (src/preload), which cannot count a static program or one
 * with an allocator of its own. */
#ifndef PG_MEASURE_COUNTERS_H
#define PG_MEASURE_COUNTERS_H

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "sys/launcher.h"

typedef enum pg_count_kind { PG_COUNT_INSTRUCTIONS, PG_COUNT_HEAP, PG_COUNT_KINDS } pg_count_kind;

/* The event that counts instructions, as perf_event_open numbers it. */
typedef struct pg_counter_event {
    unsigned type;
    uint64_t config;
} pg_counter_event;

extern const pg_counter_event pg_counter_instructions;

typedef struct pg_counters {
    const char *sources[PG_COUNT_KINDS];   /* what counts; NULL where nothing can */
    const char *obstacles[PG_COUNT_KINDS]; /* then: why */
    bool hardware;
    pg_counter_event event;
    const char *valgrind, *library;
    const char *directory; /* where they write; belongs to the user of the launches */
    unsigned user;
} pg_counters;

/* Looks what there is. `directory` must exist and `user` (0: we) own it. The event is given so that
 * a machine without a PMU can test what one with a PMU does. */
pg_status pg_counters_open(pg_arena *arena, pg_launcher *launcher, const pg_counter_event *event,
                           const char *directory, unsigned user, pg_counters *ret, pg_error *err);

/* Values of one launch, in the order of pg_counted_metrics of its kind. */
enum { PG_COUNTED_MAX = 3 };
typedef struct pg_counted {
    pg_launch_result result;
    const char *obstacle; /* why it was not counted; NULL: it was */
    double values[PG_COUNTED_MAX];
} pg_counted;

/* Names of the metrics that a kind of counting gives, NULL behind the last. */
extern const char *const pg_counted_metrics[PG_COUNT_KINDS][PG_COUNTED_MAX + 1];

/* What the launch needs in its environment, "NAME=value"; `env` is what it has so far. */
pg_strings pg_counters_environment(pg_arena *arena, const pg_counters *counters, pg_count_kind kind,
                                   const char *const *env);

/* What will lie beside that environment, in bytes: Valgrind puts the program's whole path there. */
size_t pg_counters_beside(pg_arena *arena, const pg_counters *counters, pg_count_kind kind,
                          const char *directory, const char *program);

/* Launches and counts. `launch` is as for timing, its environment complete. */
pg_status pg_counters_launch(pg_arena *arena, const pg_counters *counters, pg_launcher *launcher,
                             pg_count_kind kind, const pg_launch *launch, pg_counted *ret,
                             pg_error *err);

#endif
