#include <string.h>

#include "base/number.h"
#include "base/xml.h"
#include "profile/flame_colour.h"
#include "profile/flame_picture.h"

/* Names of frames that are drawn, numbered anew in the order they first come. */
typedef struct used {
    uint32_t *numbers; /* by name: 1 + new number, 0: not used */
    uint32_t *names;   /* by new number */
    uint32_t count;
} used;

static void use_names(used *u, const pg_flame *flame) {
    for (uint32_t i = 0; i < flame->count; i++) {
        uint32_t name = flame->frames[i].name;
        if (!u->numbers[name]) {
            u->names[u->count] = name;
            u->numbers[name] = ++u->count;
        }
    }
}

static void put_string(pg_buf *out, const char *key, const char *text) {
    pg_buf_format(out, "\"%s\":", key);
    pg_xml_json_string(out, text, strlen(text));
    pg_buf_text(out, ",\n");
}

static void put_number(pg_buf *out, double value) {
    char text[PG_NUMBER_MAX];
    size_t length = pg_number_write(text, value);
    text[length++] = ',';
    pg_buf_add(out, text, length);
}

/* A frame is: name; by how many levels it is not the child of the frame before; then with one side
 * the room left free on its left, total and self; with two sides total and self of either. */
static void put_frames(pg_buf *out, const pg_flame_picture *p, const used *u, const char *key,
                       const pg_flame *flame) {
    double *ends = PG_ARRAY(out->arena, double, flame->levels + 1);
    bool two = p->tree->sides > 1;
    pg_buf_format(out, "\"%s\":[", key);
    for (uint32_t i = 0; i < flame->count; i++) {
        const pg_flame_frame *frame = &flame->frames[i];
        uint32_t depth = frame->depth;
        put_number(out, u->numbers[frame->name] - 1);
        put_number(out, i ? flame->frames[i - 1].depth + 1 - depth : 0);
        if (two) {
            put_number(out, frame->total[0]);
            put_number(out, frame->self[0]);
            put_number(out, frame->total[1]);
            put_number(out, frame->self[1]);
        } else {
            put_number(out, i ? frame->start - ends[depth] : 0);
            put_number(out, frame->total[0]);
            put_number(out, frame->self[0]);
        }
        ends[depth] = frame->start + frame->total[0];
        ends[depth + 1] = frame->start + frame->self[0];
    }
    out->length--; /* the last comma */
    pg_buf_text(out, "],\n");
}

static void put_names(pg_buf *out, const pg_flame_picture *p, const used *u) {
    pg_buf_text(out, "\"names\":[");
    for (uint32_t i = 0; i < u->count; i++) {
        const char *name = pg_name(p->tree->names, u->names[i]);
        size_t length = pg_name_length(p->tree->names, u->names[i]);
        pg_buf_text(out, i ? ",\n" : "");
        pg_xml_json_string(out, name, pg_flame_plain_length(name, length));
    }
    pg_buf_text(out, "],\n\"shades\":");
    pg_buf_char(out, '"');
    for (uint32_t i = 0; i < u->count; i++) {
        const char *name = pg_name(p->tree->names, u->names[i]);
        size_t length = pg_name_length(p->tree->names, u->names[i]);
        pg_buf_char(out, (char)('A' + pg_flame_shade_of(name, length)));
    }
    pg_buf_text(out, "\",\n");
}

static void put_palette(pg_buf *out, bool two) {
    const pg_flame_shade *shades = two ? pg_flame_steps : pg_flame_shades;
    size_t count = two ? PG_FLAME_STEPS : PG_FLAME_SHADES;
    pg_buf_text(out, "\"palette\":[");
    for (size_t i = 0; i < count; i++) {
        pg_buf_format(out, "%s[\"%s\",\"%s\"]", i ? "," : "", shades[i].light, shades[i].dark);
    }
    const pg_flame_shade *ink = two ? &pg_flame_step_ink : &pg_flame_ink;
    pg_buf_format(out, "],\n\"ink\":[\"%s\",\"%s\"],\n", ink->light, ink->dark);
}

void pg_flame_put_data(pg_buf *out, const pg_flame_picture *p) {
    const pg_flamegraph_options *options = p->options;
    size_t names = pg_names_count(p->tree->names);
    bool two = p->tree->sides > 1;
    used u = {PG_ARRAY(out->arena, uint32_t, names), PG_ARRAY(out->arena, uint32_t, names), 0};
    use_names(&u, &p->down);
    use_names(&u, &p->up);
    pg_buf_text(out, "{");
    put_string(out, "title", p->title);
    put_string(out, "about",
               pg_format(out->arena, "%s%s%s", p->about, *p->note ? ". " : "", p->note));
    put_string(out, "unit", p->unit);
    pg_buf_format(out, "\"sides\":%u,\"total\":[", p->tree->sides);
    put_number(out, p->total[0]);
    put_number(out, p->total[1]);
    out->length--;
    pg_buf_text(out, "],\"limits\":[");
    put_number(out, p->down.limit);
    put_number(out, p->up.limit);
    out->length--;
    pg_buf_format(out, "],\"width\":%.0f,\"icicle\":%s,\"reverse\":%s,\n", options->width,
                  options->icicle ? "true" : "false", options->reverse ? "true" : "false");
    put_palette(out, two);
    put_names(out, p, &u);
    put_frames(out, p, &u, "down", &p->down);
    put_frames(out, p, &u, "up", &p->up);
    out->length -= 2; /* the last comma and its line feed */
    pg_buf_text(out, "}");
}
