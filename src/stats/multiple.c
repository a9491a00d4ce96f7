#include "stats/multiple.h"

#include <math.h>

/* Heap sort of indexes by descending p: the largest ends first. */
static void sift(const double *p, size_t *order, size_t start, size_t n) {
    for (size_t root = start; 2 * root + 1 < n;) {
        size_t child = 2 * root + 1;
        child += child + 1 < n && p[order[child + 1]] < p[order[child]];
        if (p[order[root]] <= p[order[child]]) {
            return;
        }
        size_t swap = order[root];
        order[root] = order[child];
        order[child] = swap;
        root = child;
    }
}

static void order_descending(const double *p, size_t *order, size_t n) {
    for (size_t i = 0; i < n; i++) {
        order[i] = i;
    }
    for (size_t i = n / 2; i-- > 0;) {
        sift(p, order, i, n);
    }
    for (size_t end = n; end-- > 1;) {
        size_t swap = order[0];
        order[0] = order[end];
        order[end] = swap;
        sift(p, order, 0, end);
    }
}

void pg_adjust(const double *p, size_t n, double *ret_q, size_t *order) {
    order_descending(p, order, n);
    double smallest = 1;
    for (size_t i = 0; i < n; i++) {
        double rank = (double)(n - i);
        smallest = fmin(smallest, p[order[i]] * (double)n / rank);
        ret_q[order[i]] = smallest;
    }
}
