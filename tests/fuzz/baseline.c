/* Any bytes as a baseline. */
#include "model/baseline.h"

#include <string.h>

#include "model.h"

static pg_status read_baseline(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    return pg_baseline_read(arena, at, ret, err);
}

static void write_baseline(pg_buf *out, const void *baseline) {
    pg_baseline_write(out, baseline);
}

static const fuzz_format format = {PG_JSON_PLAIN, sizeof(pg_baseline), read_baseline,
                                   write_baseline};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pg_arena *arena = pg_arena_new();
    const pg_baseline *baseline = fuzz_read(arena, &format, (const char *)data, size);
    if (baseline) {
        fuzz_must(baseline->session_count > 0 && pg_baseline_anchor(baseline));
        for (size_t i = 0; i < baseline->session_count; i++) {
            const pg_run *run = &baseline->sessions[i].run;
            fuzz_must(!strcmp(run->suite, baseline->suite));
            fuzz_must(!strcmp(run->host.class_name, baseline->host_class));
        }
    }
    pg_arena_free(arena);
    return 0;
}
