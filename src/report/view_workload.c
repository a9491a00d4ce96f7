/* The rows by workload; see report/view.h. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "report/view_row.h"

enum { GLANCES_MAX = 10, FEWEST_CHANGES = 2 };

/* ---- the order within a workload ---- */

/* What is read together stands together; other timed metrics come behind `OWN_TIMED`, other exact
 * ones behind `OWN_EXACT`. */
static const char *const metric_order[] = {
    "wall_time",   "cpu_time",        "p50",       "p95",      "throughput",  "instructions",
    "allocations", "allocated_bytes", "peak_heap", "peak_rss", "page_faults",
};
enum {
    METRICS = sizeof(metric_order) / sizeof(*metric_order),
    OWN_TIMED = 4,
    OWN_EXACT = 8,
    MEMORY = 9,
};

/* Twice the place in the table, so that there is room behind each. */
static int place(const pg_row *row) {
    for (int i = 0; i < METRICS; i++) {
        if (!strcmp(row->metric, metric_order[i])) {
            return 2 * i;
        }
    }
    return row->metric[0] == '*' ? -1 : 2 * (row->kind == PG_EXACT ? OWN_EXACT : OWN_TIMED) + 1;
}

/* ---- groups ---- */

typedef struct grouped {
    pg_view_row row;
    size_t group; /* the place of the workload's worst row among all rows */
} grouped;

typedef struct named {
    const char *workload;
    size_t place;
} named;

static int by_name(const void *left, const void *right) {
    const named *a = left, *b = right;
    int order = strcmp(a->workload, b->workload);
    return order ? order : (a->place > b->place) - (a->place < b->place);
}

static int by_group(const void *left, const void *right) {
    const grouped *a = left, *b = right;
    if (a->group != b->group) {
        return a->group < b->group ? -1 : 1;
    }
    int first = place(a->row.row), second = place(b->row.row);
    if (first != second) {
        return first < second ? -1 : 1;
    }
    return (a->row.row > b->row.row) - (a->row.row < b->row.row);
}

static void number_groups(pg_arena *arena, grouped *rows, size_t count) {
    named *names = PG_ARRAY(arena, named, count);
    for (size_t i = 0; i < count; i++) {
        names[i] = (named){rows[i].row.row->workload, i};
    }
    qsort(names, count, sizeof(*names), by_name);
    for (size_t i = 0, first = 0; i < count; i++) {
        if (strcmp(names[i].workload, names[first].workload) != 0) {
            first = i;
        }
        rows[names[i].place].group = names[first].place;
    }
}

size_t pg_view_group(pg_arena *arena, pg_view_row *rows, size_t count) {
    if (!count) {
        return 0;
    }
    grouped *all = PG_ARRAY(arena, grouped, count);
    size_t notable = 0, last = 0;
    for (size_t i = 0; i < count; i++) {
        all[i] = (grouped){.row = rows[i]};
    }
    number_groups(arena, all, count);
    qsort(all, count, sizeof(*all), by_group);
    for (size_t i = 0; i < count; i++) {
        bool first = !i || all[i].group != last;
        last = all[i].group;
        all[i].row.heading = first ? all[i].row.workload : "";
        notable += rows[all[i].group].row->verdict != PG_UNCHANGED; /* of the worst row */
    }
    for (size_t i = 0; i < count; i++) {
        rows[i] = all[i].row;
    }
    return notable;
}

/* ---- at a glance ---- */

static bool worth_a_glance(const pg_view_row *row) {
    bool memory = place(row->row) >= 2 * MEMORY;
    return pg_view_has_ratio(row->row) && !(memory && row->row->verdict == PG_UNCHANGED);
}

/* Rows [first, end) are a workload's. Returns how many changes there are to show. */
static size_t glance_at(pg_arena *arena, const pg_view_row *rows, size_t first, size_t end,
                        pg_view_glance *ret) {
    pg_buf text = pg_buf_new(arena);
    const pg_view_row *worst = &rows[first];
    size_t changes = 0;
    for (size_t i = first; i < end; i++) {
        const pg_view_row *row = &rows[i];
        bool counts = row->row->gated && !worst->row->gated;
        if (counts ||
            (row->row->gated == worst->row->gated && row->row->verdict < worst->row->verdict)) {
            worst = row;
        }
        if (worth_a_glance(row)) {
            changes++;
            pg_buf_format(&text, "%s%s %s%s", text.length ? ", " : "", row->metric,
                          row->row->verdict == PG_INCONCLUSIVE ? "~ " : "", row->change);
        }
    }
    *ret = (pg_view_glance){worst->mark, rows[first].workload,
                            pg_view_clip(arena, text.data, PG_VIEW_LINE_MAX)};
    return changes;
}

void pg_view_add_glances(pg_arena *arena, pg_view *view, size_t count) {
    size_t most = 0;
    view->glances = PG_ARRAY(arena, pg_view_glance, GLANCES_MAX);
    for (size_t first = 0, end; first < count; first = end) {
        pg_view_glance glance;
        for (end = first + 1; end < count && !*view->rows[end].heading; end++) {
        }
        size_t changes = glance_at(arena, view->rows, first, end, &glance);
        most = changes > most ? changes : most;
        if (changes && view->glance_count < GLANCES_MAX) {
            view->glances[view->glance_count++] = glance;
        } else {
            view->more_glances += changes > 0;
        }
    }
    if (most < FEWEST_CHANGES) { /* nothing stands side by side: the rows say it all */
        view->glance_count = view->more_glances = 0;
    }
}
