#include "model/comparison.h"

#include <math.h>
#include <string.h>

#include "support/expect.h"
#include "texts.h"

static char *comparison_text(pg_arena *arena, const pg_comparison *comparison) {
    pg_buf text = pg_buf_new(arena);
    pg_comparison_write(&text, comparison);
    return text.data;
}

static pg_comparison read_good(pg_arena *arena, const char *text) {
    pg_comparison back;
    pg_error err = {0};
    pg_json top = parsed(arena, text, PG_JSON_PLAIN);
    cr_assert(!pg_comparison_read(arena, &top, &back, &err), "%s: %s", err.place, err.text);
    return back;
}

static pg_strings strings_of(pg_arena *arena, const char *one, const char *two) {
    pg_strings list = {PG_ARRAY(arena, const char *, 2), two ? 2 : one ? 1 : 0};
    list.values[0] = one;
    list.values[1] = two;
    return list;
}

/* Every verdict, and everything that a row can hold or lack. */
static pg_comparison full_comparison(pg_arena *arena) {
    pg_comparison c = {.suite = "suite",
                       .source = {PG_BASE_SESSIONS, 4, 0.0625, "four earlier sessions"},
                       .base = {"baselines/x.json", "0123", "host", "s", false},
                       .head = {"the working tree", "4567", "host", "t", true},
                       .level = 0.95,
                       .alpha = 0.01,
                       .beta = 0.05,
                       .strict = true,
                       .selftested = true,
                       .complete = false,
                       .result = PG_RESULT_REGRESSED,
                       .exit_status = 1,
                       .headline = "w +3.0 % \"quoted\""};
    c.rows = PG_ARRAY(arena, pg_row, PG_VERDICTS);
    c.row_count = PG_VERDICTS;
    for (int v = 0; v < PG_VERDICTS; v++) {
        bool odd = v % 2;
        c.counts[v] = (uint64_t)v + 1;
        c.rows[v] = (pg_row){.workload = pg_format(arena, "w%d", v),
                             .metric = odd ? "*" : "wall_time",
                             .unit = odd ? "" : "ns",
                             .kind = v > 4 ? PG_EXACT : PG_TIMED,
                             .better = v == 6 ? PG_HIGHER : PG_LOWER,
                             .gated = v != 2,
                             .base = {odd ? 0 : 20, odd ? 0 : 0.1 + 0.2, odd ? 0 : 1.0 / 3},
                             .head = {20, 1e300, 0},
                             .blocks = odd ? 0 : 10,
                             .tested = !odd,
                             .u = 12.5,
                             .p = 1e-7,
                             .q = 0.25,
                             .exact_law = v == 0,
                             .has_ratio = v != 3,
                             .has_bounds = v == 4,
                             .ratio = 1.25,
                             .ratio_low = 1.125,
                             .ratio_high = 1.5,
                             .level = 0.95,
                             .threshold = 0.05,
                             .noise_floor = odd ? 0.03125 : 0,
                             .has_visible = v == 4,
                             .visible = 1.07,
                             .has_needed = v == 4,
                             .needed = 40,
                             .has_sight = v == 0,
                             .sight = 1.07,
                             .in_control = v == 4,
                             .verdict = (pg_verdict)v,
                             .waiver = v == 1 ? "known, see issue 7" : NULL,
                             .reason = v == 5 ? "" : "a reason with \xe2\x9c\x93",
                             .warnings = strings_of(arena, v ? "one" : NULL, v > 3 ? "two" : NULL)};
    }
    c.means = PG_NEW(arena, pg_geomean);
    c.means[0] = (pg_geomean){"wall_time", 1.0 / 3, 7};
    c.mean_count = 1;
    c.notes = strings_of(arena, "a note", "another");
    return c;
}

Test(comparison, round_trip) {
    pg_arena *arena = pg_arena_new();
    pg_comparison c = full_comparison(arena), beside = full_comparison(arena);
    beside.headline = "beside";
    c.beside = &beside;
    char *text = comparison_text(arena, &c);
    pg_comparison back = read_good(arena, text);
    expect_text(comparison_text(arena, &back), text, "written again");
    cr_expect(back.strict && back.selftested && !back.complete && back.exit_status == 1);
    cr_expect(back.result == PG_RESULT_REGRESSED && back.source.kind == PG_BASE_SESSIONS);
    cr_expect(back.source.sessions == 4 && back.source.noise_floor == 0.0625);
    cr_expect(back.head.dirty && !back.base.dirty);
    cr_assert(back.row_count == PG_VERDICTS && back.beside &&
              back.beside->row_count == PG_VERDICTS);
    expect_text(back.beside->headline, "beside", "beside");
    for (int v = 0; v < PG_VERDICTS; v++) {
        const pg_row *a = &c.rows[v], *b = &back.rows[v];
        cr_expect(a->verdict == b->verdict && back.counts[v] == c.counts[v]);
        cr_expect(a->kind == b->kind && a->better == b->better && a->gated == b->gated);
        cr_expect(a->tested == b->tested &&
                  (!a->tested || (a->u == b->u && a->p == b->p && a->q == b->q)));
        cr_expect(a->has_ratio == b->has_ratio && (!a->has_ratio || a->ratio == b->ratio));
        cr_expect(a->has_bounds == b->has_bounds &&
                  (!a->has_bounds || a->ratio_low == b->ratio_low));
        cr_expect(a->has_visible == b->has_visible && a->has_needed == b->has_needed);
        cr_expect(a->has_sight == b->has_sight && a->in_control == b->in_control);
        cr_expect(a->base.n == b->base.n && a->base.median == b->base.median);
        cr_expect(a->noise_floor == b->noise_floor && a->threshold == b->threshold);
        cr_expect(a->warnings.count == b->warnings.count && !strcmp(a->reason, b->reason));
        cr_expect((a->waiver != NULL) == (b->waiver != NULL));
    }
    pg_arena_free(arena);
}

/* The words are part of the format. */
Test(comparison, words) {
    static const char *const verdicts[PG_VERDICTS] = {"broken",       "regressed",    "missing",
                                                      "incomparable", "inconclusive", "improved",
                                                      "new",          "unchanged"};
    static const char *const results[PG_RESULTS] = {"pass", "inconclusive", "regressed",
                                                    "no-verdict", "broken"};
    static const char *const kinds[PG_BASE_KINDS] = {"same-session", "unknown-session", "sessions",
                                                     "few-sessions", "other-host",      "none"};
    for (int i = 0; i < PG_VERDICTS; i++) {
        pg_verdict back = PG_VERDICTS;
        expect_text(pg_verdict_word((pg_verdict)i), verdicts[i], "verdict %d", i);
        cr_expect(pg_verdict_read(verdicts[i], &back) && (int)back == i);
        cr_expect(*pg_verdict_mark((pg_verdict)i) && *pg_verdict_about((pg_verdict)i));
    }
    for (int i = 0; i < PG_RESULTS; i++) {
        pg_result back = PG_RESULTS;
        expect_text(pg_result_word((pg_result)i), results[i], "result %d", i);
        cr_expect(pg_result_read(results[i], &back) && (int)back == i);
    }
    for (int i = 0; i < PG_BASE_KINDS; i++) {
        expect_text(pg_base_kind_word((pg_base_kind)i), kinds[i], "kind %d", i);
    }
    pg_verdict verdict = PG_NEW;
    pg_result result = PG_RESULT_PASS;
    cr_expect(!pg_verdict_read("Broken", &verdict) && verdict == PG_NEW);
    cr_expect(!pg_result_read("", &result) && result == PG_RESULT_PASS);
}

/* A good text with one piece of it replaced. */
typedef struct damage {
    const char *from, *to, *says;
} damage;

Test(comparison, what_is_refused) {
    static const damage damages[] = {
        {"perfgate-comparison/1", "perfgate-comparison/2", "perfgate-comparison/"},
        {"'result': 'regressed'", "'result': 'worse'", "unknown result"},
        {"'verdict': 'missing'", "'verdict': 'lost'", "unknown verdict"},
        {"'kind': 'sessions'", "'kind': 'many'", "unknown kind of base"},
        {"'kind': 'timed'", "'kind': 'slow'", "expected \"timed\" or \"exact\""},
        {"'better': 'lower'", "'better': 'less'", "expected \"lower\" or \"higher\""},
        {"'suite': 'suite'", "'suit': 'suite'", "suit"},
        {"'gated': true", "'gated': 1", "true or false"},
        {"'blocks': 10", "'blocks': -1", "integer"},
        {"'u': 12.5", "'u': 'x'", "number"},
    };
    pg_arena *arena = pg_arena_new();
    pg_comparison c = full_comparison(arena);
    const char *good = comparison_text(arena, &c);
    for (size_t i = 0; i < COUNT_OF(damages); i++) {
        const char *from = quoted(arena, damages[i].from), *at = strstr(good, from);
        cr_assert(at, "%s is not in\n%s", from, good);
        const char *bad = pg_format(arena, "%.*s%s%s", (int)(at - good), good,
                                    quoted(arena, damages[i].to), at + strlen(from));
        pg_comparison back;
        pg_error err = {0};
        pg_json top = parsed(arena, bad, PG_JSON_PLAIN);
        cr_expect(pg_comparison_read(arena, &top, &back, &err) == PG_INPUT, "%s", damages[i].to);
        cr_expect(strstr(err.text, damages[i].says), "%s: %s", damages[i].to, err.text);
    }
    pg_arena_free(arena);
}
