/* A study: what is simulated, how often, and what came of it.
 *
 * Samples are drawn from a model of noise and judged by the code that judges real ones: pg_compare
 * for a fixed number of blocks and for other sessions, pg_stages_run with an executor that draws
 * instead of launching for early stopping. Each trial is a suite; its number and the seed decide
 * everything in it, so that a study may be cut into slices. */
#ifndef PG_TESTS_STUDY_H
#define PG_TESTS_STUDY_H

#include "model/comparison.h"
#include "noise.h"
#include "peers.h"

/* How the speed of a machine differs from session to session. */
typedef enum offset_kind {
    OFFSET_SHARED, /* all rows by the same */
    OFFSET_OWN,    /* each row by its own */
    OFFSET_MIXED,  /* half of the variance each */
    OFFSET_KINDS,
} offset_kind;

extern const char *const offset_names[OFFSET_KINDS];

typedef struct study {
    const char *table; /* the one it is a row of */
    noise_kind noise;
    size_t rows;     /* workloads in the suite, one timed row each */
    uint64_t blocks; /* of two and two launches; the most where adaptive */
    bool adaptive;
    double effect;      /* head is slower by this fraction ... */
    bool everywhere;    /* ... in every row, not in the first alone */
    double threshold;   /* of the policy */
    size_t sessions;    /* of the baseline; 0: base and head share a session */
    offset_kind offset; /* between sessions */
    double offset_sd;
    uint64_t trials;
} study;

typedef struct outcome {
    uint64_t trials;
    uint64_t first[PG_VERDICTS], others[PG_VERDICTS]; /* rows: the first, and those beside it */
    uint64_t red;              /* suites in which a row was called regressed that had not changed */
    uint64_t called;           /* suites in which such a row was called regressed or improved */
    uint64_t passed_over;      /* suites in which a row that had changed was called unchanged */
    uint64_t passed;           /* suites whose result is a pass */
    uint64_t rows;             /* that follow: all rows of all trials */
    double launches;           /* a side */
    uint64_t bounded, covered; /* first rows with an interval; with one that holds the truth */
    double error, squared, width; /* of the first rows' estimates, as logarithms */
    uint64_t peer_found[PEERS];   /* suites whose first row the rule calls slower */
    uint64_t peer_red[PEERS];     /* suites in which it calls a row slower that had not changed */
} outcome;

/* What the trials of one process share. */
typedef struct bench {
    const recorded *recorded;
    uint64_t seed;
    pg_laws *laws;                 /* for the peers */
    char names[NOISE_ROWS_MAX][8]; /* of the workloads */
} bench;

bench bench_new(const recorded *from, uint64_t seed);
void bench_free(bench *b);

/* Runs all trials of a study; `number` tells its draws from those of other studies. */
outcome study_run(bench *b, const study *s, uint64_t number);

/* For the files of the studies. */

typedef struct trial {
    bench *bench;
    const study *study;
    pg_arena *arena;
    pg_rng rng;
    noise noise;
    outcome *outcome;
} trial;

/* How much slower head is in this row. */
double trial_effect(const trial *t, size_t row);

/* Draws a time in ns. */
double trial_sample(trial *t, size_t row, double factor);

/* Counts the verdicts of a comparison: adaptive.c and fixed.c. */
void trial_count(trial *t, const pg_comparison *c);

void trial_run_adaptive(trial *t);
void trial_run_fixed(trial *t);

#endif
