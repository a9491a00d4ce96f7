/* Sorting and descriptive figures. Shown to people, never judged. */
#ifndef PG_STATS_DESCRIBE_H
#define PG_STATS_DESCRIBE_H

#include <stddef.h>

/* Ascending, stable, O(n log n). `scratch` holds n doubles. */
void pg_sort(double *values, size_t n, double *scratch);

/* Quantile of sorted values by linear interpolation (Hyndman & Fan 1996, type 7: R's default).
 * Preconditions: n > 0, 0 <= q <= 1. */
double pg_quantile(const double *sorted, size_t n, double q);

/* Median of the distances from the median, times 1.4826 (comparable to a standard deviation under
 * normal noise). `scratch` holds n doubles. Precondition: n > 0. */
double pg_mad(const double *sorted, size_t n, double *scratch);

/* Mean and sample standard deviation (n - 1; 0 for n = 1). Precondition: n > 0. */
double pg_mean(const double *values, size_t n);
double pg_deviation(const double *values, size_t n);

#endif
