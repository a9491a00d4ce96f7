#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xml.h"
#include "profile/flame_colour.h"
#include "profile/flame_picture.h"
#include "profile/hotspot.h"

typedef struct function {
    uint32_t name;
    double self[2], total[2];
    double change; /* of its own share */
} function;

static int by_change(const void *left, const void *right, void *names) {
    const function *a = left, *b = right;
    if (a->change != b->change) {
        return a->change > b->change ? -1 : 1;
    }
    return strcmp(pg_name(names, a->name), pg_name(names, b->name));
}

/* By name, then those whose share changed most in front. */
static size_t find_changes(pg_arena *arena, const pg_flame_picture *p, function *functions) {
    uint32_t count = pg_names_count(p->tree->names);
    for (unsigned side = 0; side < 2; side++) {
        pg_hotspots found = pg_hotspots_find(arena, p->tree, side);
        for (size_t i = 0; i < found.count; i++) {
            function *f = &functions[found.spots[i].name];
            f->self[side] = found.spots[i].self;
            f->total[side] = found.spots[i].total;
        }
    }
    for (uint32_t name = 0; name < count; name++) {
        function *f = &functions[name];
        f->name = name;
        f->change = fabs(pg_flame_share(p, f->self[1], 1) - pg_flame_share(p, f->self[0], 0));
    }
    qsort_r(functions, count, sizeof(*functions), by_change, p->tree->names);
    size_t rows = 0;
    while (rows < count && rows < PG_FLAMEGRAPH_FUNCTIONS && functions[rows].change > 0) {
        rows++;
    }
    return rows;
}

static size_t find_hotspots(pg_arena *arena, const pg_flame_picture *p, function *functions) {
    pg_hotspots found = pg_hotspots_find(arena, p->tree, 0);
    size_t rows = 0;
    while (rows < found.count && rows < PG_FLAMEGRAPH_FUNCTIONS && found.spots[rows].self > 0) {
        const pg_hotspot *spot = &found.spots[rows];
        functions[rows++] =
            (function){.name = spot->name, .self = {spot->self, 0}, .total = {spot->total, 0}};
    }
    return rows;
}

unsigned pg_flame_functions_height(void) {
    enum { HEADING = 60, LINE = 26 };
    return HEADING + LINE * PG_FLAMEGRAPH_FUNCTIONS;
}

static void put_name(pg_buf *out, const pg_flame_picture *p, const function *f) {
    const char *name = pg_name(p->tree->names, f->name);
    size_t length = pg_name_length(p->tree->names, f->name);
    pg_buf_text(out, "<tr><th scope=\"row\" title=\"");
    pg_xml_add(out, name, pg_flame_plain_length(name, length));
    pg_buf_text(out, "\"><button type=\"button\">");
    pg_xml_add(out, name, pg_flame_plain_length(name, length));
    pg_buf_text(out, "</button></th>");
}

static void put_row(pg_buf *out, const pg_flame_picture *p, const function *f) {
    put_name(out, p, f);
    if (p->tree->sides > 1) {
        double base = pg_flame_share(p, f->self[0], 0), head = pg_flame_share(p, f->self[1], 1);
        pg_buf_format(out, "<td>%.2f %%</td><td>%.2f %%</td><td>%+.2f</td></tr>\n", base * 100,
                      head * 100, (head - base) * 100);
    } else {
        pg_buf_format(out, "<td class=\"count\">%s</td><td>%.2f %%</td><td>%.2f %%</td></tr>\n",
                      pg_flame_count(out->arena, f->self[0]),
                      pg_flame_share(p, f->self[0], 0) * 100,
                      pg_flame_share(p, f->total[0], 0) * 100);
    }
}

static void put_heading(pg_buf *out, const pg_flame_picture *p) {
    bool two = p->tree->sides > 1;
    pg_buf_text(out, "<section class=\"functions\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<h2>");
    pg_buf_text(out, two ? "Functions whose own share changed most"
                         : "Functions with the most of their own");
    pg_buf_text(out, "</h2>\n<table>\n<colgroup><col/>");
    pg_buf_text(out, two ? "<col class=\"n\"/>" : "<col class=\"n count\"/>");
    pg_buf_text(out, "<col class=\"n\"/><col class=\"n\"/></colgroup>\n<thead><tr>"
                     "<th scope=\"col\">function</th>");
    if (two) {
        pg_buf_text(out, "<th scope=\"col\">self, base</th><th scope=\"col\">self, head</th>");
        pg_buf_text(out, "<th scope=\"col\">points</th>");
    } else {
        pg_buf_text(out, "<th scope=\"col\" class=\"count\">");
        pg_xml_text(out, p->unit);
        pg_buf_text(out, "</th><th scope=\"col\">self</th><th scope=\"col\">total</th>");
    }
    pg_buf_text(out, "</tr></thead>\n<tbody>\n");
}

void pg_flame_put_functions(pg_buf *out, const pg_flame_picture *p) {
    size_t names = pg_names_count(p->tree->names);
    size_t room = names > PG_FLAMEGRAPH_FUNCTIONS ? names : PG_FLAMEGRAPH_FUNCTIONS;
    function *functions = PG_ARRAY(out->arena, function, room);
    size_t rows = (p->tree->sides > 1 ? find_changes : find_hotspots)(out->arena, p, functions);
    put_heading(out, p);
    for (size_t i = 0; i < rows; i++) {
        put_row(out, p, &functions[i]);
    }
    pg_buf_text(out, "</tbody>\n</table>\n</section>\n");
}
