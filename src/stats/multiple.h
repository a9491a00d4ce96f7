/* Many tests at once: Benjamini & Hochberg 1995. */
#ifndef PG_STATS_MULTIPLE_H
#define PG_STATS_MULTIPLE_H

#include <stddef.h>

/* Writes the q-value of each p (the smallest false discovery rate at which it would be rejected),
 * in the order of p: R's p.adjust(p, "BH"). `order` holds n indexes of work space. O(n log n). */
void pg_adjust(const double *p, size_t n, double *ret_q, size_t *order);

#endif
