#include <string.h>

#include "judged.h"
#include "support/expect.h"

static const double calm[] = {100,   101,   102,   103,   104,   105,
                              100.5, 101.5, 102.5, 103.5, 104.5, 105.5};

enum { CALM = sizeof(calm) / sizeof(*calm) };

/* Two sides of one session, equal but for what `change` does to them. */
typedef struct match_case {
    const char *label;
    void (*change)(pg_arena *arena, pg_run *base, pg_run *head);
    const char *metric; /* of the row that is looked at */
    pg_verdict verdict;
    bool blocking;
    pg_result result;
    const char *says;
} match_case;

static pg_workload_run *first(pg_run *run) {
    return &run->workloads[0];
}

static void nothing(pg_arena *arena, pg_run *base, pg_run *head) {
    (void)arena;
    (void)base;
    (void)head;
}

static void rename_head(pg_arena *arena, pg_run *base, pg_run *head) {
    (void)arena;
    (void)base;
    first(head)->name = "renamed";
}

static void drop_from_head(pg_arena *arena, pg_run *base, pg_run *head) {
    (void)arena;
    (void)base;
    head->workload_count = 0;
}

static void drop_from_base(pg_arena *arena, pg_run *base, pg_run *head) {
    (void)arena;
    (void)head;
    base->workload_count = 0;
}

static void drop_series_of_head(pg_arena *arena, pg_run *base, pg_run *head) {
    (void)arena;
    (void)base;
    first(head)->series_count = 1;
}

static void drop_series_of_base(pg_arena *arena, pg_run *base, pg_run *head) {
    (void)arena;
    (void)head;
    first(base)->series_count = 1;
}

static void no_series(pg_arena *arena, pg_run *base, pg_run *head) {
    (void)arena;
    (void)base;
    first(head)->series_count = 0;
}

static void empty_head(pg_arena *arena, pg_run *base, pg_run *head) {
    (void)arena;
    (void)base;
    first(head)->series[0].samples.count = first(head)->series[0].blocks.count = 0;
}

static void empty_base(pg_arena *arena, pg_run *base, pg_run *head) {
    (void)arena;
    (void)head;
    first(base)->series[0].samples.count = first(base)->series[0].blocks.count = 0;
}

static void break_head(pg_arena *arena, pg_run *base, pg_run *head) {
    (void)arena;
    (void)base;
    first(head)->broken = "crashed: signal 11";
    first(head)->series_count = 0;
}

static void break_base(pg_arena *arena, pg_run *base, pg_run *head) {
    (void)arena;
    first(base)->broken = "ended with exit status 3";
    first(base)->series_count = first(head)->series_count = 0;
}

static void break_both(pg_arena *arena, pg_run *base, pg_run *head) {
    break_base(arena, base, head);
    break_head(arena, base, head);
}

static void absent_in_base(pg_arena *arena, pg_run *base, pg_run *head) {
    (void)arena;
    first(base)->absent = true;
    first(base)->series_count = first(head)->series_count = 0;
}

static void absent_in_base_gone_from_head(pg_arena *arena, pg_run *base, pg_run *head) {
    absent_in_base(arena, base, head);
    add_workload(arena, head, "other");
    add_series(arena, &head->workloads[1], "m", calm, CALM, 2);
    head->workloads[0] = head->workloads[1];
    head->workload_count = 1;
    add_workload(arena, base, "other");
    add_series(arena, &base->workloads[1], "m", calm, CALM, 2);
}

static void same_bytes(pg_arena *arena, pg_run *base, pg_run *head) {
    (void)arena;
    first(base)->same_bytes = first(head)->same_bytes = true;
    first(base)->series_count = first(head)->series_count = 0;
}

static void other_inputs(pg_arena *arena, pg_run *base, pg_run *head) {
    (void)arena;
    first(base)->inputs = "aa";
    first(head)->inputs = "bb";
}

static void unknown_inputs(pg_arena *arena, pg_run *base, pg_run *head) {
    (void)arena;
    (void)base;
    first(head)->inputs = "bb";
}

static void other_unit(pg_arena *arena, pg_run *base, pg_run *head) {
    (void)arena;
    (void)base;
    first(head)->series[0].unit = "s";
}

static void other_kind(pg_arena *arena, pg_run *base, pg_run *head) {
    (void)arena;
    (void)base;
    first(head)->series[0].kind = PG_EXACT;
}

static void other_direction(pg_arena *arena, pg_run *base, pg_run *head) {
    (void)arena;
    (void)base;
    first(head)->series[0].better = PG_HIGHER;
}

static void other_host(pg_arena *arena, pg_run *base, pg_run *head) {
    (void)arena;
    base->host.class_name = "another";
    head->session = "t";
}

static void disjoint_blocks(pg_arena *arena, pg_run *base, pg_run *head) {
    (void)arena;
    (void)base;
    for (size_t i = 0; i < CALM; i++) {
        first(head)->series[0].blocks.values[i] += 100;
    }
}

static const match_case match_cases[] = {
    {"the same", nothing, "m", PG_UNCHANGED, false, PG_RESULT_PASS, "ruled out"},
    {"renamed: what is missing", rename_head, "*", PG_MISSING, false, PG_RESULT_NO_VERDICT,
     "vanished from head"},
    {"vanished", drop_from_head, "*", PG_MISSING, false, PG_RESULT_NO_VERDICT,
     "vanished from head"},
    {"new", drop_from_base, "m", PG_NEW, false, PG_RESULT_NO_VERDICT, "not measured in base"},
    {"metric vanished", drop_series_of_head, "n", PG_MISSING, false, PG_RESULT_NO_VERDICT,
     "measured in base, not in head"},
    {"metric new", drop_series_of_base, "n", PG_NEW, false, PG_RESULT_PASS, "not measured in base"},
    {"no series in head", no_series, "*", PG_MISSING, false, PG_RESULT_NO_VERDICT, "no series"},
    {"no samples in head", empty_head, "m", PG_MISSING, false, PG_RESULT_NO_VERDICT, "no samples"},
    {"no samples in base", empty_base, "m", PG_INCOMPARABLE, true, PG_RESULT_NO_VERDICT,
     "no samples in base"},
    {"head broken", break_head, "*", PG_BROKEN, false, PG_RESULT_BROKEN, "crashed: signal 11"},
    {"base broken", break_base, "*", PG_INCOMPARABLE, true, PG_RESULT_NO_VERDICT,
     "base: ended with exit status 3"},
    {"both broken", break_both, "*", PG_BROKEN, false, PG_RESULT_BROKEN, "crashed: signal 11"},
    {"absent in base", absent_in_base, "*", PG_NEW, false, PG_RESULT_NO_VERDICT, "not in base"},
    {"same bytes", same_bytes, "*", PG_UNCHANGED, false, PG_RESULT_PASS, "same bytes"},
    {"inputs differ", other_inputs, "*", PG_INCOMPARABLE, true, PG_RESULT_NO_VERDICT,
     "command, environment or fixtures differ"},
    {"inputs known in head only", unknown_inputs, "m", PG_UNCHANGED, false, PG_RESULT_PASS, ""},
    {"another unit", other_unit, "m", PG_INCOMPARABLE, true, PG_RESULT_NO_VERDICT,
     "unit ns in base, s in head"},
    {"another kind", other_kind, "m", PG_INCOMPARABLE, true, PG_RESULT_NO_VERDICT,
     "timed in base, exact in head"},
    {"another direction", other_direction, "m", PG_INCOMPARABLE, true, PG_RESULT_NO_VERDICT,
     "lower is better in base, higher in head"},
    {"another host class", other_host, "m", PG_INCOMPARABLE, false, PG_RESULT_NO_VERDICT,
     "another host class"},
    {"no block in common", disjoint_blocks, "m", PG_INCOMPARABLE, true, PG_RESULT_NO_VERDICT,
     "no block holds"},
};

static pg_run *two_metrics(pg_arena *arena) {
    pg_run *run = new_run(arena, "s");
    pg_workload_run *workload = add_workload(arena, run, "w");
    add_series(arena, workload, "m", calm, CALM, 2);
    add_series(arena, workload, "n", calm, CALM, 2);
    return run;
}

Test(match, what_cannot_be_compared) {
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(match_cases); i++) {
        const match_case *t = &match_cases[i];
        pg_run *base = two_metrics(arena), *head = two_metrics(arena);
        t->change(arena, base, head);
        pg_comparison c = compare_runs(arena, base, head, NULL);
        const pg_row *row = find_row(&c, "w", t->metric);
        expect_verdict(row, t->verdict, t->label);
        cr_expect(row->blocking == t->blocking, "%s: blocking", t->label);
        cr_expect(strstr(row->reason, t->says), "%s: \"%s\"", t->label, row->reason);
        cr_expect(c.result == t->result, "%s: %s (%s)", t->label, pg_result_word(c.result),
                  c.headline);
        uint64_t counted = 0;
        for (int v = 0; v < PG_VERDICTS; v++) {
            counted += c.counts[v];
        }
        cr_expect(counted == c.row_count, "%s: every row is counted", t->label);
    }
    pg_arena_free(arena);
}

Test(match, a_renamed_workload_is_new_and_missing) {
    pg_arena *arena = pg_arena_new();
    pg_run *base = two_metrics(arena), *head = two_metrics(arena);
    rename_head(arena, base, head);
    pg_comparison c = compare_runs(arena, base, head, NULL);
    cr_expect(c.row_count == 3 && c.counts[PG_MISSING] == 1 && c.counts[PG_NEW] == 2);
    expect_verdict(find_row(&c, "renamed", "m"), PG_NEW, "new name");
    cr_expect(c.exit_status == PG_EXIT_NO_VERDICT);
    pg_arena_free(arena);
}

/* What was new in base and is gone again is nobody's loss. */
Test(match, absent_in_base_and_gone) {
    pg_arena *arena = pg_arena_new();
    pg_run *base = two_metrics(arena), *head = two_metrics(arena);
    absent_in_base_gone_from_head(arena, base, head);
    pg_comparison c = compare_runs(arena, base, head, NULL);
    cr_expect(c.row_count == 1 && c.result == PG_RESULT_PASS, "%s", c.headline);
    pg_arena_free(arena);
}

/* "Same bytes" was found against the base of head's own session. Against anything else it says
 * nothing: no samples are no evidence. */
Test(match, same_bytes_holds_within_its_session_only) {
    pg_arena *arena = pg_arena_new();
    for (int slower = 0; slower < 2; slower++) {
        pg_run *base = two_metrics(arena), *head = two_metrics(arena);
        head->session = "t";
        first(head)->same_bytes = true;
        first(head)->series_count = 0;
        first(head)->artifacts = "aa";
        first(base)->artifacts = slower ? "aa" : "bb";
        pg_comparison c = compare_runs(arena, base, head, NULL);
        bool green = c.row_count == 1 && c.rows[0].verdict == PG_UNCHANGED;
        cr_expect(slower || !green, "base with other artifacts: %s, %s",
                  pg_verdict_word(c.rows[0].verdict), c.rows[0].reason);
        cr_expect(slower || c.exit_status != PG_EXIT_PASS, "%s", c.headline);
    }
    pg_arena_free(arena);
}

typedef struct drop_case {
    const char *label;
    size_t base, head; /* samples that are there */
    size_t blocks, warnings;
} drop_case;

static const drop_case drop_cases[] = {
    {"whole", 12, 12, 6, 0},
    {"head lost one sample", 12, 11, 5, 1},
    {"head lost a block", 12, 10, 5, 1},
    {"base lost one sample", 11, 12, 5, 1},
    {"both lost the same", 11, 11, 5, 1},
    {"head lost three", 12, 9, 4, 1},
};

Test(match, a_block_that_lost_a_sample_is_dropped_whole) {
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(drop_cases); i++) {
        const drop_case *t = &drop_cases[i];
        pg_run *base = new_run(arena, "s"), *head = new_run(arena, "s");
        add_series(arena, add_workload(arena, base, "w"), "m", calm, t->base, 2);
        add_series(arena, add_workload(arena, head, "w"), "m", calm, t->head, 2);
        pg_comparison c = compare_runs(arena, base, head, NULL);
        const pg_row *row = find_row(&c, "w", "m");
        cr_expect(row->blocks == t->blocks, "%s: %llu blocks", t->label,
                  (unsigned long long)row->blocks);
        cr_expect(row->warnings.count == t->warnings, "%s", t->label);
        cr_expect(row->base.n == t->base && row->head.n == t->head, "%s: all are described",
                  t->label);
        if (t->warnings) {
            const char *expected = t->blocks == 5 ? "1 block dropped" : "2 blocks dropped";
            cr_expect(!strncmp(row->warnings.values[0], expected, strlen(expected)), "%s: %s",
                      t->label, row->warnings.values[0]);
        }
    }
    pg_arena_free(arena);
}

/* Only samples of one block are compared: here the blocks drift by more than the sides differ. */
Test(match, blocks_pair_by_number_not_by_place) {
    static const double base[] = {10, 11, 20, 21, 30, 31}, head[] = {35, 36, 25, 26, 15, 16};
    pg_arena *arena = pg_arena_new();
    pg_run *sides[2] = {new_run(arena, "s"), new_run(arena, "s")};
    pg_series *x = add_series(arena, add_workload(arena, sides[0], "w"), "m", base, 6, 2);
    pg_series *y = add_series(arena, add_workload(arena, sides[1], "w"), "m", head, 6, 2);
    for (size_t i = 0; i < 6; i++) {
        y->blocks.values[i] = 2 - y->blocks.values[i]; /* written in the opposite order */
    }
    cr_assert(x->blocks.values[0] == 0 && y->blocks.values[0] == 2);
    pg_comparison c = compare_runs(arena, sides[0], sides[1], NULL);
    const pg_row *row = find_row(&c, "w", "m");
    cr_expect(row->u == 12 && row->blocks == 3, "u %g of 12 pairs", row->u);
    expect_close(row->p, 2.0 / 216, 1e-14, "every sample of every block is larger");
    expect_verdict(row, PG_REGRESSED, "slower in every block");
    pg_arena_free(arena);
}

Test(match, compilers) {
    static const char *const words[] = {"", "GCC 12", "clang 14"};
    pg_arena *arena = pg_arena_new();
    for (size_t b = 0; b < COUNT_OF(words); b++) {
        for (size_t h = 0; h < COUNT_OF(words); h++) {
            for (int other = 0; other < 2; other++) {
                pg_run *base = two_metrics(arena), *head = two_metrics(arena);
                base->source.compiler = words[b];
                head->source.compiler = words[h];
                head->session = other ? "t" : "s";
                pg_comparison c = compare_runs(arena, base, head, NULL);
                bool warned = find_row(&c, "w", "m")->warnings.count > 0;
                cr_expect(warned == (other && b && h && b != h), "\"%s\", \"%s\", other session %d",
                          words[b], words[h], other);
            }
        }
    }
    pg_arena_free(arena);
}

typedef struct source_case {
    const char *label, *base_session, *head_session, *base_host, *head_host;
    size_t count;
    pg_base_kind kind;
} source_case;

static const source_case source_cases[] = {
    {"one session", "s", "s", "host", "host", 1, PG_BASE_SESSION},
    {"two sessions", "s", "t", "host", "host", 1, PG_BASE_FEW},
    {"base does not tell", "", "t", "host", "host", 1, PG_BASE_UNKNOWN},
    {"head does not tell", "s", "", "host", "host", 1, PG_BASE_UNKNOWN},
    {"neither tells", "", "", "", "", 1, PG_BASE_UNKNOWN},
    {"another host", "s", "t", "other", "host", 1, PG_BASE_OTHER_HOST},
    {"another host, no session", "", "", "other", "host", 1, PG_BASE_OTHER_HOST},
    {"host unknown", "s", "t", "", "host", 1, PG_BASE_FEW},
    {"two earlier", "s", "t", "host", "host", 2, PG_BASE_FEW},
    {"three earlier", "s", "t", "host", "host", 3, PG_BASE_SESSIONS},
    {"three of another host", "s", "t", "other", "host", 3, PG_BASE_OTHER_HOST},
    {"none", "", "t", "", "host", 0, PG_BASE_NONE},
};

Test(match, where_the_base_comes_from) {
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(source_cases); i++) {
        const source_case *t = &source_cases[i];
        pg_run *sessions[3], *head = two_metrics(arena);
        for (size_t k = 0; k < t->count; k++) {
            sessions[k] = two_metrics(arena);
            sessions[k]->session = t->base_session;
            sessions[k]->host.class_name = t->base_host;
        }
        head->session = t->head_session;
        head->host.class_name = t->head_host;
        pg_comparison c = compare_sessions(arena, sessions, t->count, head, NULL);
        cr_expect(c.source.kind == t->kind, "%s: %s", t->label, pg_base_kind_word(c.source.kind));
        cr_expect(c.source.sessions == t->count && *c.source.text, "%s", t->label);
        cr_expect((c.source.noise_floor > 0) == (t->kind == PG_BASE_FEW), "%s: floor %g", t->label,
                  c.source.noise_floor);
        cr_expect(t->count || c.result == PG_RESULT_NO_VERDICT, "%s", c.headline);
    }
    pg_arena_free(arena);
}
