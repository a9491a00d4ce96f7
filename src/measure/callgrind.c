#include "measure/callgrind.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Numbers up to here are whole in a double. */
static const uint64_t MOST = (uint64_t)1 << 53;

/* The rest of the first line that begins with `key`; NULL where there is none. */
static const char *line_of(const char *text, size_t length, const char *key) {
    size_t size = strlen(key);
    for (const char *at = text, *end = text + length; at && at < end;) {
        if ((size_t)(end - at) >= size && !memcmp(at, key, size)) {
            return at + size;
        }
        at = memchr(at, '\n', (size_t)(end - at));
        at = at ? at + 1 : NULL;
    }
    return NULL;
}

pg_status pg_callgrind_total(const char *file, const char *text, size_t length, double *ret,
                             pg_error *err) {
    const char *events = line_of(text, length, "events: ");
    const char *totals = line_of(text, length, "totals: ");
    if (!events || strncmp(events, "Ir\n", 3) != 0) {
        return pg_fail(err, PG_INPUT, file, "expected a callgrind profile of the event Ir");
    }
    uint64_t value = 0;
    const char *at = totals;
    for (; at && isdigit((unsigned char)*at) && value <= MOST; at++) {
        value = value * 10 + (uint64_t)(*at - '0');
    }
    if (!at || at == totals || *at != '\n' || value > MOST) {
        return pg_fail(err, PG_INPUT, file,
                       "expected a line \"totals: COUNT\": the profile was not finished");
    }
    *ret = (double)value;
    return PG_OK;
}

char *pg_callgrind_version(pg_arena *arena, const char *said) {
    static const char before[] = "valgrind-";
    size_t length = strcspn(said, "\n");
    bool good = !strncmp(said, before, sizeof(before) - 1) && length < 60;
    for (size_t i = sizeof(before) - 1; good && i < length; i++) {
        good = isalnum((unsigned char)said[i]) || strchr("._-", said[i]);
    }
    return good && length > sizeof(before) - 1
               ? pg_copy_n(arena, said + sizeof(before) - 1, length - sizeof(before) + 1)
               : NULL;
}
