#include "report/chart_axis.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* Changes in percent that people read at a glance, from the middle outward. */
static const double worse[] = {0.1, 0.2, 0.5, 1,   2,   5,   10,  20,  50,
                               100, 200, 500, 1e3, 2e3, 5e3, 1e4, 1e5, 1e6};
static const double better[] = {0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 80, 90, 95, 99, 99.9, 99.99};
#define COUNT(table) (sizeof(table) / sizeof(*(table)))

/* An outlier reaches this many times further than the row in the middle, and further than double.
 */
static const double OUTLIER = 6, NEAR = 0.6931471805599453, FAR = 14;

static const double BESIDE_ZERO = 0.8; /* the label of "no change" is short */

static double reach(const pg_axis_span *span) {
    return fmax(-span->low, span->high);
}

static int by_reach(const void *left, const void *right) {
    double a = reach(left), b = reach(right);
    return a < b ? -1 : a > b;
}

static double limit(pg_axis_span *spans, size_t count) {
    if (!count) {
        return NEAR;
    }
    qsort(spans, count, sizeof(*spans), by_reach);
    return fmin(fmax(OUTLIER * reach(&spans[(count - 1) / 2]), NEAR), FAR);
}

static void add_ticks(pg_axis *axis, const double *changes, size_t count, double sign,
                      double apart) {
    double last = 0, least = apart * (axis->high - axis->low);
    for (size_t i = 0; i < count && axis->tick_count < PG_AXIS_TICKS_MAX; i++) {
        double tick = log1p(sign * changes[i] / 100);
        bool inside = tick >= axis->low && tick <= axis->high;
        if (inside && fabs(tick - last) >= (last == 0 ? BESIDE_ZERO * least : least)) {
            axis->ticks[axis->tick_count++] = last = tick;
        }
    }
}

pg_axis pg_axis_fit(pg_axis_span *spans, size_t count, double least, double apart) {
    double most = limit(spans, count);
    pg_axis axis = {.low = -least, .high = least};
    for (size_t i = 0; i < count; i++) {
        axis.low = fmin(axis.low, fmax(spans[i].low, -most));
        axis.high = fmax(axis.high, fmin(spans[i].high, most));
    }
    double margin = 0.04 * (axis.high - axis.low);
    axis.low -= margin;
    axis.high += margin;
    axis.ticks[axis.tick_count++] = 0;
    add_ticks(&axis, better, COUNT(better), -1, apart);
    add_ticks(&axis, worse, COUNT(worse), 1, apart);
    return axis;
}
