#include "wellformed.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"

enum { DEEPEST = 64 };

typedef struct reader {
    const char *at, *end;
    const char *open[DEEPEST]; /* names of the elements that are open */
    size_t open_length[DEEPEST];
    size_t depth, roots;
} reader;

static bool follows(const reader *r, const char *text) {
    size_t length = strlen(text);
    return (size_t)(r->end - r->at) >= length && !memcmp(r->at, text, length);
}

static bool skip(reader *r, const char *text) {
    bool there = follows(r, text);
    r->at += there ? strlen(text) : 0;
    return there;
}

static bool skip_behind(reader *r, const char *text) {
    const char *found = memmem(r->at, (size_t)(r->end - r->at), text, strlen(text));
    r->at = found ? found + strlen(text) : r->end;
    return found;
}

static void skip_space(reader *r) {
    while (r->at < r->end && strchr(" \t\n", *r->at)) {
        r->at++;
    }
}

static size_t skip_name(reader *r) {
    static const char good[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:-_";
    const char *start = r->at;
    while (r->at < r->end && *r->at && strchr(good, *r->at)) {
        r->at++;
    }
    return (size_t)(r->at - start);
}

static bool is_character(uint32_t c) {
    return c == '\t' || c == '\n' || (c >= 0x20 && c <= 0xfffd) || c >= 0x10000;
}

static const char *entity(reader *r) {
    static const char *const names[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&#9;"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (skip(r, names[i])) {
            return NULL;
        }
    }
    return "an ampersand that begins no entity";
}

/* Characters up to one of `stops`. */
static const char *characters(reader *r, const char *stops) {
    while (r->at < r->end && !strchr(stops, *r->at)) {
        const unsigned char *bytes = (const unsigned char *)r->at;
        size_t length = pg_utf8_length(bytes, (size_t)(r->end - r->at));
        uint32_t point = length == 1 ? bytes[0] : bytes[0] & (0x7fu >> length);
        for (size_t i = 1; i < length; i++) {
            point = point << 6 | (bytes[i] & 0x3fu);
        }
        if (!length || !is_character(point)) {
            return "a character that is not allowed";
        }
        if (follows(r, "]]>")) {
            return "]]> in text";
        }
        if (*r->at == '&') {
            const char *fault = entity(r);
            if (fault) {
                return fault;
            }
        } else {
            r->at += length;
        }
    }
    return r->at < r->end && *r->at == 0 ? "a NUL" : NULL;
}

static const char *attributes(reader *r) {
    for (;;) {
        const char *before = r->at;
        skip_space(r);
        if (follows(r, ">") || follows(r, "/>") || follows(r, "?>")) {
            return NULL;
        }
        if (r->at == before || !skip_name(r) || !skip(r, "=\"")) {
            return "no attribute where one is expected";
        }
        const char *fault = characters(r, "<\"");
        if (fault || !skip(r, "\"")) {
            return fault ? fault : "an attribute without its end";
        }
    }
}

static const char *start_tag(reader *r) {
    const char *name = r->at;
    size_t length = skip_name(r);
    if (!length || r->depth == DEEPEST || (!r->depth && r->roots++)) {
        return "no element where one is expected";
    }
    const char *fault = attributes(r);
    if (fault) {
        return fault;
    }
    if (!skip(r, "/>")) {
        r->open[r->depth] = name;
        r->open_length[r->depth++] = length;
        return skip(r, ">") ? NULL : "a tag without its end";
    }
    return NULL;
}

static const char *end_tag(reader *r) {
    const char *name = r->at;
    size_t length = skip_name(r);
    if (!r->depth || length != r->open_length[r->depth - 1] ||
        memcmp(name, r->open[r->depth - 1], length) != 0 || !skip(r, ">")) {
        return "an end tag that closes another element";
    }
    r->depth--;
    return NULL;
}

const char *xml_fault(const char *text, size_t length) {
    reader r = {.at = text, .end = text + length};
    if (skip(&r, "<?xml") && (attributes(&r) || !skip(&r, "?>"))) {
        return "a bad declaration";
    }
    while (r.at < r.end) {
        const char *fault = NULL;
        if (skip(&r, "<![CDATA[")) {
            fault = r.depth && skip_behind(&r, "]]>") ? NULL : "CDATA out of place";
        } else if (skip(&r, "</")) {
            fault = end_tag(&r);
        } else if (skip(&r, "<")) {
            fault = start_tag(&r);
        } else if (r.depth) {
            fault = characters(&r, "<");
        } else {
            const char *before = r.at;
            skip_space(&r);
            fault = r.at == before ? "text outside of the root" : NULL;
        }
        if (fault) {
            return fault;
        }
    }
    return r.depth || r.roots != 1 ? "an element without its end" : NULL;
}
