/* The null law of the Mann-Whitney statistic: how U is distributed when base and head differ in
 * nothing but the drawing of which launch was which.
 *
 * U of a block counts the pairs with y > x, and half of those with y = x; over blocks it is the sum
 * (van Elteren 1960, for equal blocks). Laws stand in half units, s = 2U, because ties make halves.
 *
 * - untied, one block: Gaussian binomial coefficients (Mann & Whitney 1947), lower half built in
 *   place, upper half by symmetry: relative error of a tail below 4e-15 (checked against integers).
 * - tied, one block: conditional on the tie groups t_1..t_K (Streitberg & Roehmel 1986), dynamic
 *   programme over the groups, every term positive.
 * - several blocks: convolution.
 * - beyond the limits below: normal with tie and continuity correction, with the Edgeworth term of
 * the fourth cumulant (Fix & Hodges 1955) when untied, never below the smallest exact probability.
 *
 * Checked by tests/unit/stats against R, coin and SciPy vectors and brute force over all splits.
 */
#ifndef PG_STATS_LAW_H
#define PG_STATS_LAW_H

#include <stdbool.h>
#include <stddef.h>

#include "stats/block.h"

/* Exact laws are made as long as they are cheap. One block without ties: m n min(m, n) up to this,
 * which takes in all of m + n <= 200; with ties: (m + n) m n min(m, n), which takes in all of m, n
 * <= 50.
 */
#define PG_EXACT_UNTIED_COST 1.1e6
#define PG_EXACT_TIED_COST   1.3e7

/* Work space and the laws computed so far: they depend on the block sizes only, and the rows of a
 * run mostly share them. Owned by the caller of pg_laws_new; not for use by two threads at once. */
typedef struct pg_laws pg_laws;

pg_laws *pg_laws_new(void);
void pg_laws_free(pg_laws *laws);

typedef struct pg_tails {
    double lower; /* P(U <= u) */
    double upper; /* P(U >= u) */
    bool exact;
} pg_tails;

/* Tails of u = s/2 where `blocks` have no ties between any two values. */
pg_tails pg_law_untied(pg_laws *laws, const pg_block *blocks, size_t count, size_t s);

/* The same conditional on the ties in `blocks`, x multiplied by `factor` before comparing. */
pg_tails pg_law_tied(pg_laws *laws, const pg_block *blocks, size_t count, double factor, size_t s);

/* The largest whole u with P(U <= u) <= tail under the untied law (relative fuzz 1e-12); false
 * where even P(U = 0) is larger, and then no interval at this level exists. */
bool pg_law_quantile(pg_laws *laws, const pg_block *blocks, size_t count, double tail,
                     size_t *ret_u);

/* The smallest P(U <= u) there is: one in the product of C(m + n, n) over the blocks. */
double pg_law_smallest(const pg_block *blocks, size_t count);

#endif
