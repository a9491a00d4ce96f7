/* The rules by which other tools call a benchmark slower, as one-liners: on the same samples, a row
 * at a time, with no regard to blocks, sessions or how many rows there are. */
#ifndef PG_TESTS_PEERS_H
#define PG_TESTS_PEERS_H

#include <stdbool.h>

#include "stats/law.h"

typedef enum peer {
    PEER_RANK_TEST, /* Mann-Whitney, p < 0.05 */
    PEER_MEANS,     /* mean ratio above 105 % */
    PEER_SIGMA,     /* mean beyond two standard deviations of base */
    PEER_PLAIN,     /* Mann-Whitney, p < 0.01, and medians apart by more than 5 %: our own rule
                     * without blocks, correction and noise floor */
    PEERS,
} peer;

extern const char *const peer_names[PEERS];

/* Samples of a row, in any order; they are sorted. */
typedef struct peer_samples {
    double *values;
    size_t count;
} peer_samples;

void peers_judge(pg_laws *laws, peer_samples base, peer_samples head, double *scratch,
                 bool ret_slower[PEERS]);

#endif
