#include "model/config_line.h"

#include <stdbool.h>
#include <string.h>

typedef struct cursor {
    const char *at;
    size_t line;
} cursor;

static void step(cursor *c) {
    c->line += *c->at == '\n';
    c->at++;
}

/* Behind spaces and comments. */
static void skip_blank(cursor *c) {
    while (*c->at) {
        if (strchr(" \t\r\n", *c->at)) {
            step(c);
        } else if (c->at[0] == '/' && c->at[1] == '/') {
            c->at += strcspn(c->at, "\n");
        } else if (c->at[0] == '/' && c->at[1] == '*') {
            const char *end = strstr(c->at + 2, "*/");
            while (*c->at && c->at != end) {
                step(c);
            }
            c->at += end ? 2 : 0;
        } else {
            return;
        }
    }
}

/* Reads a string from its quote on; false where none begins here. */
static bool take_string(cursor *c, const char **ret, size_t *ret_length) {
    if (*c->at != '"') {
        return false;
    }
    const char *start = ++c->at;
    while (*c->at && *c->at != '"') {
        if (*c->at == '\\' && c->at[1]) {
            step(c);
        }
        step(c);
    }
    *ret = start;
    *ret_length = (size_t)(c->at - start);
    c->at += *c->at == '"';
    return true;
}

static bool is(const char *text, size_t length, const char *word) {
    return strlen(word) == length && !memcmp(text, word, length);
}

size_t pg_config_line(const char *text, const char *workload) {
    cursor c = {text, 1};
    const char *found;
    size_t length;
    for (skip_blank(&c); *c.at; skip_blank(&c)) {
        size_t line = c.line;
        if (!take_string(&c, &found, &length)) {
            step(&c);
            continue;
        }
        bool key = is(found, length, "name");
        skip_blank(&c);
        if (*c.at != ':') {
            continue;
        }
        step(&c);
        skip_blank(&c);
        if (key && take_string(&c, &found, &length) && is(found, length, workload)) {
            return line;
        }
    }
    return 0;
}
