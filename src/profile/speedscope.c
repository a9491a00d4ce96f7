#include "profile/speedscope.h"

#include "base/json_write.h"
#include "profile/hotspot.h"

/* The nodes at which stacks end, as lists of frames from the root. */
static void put_samples(pg_json_writer *w, const pg_tree *tree) {
    pg_arena *arena = w->out->arena;
    uint32_t *path = NULL;
    size_t room = 0;
    pg_json_open_array(w, "samples", PG_JSON_LINES);
    for (uint32_t node = 1; node < tree->count; node++) {
        if (!(pg_tree_weight(tree, node, 0)->self > 0)) {
            continue;
        }
        size_t depth = 0;
        for (uint32_t at = node; at; at = pg_tree_node(tree, at)->parent) {
            if (depth == room) {
                room = room ? room * 2 : 128;
                path = pg_grow(arena, path, depth, room, sizeof(*path));
            }
            path[depth++] = pg_tree_node(tree, at)->name;
        }
        pg_json_open_array(w, NULL, PG_JSON_LINE);
        while (depth) {
            pg_json_put_count(w, NULL, path[--depth]);
        }
        pg_json_close(w);
    }
    pg_json_close(w);
}

void pg_speedscope(pg_buf *out, const pg_tree *tree, const char *name, const char *exporter,
                   const char *unit) {
    pg_json_writer w = pg_json_writer_new(out);
    pg_json_open_object(&w, NULL, PG_JSON_LINES);
    pg_json_put_text(&w, "$schema", "https://www.speedscope.app/file-format-schema.json");
    pg_json_put_text(&w, "name", name);
    pg_json_put_text(&w, "exporter", exporter);
    pg_json_put_count(&w, "activeProfileIndex", 0);
    pg_json_open_object(&w, "shared", PG_JSON_LINES);
    pg_json_open_array(&w, "frames", PG_JSON_LINES);
    for (uint32_t frame = 0; frame < pg_names_count(tree->names); frame++) {
        pg_json_open_object(&w, NULL, PG_JSON_LINE);
        pg_json_put_text(&w, "name", pg_hotspot_name(out->arena, tree->names, frame));
        pg_json_close(&w);
    }
    pg_json_close(&w);
    pg_json_close(&w);
    pg_json_open_array(&w, "profiles", PG_JSON_LINES);
    pg_json_open_object(&w, NULL, PG_JSON_LINES);
    pg_json_put_text(&w, "type", "sampled");
    pg_json_put_text(&w, "name", name);
    pg_json_put_text(&w, "unit", unit);
    pg_json_put_count(&w, "startValue", 0);
    pg_json_put_number(&w, "endValue", pg_tree_weight(tree, PG_TREE_ROOT, 0)->total);
    put_samples(&w, tree);
    pg_json_open_array(&w, "weights", PG_JSON_LINE);
    for (uint32_t node = 1; node < tree->count; node++) {
        if (pg_tree_weight(tree, node, 0)->self > 0) {
            pg_json_put_number(&w, NULL, pg_tree_weight(tree, node, 0)->self);
        }
    }
    for (int open = 0; open < 4; open++) {
        pg_json_close(&w);
    }
}
