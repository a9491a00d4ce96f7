/* Any bytes as info.json of a recorded profile. */
#include "model/profile_info.h"

#include <math.h>

#include "model.h"

static pg_status read_info(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    return pg_profile_info_read(arena, at, ret, err);
}

static void write_info(pg_buf *out, const void *info) {
    pg_json_writer w = pg_json_writer_new(out);
    pg_profile_info_write(&w, info);
}

static const fuzz_format format = {PG_JSON_PLAIN, sizeof(pg_profile_info), read_info, write_info};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pg_arena *arena = pg_arena_new();
    const pg_profile_info *info = fuzz_read(arena, &format, (const char *)data, size);
    if (info) {
        fuzz_must(*info->unit && info->name && info->event && info->tool);
        fuzz_must(isfinite(info->weight) && info->weight >= 0 && info->cpu_ns >= 0);
    }
    pg_arena_free(arena);
    return 0;
}
