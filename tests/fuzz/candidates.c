/* Any bytes as a case of the clinic, ranked. */
#include "model/candidates.h"

#include "clinic/rank.h"
#include "model.h"

static pg_status read_case(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    return pg_case_read(arena, at, ret, err);
}

static void write_case(pg_buf *out, const void *c) {
    pg_case_write(out, c);
}

static const fuzz_format format = {PG_JSON_PLAIN, sizeof(pg_case), read_case, write_case};

/* Whoever ranks relies on scores that fall, between nothing and everything. */
static void check_rank(pg_arena *arena, const pg_case *c) {
    pg_ranked *ranked = pg_rank(arena, c);
    for (size_t i = 0; i < c->candidate_count; i++) {
        fuzz_must(ranked[i].score >= 0 && ranked[i].score <= 1);
        fuzz_must(!i || ranked[i - 1].score >= ranked[i].score);
        fuzz_must(pg_case_find(c, ranked[i].candidate->id) == ranked[i].candidate);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pg_arena *arena = pg_arena_new();
    const pg_case *c = fuzz_read(arena, &format, (const char *)data, size);
    if (c) {
        check_rank(arena, c);
    }
    pg_arena_free(arena);
    return 0;
}
