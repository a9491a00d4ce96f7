/* The texts of the fields, and where they live. */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "parser/toggles.h"

typedef struct {
    const char *bytes; /* what follows them is no part of any value: a separator, a quote or NUL */
    uint32_t length;
    bool owned; /* has a place of its own on the heap */
} field_text;

/* What one pass over a file keeps. */
typedef struct {
    struct text_block *newest; /* of the arena */
} text_store;

/* A copy of `length` bytes, or room for them where `bytes` is NULL. */
field_text text_keep(text_store *store, const char *bytes, size_t length);

/* The end of one text, and of all that the arena holds. */
void text_drop(field_text *text);
void text_drop_all(text_store *store);

#endif
