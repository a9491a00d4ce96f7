#include "stats/normal.h"

#include <assert.h>
#include <math.h>

double pg_normal_below(double z) {
    return 0.5 * erfc(-z * M_SQRT1_2);
}

/* Acklam's rational approximation of the lower half, good to 1.2e-9. */
static double rough_quantile(double p) {
    static const double a[] = {-3.969683028665376e+01, 2.209460984245205e+02,
                               -2.759285104469687e+02, 1.383577518672690e+02,
                               -3.066479806614716e+01, 2.506628277459239e+00};
    static const double b[] = {-5.447609879822406e+01, 1.615858368580409e+02,
                               -1.556989798598866e+02, 6.680131188771972e+01,
                               -1.328068155288572e+01};
    static const double c[] = {-7.784894002430293e-03, -3.223964580411365e-01,
                               -2.400758277161838e+00, -2.549732539343734e+00,
                               4.374664141464968e+00,  2.938163982698783e+00};
    static const double d[] = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
                               3.754408661907416e+00};
    if (p < 0.02425) {
        double q = sqrt(-2 * log(p));
        return (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
               ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);
    }
    double q = p - 0.5, r = q * q;
    return (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
           (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
}

double pg_normal_quantile(double p) {
    assert(p > 0 && p < 1);
    if (p > 0.5) {
        return -pg_normal_quantile(1 - p);
    }
    double z = rough_quantile(p);
    for (int step = 0; step < 2; step++) {
        double error = pg_normal_below(z) - p;
        double newton = error * sqrt(2 * M_PI) * exp(z * z / 2);
        z -= newton / (1 + z * newton / 2);
    }
    return z;
}

/* Regularised incomplete beta function by Lentz's continued fraction; converges fast for
 * x < (a + 1) / (a + b + 2), which student_above sees to. */
static double beta_fraction(double x, double a, double b) {
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < 1e-300 ? 1e-300 : d);
    double result = d;
    for (int k = 1; k < 500; k++) {
        double even = k * (b - k) * x / ((a + 2 * k - 1) * (a + 2 * k));
        double odd = -(a + k) * (a + b + k) * x / ((a + 2 * k) * (a + 2 * k + 1));
        const double terms[] = {even, odd};
        double change = 1;
        for (int i = 0; i < 2; i++) {
            d = 1 + terms[i] * d;
            c = 1 + terms[i] / c;
            d = 1 / (fabs(d) < 1e-300 ? 1e-300 : d);
            c = fabs(c) < 1e-300 ? 1e-300 : c;
            change = d * c;
            result *= change;
        }
        if (fabs(change - 1) < 1e-15) {
            break;
        }
    }
    double scale = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));
    return scale * result / a;
}

/* P(T >= t) for t >= 0. */
static double student_above(double t, double df) {
    double x = df / (df + t * t), a = df / 2, b = 0.5;
    if (x >= 1) {
        return 0.5;
    }
    double tail =
        x < (a + 1) / (a + b + 2) ? beta_fraction(x, a, b) : 1 - beta_fraction(1 - x, b, a);
    return tail / 2;
}

double pg_student_quantile(double p, double df) {
    assert(p >= 0.5 && p < 1 && df >= 1);
    double low = 0, high = 1;
    while (student_above(high, df) > 1 - p) {
        high *= 2;
    }
    for (int step = 0; step < 200 && high - low > 1e-13 * high; step++) {
        double middle = (low + high) / 2;
        *(student_above(middle, df) > 1 - p ? &low : &high) = middle;
    }
    return (low + high) / 2;
}
