/* Is a promise kept? Counts are held against it by the exact binomial law. */
#include <math.h>

#include "plan.h"
#include "stats/normal.h"

const char *const measure_names[MEASURES] = {
    [MEASURE_NOTHING] = "-",
    [MEASURE_RED] = "red",
    [MEASURE_CALLED] = "called",
    [MEASURE_FOUND] = "found",
    [MEASURE_PASSED_OVER] = "passed over",
    [MEASURE_PASSED] = "passed",
    [MEASURE_LAUNCHES] = "launches",
};

const char *const keeping_words[] = {
    [KEEPING_NONE] = "-",
    [KEEPING_SHOWN] = "shown",
    [KEEPING_WITHIN] = "within",
    [KEEPING_BROKEN] = "broken",
};

static const double RULED_OUT = 0.01, IMPOSSIBLE = 0.001, TAIL = 0.025;

/* P(X <= k) of the binomial law. */
static double binomial_below(uint64_t k, uint64_t n, double p) {
    if (p <= 0 || k >= n) {
        return 1;
    }
    if (p >= 1) {
        return 0;
    }
    double sum = 0;
    for (uint64_t i = 0; i <= k; i++) {
        double x = (double)i, all = (double)n;
        sum += exp(lgamma(all + 1) - lgamma(x + 1) - lgamma(all - x + 1) + x * log(p) +
                   (all - x) * log1p(-p));
    }
    return fmin(1, sum);
}

static double binomial_above(uint64_t k, uint64_t n, double p) {
    return k ? 1 - binomial_below(k - 1, n, p) : 1;
}

/* Clopper & Pearson 1934: the p at which such a count is just not too rare. */
static double interval_end(uint64_t k, uint64_t n, bool upper) {
    double low = 0, high = 1;
    for (int step = 0; step < 50; step++) {
        double p = (low + high) / 2;
        bool beyond = upper ? binomial_below(k, n, p) < TAIL : binomial_above(k, n, p) >= TAIL;
        *(beyond ? &high : &low) = p;
    }
    return (low + high) / 2;
}

static uint64_t count_of(measure what, const outcome *out) {
    switch (what) {
    case MEASURE_RED: return out->red;
    case MEASURE_CALLED: return out->called;
    case MEASURE_FOUND: return out->first[PG_REGRESSED];
    case MEASURE_PASSED_OVER: return out->passed_over;
    case MEASURE_PASSED: return out->passed;
    case MEASURE_NOTHING:
    case MEASURE_LAUNCHES:
    case MEASURES: break;
    }
    return 0;
}

static keeping keeping_of_count(const promise *p, uint64_t k, uint64_t n) {
    double as_good = p->at_least ? binomial_above(k, n, p->limit) : binomial_below(k, n, p->limit);
    double as_bad = p->at_least ? binomial_below(k, n, p->limit) : binomial_above(k, n, p->limit);
    return as_good <= RULED_OUT  ? KEEPING_SHOWN
           : as_bad < IMPOSSIBLE ? KEEPING_BROKEN
                                 : KEEPING_WITHIN;
}

kept promise_kept(const promise *p, const outcome *out) {
    kept found = {.keeping = KEEPING_NONE, .trials = out->trials};
    if (p->measure == MEASURE_NOTHING) {
        return found;
    }
    if (p->measure == MEASURE_LAUNCHES) {
        found.observed = out->launches / (double)out->rows;
        found.keeping = found.observed < p->limit ? KEEPING_SHOWN : KEEPING_BROKEN;
        return found;
    }
    found.counted = true;
    found.count = count_of(p->measure, out);
    found.observed = (double)found.count / (double)out->trials;
    found.low = found.count ? interval_end(found.count, out->trials, false) : 0;
    found.high = found.count < out->trials ? interval_end(found.count, out->trials, true) : 1;
    found.keeping = keeping_of_count(p, found.count, out->trials);
    return found;
}

char *promise_text(pg_arena *arena, const plan_entry *entry) {
    static const char *const subjects[MEASURES] = {
        [MEASURE_NOTHING] = "nothing",
        [MEASURE_RED] = "false alarms",
        [MEASURE_CALLED] = "false calls in either direction",
        [MEASURE_FOUND] = "found",
        [MEASURE_PASSED_OVER] = "a row called unchanged",
        [MEASURE_PASSED] = "passed as a whole",
        [MEASURE_LAUNCHES] = "launches a side",
    };
    const study *s = &entry->study;
    const promise *p = &entry->promise;
    bool share = p->measure != MEASURE_LAUNCHES;
    const char *where =
        s->sessions
            ? pg_format(arena, "%zu other session%s that differ%s by %g %%, %s", s->sessions,
                        s->sessions == 1 ? "" : "s", s->sessions == 1 ? "s" : "",
                        s->offset_sd * 100, offset_names[s->offset])
            : pg_format(arena, "same session, %s", s->adaptive ? "adaptive" : "fixed");
    return pg_format(arena, "%s, %s, %zu row%s, %s+%g %%, threshold %g %%: %s %s %g%s", where,
                     noise_models[s->noise].name, s->rows, s->rows == 1 ? "" : "s",
                     s->everywhere ? "all " : "", s->effect * 100, s->threshold * 100,
                     subjects[p->measure], p->at_least ? "at least" : "at most",
                     p->limit * (share ? 100 : 1), share ? " %" : "");
}
