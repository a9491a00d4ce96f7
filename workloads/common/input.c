#include "input.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "message.h"

static const size_t size_limit = (size_t)256 << 20;

static bool unreadable(const char *path, const char *reason) {
    wl_say("%s: expected a readable file, found: %s", path, reason);
    return false;
}

/* Reads to the end of the file rather than asking for its size: a pipe has none. */
static bool read_stream(wl_text *text, FILE *stream) {
    size_t capacity = (size_t)64 << 10;

    text->data = wl_alloc(capacity);
    for (;;) {
        text->size += fread(text->data + text->size, 1, capacity - 1 - text->size, stream);
        if (ferror(stream)) {
            return unreadable(text->path, strerror(errno));
        }
        if (feof(stream)) {
            /* No room behind the NUL, or no sanitizer sees who reads too far. */
            text->data = wl_shrink(text->data, text->size + 1);
            text->data[text->size] = '\0';
            return true;
        }
        if (text->size > size_limit) {
            return unreadable(text->path, "more than 256 MiB");
        }
        if (text->size == capacity - 1) {
            text->data = wl_double(text->data, &capacity, 1);
        }
    }
}

static bool refuse_nul(const wl_text *text) {
    const char *nul = memchr(text->data, '\0', text->size);
    size_t line = 1;

    if (nul == NULL) {
        return true;
    }
    for (const char *at = text->data; at < nul; at++) {
        line += *at == '\n';
    }
    return wl_malformed(text->path, line, "text", nul, 1);
}

bool wl_text_read(wl_text *text, const char *path) {
    FILE *stream = fopen(path, "rb");
    bool done;

    *text = (wl_text){.path = path};
    if (stream == NULL) {
        return unreadable(path, strerror(errno));
    }
    done = read_stream(text, stream) && refuse_nul(text);
    fclose(stream);
    if (!done) {
        wl_text_free(text);
    }
    return done;
}

void wl_text_free(wl_text *text) {
    free(text->data);
    text->data = NULL;
    text->size = 0;
}

bool wl_number(const char *text, uint64_t least, uint64_t most, uint64_t *number) {
    uint64_t value = 0;

    if (*text == '\0') {
        return false;
    }
    for (; *text != '\0'; text++) {
        uint64_t digit = (uint64_t)(*text - '0');

        if (*text < '0' || *text > '9' || value > (most - (digit < most ? digit : most)) / 10) {
            return false;
        }
        value = value * 10 + digit;
    }
    if (value < least || value > most) {
        return false;
    }
    *number = value;
    return true;
}
