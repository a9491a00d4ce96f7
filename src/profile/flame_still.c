#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "base/xml.h"
#include "profile/flame_colour.h"
#include "profile/flame_picture.h"
#include "profile/page.h"

enum {
    PAD = 10, /* left and right of the frames */
    ROW = 18, /* a frame's height is 17 */
    TOP = 76, /* of the frames */
    ABOUT = 48,
    NOTE = 65,
    EDGED = 50, /* tenths of a pixel: an outline would hide what is narrower */
    BELOW = 16, /* between frames and table */
};
/* One letter of the label: 12 pixels of a monospaced font, generously. */
#define ADVANCE 7.3

typedef struct still {
    pg_buf *out;
    const pg_flame_picture *p;
    const pg_flame *flame;
    pg_flame_place *places; /* of a difference */
} still;

/* ---- style ---- */

static void put_shades(pg_buf *out, bool two, bool dark) {
    const pg_flame_shade *shades = two ? pg_flame_steps : pg_flame_shades;
    size_t count = two ? PG_FLAME_STEPS : PG_FLAME_SHADES;
    for (size_t i = 0; i < count; i++) {
        pg_buf_format(out, "#still .%c{fill:%s}", (char)('A' + i),
                      dark ? shades[i].dark : shades[i].light);
    }
    const pg_flame_shade *ink = two ? &pg_flame_step_ink : &pg_flame_ink;
    pg_buf_format(out, "#still text{fill:%s}", dark ? ink->dark : ink->light);
}

static void put_style(pg_buf *out, bool two) {
    pg_buf_text(out, "<style><![CDATA[\n");
    pg_buf_text(out, pg_page_css);
    put_shades(out, two, false);
    pg_buf_text(out, "\n@media (prefers-color-scheme: dark) {");
    put_shades(out, two, true);
    pg_buf_text(out, "}\n]]></style>\n");
}

/* ---- frames ---- */

/* In tenths of a pixel, rounded as it is printed, since widths are differences of what is printed:
 * only where half a tenth is near does the rounding of printf need to be asked. */
static long tenths(double pixels) {
    static const double NEAR = 1e-6;
    double scaled = pixels * 10, fraction = scaled - floor(scaled);
    if (fabs(fraction - 0.5) > NEAR) {
        return lround(scaled);
    }
    char text[64];
    long value = 0;
    snprintf(text, sizeof(text), "%.1f", pixels);
    for (const char *at = text; *at; at++) {
        value = *at == '.' ? value : value * 10 + (*at - '0');
    }
    return value;
}

static void put_integer(pg_buf *out, long value) {
    char text[PG_NUMBER_MAX];
    pg_buf_add(out, text, pg_number_write(text, (double)value));
}

static void put_tenths(pg_buf *out, const char *name, long value) {
    pg_buf_text(out, name);
    put_integer(out, value / 10);
    pg_buf_char(out, '.');
    pg_buf_char(out, (char)('0' + value % 10));
    pg_buf_char(out, '"');
}

/* How many bytes of the name fit; characters that are not ASCII may be twice as wide. */
static size_t fitting(const char *name, size_t length, size_t columns, bool *ret_cut) {
    size_t used = 0, kept = 0;
    for (size_t at = 0; at < length;) {
        bool shown;
        size_t step = pg_text_step(name + at, length - at, &shown);
        used += step > 2 ? 2 : 1;
        if (used > columns) {
            *ret_cut = true;
            return kept;
        }
        at += step;
        kept = used < columns ? at : kept;
    }
    *ret_cut = false;
    return length;
}

static void put_label(const still *s, const char *kind, const char *name, size_t length,
                      const char *mark, double left, double width, long top) {
    size_t columns = width > 8 ? (size_t)((width - 8) / ADVANCE) : 0, marked = strlen(mark);
    bool cut;
    if (columns < 3 + marked) {
        return;
    }
    length = fitting(name, length, columns - marked, &cut);
    pg_buf_format(s->out, "<text%s x=\"%.1f\" y=\"%ld\">%s", kind, left + 4, top + 13,
                  *mark == '-' ? "− " : mark);
    pg_xml_add(s->out, name, length);
    pg_buf_text(s->out, cut ? "…</text>" : "</text>");
}

static void put_rect(const still *s, const char *kind, long left, long width, long top) {
    pg_buf_text(s->out, "<rect class=\"");
    pg_buf_text(s->out, kind);
    put_tenths(s->out, "\" x=\"", left);
    pg_buf_text(s->out, " y=\"");
    put_integer(s->out, top);
    put_tenths(s->out, "\" width=\"", width);
    pg_buf_text(s->out, " height=\"17\"");
}

/* "name (12 samples, 3.40%)", as flamegraph.pl has it: the share is that of the rounded count. */
static void put_title(const still *s, const pg_flame_frame *frame, const char *name,
                      size_t length) {
    const pg_flame_picture *p = s->p;
    pg_buf_text(s->out, "<title>");
    pg_xml_add(s->out, name, length);
    if (p->tree->sides > 1) {
        double base = pg_flame_share(p, frame->total[0], 0);
        double head = pg_flame_share(p, frame->total[1], 1);
        pg_buf_format(s->out, " (base %.2f%%, head %.2f%%, %+.2f points%s", base * 100, head * 100,
                      (head - base) * 100,
                      frame->total[0] <= 0   ? ", added"
                      : frame->total[1] <= 0 ? ", removed"
                                             : "");
    } else {
        double count = nearbyint(frame->total[0]); /* as printf rounds it */
        pg_buf_text(s->out, " (");
        pg_flame_put_count(s->out, count);
        pg_buf_char(s->out, ' ');
        pg_xml_text(s->out, p->unit);
        if (frame->depth) {
            pg_buf_format(s->out, ", %.2f%%", 100 * count / p->total[0]);
        } else {
            pg_buf_text(s->out, ", 100%");
        }
    }
    pg_buf_text(s->out, ")</title></rect>");
}

static void put_frame(const still *s, uint32_t i) {
    const pg_flame_frame *frame = &s->flame->frames[i];
    const pg_flame_picture *p = s->p;
    const char *name = frame->depth ? pg_name(p->tree->names, frame->name) : "all", *mark = "";
    size_t whole = frame->depth ? pg_name_length(p->tree->names, frame->name) : 3;
    size_t length = pg_flame_plain_length(name, whole);
    const pg_flame_place *place = s->places ? &s->places[i] : NULL; /* in a difference */
    double inner = p->width - 2 * PAD, scale = inner / p->total[0];
    double x1 = PAD + frame->start * scale, x2 = PAD + (frame->start + frame->total[0]) * scale;
    unsigned shade = pg_flame_shade_of(name, whole);
    if (place) {
        x1 = PAD + place->left * inner;
        x2 = x1 + place->width * inner;
        shade = pg_flame_step_of(
            pg_flame_share(p, frame->total[1], 1) - pg_flame_share(p, frame->total[0], 0), p->most);
        mark = frame->total[0] <= 0 ? "+ " : frame->total[1] <= 0 ? "- " : "";
    }
    long left = tenths(x1), width = tenths(x2) - left;
    long row =
        p->options->icicle ? (long)frame->depth : (long)(s->flame->levels - 1 - frame->depth);
    long top = TOP + row * ROW;
    put_rect(s, i ? (char[]){(char)('A' + shade), 0} : "root", left, width, top);
    pg_buf_char(s->out, '>');
    put_title(s, frame, name, length);
    if (place && (place->gone || (*mark && width >= EDGED))) {
        put_rect(s, place->gone ? "hatch" : "edge", left, width, top);
        pg_buf_text(s->out, "/>");
    }
    put_label(s, i ? "" : " class=\"r\"", name, length, mark, x1, x2 - x1, top);
    pg_buf_char(s->out, '\n');
}

static void put_text(const still *s, const char *kind, long y, const char *text) {
    size_t length = strlen(text);
    bool cut;
    if (!length) {
        return;
    }
    length = fitting(text, length, (size_t)((s->p->width - 2 * PAD) / ADVANCE), &cut);
    pg_buf_format(s->out, "<text class=\"%s\" x=\"%d\" y=\"%ld\">", kind, PAD, y);
    pg_xml_add(s->out, text, length);
    pg_buf_text(s->out, cut ? "…</text>\n" : "</text>\n");
}

void pg_flame_put_still(pg_buf *out, const pg_flame_picture *p) {
    bool two = p->tree->sides > 1;
    still s = {.out = out, .p = p, .flame = p->options->reverse ? &p->up : &p->down};
    if (two) {
        s.places = pg_flame_place_difference(p, s.flame, out->arena);
    }
    pg_buf_text(out, "<g id=\"still\">\n");
    put_text(&s, "h", 28, p->title);
    put_text(&s, "n", ABOUT, p->about);
    static const char key[] = "Orange: a greater share in head, blue: a smaller one. Outlined (+): "
                              "only in head. Hatched (−): only in base. ";
    put_text(&s, "n", NOTE, pg_format(out->arena, "%s%s", two ? key : "", p->note));
    pg_buf_text(out, "<g role=\"img\" aria-label=\"Flamegraph; the table below lists the functions "
                     "with the most of their own\">\n");
    for (uint32_t i = 0; i < s.flame->count; i++) {
        put_frame(&s, i);
    }
    pg_buf_text(out, "</g>\n</g>\n");
}

static void put_table(pg_buf *out, const pg_flame_picture *p, const pg_flame *flame) {
    pg_buf_format(out,
                  "<foreignObject id=\"table\" x=\"%d\" y=\"%ld\" width=\"%.0f\" "
                  "height=\"%u\">\n",
                  PAD, TOP + (long)flame->levels * ROW + BELOW, p->width - 2 * PAD,
                  pg_flame_functions_height());
    pg_flame_put_functions(out, p);
    pg_buf_text(out, "</foreignObject>\n");
}

void pg_flame_put_head(pg_buf *out, const pg_flame_picture *p) {
    const pg_flame *flame = p->options->reverse ? &p->up : &p->down;
    long height = TOP + (long)flame->levels * ROW + BELOW + (long)pg_flame_functions_height() + PAD;
    pg_buf_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                     "<svg xmlns=\"http://www.w3.org/2000/svg\" xml:lang=\"en\"");
    if (p->options->width > 0) {
        pg_buf_format(out, " width=\"%.0f\" height=\"%ld\"", p->width, height);
    } else {
        pg_buf_format(out, " width=\"100%%\" height=\"%ld\" preserveAspectRatio=\"xMidYMin\"",
                      height);
    }
    pg_buf_format(out, " viewBox=\"0 0 %.0f %ld\">\n<title>", p->width, height);
    pg_xml_text(out, p->title);
    pg_buf_text(out, "</title>\n<desc>");
    pg_xml_text(out, p->about);
    pg_buf_text(out, "</desc>\n");
    put_style(out, p->tree->sides > 1);
    if (p->tree->sides > 1) {
        pg_buf_text(out, "<defs><pattern id=\"hatch\" width=\"6\" height=\"6\" "
                         "patternUnits=\"userSpaceOnUse\"><path d=\"M-1 1L1 -1M0 6L6 0M5 7L7 5\"/>"
                         "</pattern></defs>\n");
    }
    pg_buf_text(out, "<rect id=\"paper\" width=\"100%\" height=\"100%\"/>\n");
    put_table(out, p, flame);
}
