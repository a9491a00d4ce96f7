#include "profile/hotspot.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/unit.h"

/* Leaves `node` and goes to the next that is not below it; PG_TREE_NONE at the end. */
static uint32_t next_beside(const pg_tree *tree, uint32_t node, uint32_t *inside) {
    while (node) {
        const pg_node *n = pg_tree_node(tree, node);
        inside[n->name]--;
        if (n->next) {
            return n->next;
        }
        node = n->parent;
    }
    return PG_TREE_NONE;
}

static void add_up(const pg_tree *tree, unsigned side, pg_hotspot *spots, uint32_t *inside) {
    uint32_t node = pg_tree_node(tree, PG_TREE_ROOT)->first_child;
    while (node) {
        const pg_node *n = pg_tree_node(tree, node);
        const pg_weight *weight = pg_tree_weight(tree, node, side);
        spots[n->name].self += weight->self;
        spots[n->name].total += inside[n->name]++ ? 0 : weight->total;
        node = n->first_child ? n->first_child : next_beside(tree, node, inside);
    }
}

static int compare(const void *a, const void *b, void *names) {
    const pg_hotspot *left = a, *right = b;
    if (left->self != right->self) {
        return left->self < right->self ? 1 : -1;
    }
    if (left->total != right->total) {
        return left->total < right->total ? 1 : -1;
    }
    return strcmp(pg_name(names, left->name), pg_name(names, right->name));
}

pg_hotspots pg_hotspots_find(pg_arena *arena, const pg_tree *tree, unsigned side) {
    uint32_t names = pg_names_count(tree->names);
    pg_hotspots found = {.names = tree->names, .unit = "samples", .kind = "function"};
    if (side >= tree->sides) {
        return found; /* nothing was added to it */
    }
    found.spots = PG_ARRAY(arena, pg_hotspot, names);
    add_up(tree, side, found.spots, PG_ARRAY(arena, uint32_t, names));
    for (uint32_t name = 0; name < names; name++) {
        pg_hotspot spot = found.spots[name];
        spot.name = name;
        if (spot.total > 0) {
            found.spots[found.count++] = spot;
        }
    }
    found.weight = pg_tree_weight(tree, PG_TREE_ROOT, side)->total;
    qsort_r(found.spots, found.count, sizeof(pg_hotspot), compare, tree->names);
    return found;
}

char *pg_hotspot_name(pg_arena *arena, const pg_names *names, uint32_t name) {
    char *text = pg_copy(arena, pg_name(names, name));
    pg_text_tame(text);
    return text;
}

static size_t rows(const pg_hotspots *hotspots, size_t most) {
    return most && most < hotspots->count ? most : hotspots->count;
}

void pg_hotspots_text(pg_buf *out, const pg_hotspots *hotspots, size_t most) {
    size_t shown = rows(hotspots, most);
    pg_buf_format(out, "   self%s   total  %s\n", hotspots->exact ? "" : "   95 % interval",
                  hotspots->kind);
    double rest = hotspots->weight;
    for (size_t i = 0; i < shown; i++) {
        const pg_hotspot *spot = &hotspots->spots[i];
        rest -= spot->self;
        pg_buf_format(out, "%5.1f %%", 100 * spot->self / hotspots->weight);
        if (!hotspots->exact) {
            pg_interval interval =
                pg_share_interval(spot->self, hotspots->weight, PG_HOTSPOT_LEVEL);
            pg_buf_format(out, "  %5.1f - %5.1f %%", 100 * interval.low, 100 * interval.high);
        }
        pg_buf_format(out, " %5.1f %%  %s\n", 100 * spot->total / hotspots->weight,
                      pg_hotspot_name(out->arena, hotspots->names, spot->name));
    }
    if (shown < hotspots->count) {
        pg_buf_format(out, "%5.1f %% %s       in %zu others\n",
                      100 * (rest > 0 ? rest : 0) / hotspots->weight,
                      hotspots->exact ? "" : "                ", hotspots->count - shown);
    }
    pg_buf_format(out, "of %s %s\n", pg_quantity(out->arena, hotspots->weight, "count"),
                  hotspots->unit);
}

void pg_hotspots_json(pg_json_writer *writer, const pg_hotspots *hotspots, size_t most) {
    pg_arena *arena = writer->out->arena;
    pg_json_open_object(writer, NULL, PG_JSON_LINES);
    pg_json_put_text(writer, "schema", "perfgate-hotspots/1");
    pg_json_put_text(writer, "by", hotspots->kind);
    pg_json_put_text(writer, "unit", hotspots->unit);
    pg_json_put_number(writer, "weight", hotspots->weight);
    pg_json_put_count(writer, "count", hotspots->count);
    pg_json_open_array(writer, "hotspots", PG_JSON_LINES);
    for (size_t i = 0; i < rows(hotspots, most); i++) {
        const pg_hotspot *spot = &hotspots->spots[i];
        pg_json_open_object(writer, NULL, PG_JSON_LINE);
        pg_json_put_text(writer, "name", pg_hotspot_name(arena, hotspots->names, spot->name));
        pg_json_put_number(writer, "self", spot->self);
        pg_json_put_number(writer, "total", spot->total);
        pg_json_put_number(writer, "self_share", spot->self / hotspots->weight);
        pg_json_put_number(writer, "total_share", spot->total / hotspots->weight);
        if (!hotspots->exact) {
            pg_interval interval =
                pg_share_interval(spot->self, hotspots->weight, PG_HOTSPOT_LEVEL);
            pg_json_put_number(writer, "self_low", interval.low);
            pg_json_put_number(writer, "self_high", interval.high);
        }
        pg_json_close(writer);
    }
    pg_json_close(writer);
    pg_json_close(writer);
}
