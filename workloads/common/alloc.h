/* Memory that is there, or the end of the program: a workload has nothing better to do without it.
 */
#ifndef WL_ALLOC_H
#define WL_ALLOC_H

#include <stddef.h>

__attribute__((malloc, returns_nonnull, alloc_size(1))) void *wl_alloc(size_t size);

/* A NUL-terminated copy of `length` bytes; the caller frees it. */
__attribute__((malloc, returns_nonnull)) char *wl_copy(const char *text, size_t length);

/* Doubles an array of `*capacity` elements (16 at first). Returns the array's new place. */
__attribute__((returns_nonnull)) void *wl_double(void *array, size_t *capacity, size_t element);

/* Gives back what is behind the first `size` bytes, at least one. Returns the memory's new place.
 */
__attribute__((returns_nonnull)) void *wl_shrink(void *memory, size_t size);

#endif
