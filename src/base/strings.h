/* Lists of texts. The texts and the list belong to an arena, or are constants. */
#ifndef PG_BASE_STRINGS_H
#define PG_BASE_STRINGS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct pg_strings {
    const char **values;
    size_t count;
} pg_strings;

bool pg_strings_have(const pg_strings *texts, const char *text);

#endif
