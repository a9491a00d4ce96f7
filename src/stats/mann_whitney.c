#include "stats/mann_whitney.h"

#include <assert.h>
#include <math.h>

/* Adds 2U of one block to *s; true where any two of its values are equal. */
static bool count_block(const pg_block *b, double factor, size_t *s) {
    bool tied = false;
    size_t below = 0, upto = 0; /* x values < y, <= y */
    for (size_t i = 1; i < b->m; i++) {
        tied |= b->x[i] * factor == b->x[i - 1] * factor;
    }
    for (size_t j = 0; j < b->n; j++) {
        double y = b->y[j];
        tied |= j && y == b->y[j - 1];
        while (below < b->m && b->x[below] * factor < y) {
            below++;
        }
        upto = upto > below ? upto : below;
        while (upto < b->m && b->x[upto] * factor == y) {
            upto++;
        }
        tied |= upto > below;
        *s += below + upto;
    }
    return tied;
}

pg_mann_whitney pg_mann_whitney_test(pg_laws *laws, const pg_block *blocks, size_t count,
                                     double factor) {
    assert(count > 0 && factor > 0);
    size_t s = 0;
    bool tied = false;
    for (size_t b = 0; b < count; b++) {
        tied |= count_block(&blocks[b], factor, &s);
    }
    pg_tails tails =
        tied ? pg_law_tied(laws, blocks, count, factor, s) : pg_law_untied(laws, blocks, count, s);
    return (pg_mann_whitney){
        .u = (double)s / 2,
        .p_below = tails.lower,
        .p_above = tails.upper,
        .p = fmin(1, 2 * fmin(tails.lower, tails.upper)),
        .exact = tails.exact,
        .tied = tied,
    };
}
