#include "report/case_markdown.h"

#include <ctype.h>
#include <string.h>

#include "report/escape.h"

typedef enum place { IN_LINE, AT_START, IN_LINK } place;

/* Running text of a file in a repository: nothing in it is markup, and it can still be read. No
 * link is defined anywhere, so brackets are text but where a link would begin. */
static void put_text(pg_buf *out, const char *text, place where) {
    const char *tame = pg_escape_terminal(out->arena, text);
    size_t digits = strspn(tame, "0123456789");
    for (const char *c = tame; *c; c++) {
        bool within = c > tame && isalnum((unsigned char)c[-1]) && isalnum((unsigned char)c[1]);
        bool starts = where == AT_START && ((c == tame && strchr("#+-=:[", *c)) ||
                                            (digits && c == tame + digits && strchr(".)", *c)));
        bool link =
            where == IN_LINK ? strchr("[]", *c) != NULL : *c == ']' && c[1] && strchr("([:", c[1]);
        if (starts || link || strchr("\\`*<>|&~", *c) || (*c == '_' && !within)) {
            pg_buf_char(out, '\\');
        }
        pg_buf_char(out, *c);
    }
}

static bool is_number(const char *head) {
    return *head == '>';
}

static void put_table(pg_buf *out, const pg_block *block) {
    for (size_t i = 0; i < block->columns; i++) {
        pg_buf_text(out, "| ");
        put_text(out, block->heads[i] + is_number(block->heads[i]), IN_LINE);
        pg_buf_char(out, ' ');
    }
    pg_buf_text(out, "|\n");
    for (size_t i = 0; i < block->columns; i++) {
        pg_buf_text(out, is_number(block->heads[i]) ? "|---:" : "|---");
    }
    pg_buf_text(out, "|\n");
    for (size_t i = 0; i < block->rows * block->columns; i++) {
        pg_buf_text(out, "| ");
        put_text(out, block->cells[i].text, IN_LINE);
        pg_buf_text(out, (i + 1) % block->columns ? " " : " |\n");
    }
    pg_buf_char(out, '\n');
}

static void put_block(pg_buf *out, const pg_block *block, const pg_block *next) {
    switch (block->kind) {
    case PG_BLOCK_HEADING:
        pg_buf_text(out, "## ");
        put_text(out, block->text, IN_LINE);
        pg_buf_text(out, "\n\n");
        break;
    case PG_BLOCK_TEXT:
        put_text(out, block->text, AT_START);
        pg_buf_text(out, "\n\n");
        break;
    case PG_BLOCK_ITEM:
        pg_buf_text(out, "- ");
        put_text(out, block->text, AT_START);
        pg_buf_text(out, next && next->kind == PG_BLOCK_ITEM ? "\n" : "\n\n");
        break;
    case PG_BLOCK_TABLE: put_table(out, block); break;
    case PG_BLOCK_CODE:
        for (const char *line = block->text; line; line = strchr(line, '\n')) {
            line += *line == '\n';
            size_t length = strcspn(line, "\n");
            char *one = pg_copy_n(out->arena, line, length);
            pg_buf_format(out, "%s%s\n", length ? "    " : "", pg_escape_terminal(out->arena, one));
            line += length;
            if (!*line) {
                break;
            }
        }
        pg_buf_char(out, '\n');
        break;
    case PG_BLOCK_PICTURE:
    case PG_BLOCK_FLAME:
        pg_buf_text(out, block->kind == PG_BLOCK_PICTURE ? "![" : "[");
        put_text(out, block->text, IN_LINK);
        pg_buf_format(out, "](%s)\n\n", block->path);
        break;
    }
}

void pg_case_markdown(pg_buf *out, const pg_case_view *view) {
    pg_buf_text(out,
                "<!-- written by perfgate clinic report: change the case or its evidence -->\n# ");
    put_text(out, view->title, IN_LINE);
    pg_buf_text(out, "\n\n");
    put_text(out, view->question, AT_START);
    pg_buf_text(out, "\n\n");
    for (size_t i = 0; i < view->figure_count; i++) {
        pg_buf_text(out, i ? ", **" : "**");
        put_text(out, view->figures[i][0], IN_LINE);
        pg_buf_text(out, "** ");
        put_text(out, view->figures[i][1], IN_LINE);
    }
    pg_buf_text(out, ".\n\n");
    for (size_t i = 0; i < view->count; i++) {
        put_block(out, &view->blocks[i], i + 1 < view->count ? &view->blocks[i + 1] : NULL);
    }
    while (out->length && out->data[out->length - 1] == '\n' && out->length > 1 &&
           out->data[out->length - 2] == '\n') {
        out->data[--out->length] = 0;
    }
}
