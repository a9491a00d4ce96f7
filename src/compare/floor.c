/* The noise floor between sessions: what two sessions of one host may differ by although nothing
 * changed. It is never inside the p-value, and more samples in a session do not make it smaller.
 *
 *     eta = exp(w sqrt(1 + 1/K)) - 1
 *
 * for a row with K sessions in the baseline: so much further than one session from its mean is a
 * new session from the mean of K others. How far sessions may lie apart, w, is learnt for each
 * metric from the logarithms of the sessions' medians, of the R rows that have all K sessions,
 * taken apart by an analysis of variance (rows, sessions):
 *
 *     s_c   standard deviation of the sessions' means over the rows: what all rows do together,
 *           K - 1 degrees of freedom
 *     s_o   of what is left, each row's own, (K - 1)(R - 1) degrees of freedom
 *     s     of a row's medians, both together
 *
 *     w = sqrt((t(K - 1, .995) s_c)^2 + (t((K - 1)(R - 1), 1 - .005 / m) s_o)^2)
 *
 * where m is the number of timed rows, all of which the floor must hold for at once; but not more
 * than t(K - 1, .995) s, which two rows or a single one need, as they hardly can be taken apart,
 * and not less than z(1 - .005 / m) s, which it would take if s were known.
 *
 * One or two sessions are too few to tell: w = z(1 - .005 / m) s, where s is a standard deviation
 * between sessions of 2.62 %, which is an assumption, or that of the two where it is larger. It
 * makes eta 10 % for a single row and a single session.
 *
 * Metrics are taken apart from each other: memory hardly differs between sessions, and would make
 * times look calmer than they are. docs/adr/0007 holds the reasons and what it brings. */
#include <math.h>
#include <string.h>

#include "base/unit.h"
#include "compare/parts.h"
#include "stats/describe.h"
#include "stats/normal.h"

static const double ASSUMED_SD = 0.0262; /* between sessions, of logarithms */
static const double TAIL = 0.005;        /* of all rows together, on each side */
enum {
    ROWS_TOGETHER = 3, /* rows that make "all rows" */
};

/* What a baseline tells about the sessions of one metric. */
typedef struct spread {
    const char *metric;
    const pg_pairing *model; /* a row with the most sessions: rows that have the same ones count */
    size_t sessions, rows;   /* K, R */
    double common, own, whole; /* s_c, s_o; of a row's medians, both together */
    double moved;              /* from baseline to head: mean over the rows, a logarithm */
} spread;

/* Logarithms of the session medians; false where one is 0. */
static bool session_logs(const pg_pairing *pairing, double *scratch, double *ret) {
    for (size_t i = 0; i < pairing->base_count; i++) {
        const pg_numbers *samples = &pairing->base[i]->samples;
        memcpy(scratch, samples->values, samples->count * sizeof(double));
        pg_sort(scratch, samples->count, scratch + samples->count);
        double median = pg_quantile(scratch, samples->count, 0.5);
        if (median <= 0) {
            return false;
        }
        ret[i] = log(median);
    }
    return true;
}

static bool same_sessions(const pg_pairing *a, const pg_pairing *b) {
    return a->base_count == b->base_count &&
           !memcmp(a->sessions, b->sessions, a->base_count * sizeof(*a->sessions));
}

/* Whether a row can tell about its metric. */
static bool is_telling(const pg_work *work, size_t r, const char *metric) {
    const pg_row *row = &work->comparison->rows[r];
    return row->tested && !work->pairings[r].decided && row->ratio > 0 && isfinite(row->ratio) &&
           !strcmp(row->metric, metric);
}

static const pg_pairing *find_model(const pg_work *work, const char *metric) {
    const pg_pairing *model = NULL;
    for (size_t r = 0; r < work->comparison->row_count; r++) {
        const pg_pairing *pairing = &work->pairings[r];
        if (is_telling(work, r, metric) && (!model || pairing->base_count > model->base_count)) {
            model = pairing;
        }
    }
    return model;
}

/* Room for the samples of the longest base series, twice. */
static double *sorting_room(const pg_work *work) {
    size_t longest = 1;
    for (size_t r = 0; r < work->comparison->row_count; r++) {
        for (size_t i = 0; i < work->pairings[r].base_count; i++) {
            size_t n = work->pairings[r].base[i]->samples.count;
            longest = n > longest ? n : longest;
        }
    }
    return PG_ARRAY(work->arena, double, 2 * longest);
}

static spread learn(const pg_work *work, const char *metric, double *scratch) {
    spread s = {.metric = metric, .model = find_model(work, metric)};
    if (!s.model) {
        return s;
    }
    size_t k = s.sessions = s.model->base_count;
    double *logs = PG_ARRAY(work->arena, double, k), *sums = PG_ARRAY(work->arena, double, k);
    double squares = 0;
    for (size_t r = 0; r < work->comparison->row_count; r++) {
        const pg_pairing *pairing = &work->pairings[r];
        if (is_telling(work, r, metric) && same_sessions(pairing, s.model) &&
            session_logs(pairing, scratch, logs)) {
            double sd = pg_deviation(logs, k);
            for (size_t i = 0; i < k; i++) {
                sums[i] += logs[i];
            }
            squares += sd * sd;
            s.moved += log(work->comparison->rows[r].ratio);
            s.rows++;
        }
    }
    if (s.rows) {
        double n = (double)s.rows;
        s.moved /= n;
        s.whole = sqrt(squares / n);
        s.common = pg_deviation(sums, k) / n;
        s.own = s.rows > 1 ? sqrt(fmax(0, squares - n * s.common * s.common) / (n - 1)) : 0;
    }
    return s;
}

static bool is_known(const spread *s) {
    return s->rows && s->sessions >= PG_SESSIONS_TO_TELL;
}

/* How far sessions may lie apart. */
static double width_of(const spread *s, size_t timed_rows) {
    double tail = TAIL / (double)timed_rows;
    double normal = pg_normal_quantile(1 - tail);
    if (!is_known(s)) {
        return normal * fmax(ASSUMED_SD, s->whole);
    }
    double df = (double)s->sessions - 1, own = 0;
    double shared = pg_student_quantile(1 - TAIL, df);
    if (s->rows > 1) {
        own = pg_student_quantile(1 - tail, df * ((double)s->rows - 1)) * s->own;
    }
    double apart = hypot(shared * s->common, own);
    return fmax(fmin(apart, shared * s->whole), normal * s->whole);
}

/* Whether all rows of a metric moved together by more than the sessions did: then it is the
 * machine, or a change that slows everything; the offset is never taken out, because that would
 * hide the latter. */
static void note_common(const pg_work *work, const spread *s) {
    if (!is_known(s) || s->rows < ROWS_TOGETHER || s->sessions < work->base->count) {
        return;
    }
    double k = (double)s->sessions;
    double noise = pg_student_quantile(1 - TAIL, k - 1) * s->common;
    if (fabs(s->moved) > noise * sqrt(1 + 1 / k)) {
        pg_comparison_note(
            work->arena, work->comparison,
            "all rows of %s moved together by %s: the machine or the change; measure "
            "the base in the same session",
            s->metric, pg_change(work->arena, exp(s->moved)));
    }
}

/* Sets the floors of the metric's rows, from `first` on. */
static void set_floors(const pg_work *work, const spread *s, size_t first, size_t timed_rows,
                       bool *is_set) {
    pg_comparison *c = work->comparison;
    double width = width_of(s, timed_rows);
    for (size_t r = first; r < c->row_count; r++) {
        pg_row *row = &c->rows[r];
        if (row->tested && !work->pairings[r].decided && !strcmp(row->metric, s->metric)) {
            double k = (double)work->pairings[r].base_count;
            row->noise_floor = expm1(width * sqrt(1 + 1 / k));
            c->source.noise_floor = fmax(c->source.noise_floor, row->noise_floor);
            is_set[r] = true;
        }
    }
}

void pg_rows_floor(pg_work *work) {
    pg_comparison *c = work->comparison;
    if (c->source.kind != PG_BASE_SESSIONS && c->source.kind != PG_BASE_FEW) {
        return;
    }
    size_t timed = 0;
    for (size_t r = 0; r < c->row_count; r++) {
        timed += c->rows[r].tested;
    }
    bool *is_set = PG_ARRAY(work->arena, bool, c->row_count);
    double *scratch = sorting_room(work);
    for (size_t r = 0; r < c->row_count; r++) {
        if (c->rows[r].tested && !work->pairings[r].decided && !is_set[r]) {
            spread s = learn(work, c->rows[r].metric, scratch);
            set_floors(work, &s, r, timed, is_set);
            note_common(work, &s);
        }
    }
}
