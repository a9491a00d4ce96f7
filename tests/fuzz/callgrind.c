/* Any bytes as a profile of callgrind: a whole number in range, or an error in one line. */
#include "measure/callgrind.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "target.h"

static void must(bool good) {
    if (!good) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pg_arena *arena = pg_arena_new();
    char *text = pg_alloc(arena, size + 1, 1);
    memcpy(text, data, size);
    text[size] = 0;
    double total = -1;
    pg_error err;
    if (pg_callgrind_total("profile", text, size, &total, &err)) {
        must(total == -1 && *err.text && !strchr(err.text, '\n'));
    } else {
        must(total >= 0 && total <= 9007199254740992.0 && total == floor(total));
    }
    const char *version = pg_callgrind_version(arena, text);
    must(!version || (*version && strlen(version) < 60 && !strpbrk(version, "\n\x1b ")));
    pg_arena_free(arena);
    return 0;
}
