#include "parser/text.h"

#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/hotspot.h"

#if OPT_ARENA || OPT_ALIGNED

/* One malloc for a block of texts; all end together with the pass. */
enum { BLOCK_SIZE = 64 << 10, CACHE_LINE = 64 };

typedef struct text_block {
    struct text_block *older;
    size_t used;
    size_t size;
    char *bytes;
} text_block;

static text_block *new_block(size_t room) {
    text_block *block = wl_alloc(sizeof *block + room + CACHE_LINE);
    uintptr_t start = (uintptr_t)(block + 1);

#if OPT_ALIGNED
    start = (start + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
#endif
    *block = (text_block){.size = room, .bytes = (char *)start};
    return block;
}

WL_HOTSPOT field_text text_keep(text_store *store, const char *bytes, size_t length) {
    text_block *block = store->newest;
    size_t size = length + 1;
    char *copy;

#if OPT_ALIGNED
    /* No text shares a line with another or straddles two without need. */
    size = (size + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
#endif
    if (block == NULL || size > block->size - block->used) {
        size_t room = size < BLOCK_SIZE ? BLOCK_SIZE : size;

        block = new_block(room);
        block->older = store->newest;
        store->newest = block;
    }
    copy = block->bytes + block->used;
    block->used += size;
    if (bytes != NULL) {
        memcpy(copy, bytes, length);
    }
    copy[length] = '\0';
    return (field_text){.bytes = copy, .length = (uint32_t)length};
}

WL_HOTSPOT void text_drop(field_text *text) {
    text->bytes = NULL;
}

void text_drop_all(text_store *store) {
    while (store->newest != NULL) {
        text_block *block = store->newest;

        store->newest = block->older;
        free(block);
    }
}

#else

WL_HOTSPOT field_text text_keep(text_store *store, const char *bytes, size_t length) {
    char *copy = wl_alloc(length + 1);

    (void)store;
    if (bytes != NULL) {
        memcpy(copy, bytes, length);
    }
    copy[length] = '\0';
    return (field_text){.bytes = copy, .length = (uint32_t)length, .owned = true};
}

WL_HOTSPOT void text_drop(field_text *text) {
    if (text->owned) {
        free((char *)text->bytes);
        text->owned = false;
    }
}

void text_drop_all(text_store *store) {
    (void)store;
}

#endif
