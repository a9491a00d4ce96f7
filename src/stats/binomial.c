#include "stats/binomial.h"

#include <math.h>

#include "stats/normal.h"

pg_interval pg_share_interval(double hits, double draws, double level) {
    double z = pg_normal_quantile((1 + level) / 2), share = hits / draws;
    double middle = share + z * z / (2 * draws);
    double half = z * sqrt((share * (1 - share) + z * z / (4 * draws)) / draws);
    double whole = 1 + z * z / draws;
    return (pg_interval){hits > 0 ? fmax(0, (middle - half) / whole) : 0,
                         hits < draws ? fmin(1, (middle + half) / whole) : 1};
}

pg_interval pg_share_difference(const double share[2], const pg_interval intervals[2],
                                const double factor[2]) {
    double change = factor[1] * share[1] - factor[0] * share[0];
    double down = hypot(factor[1] * (share[1] - intervals[1].low),
                        factor[0] * (intervals[0].high - share[0]));
    double up = hypot(factor[1] * (intervals[1].high - share[1]),
                      factor[0] * (share[0] - intervals[0].low));
    return (pg_interval){change - down, change + up};
}
