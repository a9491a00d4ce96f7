#include "clinic/rank.h"

static double score_of(const pg_candidate *c) {
    const pg_risk *r = &c->risk;
    double risk = (double)(2 * r->correctness + r->memory + r->portability + r->complexity);
    return c->expected_gain * (1 - (risk - 5) / 25);
}

static bool before(const pg_ranked *a, const pg_ranked *b) {
    return a->score > b->score ||
           (a->score == b->score && a->candidate->lines < b->candidate->lines);
}

pg_ranked *pg_rank(pg_arena *arena, const pg_case *c) {
    pg_ranked *ranked = PG_ARRAY(arena, pg_ranked, c->candidate_count);
    for (size_t i = 0; i < c->candidate_count; i++) {
        const pg_candidate *candidate = &c->candidates[i];
        pg_ranked one = {candidate, score_of(candidate),
                         !candidate->after.count &&
                             candidate->expected_gain > candidate->hotspot.share};
        size_t at = i;
        for (; at && before(&one, &ranked[at - 1]); at--) {
            ranked[at] = ranked[at - 1];
        }
        ranked[at] = one;
    }
    return ranked;
}
