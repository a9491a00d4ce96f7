/* The noise floor between sessions: what two sessions of one host may differ by although nothing
 * changed. It is never inside the p-value, and more samples in a session do not make it smaller.
 *
 * eta = exp(f * s_b * sqrt(1 + 1/K)) - 1 for a row with K sessions in the baseline, where s_b is
 * the standard deviation between the sessions' medians of log time, pooled (root mean square) over
 * the rows of one metric, and f the larger of t(K - 1, .995), for an offset that all rows share,
 * and z(1 - .005 / m), for offsets of each row's own, m rows. Metrics are pooled apart: memory
 * hardly differs between sessions, and would make times look calmer than they are. */
#include <math.h>
#include <string.h>

#include "base/unit.h"
#include "compare/parts.h"
#include "stats/describe.h"
#include "stats/normal.h"

static const double ASSUMED_FLOOR = 0.10; /* with too few sessions to tell */
enum { ROWS_TOGETHER = 3 };               /* rows that make "all rows" */

/* Logarithms of the session medians; false where one is 0. */
static bool session_logs(pg_work *work, const pg_pairing *pairing, double *ret) {
    for (size_t i = 0; i < pairing->base_count; i++) {
        const pg_numbers *samples = &pairing->base[i]->samples;
        double *sorted = PG_ARRAY(work->arena, double, 2 * samples->count);
        memcpy(sorted, samples->values, samples->count * sizeof(double));
        pg_sort(sorted, samples->count, sorted + samples->count);
        double median = pg_quantile(sorted, samples->count, 0.5);
        if (median <= 0) {
            return false;
        }
        ret[i] = log(median);
    }
    return true;
}

/* Whether a row takes part in the metric's pool. */
static bool in_pool(const pg_work *work, size_t row, const char *metric) {
    const pg_pairing *pairing = &work->pairings[row];
    return !pairing->decided && work->comparison->rows[row].tested &&
           !strcmp(work->comparison->rows[row].metric, metric) && pairing->base_count >= 3;
}

/* f * s_b of a metric; false where no row has sessions enough to tell. */
static bool scale_of_metric(pg_work *work, const char *metric, size_t timed_rows, double *ret) {
    pg_comparison *c = work->comparison;
    double sum = 0, rows = 0;
    size_t sessions = work->base->count;
    for (size_t r = 0; r < c->row_count; r++) {
        const pg_pairing *pairing = &work->pairings[r];
        double *logs = PG_ARRAY(work->arena, double, pairing->base_count);
        if (in_pool(work, r, metric) && session_logs(work, pairing, logs)) {
            double sd = pg_deviation(logs, pairing->base_count);
            sum += sd * sd;
            rows++;
            sessions = pairing->base_count < sessions ? pairing->base_count : sessions;
        }
    }
    if (rows == 0) {
        return false;
    }
    double shared = pg_student_quantile(0.995, (double)sessions - 1);
    double own = pg_normal_quantile(1 - 0.005 / (double)timed_rows);
    *ret = fmax(shared, own) * sqrt(sum / rows);
    return true;
}

/* The first row of this metric finds the scale, the others take it over. */
typedef struct metric_scale {
    const char *metric;
    double scale;
    bool known;
} metric_scale;

static const metric_scale *find_scale(pg_work *work, metric_scale *scales, size_t *count,
                                      const char *metric, size_t timed_rows) {
    for (size_t i = 0; i < *count; i++) {
        if (!strcmp(scales[i].metric, metric)) {
            return &scales[i];
        }
    }
    metric_scale *added = &scales[(*count)++];
    *added = (metric_scale){.metric = metric};
    if (work->comparison->source.kind == PG_BASE_SESSIONS) {
        added->known = scale_of_metric(work, metric, timed_rows, &added->scale);
    }
    return added;
}

/* Whether all rows of a metric moved together by more than the sessions did: then it is the
 * machine, or a change that slows everything; the offset is never taken out, because that would
 * hide the latter. */
static void note_common(pg_work *work, const char *metric) {
    pg_comparison *c = work->comparison;
    size_t sessions = work->base->count, rows = 0;
    double *sums = PG_ARRAY(work->arena, double, sessions);
    double *logs = PG_ARRAY(work->arena, double, sessions), common = 0;
    for (size_t r = 0; r < c->row_count; r++) {
        const pg_row *row = &c->rows[r];
        bool whole = in_pool(work, r, metric) && work->pairings[r].base_count == sessions;
        if (whole && row->ratio > 0 && isfinite(row->ratio) &&
            session_logs(work, &work->pairings[r], logs)) {
            for (size_t i = 0; i < sessions; i++) {
                sums[i] += logs[i];
            }
            common += log(row->ratio);
            rows++;
        }
    }
    if (rows < ROWS_TOGETHER) {
        return;
    }
    double k = (double)sessions, n = (double)rows;
    double noise = pg_student_quantile(0.995, k - 1) * pg_deviation(sums, sessions) / n;
    if (fabs(common / n) > noise * sqrt(1 + 1 / k)) {
        pg_comparison_note(
            work->arena, c,
            "all rows of %s moved together by %s: the machine or the change; measure "
            "the base in the same session",
            metric, pg_change(work->arena, exp(common / n)));
    }
}

void pg_rows_floor(pg_work *work) {
    pg_comparison *c = work->comparison;
    if (c->source.kind != PG_BASE_SESSIONS && c->source.kind != PG_BASE_FEW) {
        return;
    }
    size_t timed = 0, count = 0;
    for (size_t r = 0; r < c->row_count; r++) {
        timed += c->rows[r].tested;
    }
    metric_scale *scales = PG_ARRAY(work->arena, metric_scale, c->row_count);
    for (size_t r = 0; r < c->row_count; r++) {
        pg_row *row = &c->rows[r];
        if (!row->tested) {
            continue;
        }
        const metric_scale *metric = find_scale(work, scales, &count, row->metric, timed);
        double k = (double)work->pairings[r].base_count;
        row->noise_floor = metric->known ? expm1(metric->scale * sqrt(1 + 1 / k)) : ASSUMED_FLOOR;
        c->source.noise_floor = fmax(c->source.noise_floor, row->noise_floor);
    }
    for (size_t i = 0; i < count; i++) {
        if (scales[i].known) {
            note_common(work, scales[i].metric);
        }
    }
}
