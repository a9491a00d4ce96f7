/* Shares: how sure is one that was counted, and the difference of two.
 *
 * The draws are taken as independent. Checked against R's prop.test and Newcombe's own examples. */
#ifndef PG_STATS_BINOMIAL_H
#define PG_STATS_BINOMIAL_H

typedef struct pg_interval {
    double low, high;
} pg_interval;

/* The interval of a share of `hits` in `draws` (Wilson 1927, without correction): within 0 and 1,
 * and of use for no hits, too. Preconditions: 0 <= hits <= draws, draws > 0, 0 < level < 1. */
pg_interval pg_share_interval(double hits, double draws, double level);

/* The interval of factor[1] * share[1] - factor[0] * share[0] from those of the two (Newcombe 1998,
 * method 10; with factors of 1 it is that of the difference). */
pg_interval pg_share_difference(const double share[2], const pg_interval intervals[2],
                                const double factor[2]);

#endif
