#include "report/markdown.h"

#include <stdarg.h>
#include <stdbool.h>

#include "report/escape.h"

enum {
    UNCHANGED_MAX = 100,
    OPEN_REASONS = 8, /* more are folded away */
    SCAFFOLD = 2500,  /* units for headings, table heads and what says how much was cut */
};

size_t pg_utf16_length(const char *text) {
    size_t units = 0;
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        units += (c & 0xc0) != 0x80;
        units += c >= 0xf0; /* above U+FFFF: a pair of surrogates */
    }
    return units;
}

/* ---- templates: what is foreign in them is escaped in one place ---- */

/* Adds the text with no-break spaces: a table in a comment is narrow, and wraps where it may. */
static void put_unbroken(pg_buf *out, const char *text) {
    for (const char *at = text; *at; at++) {
        bool exponent = *at == '-' && at > text && at[-1] == 'e';
        pg_buf_text(out, *at == ' ' ? "\u00a0" : exponent ? "\u2011" : "");
        pg_buf_add(out, at, *at != ' ' && !exponent);
    }
}

static const char *escaped(pg_arena *arena, const char *text) {
    pg_buf out = pg_buf_new(arena);
    pg_escape_markdown(&out, text);
    return out.data;
}

/* Adds the text of `template`, where %n stands for a name in <code>, %t for escaped text, %c for
 * the same that does not wrap, %s for text of our own, and %w for that which does not wrap. */
static void put(pg_buf *out, const char *template, ...) {
    va_list texts;
    va_start(texts, template);
    for (const char *at = template; *at; at++) {
        if (*at != '%') {
            pg_buf_char(out, *at);
            continue;
        }
        const char *text = va_arg(texts, const char *);
        switch (*++at) {
        case 'n': pg_escape_name(out, text); break;
        case 't': pg_escape_markdown(out, text); break;
        case 'c': put_unbroken(out, escaped(out->arena, text)); break;
        case 'w': put_unbroken(out, text); break;
        default: pg_buf_text(out, text); break;
        }
    }
    va_end(texts);
}

/* ---- a list of whole items within what room there is ---- */

typedef struct list {
    pg_buf text;
    size_t shown;
    bool full; /* an item did not fit: none is added any more */
} list;

typedef struct page {
    pg_arena *arena;
    size_t room; /* UTF-16 units */
    bool bars;
} page;

static bool add_item(page *p, list *l, const pg_buf *item) {
    size_t units = pg_utf16_length(item->data);
    l->full = l->full || units > p->room;
    if (!l->full) {
        pg_buf_text(&l->text, item->data);
        p->room -= units;
        l->shown++;
    }
    return !l->full;
}

static list list_new(page *p) {
    return (list){.text = pg_buf_new(p->arena)};
}

/* ---- rows ---- */

static const char TABLE_HEAD[] =
    "| verdict | workload | metric | base → head | change | %t | q | n |\n"
    "| :-- | :-- | :-- | --: | :-- | :-- | :-- | --: |\n";

static void put_row(pg_buf *out, const pg_view_row *row, bool bars) {
    const char *bar = bars ? row->bar : "";
    put(out, row->loud ? "| **%s\u00a0%s** | " : "| %s\u00a0%s | ", row->mark, row->word);
    put(out, *row->heading ? "%n | " : "%s | ", row->heading);
    put(out, *row->metric ? "%n" : "%s", row->metric);
    if (row->row->base.n || row->row->head.n) {
        put(out, " | %c\u00a0→ %c | ", row->base, row->head);
    } else {
        put(out, " | - | ");
    }
    put(out, row->loud && *row->bar ? "**%w**" : "%w", row->change);
    put(out, *bar ? " %s" : "%s", bar);
    put(out, " | %w | %c | %s |\n", row->interval, row->q, row->n);
}

static void put_remark(pg_buf *out, const pg_view_row *row, const char *kind, const char *text) {
    put(out, *row->metric ? "- %n %n: " : "- %n%s: ", row->workload, row->metric);
    put(out, "%s%t\n", kind, text);
}

static void put_remarks(pg_buf *out, const pg_view_row *row) {
    if (*row->reason) {
        put_remark(out, row, "", row->reason);
    }
    for (size_t i = 0; i < row->warnings.count; i++) {
        put_remark(out, row, "warning: ", row->warnings.values[i]);
    }
}

/* Table lines and remarks of rows[first .. end), a row and its remarks as one item. */
static void add_rows(page *p, list *rows, list *remarks, const pg_view_row *all, size_t first,
                     size_t end) {
    for (size_t i = first; i < end && !rows->full; i++) {
        pg_buf row = pg_buf_new(p->arena), its_remarks = pg_buf_new(p->arena);
        put_row(&row, &all[i], p->bars);
        put_remarks(&its_remarks, &all[i]);
        size_t units = pg_utf16_length(its_remarks.data);
        if (units > p->room) {
            rows->full = true;
            return;
        }
        p->room -= units; /* kept for the remarks before the row may take it */
        if (add_item(p, rows, &row)) {
            pg_buf_text(&remarks->text, its_remarks.data);
            remarks->shown += its_remarks.length > 0;
        }
    }
}

static void put_folded(pg_buf *out, const char *summary, const char *text, bool folded) {
    put(out, folded ? "<details>\n<summary>%t</summary>\n\n%s\n</details>\n\n" : "%s%s\n",
        folded ? summary : "", text);
}

static void put_table(pg_buf *out, const pg_view *view, const list *rows) {
    put(out, TABLE_HEAD, view->interval_title);
    pg_buf_text(out, rows->text.data);
}

/* ---- the rest ---- */

static void add_notes(page *p, list *notes, const pg_view *view) {
    for (size_t i = 0; i < view->notes.count && !notes->full; i++) {
        pg_buf item = pg_buf_new(p->arena);
        /* With a word in front: a list or a rule can begin where an item begins. */
        put(&item, "- note: %t\n", view->notes.values[i]);
        add_item(p, notes, &item);
    }
}

static void add_beside(page *p, list *beside, const pg_view *view) {
    for (size_t i = 0; i < view->beside_count && !beside->full; i++) {
        const pg_view_row *row = &view->beside_rows[i];
        pg_buf item = pg_buf_new(p->arena);
        put(&item, "- %s %n %n %s %s: ", row->mark, row->workload, row->metric, row->word,
            row->change);
        put(&item, "%t → %t\n", row->base, row->head);
        add_item(p, beside, &item);
    }
}

static void put_list(pg_buf *out, const list *items, size_t all) {
    pg_buf_text(out, items->text.data);
    if (items->shown < all) {
        pg_buf_format(out, "- %zu more not shown\n", all - items->shown);
    }
    pg_buf_text(out, all ? "\n" : "");
}

static void put_glances(pg_buf *out, const pg_view *view) {
    for (size_t i = 0; i < view->glance_count; i++) {
        const pg_view_glance *glance = &view->glances[i];
        /* The mark is not the first: "+" would begin a list in the list. */
        put(out, "- %n %s %t\n", glance->workload, glance->mark, glance->text);
    }
    if (view->more_glances) {
        pg_buf_format(out, "- and %zu more workload%s\n", view->more_glances,
                      view->more_glances == 1 ? "" : "s");
    }
    pg_buf_text(out, view->glance_count ? "\n" : "");
}

static void put_top(pg_buf *out, const pg_view *view) {
    put(out, "### %s perfgate: %s\n\n<strong>%t</strong>\n\n%s", view->mark, view->result_word,
        view->headline, view->counts);
    put(out, *view->means ? ". Geometric mean: %t" : "%s", view->means);
    put(out, *view->sight ? "\n\nSelf-test: %t\n\n" : "%s\n\n", view->sight);
    put_glances(out, view);
}

static void put_bottom(pg_buf *out, const pg_view *view) {
    pg_buf text = pg_buf_new(out->arena);
    put(&text, *view->suite ? "- suite: %n\n" : "%s", view->suite);
    for (size_t i = 0; i < view->fact_count; i++) {
        put(&text, "- %s: %t\n", view->facts[i].name, view->facts[i].text);
    }
    put(&text, "- rules: %t\n", view->rules);
    put(&text, "- exit status: %s\n", pg_format(out->arena, "%d", view->exit_status));
    if (*view->command) {
        put(&text, "\nTo measure the same on your machine:\n\n```sh\n%s\n```\n", view->command);
    }
    put_folded(out, "What was compared, and how to reproduce it", text.data, true);
}

static void put_rows(pg_buf *out, const pg_view *view, const char *chart, const list *notable,
                     const list *remarks, const list *unchanged) {
    pg_arena *arena = out->arena;
    if (notable->shown) {
        put_table(out, view, notable);
        pg_buf_char(out, '\n');
    }
    pg_buf_text(out, chart);
    if (remarks->shown) {
        put_folded(out, pg_format(arena, "Reasons and warnings of %zu rows", remarks->shown),
                   remarks->text.data, remarks->shown > OPEN_REASONS);
    }
    const char *hidden = pg_view_hidden(arena, view, notable->shown, unchanged->shown);
    if (*hidden) {
        put(out, "%s.\n\n", hidden);
    }
    if (unchanged->shown) {
        pg_buf table = pg_buf_new(arena);
        put_table(&table, view, unchanged);
        put_folded(out,
                   pg_format(arena, "%zu unchanged row%s", unchanged->shown,
                             unchanged->shown == 1 ? "" : "s"),
                   table.data, true);
    }
}

static void put_chart(pg_buf *out, const pg_view *view, const pg_markdown_frame *frame) {
    if (!*frame->picture) {
        return;
    }
    put(out, "<a href=\"%s\"><picture>", frame->picture);
    put(out, "<source media=\"(prefers-color-scheme: dark)\" srcset=\"%s\">", frame->dark);
    put(out, "<img src=\"%s\" width=\"900\" alt=\"Chart of the changes: %s\"></picture></a>\n\n",
        frame->picture, view->counts);
}

static void put_foot(pg_buf *out, const pg_markdown_frame *frame) {
    if (*frame->run) {
        put(out, "\n<sub>%s, <a href=\"%s\">this run</a>", frame->tool, frame->run);
        put(out, *frame->picture ? ", <a href=\"%s\">chart</a></sub>\n" : "%s</sub>\n",
            frame->picture);
    }
}

/* Their texts are bounded by the view: they fit whatever they are, and mostly take a tenth. */
static size_t room_beside(const pg_buf *const *fixed, size_t count) {
    size_t taken = SCAFFOLD;
    for (size_t i = 0; i < count; i++) {
        taken += pg_utf16_length(fixed[i]->data);
    }
    return taken < PG_MARKDOWN_MAX ? PG_MARKDOWN_MAX - taken : 0;
}

void pg_report_comment(pg_buf *out, const pg_view *view, const pg_markdown_frame *frame) {
    pg_arena *arena = out->arena;
    pg_buf top = pg_buf_new(arena), chart = pg_buf_new(arena);
    pg_buf bottom = pg_buf_new(arena), last = pg_buf_new(arena);
    put(&top, *frame->marker ? "%s\n" : "%s", frame->marker);
    put_top(&top, view);
    put_chart(&chart, view, frame);
    if (*view->beside) {
        put(&bottom, "Committed baseline: %t\n\n", view->beside);
    }
    put_bottom(&last, view);
    put_foot(&last, frame);
    enum { FIXED = 4 };
    const pg_buf *const fixed[FIXED] = {&top, &chart, &bottom, &last};
    page p = {arena, room_beside(fixed, FIXED), !*frame->picture};
    list notable = list_new(&p), remarks = list_new(&p), unchanged = list_new(&p);
    list notes = list_new(&p), beside = list_new(&p);
    size_t unchanged_end = view->notable + UNCHANGED_MAX;
    unchanged_end = unchanged_end < view->row_count ? unchanged_end : view->row_count;
    add_rows(&p, &notable, &remarks, view->rows, 0, view->notable);
    add_beside(&p, &beside, view);
    add_notes(&p, &notes, view);
    add_rows(&p, &unchanged, &remarks, view->rows, view->notable, unchanged_end);

    pg_buf_text(out, top.data);
    put_rows(out, view, chart.data, &notable, &remarks, &unchanged);
    put_list(out, &notes, view->notes.count);
    pg_buf_text(out, bottom.data);
    put_list(out, &beside, view->beside_count);
    pg_buf_text(out, last.data);
}

void pg_report_markdown(pg_buf *out, const pg_view *view) {
    static const pg_markdown_frame none = {"", "", "", "", ""};
    pg_report_comment(out, view, &none);
}
