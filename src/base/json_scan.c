#include "base/json_scan.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"

enum { DEEPEST = 32, SHOWN = 24 };

typedef struct scan {
    const char *file;
    unsigned char *text;
    size_t length, at;
    pg_json_flag flags;
    pg_error *err;
    pg_arena *arena;
    pg_json_flats *flats;
} scan;

static pg_status fail(scan *s, size_t at, const char *expected) {
    size_t line = 1, column = 1;
    for (size_t i = 0; i < at; i++) {
        column = s->text[i] == '\n' ? 1 : column + ((s->text[i] & 0xc0) != 0x80);
        line += s->text[i] == '\n';
    }
    char place[PG_PLACE_MAX], found[SHOWN + 1];
    snprintf(place, sizeof(place), "%s:%zu:%zu", s->file, line, column);
    if (at >= s->length) {
        return pg_fail(s->err, PG_INPUT, place, "expected %s, found the end of the file", expected);
    }
    size_t shown = 0;
    while (shown < SHOWN && at + shown < s->length && s->text[at + shown] != '\n' &&
           (shown == 0 || !strchr(",]}: \t\r", s->text[at + shown]))) {
        found[shown] = (char)(s->text[at + shown] ? s->text[at + shown] : 1);
        shown++;
    }
    found[shown] = 0;
    if (!shown) {
        return pg_fail(s->err, PG_INPUT, place, "expected %s, found the end of the line", expected);
    }
    return pg_fail(s->err, PG_INPUT, place, "expected %s, found '%s'", expected, found);
}

static unsigned char peek(const scan *s) {
    return s->at < s->length ? s->text[s->at] : 0;
}

static pg_status skip_comment(scan *s) {
    size_t start = s->at;
    bool block = s->at + 1 < s->length && s->text[s->at + 1] == '*';
    if (!(s->flags & PG_JSON_COMMENTS) ||
        (!block && (s->at + 1 >= s->length || s->text[s->at + 1] != '/'))) {
        return fail(s, s->at, "a JSON value or punctuation (comments are for perfgate.json only)");
    }
    s->at += 2;
    for (;; s->at++) {
        if (s->at >= s->length) {
            if (block) {
                return fail(s, s->at, "the end of the comment, */");
            }
            break;
        }
        if (!block && s->text[s->at] == '\n') {
            break;
        }
        if (block && s->text[s->at] == '*' && s->at + 1 < s->length && s->text[s->at + 1] == '/') {
            s->at += 2;
            break;
        }
    }
    for (size_t i = start; i < s->at; i++) {
        s->text[i] = s->text[i] == '\n' ? '\n' : ' ';
    }
    return PG_OK;
}

static pg_status skip_blank(scan *s) {
    while (s->at < s->length) {
        unsigned char c = s->text[s->at];
        if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
            s->at++;
        } else if (c == '/') {
            pg_status status = skip_comment(s);
            if (status) {
                return status;
            }
        } else {
            break;
        }
    }
    return PG_OK;
}

/* Four hexadecimal digits at `at`, -1 where there are none. */
static int hex4(const scan *s, size_t at) {
    int value = 0;
    for (size_t i = 0; i < 4; i++) {
        if (at + i >= s->length || !isxdigit(s->text[at + i])) {
            return -1;
        }
        unsigned char c = s->text[at + i];
        value = value * 16 + (isdigit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return value;
}

static pg_status scan_escape(scan *s) {
    unsigned char c = s->at + 1 < s->length ? s->text[s->at + 1] : 0;
    if (c && strchr("\"\\/bfnrt", c)) {
        s->at += 2;
        return PG_OK;
    }
    int unit = c == 'u' ? hex4(s, s->at + 2) : -1;
    if (unit < 0) {
        return fail(s, s->at, "an escape such as \\n or \\u00e9");
    }
    if (unit == 0) {
        return fail(s, s->at, "text without NUL");
    }
    if (unit < 0xd800 || unit > 0xdfff) {
        s->at += 6;
        return PG_OK;
    }
    bool paired = unit < 0xdc00 && s->at + 7 < s->length && s->text[s->at + 6] == '\\' &&
                  s->text[s->at + 7] == 'u';
    int low = paired ? hex4(s, s->at + 8) : -1;
    if (low < 0xdc00 || low > 0xdfff) {
        return fail(s, s->at, "a pair of surrogates");
    }
    s->at += 12;
    return PG_OK;
}

static pg_status scan_string(scan *s) {
    s->at++;
    for (;;) {
        if (s->at >= s->length) {
            return fail(s, s->at, "the end of the string, \"");
        }
        unsigned char c = s->text[s->at];
        if (c == '"') {
            s->at++;
            return PG_OK;
        }
        if (c == '\\') {
            pg_status status = scan_escape(s);
            if (status) {
                return status;
            }
        } else if (c < 0x20) {
            return fail(s, s->at, c ? "no raw control character in a string" : "text without NUL");
        } else {
            size_t step = pg_utf8_length(s->text + s->at, s->length - s->at);
            if (!step) {
                return fail(s, s->at, "valid UTF-8");
            }
            s->at += step;
        }
    }
}

static bool scan_digits(scan *s) {
    size_t start = s->at;
    while (isdigit(peek(s))) {
        s->at++;
    }
    return s->at > start;
}

static pg_status scan_number(scan *s) {
    size_t start = s->at;
    s->at += peek(s) == '-';
    size_t whole = s->at;
    bool good = scan_digits(s) && (s->text[whole] != '0' || s->at == whole + 1);
    if (good && peek(s) == '.') {
        s->at++;
        good = scan_digits(s);
    }
    if (good && (peek(s) | 0x20) == 'e') {
        s->at++;
        s->at += peek(s) == '+' || peek(s) == '-';
        good = scan_digits(s);
    }
    if (!good || isalnum(peek(s)) || peek(s) == '.') {
        return fail(s, start, "a number as JSON allows it");
    }
    return PG_OK;
}

static pg_status scan_scalar(scan *s) {
    static const char *const words[] = {"true", "false", "null"};
    unsigned char c = peek(s);
    if (c == '"') {
        return scan_string(s);
    }
    if (c == '-' || isdigit(c)) {
        return scan_number(s);
    }
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        size_t length = strlen(words[i]);
        if (s->length - s->at >= length && !memcmp(s->text + s->at, words[i], length) &&
            (s->at + length >= s->length || !isalnum(s->text[s->at + length]))) {
            s->at += length;
            return PG_OK;
        }
    }
    return fail(s, s->at, "a JSON value");
}

/* Moves behind `"key" :`. */
static pg_status scan_key(scan *s) {
    if (peek(s) != '"') {
        return fail(s, s->at, "a key in double quotes");
    }
    pg_status status = scan_string(s);
    if (!status) {
        status = skip_blank(s);
    }
    if (!status && peek(s) != ':') {
        status = fail(s, s->at, "':'");
    }
    s->at++;
    return status ? status : skip_blank(s);
}

static const char *plain_blank(const char *at) {
    while (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r') {
        at++;
    }
    return at;
}

/* Reads the values of an array of numbers; where it ends. NULL where it holds anything else: then
 * it is scanned as any other, and what is wrong with it is told there. */
static const char *read_flat(scan *s, const char *at, size_t *ret_count) {
    pg_json_flats *flats = s->flats;
    size_t count = 0;
    for (;; at++) {
        if (count == flats->value_room) {
            flats->value_room = count ? 2 * count : 64;
            flats->values =
                pg_grow(s->arena, flats->values, count, flats->value_room, sizeof(*flats->values));
        }
        at = pg_number_scan(plain_blank(at), &flats->values[count]);
        if (!at) {
            return NULL;
        }
        count++;
        at = plain_blank(at);
        if (*at != ',') {
            *ret_count = count;
            return *at == ']' ? at : NULL;
        }
    }
}

/* Moves behind an array of numbers that is long enough, from its bracket on. */
static bool scan_flat(scan *s) {
    pg_json_flats *flats = s->flats;
    const char *text = (const char *)s->text;
    size_t count, start = s->at + 1;
    const char *closed = read_flat(s, text + start, &count);
    size_t end = closed ? (size_t)(closed - text) : start;
    if (end - start < PG_JSON_FLAT_LEAST) {
        return false;
    }
    if (flats->count == flats->room) {
        flats->room = flats->room ? 2 * flats->room : 64;
        flats->list =
            pg_grow(s->arena, flats->list, flats->count, flats->room, sizeof(*flats->list));
    }
    double *values = PG_ARRAY(s->arena, double, count);
    memcpy(values, flats->values, count * sizeof(double));
    flats->list[flats->count++] = (pg_json_flat){{values, count}, start, end};
    s->at = end + 1;
    return true;
}

/* Opens containers until a scalar or an empty container has been read; `open` holds their closing
 * characters. */
static pg_status scan_value(scan *s, char *open, size_t *depth) {
    for (;;) {
        unsigned char c = peek(s);
        if (c != '{' && c != '[') {
            return scan_scalar(s);
        }
        if (*depth == DEEPEST) {
            return fail(s, s->at, "at most 32 levels of nesting");
        }
        if (c == '[' && scan_flat(s)) {
            return PG_OK;
        }
        open[(*depth)++] = c == '{' ? '}' : ']';
        s->at++;
        pg_status status = skip_blank(s);
        if (status) {
            return status;
        }
        if (peek(s) == (unsigned char)open[*depth - 1]) {
            (*depth)--;
            s->at++;
            return PG_OK;
        }
        status = c == '{' ? scan_key(s) : PG_OK;
        if (status) {
            return status;
        }
    }
}

pg_status pg_json_scan(pg_arena *arena, const char *file, char *text, size_t length,
                       pg_json_flag flags, pg_json_flats *ret_flats, pg_error *err) {
    scan s = {file, (unsigned char *)text, length, 0, flags, err, arena, ret_flats};
    char open[DEEPEST];
    size_t depth = 0;
    pg_status status = skip_blank(&s);
    if (!status && s.at == length) {
        return pg_fail(err, PG_INPUT, file, "expected a JSON object, found an empty file");
    }
    if (!status) {
        status = scan_value(&s, open, &depth);
    }
    while (!status) {
        status = skip_blank(&s);
        if (status) {
            break;
        }
        if (!depth) {
            return s.at == length ? PG_OK : fail(&s, s.at, "the end of the file");
        }
        unsigned char c = peek(&s);
        if (s.at < length && c == (unsigned char)open[depth - 1]) {
            depth--;
            s.at++;
            continue;
        }
        if (s.at >= length || c != ',') {
            return fail(&s, s.at, open[depth - 1] == '}' ? "',' or '}'" : "',' or ']'");
        }
        s.at++;
        status = skip_blank(&s);
        if (!status && open[depth - 1] == '}') {
            status = scan_key(&s);
        }
        if (!status) {
            status = scan_value(&s, open, &depth);
        }
    }
    return status;
}

size_t pg_json_take_out(char *text, size_t length, const pg_json_flats *flats) {
    size_t in = 0, out = 0;
    for (size_t i = 0; i < flats->count; i++) {
        const pg_json_flat *flat = &flats->list[i];
        memmove(text + out, text + in, flat->start - in);
        out += flat->start - in;
        char mark[PG_JSON_FLAT_LEAST];
        int size = snprintf(mark, sizeof(mark), "\"%c%zu\"", PG_JSON_FLAT_MARK, i);
        assert(size > 0 && (size_t)size < sizeof(mark));
        memcpy(text + out, mark, (size_t)size);
        out += (size_t)size;
        in = flat->end;
    }
    memmove(text + out, text + in, length - in + 1);
    return out + length - in;
}
