#include "report/escape.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"

static char *tamed(pg_arena *arena, const char *text) {
    char *copy = pg_copy(arena, text);
    pg_text_tame(copy);
    return copy;
}

char *pg_escape_terminal(pg_arena *arena, const char *text) {
    char *copy = tamed(arena, text);
    for (char *at = copy; (at = strstr(at, "##["));) {
        at[1] = '?';
    }
    return copy;
}

void pg_escape_command(pg_buf *out, const char *text, bool property) {
    for (const char *at = pg_escape_terminal(out->arena, text); *at; at++) {
        if (*at == '%' || (property && (*at == ':' || *at == ','))) {
            pg_buf_format(out, "%%%02X", (unsigned)*at);
        } else {
            pg_buf_char(out, *at);
        }
    }
}

/* ---- Markdown ---- */

/* An entity is decoded before GitHub looks for mentions and links; a zero-width space is not. */
static const char BREAK[] = "&#8203;";

enum { HASH_SHORTEST = 7 }; /* hexadecimal digits that GitHub takes for a commit */

static bool is_word(unsigned char c) {
    return isalnum(c) || c == '_';
}

static bool follows(const char *start, const char *at, const char *word) {
    size_t length = strlen(word);
    if ((size_t)(at - start) < length) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (tolower((unsigned char)(at - length)[i]) != word[i]) {
            return false;
        }
    }
    return true;
}

/* Whether what stands right before `at`, together with what follows, would become more than text:
 * "@name", "www.", "scheme:", ":emoji:", "#12", "gh-12". */
static bool would_link(const char *start, const char *at) {
    unsigned char next = (unsigned char)*at;
    if (at == start || !next) {
        return false;
    }
    switch (at[-1]) {
    case '@': return true;
    case ':': return next == '/' || next == '+' || next == '-' || is_word(next);
    case '#': return isdigit(next) != 0;
    case '-': return isdigit(next) && follows(start, at, "gh-");
    default: return next == '.' && follows(start, at, "www");
    }
}

/* In <code> GitHub itself leaves mentions, references and emoji alone, so that std::sort can be
 * copied out of it; links are made by the Markdown parser, before. */
static bool would_link_in_code(const char *start, const char *at) {
    return would_link(start, at) && !(at[-1] == ':' && *at != '/');
}

static uint32_t code_point(const unsigned char *text, size_t length) {
    uint32_t point = length == 1 ? text[0] : text[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        point = point << 6 | (text[i] & 0x3fu);
    }
    return point;
}

/* What follows the last digit of a commit's hash that begins at `at`, NULL where none does. */
static const char *end_of_hash(const char *start, const char *at) {
    size_t length = strspn(at, "0123456789abcdefABCDEF");
    bool alone =
        (at == start || !is_word((unsigned char)at[-1])) && !is_word((unsigned char)at[length]);
    return length >= HASH_SHORTEST && alone ? at + length : NULL;
}

static void escape(pg_buf *out, const char *text, const char *plain,
                   bool breaks(const char *, const char *)) {
    const char *start = tamed(out->arena, text);
    const char *hash = NULL, *hash_end = NULL;
    for (const char *at = start; *at;) {
        const unsigned char *bytes = (const unsigned char *)at;
        size_t length = pg_utf8_length(bytes, 4); /* tamed: it ends before the NUL */
        if (!hash_end && (hash_end = end_of_hash(start, at))) {
            hash = at;
        } else if (at == hash_end) {
            hash_end = NULL;
        }
        bool inside = hash_end && at > hash && (at - hash) % (HASH_SHORTEST - 1) == 0;
        if (inside || breaks(start, at)) {
            pg_buf_text(out, BREAK);
        }
        if (length == 1 && (isalnum(bytes[0]) || strchr(plain, *at))) {
            pg_buf_char(out, *at);
        } else {
            pg_buf_format(out, "&#%u;", (unsigned)code_point(bytes, length));
        }
        at += length;
    }
}

void pg_escape_name(pg_buf *out, const char *text) {
    pg_buf_text(out, "<code>");
    escape(out, text, " -", would_link_in_code);
    pg_buf_text(out, "</code>");
}

void pg_escape_markdown(pg_buf *out, const char *text) {
    escape(out, text, " -.,;%+()/", would_link);
}

/* ---- gnuplot ---- */

typedef struct range {
    uint32_t first, last;
} range;

static const range plain_fonts[] = {
    {0x20, 0x7e},     {0xa1, 0xac},     {0xae, 0x17f},                    /* Latin */
    {0x384, 0x38a},   {0x38c, 0x38c},   {0x38e, 0x3a1},   {0x3a3, 0x3ce}, /* Greek */
    {0x400, 0x45f},                                                       /* Cyrillic */
    {0x2013, 0x2014}, {0x2018, 0x201a}, {0x201c, 0x201e}, {0x2026, 0x2026},
};

/* U+FFFE and U+FFFF are UTF-8, but no characters of XML. */
static const range any_font[] = {{0x20, 0xfffd}, {0x10000, 0x10ffff}};

static bool is_among(uint32_t point, const range *ranges, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (point >= ranges[i].first && point <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

/* gnuplot reads two quotes as one inside a string, but not where the string begins with them nor
 * where more follow: an apostrophe says the same. */
void pg_escape_gnuplot(pg_buf *out, const char *text, bool plain_font) {
    char *copy = tamed(out->arena, text);
    pg_buf_char(out, '\'');
    for (const char *at = copy; *at;) {
        size_t length = pg_utf8_length((const unsigned char *)at, 4);
        uint32_t point = code_point((const unsigned char *)at, length);
        /* "]]>" may not stand in XML, and gnuplot escapes only what opens something. */
        bool closes = point == '>' && follows(copy, at, "]]");
        bool drawable = plain_font ? is_among(point, plain_fonts, COUNT(plain_fonts))
                                   : is_among(point, any_font, COUNT(any_font));
        if (point == '\'') {
            pg_buf_text(out, "’");
        } else if (drawable && !closes) {
            pg_buf_add(out, at, length);
        } else {
            pg_buf_char(out, '?');
        }
        at += length;
    }
    pg_buf_char(out, '\'');
}
