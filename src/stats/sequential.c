#include "stats/sequential.h"

#include <assert.h>
#include <math.h>

#include "stats/normal.h"

/* Points that carry the density of the motion: Gauss & Legendre's, at which so smooth a function is
 * integrated to the last digits. They are close enough for looks that are 2 % of the whole apart.
 */
enum { POINTS = 128 };

static const double FAR = 8; /* standard deviations: what lies beyond is nothing */

/* What the test may have used up by the time t. */
static double spent_by(double alpha, double t) {
    return alpha * log1p((M_E - 1) * t);
}

/* The points and weights on [-1, 1]: the zeros of Legendre's polynomial, by Newton's method. */
typedef struct rule {
    double at[POINTS], weight[POINTS];
} rule;

static void make_rule(rule *ret) {
    for (int i = 0; i < POINTS; i++) {
        double x = cos(M_PI * (i + 0.75) / (POINTS + 0.5)), slope = 1;
        for (int step = 0; step < 6; step++) {
            double before = 1, value = x;
            for (int n = 2; n <= POINTS; n++) {
                double next = ((2 * n - 1) * x * value - (n - 1) * before) / n;
                before = value;
                value = next;
            }
            slope = POINTS * (x * value - before) / (x * x - 1);
            x -= value / slope;
        }
        ret->at[i] = x;
        ret->weight[i] = 2 / ((1 - x * x) * slope * slope);
    }
}

/* The density of the motion at some time, of the paths that have not stopped yet. */
typedef struct density {
    const rule *rule;
    double low, high;
    double at[POINTS];
} density;

static double point(const density *d, int i) {
    return (d->low + d->high) / 2 + (d->high - d->low) / 2 * d->rule->at[i];
}

static double weight(const density *d, int i) {
    return (d->high - d->low) / 2 * d->rule->weight[i];
}

/* Share of the paths that cross `bound` after another `time`. */
static double crossing(const density *before, double bound, double time, bool two_sided) {
    double sum = 0, sd = sqrt(time);
    for (int i = 0; i < POINTS; i++) {
        double x = point(before, i);
        double out = pg_normal_below((x - bound) / sd);
        out += two_sided ? pg_normal_below((-bound - x) / sd) : 0;
        sum += weight(before, i) * before->at[i] * out;
    }
    return sum;
}

/* Moves the density on by `time` and keeps what stays inside. */
static void advance(const density *before, double bound, double now, double time, bool two_sided,
                    density *after) {
    double sd = sqrt(time);
    after->low = two_sided ? -bound : -FAR * sqrt(now);
    after->high = bound;
    for (int i = 0; i < POINTS; i++) {
        double y = point(after, i), sum = 0;
        for (int k = 0; k < POINTS; k++) {
            double z = (y - point(before, k)) / sd;
            sum += weight(before, k) * before->at[k] * exp(-z * z / 2);
        }
        after->at[i] = sum / (sd * sqrt(2 * M_PI));
    }
}

static void start(double bound, double time, bool two_sided, density *ret) {
    double sd = sqrt(time);
    ret->low = two_sided ? -bound : -FAR * sd;
    ret->high = bound;
    for (int i = 0; i < POINTS; i++) {
        double z = point(ret, i) / sd;
        ret->at[i] = exp(-z * z / 2) / (sd * sqrt(2 * M_PI));
    }
}

/* The bound that exactly `share` of the paths cross. */
static double find_bound(const density *before, double share, double now, double time,
                         bool two_sided) {
    double low = 0, high = FAR * sqrt(now);
    for (int step = 0; step < 60; step++) {
        double middle = (low + high) / 2;
        *(crossing(before, middle, time, two_sided) > share ? &low : &high) = middle;
    }
    return (low + high) / 2;
}

void pg_sequential_levels(double alpha, bool two_sided, const double *times, size_t looks,
                          double *ret_levels) {
    assert(looks > 0 && looks <= PG_LOOKS_MAX && alpha > 0 && alpha < 0.5);
    rule points;
    make_rule(&points);
    density current = {.rule = &points}, next = current;
    double spent = 0;
    for (size_t k = 0; k < looks; k++) {
        double time = times[k] - (k ? times[k - 1] : 0);
        double until = spent_by(alpha, k + 1 == looks ? 1 : times[k]);
        double share = until - spent, bound;
        assert(time > 0 && times[k] <= 1 + 1e-12);
        if (k == 0) {
            ret_levels[0] = share;
            bound = -pg_normal_quantile(two_sided ? share / 2 : share) * sqrt(times[0]);
            start(bound, times[0], two_sided, &current);
        } else {
            bound = find_bound(&current, share, times[k], time, two_sided);
            double tail = pg_normal_below(-bound / sqrt(times[k]));
            ret_levels[k] = two_sided ? 2 * tail : tail;
            if (k + 1 < looks) {
                advance(&current, bound, times[k], time, two_sided, &next);
                current = next;
            }
        }
        spent = until;
    }
}
