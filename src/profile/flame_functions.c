#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xml.h"
#include "profile/flame_colour.h"
#include "profile/flame_picture.h"

typedef struct function {
    uint32_t name;
    double self[2], total[2];
    double key;       /* to be sorted by */
    const char *text; /* and then by the name */
} function;

/* A function's total counts a stack once, though it may be in it many times. */
static function *sum_functions(pg_arena *arena, const pg_tree *tree) {
    uint32_t names = pg_names_count(tree->names), node = PG_TREE_ROOT;
    function *functions = PG_ARRAY(arena, function, names);
    uint32_t *inside = PG_ARRAY(arena, uint32_t, names);
    for (uint32_t i = 0; i < names; i++) {
        functions[i].name = i;
        functions[i].text = pg_name(tree->names, i);
    }
    /* Depth first along the links, so that no stack is needed. */
    for (;;) {
        const pg_node *n = pg_tree_node(tree, node);
        function *f = &functions[n->name];
        for (unsigned side = 0; node && side < tree->sides; side++) {
            f->self[side] += pg_tree_weight(tree, node, side)->self;
            f->total[side] += inside[n->name] ? 0 : pg_tree_weight(tree, node, side)->total;
        }
        inside[n->name] += node != PG_TREE_ROOT;
        if (n->first_child) {
            node = n->first_child;
            continue;
        }
        while (node && !pg_tree_node(tree, node)->next) {
            inside[pg_tree_node(tree, node)->name]--;
            node = pg_tree_node(tree, node)->parent;
        }
        if (!node) {
            return functions;
        }
        inside[pg_tree_node(tree, node)->name]--;
        node = pg_tree_node(tree, node)->next;
    }
}

static int by_key(const void *left, const void *right) {
    const function *a = left, *b = right;
    if (a->key != b->key) {
        return a->key > b->key ? -1 : 1;
    }
    return strcmp(a->text, b->text);
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
        for (unsigned side = 0; side < 2; side++) {
            pg_buf_text(out, "<th scope=\"col\">self, ");
            pg_xml_text(out, p->sides[side]);
            pg_buf_text(out, "</th>");
        }
        pg_buf_text(out, "<th scope=\"col\">points</th>");
    } else {
        pg_buf_text(out, "<th scope=\"col\" class=\"count\">");
        pg_xml_text(out, p->unit);
        pg_buf_text(out, "</th><th scope=\"col\">self</th><th scope=\"col\">total</th>");
    }
    pg_buf_text(out, "</tr></thead>\n<tbody>\n");
}

void pg_flame_put_functions(pg_buf *out, const pg_flame_picture *p) {
    uint32_t names = pg_names_count(p->tree->names);
    function *functions = sum_functions(out->arena, p->tree);
    for (uint32_t i = 0; i < names; i++) {
        function *f = &functions[i];
        f->key = p->tree->sides > 1
                     ? fabs(pg_flame_share(p, f->self[1], 1) - pg_flame_share(p, f->self[0], 0))
                     : f->self[0];
    }
    qsort(functions, names, sizeof(*functions), by_key);
    put_heading(out, p);
    for (uint32_t i = 0; i < names && i < PG_FLAMEGRAPH_FUNCTIONS && functions[i].key > 0; i++) {
        put_row(out, p, &functions[i]);
    }
    pg_buf_text(out, "</tbody>\n</table>\n</section>\n");
}
