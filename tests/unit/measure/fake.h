/* An executor that launches nothing: it answers from a script and notes what it was asked. */
#ifndef PG_TESTS_FAKE_H
#define PG_TESTS_FAKE_H

#include "measure/measure.h"

enum { FAKE_LAUNCHES_MAX = 4096, FAKE_WORKLOADS_MAX = 4, FAKE_SIDES = 3 };

/* From the n-th launch of this workload on this side on (counted from 0), this is what happens. */
typedef struct fake_failure {
    size_t workload, side, after;
    pg_launch_outcome outcome;
    int code;
    const char *obstacle, *output, *tail;
    unsigned left_behind;
} fake_failure;

/* A worker of a side goes wrong in its n-th iteration; checksum 0: it works all the same. */
typedef struct fake_trouble {
    size_t side, after;
    pg_trouble trouble;
    uint64_t checksum;
} fake_trouble;

enum { FAKE_ASKED_MAX = 65536 };

typedef struct fake {
    pg_executor executor;
    const pg_config *config;
    const fake_failure *failures;
    size_t failure_count;
    size_t stop_after;  /* launches in all; 0: never */
    size_t error_after; /* the launcher itself fails; 0: never */
    /* What a launch takes; fake_wall_ns where NULL. */
    double (*wall_ns)(void *context, size_t workload, size_t side, size_t n);
    void *context;
    pg_status error;
    /* What was asked for. */
    size_t count;
    struct {
        size_t workload, side;
    } asked[FAKE_LAUNCHES_MAX];
    size_t launches[FAKE_WORKLOADS_MAX][FAKE_SIDES];
    /* Workers. */
    const fake_trouble *trouble; /* NULL: none */
    size_t alive, asked_count, asked_slots[FAKE_ASKED_MAX];
    size_t side_of[PG_WORKERS_MAX], iteration_of[PG_WORKERS_MAX];
} fake;

/* The sample that a launch gives: of a workload on a side, the n-th. */
double fake_wall_ns(size_t workload, size_t side, size_t n);

/* What a worker answers: of a side, its n-th iteration of a launch. */
double fake_iteration_ns(size_t side, size_t n);
enum { FAKE_ITEMS = 1000, FAKE_CHECKSUM = 77 };

extern const char FAKE_OUTPUT[65];

fake *new_fake(pg_arena *arena, const pg_config *config);

/* Workloads "w0", "w1" ... and a plan for them; all sides prepared, different artifacts. */
pg_config *fake_config(pg_arena *arena, size_t workloads);
pg_plan *fake_plan(pg_arena *arena, const pg_config *config, size_t sides, uint64_t blocks,
                   uint64_t seed);
/* The preparation of a side, to be changed. */
pg_prepared *prepared_of(const pg_plan *plan, size_t side, size_t workload);

#endif
