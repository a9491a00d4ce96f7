#include "clinic/rank.h"

#include "support/expect.h"

static pg_candidate named(const char *id, double gain, pg_risk risk, uint64_t lines) {
    return (pg_candidate){.id = id,
                          .hotspot = {"f", 0.5, "total"},
                          .expected_gain = gain,
                          .risk = risk,
                          .lines = lines};
}

Test(rank, vectors) {
    static const struct {
        double gain;
        pg_risk risk;
        double score;
    } rows[] = {
        {0.5, {1, 1, 1, 1}, 0.5},  {0.5, {5, 5, 5, 5}, 0.1},  {0.5, {2, 1, 1, 1}, 0.46},
        {0.5, {1, 2, 1, 1}, 0.48}, {0.5, {1, 1, 2, 1}, 0.48}, {0.5, {1, 1, 1, 2}, 0.48},
        {0, {1, 1, 1, 1}, 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pg_arena *arena = pg_arena_new();
        pg_candidate one = named("a", rows[i].gain, rows[i].risk, 1);
        pg_case c = {.candidates = &one, .candidate_count = 1};
        expect_close(pg_rank(arena, &c)[0].score, rows[i].score, 1e-12, "row %zu", i);
        pg_arena_free(arena);
    }
}

Test(rank, best_first_then_fewer_lines_then_as_they_came) {
    const pg_risk calm = {1, 1, 1, 1};
    pg_candidate candidates[] = {named("small", 0.1, calm, 5), named("long", 0.3, calm, 90),
                                 named("short", 0.3, calm, 9), named("same", 0.3, calm, 9),
                                 named("risky", 0.3, (pg_risk){5, 1, 1, 1}, 1)};
    static const char *const order[] = {"short", "same", "long", "risky", "small"};
    pg_arena *arena = pg_arena_new();
    pg_case c = {.candidates = candidates, .candidate_count = COUNT_OF(candidates)};
    pg_ranked *ranked = pg_rank(arena, &c);
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        expect_text(ranked[i].candidate->id, order[i], "place %zu", i);
    }
    pg_arena_free(arena);
}

Test(rank, nobody_gains_more_than_there_is) {
    const pg_risk calm = {1, 1, 1, 1};
    const char *after[] = {"a"};
    pg_candidate candidates[] = {named("a", 0.6, calm, 1), named("b", 0.5, calm, 1),
                                 named("c", 0.6, calm, 2)};
    candidates[2].after = (pg_strings){after, 1};
    pg_arena *arena = pg_arena_new();
    pg_case c = {.candidates = candidates, .candidate_count = 3};
    pg_ranked *ranked = pg_rank(arena, &c);
    cr_expect(ranked[0].beyond, "0.6 of a share of 0.5");
    cr_expect(!ranked[1].beyond, "of a program that is faster already nobody knows the share");
    cr_expect(!ranked[2].beyond, "all of it");
    pg_arena_free(arena);
}
