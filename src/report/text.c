#include "report/text.h"

#include <string.h>

#include "base/text.h"
#include "report/escape.h"

enum { ROWS_MAX = 200 };

/* ---- colour ---- */

static const char BOLD[] = "\033[1m", DIM[] = "\033[2m", PLAIN[] = "\033[0m";

static const char *const verdict_colours[PG_VERDICTS] = {
    [PG_BROKEN] = "\033[1;31m",     [PG_REGRESSED] = "\033[1;31m",
    [PG_MISSING] = "\033[33m",      [PG_INCOMPARABLE] = "\033[33m",
    [PG_INCONCLUSIVE] = "\033[33m", [PG_IMPROVED] = "\033[32m",
    [PG_NEW] = "\033[36m",          [PG_UNCHANGED] = "",
};

static const char *const result_colours[PG_RESULTS] = {
    [PG_RESULT_PASS] = "\033[1;32m",      [PG_RESULT_INCONCLUSIVE] = "\033[1;33m",
    [PG_RESULT_REGRESSED] = "\033[1;31m", [PG_RESULT_NO_VERDICT] = "\033[1;33m",
    [PG_RESULT_BROKEN] = "\033[1;31m",
};

typedef struct writer {
    pg_buf *out;
    bool colour;
} writer;

/* `text` is ours or escaped. */
static void put(const writer *w, const char *sgr, const char *text) {
    bool coloured = w->colour && *sgr;
    pg_buf_text(w->out, coloured ? sgr : "");
    pg_buf_text(w->out, text);
    pg_buf_text(w->out, coloured ? PLAIN : "");
}

static const char *safe(const writer *w, const char *text) {
    return pg_escape_terminal(w->out->arena, text);
}

/* ---- the table ---- */

typedef struct column_kind {
    const char *title; /* NULL: the width of the interval is the comparison's */
    size_t offset;     /* of the text in a pg_view_row */
    bool right;
    size_t widest; /* a longer text has the line to itself; 0: no limit */
} column_kind;

#define COLUMN(title, member, right, widest)                                                       \
    { title, offsetof(pg_view_row, member), right, widest }
static const column_kind columns[] = {
    COLUMN("verdict", word, false, 0),
    COLUMN("workload", heading, false, 36),
    COLUMN("metric", metric, false, 24),
    COLUMN("base", base, true, 0),
    COLUMN("head", head, true, 0),
    COLUMN("change", change, true, 0),
    COLUMN(NULL, interval, true, 0),
    COLUMN("q", q, true, 0),
    COLUMN("n", n, true, 0),
};
enum { COLUMNS = sizeof(columns) / sizeof(*columns), VERDICT = 0 };

typedef struct table {
    const char *titles[COLUMNS];
    size_t widths[COLUMNS];
} table;

static const char *cell(const writer *w, const pg_view_row *row, size_t column) {
    return safe(w, *(const char *const *)((const char *)row + columns[column].offset));
}

static void widen(table *t, size_t column, const char *text) {
    size_t width = pg_text_columns(text), widest = columns[column].widest;
    if (width > t->widths[column] && (!widest || width <= widest)) {
        t->widths[column] = width;
    }
}

/* The last column is padded where it stands to the right only: no line ends with spaces. */
static void put_cell(const writer *w, const table *t, size_t column, const char *sgr,
                     const char *text) {
    size_t width = pg_text_columns(text);
    bool overflows = width > t->widths[column];
    size_t space = overflows ? 0 : t->widths[column] - width;
    pg_buf_text(w->out, column ? "  " : "");
    pg_buf_repeat(w->out, " ", columns[column].right ? space : 0);
    put(w, sgr, text);
    if (overflows) {
        size_t start = 2 + 2 * column;
        for (size_t i = 0; i <= column; i++) {
            start += t->widths[i];
        }
        pg_buf_char(w->out, '\n');
        pg_buf_repeat(w->out, " ", start);
    }
    pg_buf_repeat(w->out, " ", columns[column].right ? 0 : space);
}

static void put_remarks(const writer *w, const pg_view_row *row) {
    if (*row->reason) {
        pg_buf_format(w->out, "  └ %s\n", safe(w, row->reason));
    }
    for (size_t i = 0; i < row->warnings.count; i++) {
        pg_buf_format(w->out, "  └ warning: %s\n", safe(w, row->warnings.values[i]));
    }
}

static void put_row(const writer *w, const table *t, const pg_view_row *row) {
    const char *sgr = verdict_colours[row->row->verdict];
    put(w, sgr, row->mark);
    pg_buf_char(w->out, ' ');
    for (size_t i = 0; i < COLUMNS; i++) {
        put_cell(w, t, i, i == VERDICT ? sgr : "", cell(w, row, i));
    }
    pg_buf_char(w->out, '\n');
    put_remarks(w, row);
}

static void put_table(const writer *w, const pg_view *view, size_t shown) {
    table t = {0};
    for (size_t i = 0; i < COLUMNS; i++) {
        t.titles[i] = columns[i].title ? columns[i].title : view->interval_title;
        widen(&t, i, t.titles[i]);
        for (size_t r = 0; r < shown; r++) {
            widen(&t, i, cell(w, &view->rows[r], i));
        }
    }
    pg_buf_text(w->out, "\n  ");
    for (size_t i = 0; i < COLUMNS; i++) {
        put_cell(w, &t, i, DIM, t.titles[i]);
    }
    pg_buf_char(w->out, '\n');
    for (size_t r = 0; r < shown; r++) {
        put_row(w, &t, &view->rows[r]);
    }
}

/* ---- the lines around it ---- */

static void put_facts(const writer *w, const pg_view *view) {
    size_t width = 0;
    for (size_t i = 0; i < view->fact_count; i++) {
        size_t own = strlen(view->facts[i].name);
        width = own > width ? own : width;
    }
    for (size_t i = 0; i < view->fact_count; i++) {
        pg_buf_format(w->out, "%-*s  %s\n", (int)width, view->facts[i].name,
                      safe(w, view->facts[i].text));
    }
}

static void put_beside(const writer *w, const pg_view *view) {
    pg_buf_format(w->out, "committed baseline: %s\n", safe(w, view->beside));
    for (size_t i = 0; i < view->beside_count; i++) {
        const pg_view_row *row = &view->beside_rows[i];
        put(w, verdict_colours[row->row->verdict], row->mark);
        pg_buf_format(w->out, " %s %s %s %s (%s -> %s)\n", safe(w, row->workload),
                      safe(w, row->metric), row->word, row->change, safe(w, row->base),
                      safe(w, row->head));
    }
}

/* Last but for the result: this is where a reader of a log looks. */
static void put_glances(const writer *w, const pg_view *view) {
    pg_buf_text(w->out, view->glance_count ? "\n" : "");
    for (size_t i = 0; i < view->glance_count; i++) {
        const pg_view_glance *glance = &view->glances[i];
        pg_buf_format(w->out, "%s %s: %s\n", glance->mark, safe(w, glance->workload),
                      safe(w, glance->text));
    }
    if (view->more_glances) {
        pg_buf_format(w->out, "and %zu more workload%s\n", view->more_glances,
                      view->more_glances == 1 ? "" : "s");
    }
}

static void put_summary(const writer *w, const pg_view *view, size_t shown) {
    size_t notable = shown < view->notable ? shown : view->notable;
    const char *hidden = pg_view_hidden(w->out->arena, view, notable, shown - notable);
    pg_buf_format(w->out, "\n%s\n", view->counts);
    if (*hidden) {
        pg_buf_format(w->out, "%s\n", hidden);
    }
    if (*view->sight) {
        pg_buf_format(w->out, "self-test: %s\n", safe(w, view->sight));
    }
    if (*view->means) {
        pg_buf_format(w->out, "geometric mean: %s\n", safe(w, view->means));
    }
    for (size_t i = 0; i < view->notes.count; i++) {
        pg_buf_format(w->out, "note: %s\n", safe(w, view->notes.values[i]));
    }
    if (*view->beside) {
        put_beside(w, view);
    }
}

void pg_report_text(pg_buf *out, const pg_view *view, bool colour) {
    const writer w = {out, colour};
    size_t shown = view->row_count <= ROWS_MAX ? view->row_count
                   : view->notable > ROWS_MAX  ? view->notable
                                               : ROWS_MAX;
    put(&w, BOLD,
        *view->suite ? pg_format(out->arena, "perfgate: %s", safe(&w, view->suite)) : "perfgate");
    pg_buf_char(out, '\n');
    put_facts(&w, view);
    if (shown) {
        put_table(&w, view, shown);
    }
    put_summary(&w, view, shown);
    put_glances(&w, view);
    pg_buf_text(out, "\nresult: ");
    put(&w, result_colours[view->result], view->result_loud);
    pg_buf_format(out, " (exit status %d) - %s\n", view->exit_status, safe(&w, view->headline));
}
