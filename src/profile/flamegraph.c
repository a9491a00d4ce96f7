#include "profile/flamegraph.h"

#include <math.h>
#include <stdio.h>

#include "base/number.h"
#include "profile/flame_picture.h"
#include "profile/folded.h"
#include "profile/page.h"

void pg_flame_put_count(pg_buf *out, double value) {
    char digits[512], text[2 * sizeof(digits)];
    size_t length, at = 0;
    double whole = nearbyint(value); /* as printf rounds it */
    if (fabs(whole) < PG_INTEGER_MAX / 10) {
        length = pg_number_write(digits, whole);
    } else {
        length = (size_t)snprintf(digits, sizeof(digits), "%.0f", value);
    }
    for (size_t i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0) {
            text[at++] = ',';
        }
        text[at++] = digits[i];
    }
    pg_buf_add(out, text, at);
}

char *pg_flame_count(pg_arena *arena, double value) {
    pg_buf text = pg_buf_new(arena);
    pg_flame_put_count(&text, value);
    return text.data;
}

double pg_flame_share(const pg_flame_picture *picture, double weight, unsigned side) {
    return picture->total[side] > 0 ? weight / picture->total[side] : 0;
}

/* ---- what is said about the picture ---- */

static const char *side_name(pg_arena *arena, const pg_flame_picture *p, unsigned side) {
    static const char *const words[] = {"base", "head"};
    const char *name = p->options->sides[side];
    return name ? pg_format(arena, "%s (%s)", words[side], name) : words[side];
}

static const char *about(pg_arena *arena, const pg_flame_picture *p) {
    if (p->tree->sides > 1) {
        return pg_format(arena, "%s: %s %s, %s: %s %s, compared share by share",
                         side_name(arena, p, 0), pg_flame_count(arena, p->total[0]), p->unit,
                         side_name(arena, p, 1), pg_flame_count(arena, p->total[1]), p->unit);
    }
    return pg_format(arena, "%s %s, %s frames", pg_flame_count(arena, p->total[0]), p->unit,
                     pg_flame_count(arena, p->tree->count - 1));
}

static const char *note(pg_arena *arena, const pg_flame_picture *p) {
    const pg_flamegraph_options *options = p->options;
    const pg_flame *flame = options->reverse ? &p->up : &p->down;
    pg_buf text = pg_buf_new(arena);
    double cut = 0;
    for (unsigned side = 0; side < p->tree->sides; side++) {
        cut = fmax(cut, pg_flame_share(p, flame->cut[side], side));
    }
    if (cut > 0) {
        pg_buf_format(&text, "%.*f %% of the %s go on into frames below %.2g %%, left out. ",
                      cut < 0.0995 ? 2 : 1, cut * 100, p->unit, flame->limit * 100);
    }
    if (options->deep) {
        pg_buf_format(&text, "Cut: stacks deeper than %d frames (%s). ", PG_FOLDED_DEPTH_MAX,
                      pg_flame_count(arena, (double)options->deep));
    }
    if (options->long_name) {
        pg_buf_format(&text, "Cut: names longer than %d bytes (%s). ", PG_FOLDED_NAME_MAX,
                      pg_flame_count(arena, (double)options->long_name));
    }
    return text.data;
}

/* ---- differences ---- */

static double greatest_change(const pg_flame_picture *p) {
    double most = 0;
    const pg_flame *flames[] = {&p->down, &p->up};
    for (int i = 0; p->tree->sides > 1 && i < 2; i++) {
        for (uint32_t at = 1; at < flames[i]->count; at++) {
            const double *total = flames[i]->frames[at].total;
            most =
                fmax(most, fabs(pg_flame_share(p, total[1], 1) - pg_flame_share(p, total[0], 0)));
        }
    }
    return most;
}

pg_flame_place *pg_flame_place_difference(const pg_flame_picture *p, const pg_flame *flame,
                                          pg_arena *arena) {
    uint32_t count = flame->count;
    pg_flame_place *places = PG_ARRAY(arena, pg_flame_place, count);
    uint32_t *parents = PG_ARRAY(arena, uint32_t, count);
    uint32_t *path = PG_ARRAY(arena, uint32_t, flame->levels);
    double *extra = PG_ARRAY(arena, double, count), *end = PG_ARRAY(arena, double, count);
    for (uint32_t i = 0; i < count; i++) {
        const pg_flame_frame *frame = &flame->frames[i];
        double head = pg_flame_share(p, frame->total[1], 1);
        path[frame->depth] = i;
        parents[i] = i ? path[frame->depth - 1] : 0;
        places[i].gone = head < flame->limit;
        places[i].width = places[i].gone ? pg_flame_share(p, frame->total[0], 0) : head;
    }
    /* What is gone widens what it stands on. */
    for (uint32_t i = count; --i;) {
        if (!places[parents[i]].gone) {
            extra[parents[i]] += places[i].gone ? places[i].width : extra[i];
        }
    }
    double all = places[0].width + extra[0];
    for (uint32_t i = 0; i < count; i++) {
        unsigned side = places[i].gone ? 0 : 1;
        places[i].width = (places[i].width + (places[i].gone ? 0 : extra[i])) / all;
        places[i].left = i ? end[parents[i]] : 0;
        end[i] = places[i].left + pg_flame_share(p, flame->frames[i].self[side], side) / all;
        if (i) {
            end[parents[i]] = places[i].left + places[i].width;
        }
    }
    return places;
}

/* ---- the file ---- */

/* The picture comes last, so that a browser need not read it: the script ends the loading. */
static void put_file(pg_buf *out, const pg_flame_picture *p) {
    pg_flame_put_head(out, p);
    pg_buf_text(out, "<foreignObject id=\"app\" x=\"0\" y=\"0\" width=\"100%\" height=\"100%\">\n");
    pg_buf_text(out, pg_page_xhtml);
    pg_buf_text(out, "</foreignObject>\n<script type=\"application/json\" id=\"data\">");
    pg_flame_put_data(out, p);
    pg_buf_text(out, "</script>\n<script><![CDATA[\n");
    pg_buf_text(out, pg_page_js);
    pg_buf_text(out, "]]></script>\n");
    pg_flame_put_still(out, p);
    pg_buf_text(out, "</svg>\n");
}

void pg_flamegraph(pg_buf *out, const pg_tree *tree, const pg_flamegraph_options *options) {
    pg_arena *arena = out->arena;
    bool two = tree->sides > 1;
    pg_flame_picture p = {.tree = tree, .options = options};
    for (unsigned side = 0; side < tree->sides; side++) {
        p.total[side] = pg_tree_weight(tree, PG_TREE_ROOT, side)->total;
    }
    p.title = options->title ? options->title : two ? "Differential flamegraph" : "Flamegraph";
    p.unit = options->unit ? options->unit : "samples";
    p.width = options->width > 0 ? options->width : PG_FLAMEGRAPH_WIDTH;
    enum { MARGINS = 20 };
    double limit = options->min_width / (p.width - MARGINS);
    p.down = pg_flame_layout(arena, tree, false, limit, PG_FLAMEGRAPH_FRAMES);
    p.up = pg_flame_layout(arena, tree, true, limit, PG_FLAMEGRAPH_FRAMES);
    p.most = greatest_change(&p);
    p.about = about(arena, &p);
    p.note = note(arena, &p);
    put_file(out, &p);
}

void pg_flamegraph_diff(pg_buf *out, const pg_tree *base, const pg_tree *head,
                        const pg_flamegraph_options *options) {
    pg_tree *both = pg_tree_new(out->arena, base->names);
    pg_tree_merge(both, base, PG_TREE_BASE);
    pg_tree_merge(both, head, PG_TREE_HEAD);
    pg_tree_sum(both);
    pg_flamegraph(out, both, options);
}
