/* Counts how often each of many words and phrases occurs in a text.
 *
 * This is the plain version: every needle is tried at every place of the text, byte by byte.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/input.h"
#include "common/message.h"

enum { LONGEST_NEEDLE = 200 };

typedef struct {
    const char *bytes; /* inside the needle file */
    size_t length;
} search_needle;

typedef struct {
    search_needle *needles;
    size_t count;
    size_t capacity;
} needle_list;

typedef struct {
    uint64_t count;    /* also of occurrences that overlap */
    const char *first; /* NULL when there is none */
} search_result;

/* One needle a line. */
static bool split_needles(const wl_text *text, needle_list *list) {
    const char *end = text->data + text->size;
    const char *at = text->data;

    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((newline != NULL ? newline : end) - at);

        if (length == 0 || length > LONGEST_NEEDLE) {
            return wl_malformed(text->path, list->count + 1, "a needle of 1 to 200 bytes", at,
                                length);
        }
        if (list->count == list->capacity) {
            list->needles = wl_double(list->needles, &list->capacity, sizeof *list->needles);
        }
        list->needles[list->count++] = (search_needle){.bytes = at, .length = length};
        at += length + (newline != NULL);
    }
    if (list->count == 0) {
        return wl_malformed(text->path, 1, "at least one needle", "", 0);
    }
    return true;
}

static search_result find(const wl_text *text, const search_needle *needle) {
    search_result result = {0};

    for (size_t i = 0; i + needle->length <= text->size; i++) {
        size_t equal = 0;

        while (equal < needle->length && text->data[i + equal] == needle->bytes[equal]) {
            equal++;
        }
        if (equal == needle->length) {
            if (result.count == 0) {
                result.first = text->data + i;
            }
            result.count++;
        }
    }
    return result;
}

static size_t line_of(const wl_text *text, const char *place) {
    size_t line = 1;

    for (const char *at = text->data; at < place; at++) {
        line += *at == '\n';
    }
    return line;
}

static void search_all(const wl_text *text, const needle_list *list) {
    uint64_t total = 0;

    puts("   count    line  needle");
    for (size_t i = 0; i < list->count; i++) {
        const search_needle *needle = &list->needles[i];
        search_result found = find(text, needle);

        printf("%8" PRIu64 " %7zu  %.*s\n", found.count,
               found.count > 0 ? line_of(text, found.first) : 0, (int)needle->length,
               needle->bytes);
        total += found.count;
    }
    printf("%zu needles, %" PRIu64 " occurrences\n", list->count, total);
}

int main(int argc, char **argv) {
    wl_text text;
    wl_text needles;
    needle_list list = {0};
    bool good;

    if (argc != 3 || argv[1][0] == '-') {
        return wl_usage("TEXT NEEDLES");
    }
    if (!wl_text_read(&text, argv[1])) {
        return WL_FAILED;
    }
    if (!wl_text_read(&needles, argv[2])) {
        wl_text_free(&text);
        return WL_FAILED;
    }
    good = split_needles(&needles, &list);
    if (good) {
        search_all(&text, &list);
    }
    free(list.needles);
    wl_text_free(&needles);
    wl_text_free(&text);
    return good ? wl_finish() : WL_FAILED;
}
