/* What a machine adds to the time of a launch: models of noise, as factors around 1.
 *
 * All of them but the plain ones live in time: a launch takes one step of it, whatever it is a
 * launch of, so that a neighbour or a drift meets base and head as they follow one another. */
#ifndef PG_TESTS_NOISE_H
#define PG_TESTS_NOISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rng.h"
#include "recorded.h"

typedef enum noise_kind {
    NOISE_CALM,
    NOISE_NORMAL,
    NOISE_HEAVY,
    NOISE_BIMODAL,
    NOISE_CORRELATED,
    NOISE_DRIFTING,
    NOISE_CONTENDED,
    NOISE_RECORDED,
    NOISE_RECORDED_BUSY,
    NOISE_KINDS,
} noise_kind;

typedef struct noise_about {
    const char *name, *about; /* for the tables and the list of models in the documents */
} noise_about;

extern const noise_about noise_models[NOISE_KINDS];

enum { NOISE_ROWS_MAX = 512 };

/* Where a row stands in a recorded series. */
typedef struct noise_place {
    const recorded_series *series; /* NULL: not drawn yet */
    size_t at;
} noise_place;

typedef struct noise {
    noise_kind kind;
    pg_rng *rng;
    bool has_spare; /* normal deviates come in pairs */
    double spare;
    uint64_t time;
    double wave;     /* drifting: where in its period it began */
    double level;    /* correlated: the logarithm of the last launch */
    double slowdown; /* contended: by the neighbour, 1 while it is away */
    double until;    /* contended: when it comes or goes */
    const recorded *from;
    size_t stretch; /* launches that a row will need at most */
    noise_place rows[NOISE_ROWS_MAX];
} noise;

/* Starts a session. `from` is for the recorded ones. */
void noise_start(noise *n, noise_kind kind, pg_rng *rng, const recorded *from, size_t stretch);

/* The factor of the next launch, which is one of this row. */
double noise_next(noise *n, size_t row);

/* A standard normal deviate. */
double noise_normal(noise *n);

#endif
