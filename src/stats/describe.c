#include "stats/describe.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { SHORT_RUN = 12 };

static void insertion_sort(double *values, size_t n) {
    for (size_t i = 1; i < n; i++) {
        double value = values[i];
        size_t at = i;
        while (at && values[at - 1] > value) {
            values[at] = values[at - 1];
            at--;
        }
        values[at] = value;
    }
}

static void merge(const double *left, size_t left_n, const double *right, size_t right_n,
                  double *out) {
    while (left_n && right_n) {
        if (*right < *left) {
            *out++ = *right++;
            right_n--;
        } else {
            *out++ = *left++;
            left_n--;
        }
    }
    memcpy(out, left, left_n * sizeof(double));
    memcpy(out + left_n, right, right_n * sizeof(double));
}

void pg_sort(double *values, size_t n, double *scratch) {
    for (size_t i = 0; i < n; i += SHORT_RUN) {
        insertion_sort(values + i, n - i < SHORT_RUN ? n - i : SHORT_RUN);
    }
    double *from = values, *to = scratch;
    for (size_t run = SHORT_RUN; run < n; run *= 2) {
        for (size_t i = 0; i < n; i += 2 * run) {
            size_t left = n - i < run ? n - i : run;
            size_t right = n - i - left < run ? n - i - left : run;
            merge(from + i, left, from + i + left, right, to + i);
        }
        double *swap = from;
        from = to;
        to = swap;
    }
    if (from != values) {
        memcpy(values, from, n * sizeof(double));
    }
}

double pg_quantile(const double *sorted, size_t n, double q) {
    assert(n > 0 && q >= 0 && q <= 1);
    double place = q * (double)(n - 1);
    size_t below = (size_t)place;
    if (below + 1 >= n) {
        return sorted[n - 1];
    }
    double part = place - (double)below;
    return sorted[below] + part * (sorted[below + 1] - sorted[below]);
}

double pg_mad(const double *sorted, size_t n, double *scratch) {
    double median = pg_quantile(sorted, n, 0.5);
    /* The distances grow away from the median on both sides: two sorted runs, merged. */
    size_t low = 0, out = 0;
    while (low < n && sorted[low] < median) {
        low++;
    }
    size_t high = low;
    while (out < n) {
        bool take_low = low > 0 && (high == n || median - sorted[low - 1] < sorted[high] - median);
        scratch[out++] = take_low ? median - sorted[--low] : sorted[high++] - median;
    }
    return 1.4826 * pg_quantile(scratch, n, 0.5);
}

double pg_mean(const double *values, size_t n) {
    assert(n > 0);
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += values[i];
    }
    return sum / (double)n;
}

double pg_deviation(const double *values, size_t n) {
    if (n < 2) {
        return 0;
    }
    double mean = pg_mean(values, n), sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += (values[i] - mean) * (values[i] - mean);
    }
    return sqrt(sum / (double)(n - 1));
}
