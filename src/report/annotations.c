#include "report/annotations.h"

#include <stdbool.h>
#include <string.h>

#include "model/config_line.h"
#include "report/escape.h"

typedef enum kind { ERROR, WARNING, NOTICE, KINDS, NONE = KINDS } kind;

static const char *const words[KINDS] = {
    [ERROR] = "error", [WARNING] = "warning", [NOTICE] = "notice"};

static const kind kinds[PG_VERDICTS] = {
    [PG_BROKEN] = ERROR,
    [PG_REGRESSED] = ERROR,
    [PG_MISSING] = ERROR,
    [PG_INCOMPARABLE] = WARNING,
    [PG_INCONCLUSIVE] = WARNING,
    [PG_IMPROVED] = NOTICE,
    [PG_NEW] = NONE,
    [PG_UNCHANGED] = NONE,
};

static kind kind_of(const pg_row *row) {
    bool counts = row->gated && !row->waiver;
    kind of = kinds[row->verdict];
    return of == ERROR && !counts ? WARNING : of == WARNING && !counts ? NONE : of;
}

static void put_place(pg_buf *out, const pg_annotated_file *file, const char *workload) {
    size_t line = *file->path ? pg_config_line(file->text, workload) : 0;
    if (line) {
        pg_buf_text(out, "file=");
        pg_escape_command(out, file->path, true);
        pg_buf_format(out, ",line=%zu,", line);
    }
}

/* "-" stands where there is no number; a change for the better begins with it. */
static bool is_there(const char *number) {
    return strcmp(number, "-") != 0;
}

static const char *numbers(pg_arena *arena, const pg_view_row *row) {
    return pg_format(
        arena, "%s%s%s, %s → %s, q %s, n %s", row->change, is_there(row->interval) ? " " : "",
        is_there(row->interval) ? row->interval : "", row->base, row->head, row->q, row->n);
}

static void put_row(pg_buf *out, const pg_view_row *row, const char *word,
                    const pg_annotated_file *file) {
    pg_buf_format(out, "::%s ", word);
    put_place(out, file, row->row->workload);
    pg_buf_text(out, "title=");
    pg_escape_command(out,
                      pg_format(out->arena, "%s: %s%s%s", row->word, row->workload,
                                *row->metric ? " " : "", row->metric),
                      true);
    pg_buf_text(out, "::");
    if (is_there(row->change)) {
        pg_escape_command(out, numbers(out->arena, row), false);
        pg_buf_text(out, *row->reason ? "%0A" : "");
    }
    pg_escape_command(out, row->reason, false);
    pg_buf_char(out, '\n');
}

static void put_kind(pg_buf *out, const pg_view *view, kind of, const pg_annotated_file *file) {
    size_t all = 0, shown = 0;
    for (size_t i = 0; i < view->row_count; i++) {
        all += kind_of(view->rows[i].row) == of;
    }
    size_t most = all > PG_ANNOTATIONS_MAX ? PG_ANNOTATIONS_MAX - 1 : all;
    for (size_t i = 0; i < view->row_count && shown < most; i++) {
        if (kind_of(view->rows[i].row) == of) {
            put_row(out, &view->rows[i], words[of], file);
            shown++;
        }
    }
    if (all > most) {
        pg_buf_format(out, "::%s title=perfgate::%zu more rows: see the summary of the job\n",
                      words[of], all - most);
    }
}

void pg_report_annotations(pg_buf *out, const pg_view *view, const pg_annotated_file *file) {
    for (int of = 0; of < KINDS; of++) {
        put_kind(out, view, (kind)of, file);
    }
}
