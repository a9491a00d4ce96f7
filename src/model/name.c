#include "model/name.h"

#include <string.h>

#include "model/metric.h"

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

pg_status pg_read_kind(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    (void)arena;
    const char *word;
    pg_status status = pg_json_string(at, &word, err);
    if (!status && !pg_kind_read(word, ret)) {
        status = pg_json_fail(at, err, "expected \"timed\" or \"exact\", found \"%.40s\"", word);
    }
    return status;
}

pg_status pg_read_better(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    (void)arena;
    const char *word;
    pg_status status = pg_json_string(at, &word, err);
    if (!status && !pg_better_read(word, ret)) {
        status = pg_json_fail(at, err, "expected \"lower\" or \"higher\", found \"%.40s\"", word);
    }
    return status;
}
