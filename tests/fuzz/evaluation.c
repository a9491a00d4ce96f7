/* Any bytes as an evaluation. */
#include "model/evaluation.h"

#include "model.h"

static pg_status read_evaluation(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    return pg_evaluation_read(arena, at, ret, err);
}

static void write_evaluation(pg_buf *out, const void *evaluation) {
    pg_evaluation_write(out, evaluation);
}

static const fuzz_format format = {PG_JSON_PLAIN, sizeof(pg_evaluation), read_evaluation,
                                   write_evaluation};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pg_arena *arena = pg_arena_new();
    const pg_evaluation *e = fuzz_read(arena, &format, (const char *)data, size);
    for (size_t i = 0; e && i < e->trial_count; i++) {
        fuzz_must(e->trials[i].has_comparison || e->trials[i].trouble);
        fuzz_must(pg_evaluation_find(e, e->trials[i].id) != NULL);
    }
    pg_arena_free(arena);
    return 0;
}
