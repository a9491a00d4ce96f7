#include "profile/callgrind.h"

#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "profile/fold_clean.h"

enum { DEPTH_MAX = 1000, SHOWN = 60 };

typedef struct reader {
    pg_tree *tree;
    const char *place;
    unsigned side;
    uint64_t line;
    bool known;    /* it began as such a file does */
    uint32_t node; /* of the function at hand */
    bool inside;   /* there is one */
    bool called;   /* the next cost is that of a call */
    double weight;
} reader;

static pg_status refuse(const reader *r, pg_error *err, const char *expected, const char *found) {
    char place[PG_PLACE_MAX];
    snprintf(place, sizeof(place), "%.400s:%llu", r->place, (unsigned long long)r->line);
    return pg_fail(err, PG_INPUT, place, "expected %s, found \"%.*s\"", expected, SHOWN, found);
}

static bool is_number(const char *text) {
    return *text && !text[strspn(text, "0123456789")];
}

/* A function's name as a frame. */
static uint32_t name_of(reader *r, char *name) {
    if (!strncmp(name, "0x", 2) || !strcmp(name, "???")) {
        return pg_names_add(r->tree->names, "[unknown]", strlen("[unknown]"));
    }
    if (*name != '(') { /* (below main) */
        name[pg_clean_symbol(name, strlen(name), false)] = 0;
    }
    pg_text_tame(name);
    return pg_names_add(r->tree->names, name, strlen(name));
}

/* "leaf'caller'2'main": a number counts the recursion of what is before it. */
static pg_status take_function(reader *r, char *name, pg_error *err) {
    uint32_t path[DEPTH_MAX];
    size_t depth = DEPTH_MAX;
    while (name && depth) {
        char *next = strchr(name, '\'');
        if (next) {
            *next++ = 0;
        }
        if (!is_number(name)) {
            path[--depth] = name_of(r, name);
        }
        name = next;
    }
    if (name) {
        return refuse(r, err, "at most 1,000 callers", name);
    }
    r->node = PG_TREE_ROOT;
    for (; depth < DEPTH_MAX; depth++) {
        r->node = pg_tree_child(r->tree, r->node, path[depth]);
    }
    r->inside = r->node != PG_TREE_ROOT;
    return PG_OK;
}

/* "17 4": the position, then the cost. */
static pg_status take_cost(reader *r, char *line, pg_error *err) {
    uint64_t cost;
    char *words = strchr(line, ' ');
    if (!words) {
        return PG_OK; /* a cost of 0 is left out */
    }
    words[1 + strcspn(words + 1, " ")] = 0;
    if (!pg_count_read(words + 1, &cost)) {
        return refuse(r, err, "a cost", words + 1);
    }
    if (r->called) {
        r->called = false;
        return PG_OK;
    }
    if (!r->inside) {
        return refuse(r, err, "a function before its cost", line);
    }
    pg_tree_add_weight(r->tree, r->node, r->side, (double)cost);
    r->weight += (double)cost;
    return r->weight <= PG_INTEGER_MAX ? PG_OK : refuse(r, err, "costs of at most 2^53", line);
}

static pg_status take_line(reader *r, char *line, pg_error *err) {
    r->line++;
    if (r->line == 1 || !strncmp(line, "creator: callgrind", 18)) {
        r->known = r->known || strstr(line, "callgrind");
    }
    if (!r->known) {
        return refuse(r, err, "a file of callgrind", line);
    }
    if (!strncmp(line, "fn=", 3)) {
        return line[3] == '(' && line[4] >= '0' && line[4] <= '9'
                   ? refuse(r, err, "a file written with --compress-strings=no", line)
                   : take_function(r, line + 3, err);
    }
    if (!strncmp(line, "calls=", 6)) {
        r->called = true;
        return PG_OK;
    }
    if (*line == '+' || *line == '-' || *line == '*') {
        return refuse(r, err, "a file written with --compress-pos=no", line);
    }
    return *line >= '0' && *line <= '9' ? take_cost(r, line, err) : PG_OK;
}

pg_status pg_callgrind_read(pg_tree *tree, unsigned side, const char *place, char *text,
                            size_t length, pg_error *err) {
    reader r = {.tree = tree, .place = place, .side = side};
    char *end = text + length;
    for (char *line = text, *next; line < end; line = next) {
        char *stop = memchr(line, '\n', (size_t)(end - line));
        next = stop ? stop + 1 : end;
        if (stop) {
            *stop = 0;
        }
        pg_status status = take_line(&r, line, err);
        if (status) {
            return status;
        }
    }
    if (!(r.weight > 0)) {
        return pg_fail(err, PG_INPUT, place, "expected costs of functions, found none");
    }
    pg_tree_sum(tree);
    return PG_OK;
}
