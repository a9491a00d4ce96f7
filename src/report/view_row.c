#include "report/view_row.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/unit.h"

enum { SHARED_BY = 4, BAR_CELLS = 6 };

const char *pg_view_clip(pg_arena *arena, const char *text, size_t most) {
    if (!text) {
        return "";
    }
    size_t points = 0;
    for (const char *at = text; *at; at++) {
        if (((unsigned char)*at & 0xc0) != 0x80 && points++ == most) {
            return pg_format(arena, "%.*s…", (int)(at - text), text);
        }
    }
    return text;
}

bool pg_view_has_ratio(const pg_row *row) {
    return row->has_ratio && isfinite(row->ratio);
}

bool pg_view_has_bounds(const pg_row *row) {
    return pg_view_has_ratio(row) && row->has_bounds && isfinite(row->ratio_low) &&
           isfinite(row->ratio_high);
}

/* ---- the numbers ---- */

static const char *median(pg_arena *arena, const pg_describe *side, const char *unit) {
    return side->n && isfinite(side->median)
               ? pg_quantity(arena, side->median, pg_view_clip(arena, unit, PG_VIEW_UNIT_MAX))
               : "-";
}

/* "+24.1" of "+24.1 %" */
static char *percent(pg_arena *arena, double ratio) {
    char *text = pg_change(arena, ratio);
    text[strcspn(text, " ")] = 0;
    return text;
}

static const char *interval(pg_arena *arena, const pg_row *row) {
    return pg_view_has_bounds(row) ? pg_format(arena, "[%s, %s] %%", percent(arena, row->ratio_low),
                                               percent(arena, row->ratio_high))
                                   : "-";
}

static const char *sample_counts(pg_arena *arena, const pg_row *row) {
    return row->base.n || row->head.n
               ? pg_format(arena, "%llu+%llu", (unsigned long long)row->base.n,
                           (unsigned long long)row->head.n)
               : "-";
}

/* The logarithm that bars are drawn from, 0 where the change is shown as none. */
static double extent(const pg_row *row) {
    bool drawn = pg_view_has_ratio(row) && row->ratio > 0 && fabs(row->ratio - 1) >= 0.0005;
    return drawn ? log(row->ratio) : 0;
}

static const char *bar(pg_arena *arena, double change, double longest) {
    static const char *const parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    pg_buf out = pg_buf_new(arena);
    double eighths = round(fabs(change) / longest * BAR_CELLS * 8);
    size_t filled = change != 0 && eighths < 1 ? 1 : (size_t)eighths;
    if (change > 0) {
        pg_buf_repeat(&out, "█", filled / 8);
        pg_buf_text(&out, parts[filled % 8]);
    } else {
        pg_buf_repeat(&out, "░", (filled + 7) / 8);
    }
    return out.data;
}

/* A reason that only repeats the numbers of an unchanged row is left out. */
static const char *reason(pg_arena *arena, const pg_row *row, double alpha) {
    bool real = row->tested && row->q <= alpha && row->ratio != 1;
    if (row->verdict == PG_UNCHANGED && pg_view_has_ratio(row) && !real) {
        return "";
    }
    const char *text =
        row->waiver ? pg_format(arena, "%s; %s", row->reason, row->waiver) : row->reason;
    return pg_view_clip(arena, text, PG_VIEW_REASON_MAX);
}

static const char *verdict_word(pg_arena *arena, const pg_row *row) {
    const char *word = pg_verdict_word(row->verdict);
    bool matters = row->verdict <= PG_INCONCLUSIVE;
    return row->waiver              ? pg_format(arena, "%s, waived", word)
           : row->gated || !matters ? word
                                    : pg_format(arena, "%s, not gated", word);
}

static pg_view_row format_row(pg_arena *arena, const pg_row *row, double alpha) {
    bool has_ratio = pg_view_has_ratio(row);
    pg_view_row shown = {
        .row = row,
        .workload = pg_view_clip(arena, row->workload, PG_VIEW_NAME_MAX),
        .metric =
            strcmp(row->metric, "*") ? pg_view_clip(arena, row->metric, PG_VIEW_NAME_MAX) : "",
        .heading = "",
        .mark = pg_verdict_mark(row->verdict),
        .word = verdict_word(arena, row),
        .loud = row->verdict <= PG_REGRESSED && row->gated && !row->waiver,
        .base = median(arena, &row->base, row->unit),
        .head = median(arena, &row->head, row->unit),
        .change = has_ratio ? pg_change(arena, row->ratio) : "-",
        .interval = interval(arena, row),
        .p = row->tested ? pg_probability(arena, row->p) : "-",
        .q = row->tested                          ? pg_probability(arena, row->q)
             : row->kind == PG_EXACT && has_ratio ? "exact"
                                                  : "-",
        .n = sample_counts(arena, row),
        .bar = "",
        .reason = reason(arena, row, alpha),
    };
    shown.warnings.values = PG_ARRAY(arena, const char *, row->warnings.count);
    for (size_t i = 0; i < row->warnings.count; i++) {
        shown.warnings.values[shown.warnings.count++] =
            pg_view_clip(arena, row->warnings.values[i], PG_VIEW_REASON_MAX);
    }
    return shown;
}

/* ---- the order ---- */

static int worst_first(const void *left, const void *right) {
    const pg_row *a = ((const pg_view_row *)left)->row, *b = ((const pg_view_row *)right)->row;
    if (a->verdict != b->verdict) {
        return a->verdict < b->verdict ? -1 : 1;
    }
    bool a_has = pg_view_has_ratio(a), b_has = pg_view_has_ratio(b);
    if (a_has != b_has) {
        return a_has ? 1 : -1;
    }
    if (a_has && a->ratio != b->ratio) {
        return a->ratio > b->ratio ? -1 : 1;
    }
    return a < b ? -1 : a > b;
}

pg_view_row *pg_view_rows(pg_arena *arena, const pg_comparison *comparison) {
    size_t count = comparison->row_count;
    pg_view_row *rows = PG_ARRAY(arena, pg_view_row, count);
    double longest = log(1.10);
    for (size_t i = 0; i < count; i++) {
        rows[i] = format_row(arena, &comparison->rows[i], comparison->alpha);
        longest = fmax(longest, fabs(extent(&comparison->rows[i])));
    }
    for (size_t i = 0; i < count; i++) {
        rows[i].bar = bar(arena, extent(rows[i].row), longest);
    }
    if (count) {
        qsort(rows, count, sizeof(*rows), worst_first);
    }
    return rows;
}

pg_view_row *pg_view_moved(pg_arena *arena, const pg_comparison *beside, size_t *ret_count) {
    pg_view_row *rows = pg_view_rows(arena, beside);
    size_t kept = 0;
    for (size_t i = 0; i < beside->row_count; i++) {
        const pg_row *row = rows[i].row;
        if (row->verdict != PG_REGRESSED && row->verdict != PG_IMPROVED) {
            continue;
        }
        rows[kept] = rows[i];
        if (row->kind == PG_TIMED) {
            rows[kept].mark = row->verdict == PG_REGRESSED ? "↗" : "↘";
            rows[kept].word = "drifted";
        }
        kept++;
    }
    *ret_count = kept;
    return rows;
}

/* ---- what many rows share ---- */

typedef struct remark {
    const char *text;
    const char **place; /* in its row */
} remark;

static int by_text(const void *left, const void *right) {
    return strcmp(((const remark *)left)->text, ((const remark *)right)->text);
}

static size_t collect(pg_view_row *rows, size_t count, remark *ret) {
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].row->verdict == PG_UNCHANGED && *rows[i].reason) {
            ret[found++] = (remark){rows[i].reason, &rows[i].reason};
        }
        for (size_t k = 0; k < rows[i].warnings.count; k++) {
            ret[found++] = (remark){rows[i].warnings.values[k], &rows[i].warnings.values[k]};
        }
    }
    return found;
}

static void drop_lifted(pg_view_row *row) {
    size_t kept = 0;
    for (size_t k = 0; k < row->warnings.count; k++) {
        if (*row->warnings.values[k]) {
            row->warnings.values[kept++] = row->warnings.values[k];
        }
    }
    row->warnings.count = kept;
}

pg_strings pg_view_lift(pg_arena *arena, pg_view_row *rows, size_t count) {
    size_t most = 0;
    for (size_t i = 0; i < count; i++) {
        most += 1 + rows[i].warnings.count;
    }
    remark *remarks = PG_ARRAY(arena, remark, most);
    size_t found = collect(rows, count, remarks);
    if (found) {
        qsort(remarks, found, sizeof(*remarks), by_text);
    }
    pg_strings lifted = {PG_ARRAY(arena, const char *, found), 0};
    for (size_t first = 0, end; first < found; first = end) {
        for (end = first; end < found && !strcmp(remarks[end].text, remarks[first].text); end++) {
        }
        if (end - first < SHARED_BY) {
            continue;
        }
        lifted.values[lifted.count++] =
            pg_format(arena, "%zu rows: %s", end - first, remarks[first].text);
        for (size_t i = first; i < end; i++) {
            *remarks[i].place = "";
        }
    }
    for (size_t i = 0; i < count; i++) {
        drop_lifted(&rows[i]);
    }
    return lifted;
}
