#include "base/strings.h"

#include <string.h>

bool pg_strings_have(const pg_strings *texts, const char *text) {
    for (size_t i = 0; i < texts->count; i++) {
        if (!strcmp(texts->values[i], text)) {
            return true;
        }
    }
    return false;
}
