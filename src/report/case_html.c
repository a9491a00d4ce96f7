#include "report/case_html.h"

#include <ctype.h>
#include <string.h>

#include "base/xml.h"

/* No request leaves the page, whatever stands in it: see "default-src". */
static const char head[] =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
    "'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; frame-src data:\">\n";

static const char style[] =
    ":root{--ground:#fff;--ink:#1f2328;--soft:#59636e;--line:#d9dee3;--band:#f5f7f9;"
    "--accent:#0067a8;--good:#1a6b3c;--bad:#b3261e}\n"
    "@media(prefers-color-scheme:dark){:root{--ground:#0d1117;--ink:#e6edf3;--soft:#9198a1;"
    "--line:#2a313c;--band:#151b23;--accent:#58a6ff;--good:#56d08a;--bad:#ff8a80}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,sans-serif}\n"
    "main{max-width:1180px;margin:0 auto;padding:40px 24px 80px}\n"
    "h1{font-size:2rem;line-height:1.2;margin:0 0 .4em}\n"
    "h2{font-size:1.25rem;margin:2.6em 0 .7em;padding-top:.9em;border-top:1px solid var(--line)}\n"
    "p,li{max-width:46em}\n"
    ".lead{font-size:1.15rem;color:var(--soft)}\n"
    ".figures{display:flex;flex-wrap:wrap;gap:14px;margin:26px 0 6px}\n"
    ".figure{flex:1 1 220px;padding:16px 20px;background:var(--band);border:1px solid var(--line);"
    "border-radius:10px}\n"
    ".figure b{display:block;font-size:1.7rem;line-height:1.25;font-variant-numeric:tabular-nums}\n"
    ".figure span{color:var(--soft)}\n"
    "nav{margin:22px 0 0;columns:2 20em;font-size:.95rem}\nnav a{display:block}\n"
    "a{color:var(--accent)}\n"
    ".wide{overflow-x:auto;margin:14px 0;border:1px solid var(--line);border-radius:10px}\n"
    ".wide:focus-visible,button:focus-visible{outline:2px solid var(--accent);outline-offset:2px}\n"
    "table{border-collapse:collapse;width:100%;font-size:.9rem}\n"
    "th,td{padding:8px 12px;text-align:left;vertical-align:top;border-bottom:1px solid "
    "var(--line)}\n"
    "tr:last-child td{border-bottom:0}\n"
    "tbody tr:hover{background:var(--band)}\n"
    "th{background:var(--band);white-space:nowrap;font-weight:600}\n"
    "th button{all:unset;cursor:pointer}\n"
    "th button::after{content:' \\2195';color:var(--soft);opacity:.5}\n"
    "th[aria-sort=ascending] button::after{content:' \\2191';opacity:1}\n"
    "th[aria-sort=descending] button::after{content:' \\2193';opacity:1}\n"
    "td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}\n"
    "td:not([class]){min-width:11em}\ntd.t{min-width:17em}\ntd.s{white-space:nowrap}\n"
    "td[data-w=accept],td[data-w=improved]{color:var(--good);font-weight:600}\n"
    "td[data-w=reject],td[data-w=regressed]{color:var(--bad);font-weight:600}\n"
    "pre{overflow-x:auto;padding:14px 18px;background:var(--band);border:1px solid var(--line);"
    "border-radius:10px;font-size:.9rem}\n"
    "figure{margin:18px 0}\nfigcaption{color:var(--soft);font-size:.9rem;margin-top:6px}\n"
    "img{max-width:100%;height:auto;border:1px solid var(--line);border-radius:10px}\n"
    "iframe{width:100%;height:640px;border:1px solid var(--line);border-radius:10px;"
    "background:var(--ground)}\n"
    "@media print{nav,iframe{display:none}}\n";

/* Rows keep their order where values are equal; cells without a number come last. */
static const char script[] =
    "for(const table of document.querySelectorAll('table')){\n"
    " const heads=[...table.tHead.rows[0].cells],body=table.tBodies[0];\n"
    " heads.forEach((head,i)=>head.firstChild.addEventListener('click',()=>{\n"
    "  const down=head.getAttribute('aria-sort')==='ascending';\n"
    "  heads.forEach(h=>h.removeAttribute('aria-sort'));\n"
    "  head.setAttribute('aria-sort',down?'descending':'ascending');\n"
    "  const key=row=>row.cells[i].dataset.v===undefined?row.cells[i].textContent:"
    "Number(row.cells[i].dataset.v);\n"
    "  const rows=[...body.rows].sort((a,b)=>{const x=key(a),y=key(b);\n"
    "   const o=typeof x==='number'&&typeof y==='number'?x-y:String(x).localeCompare(String(y));\n"
    "   return down?-o:o});\n"
    "  body.append(...rows);\n"
    " }));\n"
    "}\n";

/* A picture as an address of its own. */
static void put_data(pg_buf *out, const char *svg) {
    pg_buf_text(out, "data:image/svg+xml;charset=utf-8,");
    for (const char *c = svg; *c; c++) {
        if (isalnum((unsigned char)*c) || strchr("-_.~/:;=()!*@?+$", *c)) {
            pg_buf_char(out, *c);
        } else {
            pg_buf_format(out, "%%%02X", (unsigned)(unsigned char)*c);
        }
    }
}

static void put_table(pg_buf *out, const pg_block *block, const char *label) {
    pg_buf_text(out, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"");
    pg_xml_text(out, label);
    pg_buf_text(out, "\"><table>\n<thead><tr>");
    for (size_t i = 0; i < block->columns; i++) {
        bool number = *block->heads[i] == '>';
        const char *element = *block->heads[0] ? "button" : "span"; /* pairs have their order */
        pg_buf_format(out, "<th scope=\"col\"%s><%s>", number ? " class=\"n\"" : "", element);
        pg_xml_text(out, block->heads[i] + number);
        pg_buf_format(out, "</%s></th>", element);
    }
    pg_buf_text(out, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < block->rows * block->columns; i++) {
        const pg_cell *cell = &block->cells[i];
        size_t length = strlen(cell->text);
        pg_buf_text(out, i % block->columns ? "<td" : "<tr><td");
        if (*block->heads[i % block->columns] == '>') {
            pg_buf_text(out, " class=\"n\"");
        } else if (length > 60) {
            pg_buf_text(out, " class=\"t\"");
        } else if (length < 24) {
            pg_buf_text(out, " class=\"s\" data-w=\"");
            pg_xml_text(out, cell->text);
            pg_buf_char(out, '"');
        }
        if (cell->has_value) {
            pg_buf_format(out, " data-v=\"%.17g\"", cell->value);
        }
        pg_buf_char(out, '>');
        pg_xml_text(out, cell->text);
        pg_buf_text(out, (i + 1) % block->columns ? "</td>" : "</td></tr>\n");
    }
    pg_buf_text(out, "</tbody></table></div>\n");
}

static void put_picture(pg_buf *out, const pg_block *block) {
    pg_buf_text(out, "<figure>");
    if (block->kind == PG_BLOCK_FLAME) {
        pg_buf_text(out, "<iframe loading=\"lazy\" sandbox=\"allow-scripts\" title=\"");
        pg_xml_text(out, block->text);
        pg_buf_text(out, "\" src=\"");
        put_data(out, block->picture);
        pg_buf_text(out, "\"></iframe>");
    } else {
        pg_buf_text(out, "<picture>");
        if (block->dark) {
            pg_buf_text(out, "<source media=\"(prefers-color-scheme: dark)\" srcset=\"");
            put_data(out, block->dark);
            pg_buf_text(out, "\">");
        }
        pg_buf_text(out, "<img alt=\"");
        pg_xml_text(out, block->text);
        pg_buf_text(out, "\" src=\"");
        put_data(out, block->picture);
        pg_buf_text(out, "\"></picture>");
    }
    pg_buf_text(out, "<figcaption>");
    pg_xml_text(out, block->text);
    pg_buf_text(out, "</figcaption></figure>\n");
}

static void put_element(pg_buf *out, const char *name, const char *text) {
    pg_buf_format(out, "<%s>", name);
    pg_xml_text(out, text);
    pg_buf_format(out, "</%s>\n", name);
}

/* The lines of a block of code. */
static void put_code(pg_buf *out, const char *text) {
    pg_buf_text(out, "<pre>");
    for (size_t length = strcspn(text, "\n"); *text; length = strcspn(text, "\n")) {
        pg_xml_add(out, text, length);
        text += length;
        if (*text) {
            pg_buf_char(out, *text++);
        }
    }
    pg_buf_text(out, "</pre>\n");
}

static void put_blocks(pg_buf *out, const pg_case_view *view) {
    const char *label = view->title;
    for (size_t i = 0; i < view->count; i++) {
        const pg_block *block = &view->blocks[i];
        bool inside = i && view->blocks[i - 1].kind == PG_BLOCK_ITEM;
        if (inside != (block->kind == PG_BLOCK_ITEM)) {
            pg_buf_text(out, inside ? "</ul>\n" : "<ul>\n");
        }
        switch (block->kind) {
        case PG_BLOCK_HEADING:
            label = block->text;
            pg_buf_format(out, "<h2 id=\"s%zu\">", i);
            pg_xml_text(out, block->text);
            pg_buf_text(out, "</h2>\n");
            break;
        case PG_BLOCK_TEXT: put_element(out, "p", block->text); break;
        case PG_BLOCK_ITEM: put_element(out, "li", block->text); break;
        case PG_BLOCK_TABLE: put_table(out, block, label); break;
        case PG_BLOCK_CODE: put_code(out, block->text); break;
        case PG_BLOCK_PICTURE:
        case PG_BLOCK_FLAME: put_picture(out, block); break;
        }
    }
    if (view->count && view->blocks[view->count - 1].kind == PG_BLOCK_ITEM) {
        pg_buf_text(out, "</ul>\n");
    }
}

void pg_case_html(pg_buf *out, const pg_case_view *view) {
    pg_buf_format(out, "%s<title>", head);
    pg_xml_text(out, view->title);
    pg_buf_format(out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<main>\n", style);
    put_element(out, "h1", view->title);
    pg_buf_text(out, "<p class=\"lead\">");
    pg_xml_text(out, view->question);
    pg_buf_text(out, "</p>\n<div class=\"figures\">\n");
    for (size_t i = 0; i < view->figure_count; i++) {
        pg_buf_text(out, "<div class=\"figure\"><b>");
        pg_xml_text(out, view->figures[i][0]);
        pg_buf_text(out, "</b><span>");
        pg_xml_text(out, view->figures[i][1]);
        pg_buf_text(out, "</span></div>\n");
    }
    pg_buf_text(out, "</div>\n<nav aria-label=\"Contents\">\n");
    for (size_t i = 0; i < view->count; i++) {
        if (view->blocks[i].kind == PG_BLOCK_HEADING) {
            pg_buf_format(out, "<a href=\"#s%zu\">", i);
            pg_xml_text(out, view->blocks[i].text);
            pg_buf_text(out, "</a>\n");
        }
    }
    pg_buf_text(out, "</nav>\n");
    put_blocks(out, view);
    pg_buf_format(out, "</main>\n<script>\n%s</script>\n</body>\n</html>\n", script);
}
