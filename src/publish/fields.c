#include "publish/fields.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

enum { DEEPEST = 6, KEY_MAX = 40, ESCAPE = 6, PAIR = 2 * ESCAPE };

/* The values on the way stay in the caller's frame: each points to the one above. */
static bool walk(const pg_json *at, const char *path, pg_json steps[static DEEPEST],
                 const pg_json **ret) {
    for (size_t depth = 0; *path; depth++) {
        char key[KEY_MAX];
        size_t length = strcspn(path, ".");
        if (depth == DEEPEST || length >= sizeof(key)) {
            return false;
        }
        memcpy(key, path, length);
        key[length] = 0;
        if (!pg_json_member(at, key, &steps[depth])) {
            return false;
        }
        at = &steps[depth];
        path += length + (path[length] == '.');
    }
    *ret = at;
    return true;
}

const char *pg_field_text(const pg_json *at, const char *path) {
    pg_json steps[DEEPEST];
    const pg_json *found;
    const char *text = "";
    if (walk(at, path, steps, &found) && pg_json_is_string(found)) {
        pg_json_string(found, &text, NULL);
    }
    return text;
}

uint64_t pg_field_count(const pg_json *at, const char *path) {
    pg_json steps[DEEPEST];
    const pg_json *found;
    double number = 0;
    bool whole = walk(at, path, steps, &found) && !pg_json_number(found, &number, NULL) &&
                 number >= 0 && number <= PG_INTEGER_MAX && number == (double)(uint64_t)number;
    return whole ? (uint64_t)number : 0;
}

/* The code unit of "\uXXXX" at `at`, -1 where there is none. */
static long unit_at(const char *at) {
    if (at[0] != '\\' || at[1] != 'u') {
        return -1;
    }
    char digits[5] = "";
    for (size_t i = 0; i < 4; i++) {
        if (!isxdigit((unsigned char)at[2 + i])) {
            return -1;
        }
        digits[i] = at[2 + i];
    }
    return strtol(digits, NULL, 16);
}

void pg_field_mend(char *json) {
    for (char *at = json; *at;) {
        if (*at != '\\') {
            at++;
            continue;
        }
        long unit = unit_at(at);
        bool high = unit >= 0xd800 && unit < 0xdc00, low = unit >= 0xdc00 && unit < 0xe000;
        if (high) {
            long next = unit_at(at + ESCAPE);
            if (next >= 0xdc00 && next < 0xe000) {
                at += PAIR;
                continue;
            }
        }
        if (high || low || unit == 0) {
            memcpy(at, "\\ufffd", ESCAPE);
        }
        at += unit >= 0 ? ESCAPE : at[1] ? 2 : 1;
    }
}
