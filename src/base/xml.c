#include "base/xml.h"

#include <string.h>

#include "base/text.h"

static const char REPLACEMENT[] = "\xef\xbf\xbd";

/* U+FFFE and U+FFFF are UTF-8, but no characters of XML. */
static bool is_forbidden(const char *text, size_t length) {
    return length == 3 && !memcmp(text, "\xef\xbf", 2) && (unsigned char)text[2] >= 0xbe;
}

/* Plain characters go over in one piece; `special` names those that need another form. */
static void escape(pg_buf *out, const char *text, size_t length,
                   const char *special(unsigned char)) {
    size_t start = 0, at = 0;
    while (at < length) {
        bool shown = true;
        unsigned char c = (unsigned char)text[at];
        size_t step = c >= 0x20 && c < 0x7f ? 1 : pg_text_step(text + at, length - at, &shown);
        const char *other = step == 1 ? special(c) : NULL;
        if (!other && (!shown || is_forbidden(text + at, step))) {
            other = REPLACEMENT;
        }
        if (other) {
            pg_buf_add(out, text + start, at - start);
            pg_buf_text(out, other);
            start = at + step;
        }
        at += step;
    }
    pg_buf_add(out, text + start, length - start);
}

static const char *entity(unsigned char c) {
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    case '\t': return "&#9;";
    default: return NULL;
    }
}

static const char *json_escape(unsigned char c) {
    switch (c) {
    case '&': return "\\u0026";
    case '<': return "\\u003c";
    case '>': return "\\u003e";
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '\t': return "\\t";
    default: return NULL;
    }
}

void pg_xml_add(pg_buf *out, const char *text, size_t length) {
    escape(out, text, length, entity);
}

void pg_xml_text(pg_buf *out, const char *text) {
    pg_xml_add(out, text, strlen(text));
}

void pg_xml_json_string(pg_buf *out, const char *text, size_t length) {
    pg_buf_char(out, '"');
    escape(out, text, length, json_escape);
    pg_buf_char(out, '"');
}
