#include "alloc.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"

static void *must(void *memory) {
    if (memory == NULL) {
        wl_say("out of memory");
        exit(WL_FAILED);
    }
    return memory;
}

void *wl_alloc(size_t size) {
    return must(malloc(size > 0 ? size : 1));
}

char *wl_copy(const char *text, size_t length) {
    char *copy = wl_alloc(length + 1);

    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

void *wl_double(void *array, size_t *capacity, size_t element) {
    size_t wanted = *capacity > 0 ? *capacity * 2 : 16;

    array = must(wanted <= SIZE_MAX / element ? realloc(array, wanted * element) : NULL);
    *capacity = wanted;
    return array;
}

void *wl_shrink(void *memory, size_t size) {
    return must(realloc(memory, size));
}
