#include "base/text.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

size_t pg_utf8_length(const unsigned char *text, size_t available) {
    unsigned char lead = text[0];
    if (lead < 0x80) {
        return 1;
    }
    size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || available < length) {
        return 0;
    }
    uint32_t point = lead & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80) {
            return 0;
        }
        point = point << 6 | (text[i] & 0x3fu);
    }
    bool overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
    bool surrogate = point >= 0xd800 && point <= 0xdfff;
    return overlong || surrogate || point > 0x10ffff ? 0 : length;
}

/* Code points that change how a line is shown rather than what it says. */
static bool is_control(const unsigned char *text, size_t length) {
    if (length == 1) {
        return text[0] < 0x20 || text[0] == 0x7f;
    }
    if (length == 2) {
        return (text[0] == 0xc2 && text[1] < 0xa0) || (text[0] == 0xd8 && text[1] == 0x9c);
    }
    if (length == 3 && text[0] == 0xe2 && text[1] == 0x80) {
        return text[2] == 0x8e || text[2] == 0x8f || (text[2] >= 0xa8 && text[2] <= 0xae);
    }
    return length == 3 && text[0] == 0xe2 && text[1] == 0x81 && text[2] >= 0xa6 && text[2] <= 0xaf;
}

size_t pg_text_step(const char *text, size_t left, bool *ret_shown) {
    const unsigned char *bytes = (const unsigned char *)text;
    size_t length = pg_utf8_length(bytes, left);
    *ret_shown = length && !is_control(bytes, length);
    return length ? length : 1;
}

/* GitHub's runner takes a log line for a command where it begins, after blanks of any kind, with
 * "::", and where "##[" is anywhere in it. Lines are folded later, so every word may begin one; in
 * "std::sort" the colons begin none. */
static void break_commands(char *text) {
    for (char *c = text; *c; c++) {
        unsigned char before = c == text ? ' ' : (unsigned char)c[-1];
        bool inside = before < 0x80 && (isalnum(before) || strchr("_:>)]}?", before));
        if (c[0] == ':' && c[1] == ':' && !inside) {
            *c = '?';
        } else if (c[0] == '#' && c[1] == '#' && c[2] == '[') {
            c[1] = '?';
        }
    }
}

void pg_text_tame(char *text) {
    char *in = text, *out = in;
    for (size_t left = strlen(text); left;) {
        bool shown;
        size_t step = pg_text_step(in, left, &shown);
        if (!shown) {
            *out++ = '?';
        } else {
            memmove(out, in, step);
            out += step;
        }
        in += step;
        left -= step;
    }
    *out = 0;
}

void pg_text_disarm(char *text) {
    pg_text_tame(text);
    break_commands(text);
}

size_t pg_text_columns(const char *text) {
    size_t columns = 0;
    for (; *text; text++) {
        columns += ((unsigned char)*text & 0xc0) != 0x80;
    }
    return columns;
}

enum { LONGEST_WORD = 48 };

static size_t edit_distance(const char *a, size_t a_length, const char *b, size_t b_length) {
    size_t row[LONGEST_WORD + 1];
    for (size_t j = 0; j <= b_length; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a_length; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t change = diagonal + (a[i - 1] != b[j - 1]);
            size_t drop = row[j] + 1, add = row[j - 1] + 1;
            diagonal = row[j];
            row[j] = drop < add ? drop : add;
            row[j] = change < row[j] ? change : row[j];
        }
    }
    return row[b_length];
}

const char *pg_text_nearest(const char *word, const char *const *list, size_t count) {
    size_t length = strlen(word);
    if (length > LONGEST_WORD) {
        return NULL;
    }
    const char *nearest = NULL;
    size_t best = length / 3 ? length / 3 + 1 : 2;
    for (size_t i = 0; i < count; i++) {
        size_t other = strlen(list[i]);
        if (other > LONGEST_WORD) {
            continue;
        }
        size_t distance = edit_distance(word, length, list[i], other);
        if (distance < best) {
            best = distance;
            nearest = list[i];
        }
    }
    return nearest;
}
