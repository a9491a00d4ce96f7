#include "report/panel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SWARM_MAX = 400 };

/* Beyond the quartiles by so many times their distance is an outlier. */
static const double FAR = 5;
/* The axis is never narrower than this share of its middle: noise of a millionth is none. */
static const double NARROWEST = 0.002;
static const double MARGIN = 0.06, ROOM_FOR_ARROWS = 0.14; /* of the axis */

static bool has_samples(const pg_workload_run *workload, const char *metric) {
    const pg_series *series = workload ? pg_run_series(workload, metric) : NULL;
    return series && series->samples.count;
}

const char *pg_panel_metric(const pg_workload_run *base, const pg_workload_run *head) {
    static const char *const first[] = {"wall_time", "p50"};
    for (size_t i = 0; i < sizeof(first) / sizeof(*first); i++) {
        if (has_samples(head, first[i]) || has_samples(base, first[i])) {
            return first[i];
        }
    }
    for (int kind = PG_TIMED; kind <= PG_EXACT; kind++) {
        for (size_t i = 0; head && i < head->series_count; i++) {
            if ((int)head->series[i].kind == kind && head->series[i].samples.count) {
                return head->series[i].metric;
            }
        }
    }
    return NULL;
}

static int by_number(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double at_share(const double *sorted, size_t n, double share) {
    double place = share * (double)(n - 1), below = floor(place);
    size_t i = (size_t)below;
    return i + 1 < n ? sorted[i] + (place - below) * (sorted[i + 1] - sorted[i]) : sorted[n - 1];
}

/* Samples of a block on both sides, to give each a place inside the block. */
static size_t launches_of_block(const pg_workload_run *workload) {
    uint64_t most = 0;
    for (size_t i = 0; workload && i < workload->order.count; i++) {
        most = workload->order.values[i] > most ? workload->order.values[i] : most;
    }
    return (size_t)most + 1;
}

static int by_time(const void *left, const void *right) {
    const pg_panel_dot *a = left, *b = right;
    return (a->time > b->time) - (a->time < b->time);
}

/* A sample stands in its block where its launch stood; without that, the sides take turns. */
static pg_panel_side make_side(pg_arena *arena, const pg_workload_run *workload, const char *metric,
                               size_t side, size_t in_block) {
    const pg_series *series = workload ? pg_run_series(workload, metric) : NULL;
    pg_panel_side made = {.count = series ? series->samples.count : 0};
    if (!made.count) {
        return made;
    }
    bool blocks = series->blocks.count == made.count;
    bool order = blocks && workload->order.count == made.count;
    double *sorted = PG_ARRAY(arena, double, made.count);
    made.dots = PG_ARRAY(arena, pg_panel_dot, made.count);
    for (size_t i = 0; i < made.count; i++) {
        size_t block = blocks ? (size_t)series->blocks.values[i] : i;
        double place = order ? ((double)workload->order.values[i] + 0.5) / (double)in_block
                             : (1 + 2 * (double)side) / 4;
        made.dots[i] = (pg_panel_dot){
            .value = series->samples.values[i], .time = (double)block + place, .block = block};
        sorted[i] = series->samples.values[i];
    }
    qsort(sorted, made.count, sizeof(*sorted), by_number);
    qsort(made.dots, made.count, sizeof(*made.dots), by_time);
    made.low = at_share(sorted, made.count, 0.25);
    made.median = at_share(sorted, made.count, 0.5);
    made.high = at_share(sorted, made.count, 0.75);
    return made;
}

/* Counts for each side, too, what lies beyond. */
static size_t count_beyond(pg_panel *p, bool up, double edge) {
    size_t sum = 0;
    for (size_t s = 0; s < PG_PANEL_SIDES; s++) {
        pg_panel_side *side = &p->sides[s];
        size_t count = 0;
        for (size_t i = 0; i < side->count; i++) {
            count += up ? side->dots[i].value > edge : side->dots[i].value < edge;
        }
        *(up ? &side->above : &side->below) = count;
        sum += count;
    }
    return sum;
}

static void fit_axis(pg_panel *p) {
    double low = INFINITY, high = -INFINITY, nearest = INFINITY, farthest = -INFINITY;
    for (size_t s = 0; s < PG_PANEL_SIDES; s++) {
        const pg_panel_side *side = &p->sides[s];
        double reach = FAR * fmax(side->high - side->low, NARROWEST * side->median);
        for (size_t i = 0; i < side->count; i++) {
            low = fmin(low, side->dots[i].value);
            high = fmax(high, side->dots[i].value);
        }
        if (side->count) {
            nearest = fmin(nearest, side->low - reach);
            farthest = fmax(farthest, side->high + reach);
        }
    }
    p->low = fmax(low, nearest);
    p->high = fmin(high, farthest);
    double middle = (p->low + p->high) / 2, first = p->low, last = p->high;
    double half = fmax((p->high - p->low) / 2, fmax(NARROWEST * fabs(middle) / 2, 1e-12));
    size_t above = count_beyond(p, true, last), below = count_beyond(p, false, first);
    p->low = middle - 2 * half * (0.5 + MARGIN + (below ? ROOM_FOR_ARROWS : 0));
    p->high = middle + 2 * half * (0.5 + MARGIN + (above ? ROOM_FOR_ARROWS : 0));
    p->below = first;
    p->above = last;
}

typedef struct scale {
    const char *unit; /* of the samples */
    double factor;
    const char *shown;
} scale;

/* Of a unit the largest first. */
static const scale scales[] = {
    {"ns", 1e9, "s"},          {"ns", 1e6, "ms"},         {"ns", 1e3, "us"},
    {"ns", 1, "ns"},           {"bytes", 1 << 30, "GiB"}, {"bytes", 1 << 20, "MiB"},
    {"bytes", 1 << 10, "KiB"}, {"bytes", 1, "B"},
};

/* In which the numbers of the axis are short. */
static scale scale_of(const pg_panel *p) {
    scale found = {p->unit, 1, strcmp(p->unit, "count") != 0 ? p->unit : ""};
    for (size_t i = 0; i < sizeof(scales) / sizeof(*scales); i++) {
        if (!strcmp(scales[i].unit, p->unit)) {
            found = scales[i];
            if (p->high >= found.factor) {
                break;
            }
        }
    }
    return found;
}

/* Round numbers of what is shown: 1, 2 or 5 times a power of ten. */
static void add_ticks(pg_panel *p, size_t most) {
    double factor = scale_of(p).factor, span = (p->high - p->low) / factor;
    double power = factor * pow(10, floor(log10(span / (double)most)));
    static const double rounds[] = {1, 2, 5, 10, 20};
    for (size_t i = 0; i < sizeof(rounds) / sizeof(*rounds); i++) {
        p->step = rounds[i] * power;
        double first = ceil(p->low / p->step - 1e-9);
        size_t count = (size_t)fmax(floor(p->high / p->step + 1e-9) - first + 1, 0);
        if (count <= most) {
            for (size_t k = 0; k < count && k < PG_PANEL_TICKS_MAX; k++) {
                p->ticks[p->tick_count++] = (first + (double)k) * p->step;
            }
            return;
        }
    }
}

pg_panel pg_panel_make(pg_arena *arena, const pg_workload_run *base, const pg_workload_run *head,
                       const char *metric, size_t most_ticks) {
    const pg_workload_run *runs[PG_PANEL_SIDES] = {base, head};
    size_t in_block = launches_of_block(base), head_in_block = launches_of_block(head);
    in_block = head_in_block > in_block ? head_in_block : in_block;
    pg_panel p = {.metric = metric};
    for (size_t s = 0; s < PG_PANEL_SIDES; s++) {
        const pg_series *series = runs[s] ? pg_run_series(runs[s], metric) : NULL;
        p.unit = series ? series->unit : p.unit;
        p.sides[s] = make_side(arena, runs[s], metric, s, in_block);
        const pg_panel_side *side = &p.sides[s];
        for (size_t i = 0; i < side->count; i++) {
            p.blocks = side->dots[i].block + 1 > p.blocks ? side->dots[i].block + 1 : p.blocks;
        }
    }
    fit_axis(&p);
    add_ticks(&p, most_ticks < PG_PANEL_TICKS_MAX ? most_ticks : PG_PANEL_TICKS_MAX);
    return p;
}

static int by_value(const void *left, const void *right) {
    const pg_panel_dot *a = *(pg_panel_dot *const *)left, *b = *(pg_panel_dot *const *)right;
    if (a->value != b->value) {
        return a->value < b->value ? -1 : 1;
    }
    return by_time(a, b);
}

/* The first place that is free, in steps outward, right and left in turn; false: there is none. */
static bool place_dot(pg_panel_dot *const *sorted, size_t i, double apart, double widest,
                      double per_unit) {
    double step = apart / 2;
    size_t most = (size_t)(widest / step) * 2;
    for (size_t k = 0; k <= most; k++) {
        size_t steps = (k + 1) / 2;
        double offset = (k % 2 ? 1 : -1) * (double)steps * step;
        bool taken = false;
        for (size_t j = i; j-- > 0 && !taken;) {
            double dy = (sorted[i]->value - sorted[j]->value) * per_unit;
            if (dy > apart) {
                break; /* all before are farther still */
            }
            taken = hypot(dy, offset - sorted[j]->offset) < apart;
        }
        if (!taken) {
            sorted[i]->offset = offset;
            return true;
        }
    }
    return false;
}

void pg_panel_spread(pg_arena *arena, pg_panel_side *side, double apart, double widest,
                     double per_unit) {
    static const double GOLDEN = 0.6180339887498949;
    pg_panel_dot **sorted = PG_ARRAY(arena, pg_panel_dot *, side->count);
    for (size_t i = 0; i < side->count; i++) {
        sorted[i] = &side->dots[i];
    }
    if (side->count) {
        qsort(sorted, side->count, sizeof(pg_panel_dot *), by_value);
    }
    for (size_t i = 0; i < side->count; i++) {
        if (side->count > SWARM_MAX || !place_dot(sorted, i, apart, widest, per_unit)) {
            sorted[i]->offset = (2 * fmod((double)i * GOLDEN, 1) - 1) * widest; /* over another */
        }
    }
}

const char *pg_panel_tick(pg_arena *arena, const pg_panel *panel, double value) {
    scale s = scale_of(panel);
    int digits = (int)fmin(fmax(-floor(log10(panel->step / s.factor) + 1e-9), 0), 9);
    return pg_format(arena, *s.shown ? "%.*f %s" : "%.*f", digits, value / s.factor, s.shown);
}
