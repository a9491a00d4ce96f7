/* The normal and Student's t laws. */
#ifndef PG_STATS_NORMAL_H
#define PG_STATS_NORMAL_H

double pg_normal_below(double z); /* P(Z <= z) */

/* z with P(Z <= z) = p. Acklam's rational start, two Halley steps: relative error below 1e-14
 * (checked against R's qnorm). Precondition: 0 < p < 1. */
double pg_normal_quantile(double p);

/* t with P(T <= t) = p for `df` degrees of freedom (checked against R's qt). Preconditions: df >=
 * 1, 0.5 <= p < 1. */
double pg_student_quantile(double p, double df);

#endif
