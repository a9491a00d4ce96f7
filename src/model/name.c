#include "model/name.h"

#include <string.h>

enum { NAME_MAX_BYTES = 200 };

pg_status pg_read_name(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    (void)arena;
    const char *name;
    pg_status status = pg_json_string(at, &name, err);
    if (status) {
        return status;
    }
    for (const char *c = name; *c; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7f) {
            return pg_json_fail(at, err, "expected a name without control characters");
        }
    }
    if (strlen(name) > NAME_MAX_BYTES) {
        return pg_json_fail(at, err, "expected a name of at most %d bytes, found %zu",
                            NAME_MAX_BYTES, strlen(name));
    }
    *(const char **)ret = name;
    return PG_OK;
}
