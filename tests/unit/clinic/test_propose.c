/* Each rule by a trial that only this rule rejects, and what goes through all of them. */
#include "clinic/propose.h"

#include "support/expect.h"

enum { ROWS = 5 };

typedef struct scene {
    pg_arena *arena;
    pg_case c;
    pg_case_budget budgets[1];
    pg_candidate candidate;
    pg_row rows[ROWS];
    pg_trial trial;
    pg_strings accepted;
} scene;

static pg_row row_of(const char *metric, pg_kind kind, double base, double ratio, pg_verdict v) {
    return (pg_row){.workload = "w",
                    .metric = metric,
                    .unit = kind == PG_TIMED ? "ns" : "count",
                    .kind = kind,
                    .base = {.n = 20, .median = base},
                    .head = {.n = 20, .median = base * ratio},
                    .has_ratio = true,
                    .ratio = ratio,
                    .has_bounds = kind == PG_TIMED,
                    .ratio_low = ratio - 0.01,
                    .ratio_high = ratio + 0.01,
                    .threshold = 0.05,
                    .gated = true,
                    .verdict = v,
                    .reason = "the reason"};
}

/* A candidate of 10 lines that takes 24.4 % away and nothing speaks against. */
static void set_up(scene *s) {
    *s = (scene){.arena = pg_arena_new()};
    s->budgets[0] = (pg_case_budget){"peak_heap", .max_ratio = 1.1, .has_max_ratio = true};
    s->c = (pg_case){.name = "case",
                     .workload = "w",
                     .metric = "p50",
                     .budgets = s->budgets,
                     .budget_count = 1,
                     .complexity = {100, 2}};
    s->candidate = (pg_candidate){.id = "arena", .lines = 10};
    s->rows[0] = row_of("p50", PG_TIMED, 1e7, 0.756, PG_IMPROVED);
    s->rows[1] = row_of("instructions", PG_EXACT, 1e8, 0.9, PG_IMPROVED);
    s->rows[2] = row_of("peak_heap", PG_EXACT, 1000, 1, PG_UNCHANGED);
    s->rows[3] = row_of("cpu_time", PG_TIMED, 1e7, 0.76, PG_IMPROVED);
    s->rows[4] = row_of("p50", PG_TIMED, 1e5, 1, PG_UNCHANGED);
    s->rows[4].workload = "small";
    s->trial = (pg_trial){.id = "arena", .has_comparison = true};
    s->trial.comparison.rows = s->rows;
    s->trial.comparison.row_count = ROWS;
}

static void expect_proposal(scene *s, const char *value, const char *says) {
    pg_propose(s->arena, &s->c, &s->candidate, &s->accepted, "e.json", &s->trial);
    const pg_decision *proposal = &s->trial.proposal;
    expect_text(proposal->value, value, "%s", proposal->reason);
    cr_expect(strstr(proposal->reason, says), "expected \"%s\" in \"%s\"", says, proposal->reason);
    expect_text(proposal->evidence, "e.json", "evidence");
    cr_expect(!strcmp(value, "accept") == (proposal->rollback_count > 0), "when it falls");
    pg_arena_free(s->arena);
}

static scene s;

Test(propose, a_gain) {
    set_up(&s);
    pg_propose(s.arena, &s.c, &s.candidate, &s.accepted, "e.json", &s.trial);
    const pg_decision *p = &s.trial.proposal;
    expect_text(p->reason, "p50 -24.4 % [-25.4, -23.4], same result", "reason");
    cr_assert(p->rollback_count == 1 && p->rollback[0].has_min_gain && !p->trade_offs.count);
    expect_close(p->rollback[0].min_gain, 0.11, 1e-12, "half of 23.4 %%, in whole percents");
    cr_expect(p->rollback[0].sessions == 2);
    pg_arena_free(s.arena);
}

/* Accepted, with one trade-off that says so. */
static void expect_trade_off(const char *says) {
    pg_propose(s.arena, &s.c, &s.candidate, &s.accepted, "e.json", &s.trial);
    const pg_strings *found = &s.trial.proposal.trade_offs;
    expect_text(s.trial.proposal.value, "accept", "%s", s.trial.proposal.reason);
    cr_assert(found->count == 1 && strstr(found->values[0], says), "expected %s", says);
    pg_arena_free(s.arena);
}

Test(propose, what_is_worse_becomes_a_trade_off) {
    set_up(&s);
    s.rows[2] = row_of("peak_heap", PG_EXACT, 1000, 1.05, PG_REGRESSED);
    expect_trade_off("peak_heap +5.0 %"); /* within the budget */
}

Test(propose, a_presupposition_that_is_rejected) {
    set_up(&s);
    const char *after[] = {"slices"};
    s.candidate.after = (pg_strings){after, 1};
    expect_proposal(&s, "reject", "presupposes slices, which is rejected");
}

Test(propose, a_presupposition_that_is_accepted) {
    set_up(&s);
    const char *after[] = {"slices"};
    s.candidate.after = s.accepted = (pg_strings){after, 1};
    expect_proposal(&s, "accept", "-24.4 %");
}

Test(propose, what_does_not_build) {
    set_up(&s);
    s.trial.has_comparison = false;
    s.trial.trouble = "does not build: no such flag";
    expect_proposal(&s, "reject", "does not build: no such flag");
}

Test(propose, a_wrong_output_however_fast) {
    set_up(&s);
    s.rows[3] = (pg_row){.workload = "w",
                         .metric = "*",
                         .verdict = PG_BROKEN,
                         .reason = "returned a wrong checksum"};
    expect_proposal(&s, "reject", "broken: returned a wrong checksum");
}

Test(propose, a_wrong_output_beyond_the_fixtures) {
    set_up(&s);
    s.trial.differs = "input 7: line 3";
    expect_proposal(&s, "reject", "another result beyond the fixtures: input 7: line 3");
}

Test(propose, a_control_that_differs) {
    set_up(&s);
    s.rows[0].in_control = true;
    expect_proposal(&s, "reject", "the control, which is the same program, differs");
}

Test(propose, slower_although_instructions_fell) {
    set_up(&s);
    s.rows[0] = row_of("p50", PG_TIMED, 1e7, 1.059, PG_REGRESSED);
    s.rows[1] = row_of("instructions", PG_EXACT, 1e8, 0.943, PG_IMPROVED);
    expect_proposal(&s, "reject",
                    "slower: p50 +5.9 % [+4.9, +6.9] although instructions fell by 5.7 %");
}

Test(propose, no_effect) {
    set_up(&s);
    s.rows[0] = row_of("p50", PG_TIMED, 1e7, 0.98, PG_UNCHANGED);
    expect_proposal(&s, "reject", "no gain beyond the threshold of 5 % shown: p50 -2.0 %");
}

Test(propose, a_gain_that_the_test_does_not_confirm) {
    set_up(&s);
    s.rows[0].verdict = PG_UNCHANGED;
    s.rows[0].q = 0.02;
    expect_proposal(&s, "reject",
                    "not shown by so few launches: p50 -24.4 % [-25.4, -23.4], q 0.02");
}

static bool is_open(double ratio, pg_verdict verdict) {
    s.rows[0] = row_of("p50", PG_TIMED, 1e7, ratio, verdict);
    return pg_case_is_open(&s.c, &s.trial.comparison);
}

Test(propose, what_is_worth_another_look) {
    set_up(&s);
    cr_expect(!is_open(0.756, PG_IMPROVED) && !is_open(1.2, PG_REGRESSED), "decided");
    cr_expect(!is_open(0.98, PG_UNCHANGED), "a gain of 5 %% is ruled out");
    cr_expect(is_open(0.955, PG_UNCHANGED), "the interval crosses the threshold");
    cr_expect(is_open(0.9, PG_UNCHANGED), "too few launches");
    cr_expect(is_open(0.95, PG_INCONCLUSIVE) && !is_open(1.03, PG_INCONCLUSIVE));
    s.rows[0].in_control = true;
    cr_expect(pg_case_is_open(&s.c, &s.trial.comparison), "the control differs");
    pg_arena_free(s.arena);
}

Test(propose, not_decided_is_not_shown) {
    set_up(&s);
    s.rows[0] = row_of("p50", PG_TIMED, 1e7, 0.85, PG_INCONCLUSIVE);
    expect_proposal(&s, "reject", "not decided: p50 -15.0 % [-16.0, -14.0] (the reason)");
}

Test(propose, what_was_not_compared) {
    set_up(&s);
    s.rows[0].verdict = PG_MISSING;
    expect_proposal(&s, "reject", "p50 was not compared: the reason");
}

Test(propose, what_was_not_measured) {
    set_up(&s);
    s.c.metric = "p95";
    expect_proposal(&s, "reject", "p95 was not measured");
}

Test(propose, over_the_budget_of_the_case) {
    set_up(&s);
    s.rows[2] = row_of("peak_heap", PG_EXACT, 1000, 1.21, PG_REGRESSED);
    expect_proposal(&s, "reject", "over budget: peak_heap is");
}

Test(propose, slower_and_over_the_budget) {
    set_up(&s);
    s.rows[0] = row_of("p50", PG_TIMED, 1e7, 1.059, PG_REGRESSED);
    s.rows[2] = row_of("peak_heap", PG_EXACT, 1000, 1.21, PG_REGRESSED);
    expect_proposal(&s, "reject",
                    "+5.9 % [+4.9, +6.9] although instructions fell by 10.0 %; over "
                    "budget: peak_heap is");
}

Test(propose, at_the_budget_is_within) {
    set_up(&s);
    s.rows[2] = row_of("peak_heap", PG_EXACT, 1000, 1.1, PG_REGRESSED);
    expect_proposal(&s, "accept", "same result");
}

Test(propose, over_its_own_budget) {
    set_up(&s);
    pg_case_budget own = {"instructions", .max = 1e6, .has_max = true};
    s.candidate.budgets = &own;
    s.candidate.budget_count = 1;
    expect_proposal(&s, "reject", "over budget: instructions is");
}

static const char *const guards[] = {"small"};

/* The guard's row, and that the case has it. */
static void set_up_guard(double ratio, pg_verdict verdict) {
    set_up(&s);
    s.c.guards = (pg_strings){(const char **)guards, 1};
    s.rows[4] = row_of("p50", PG_TIMED, 1e5, ratio, verdict);
    s.rows[4].workload = "small";
}

Test(propose, a_guard_that_gets_slower) {
    set_up_guard(1.5, PG_REGRESSED);
    expect_proposal(&s, "reject", "slower elsewhere: small p50 +50.0 % [+49.0, +51.0]");
}

Test(propose, a_guard_that_is_broken) {
    set_up_guard(1, PG_BROKEN);
    s.rows[4].metric = "*";
    expect_proposal(&s, "reject", "small is broken: the reason");
}

Test(propose, a_guard_that_takes_more_memory_is_a_trade_off) {
    set_up_guard(1.02, PG_REGRESSED);
    s.rows[4] = row_of("peak_rss", PG_TIMED, 1e6, 1.02, PG_REGRESSED);
    s.rows[4].workload = "small";
    s.rows[4].unit = "bytes";
    expect_trade_off("small peak_rss +2.0 %"); /* memory is for budgets */
}

Test(propose, a_guard_that_cannot_be_told_is_a_trade_off) {
    set_up_guard(1.04, PG_INCONCLUSIVE);
    expect_trade_off("not shown that small p50 is no worse: +4.0 % [+3.0, +5.0]");
}

Test(propose, a_guard_that_gets_slower_on_top_of_what_is_accepted) {
    set_up_guard(1, PG_UNCHANGED);
    pg_propose(s.arena, &s.c, &s.candidate, &s.accepted, "e.json", &s.trial);
    s.rows[4].verdict = PG_REGRESSED;
    s.trial.combined = s.trial.comparison;
    pg_propose_combined(s.arena, &s.c, &s.candidate, &s.trial);
    expect_text(s.trial.proposal.value, "reject", "elsewhere");
    pg_arena_free(s.arena);
}

Test(propose, a_risk_that_is_not_taken) {
    set_up(&s);
    s.c.max_risk.portability = 4;
    s.candidate.risk = (pg_risk){5, 5, 5, 5};
    expect_proposal(&s, "reject", "portability is 5, at most 4 is taken (p50 -24.4 %");
}

Test(propose, a_risk_that_is_just_taken) {
    set_up(&s);
    s.c.max_risk = (pg_risk){4, 4, 4, 4};
    s.candidate.risk = (pg_risk){4, 4, 4, 4};
    expect_proposal(&s, "accept", "same result");
}

Test(propose, too_many_lines_for_its_gain) {
    set_up(&s);
    s.candidate.lines = 49; /* 24.4 % at 2 lines a percent are 48.8 */
    expect_proposal(&s, "reject", "not worth its 49 lines: p50 takes 24.4 % away, for which 48");
}

Test(propose, too_much_code_in_all) {
    set_up(&s);
    pg_propose(s.arena, &s.c, &s.candidate, &s.accepted, "e.json", &s.trial);
    pg_propose_total(s.arena, &s.c, &s.candidate, 90, &s.trial);
    expect_text(s.trial.proposal.value, "accept", "just enough");
    pg_propose_total(s.arena, &s.c, &s.candidate, 91, &s.trial);
    expect_text(s.trial.proposal.reason,
                "too much code: p50 -24.4 % [-25.4, -23.4], same result, but with it 101 lines, at "
                "most 100",
                "reason");
    expect_text(s.trial.proposal.value, "reject", "too much");
    cr_expect(!s.trial.proposal.rollback_count);
    pg_arena_free(s.arena);
}

Test(propose, too_many_lines_for_what_it_adds) {
    set_up(&s);
    pg_propose(s.arena, &s.c, &s.candidate, &s.accepted, "e.json", &s.trial);
    pg_row less = row_of("p50", PG_TIMED, 1e6, 0.96, PG_IMPROVED);
    const char *upon[] = {"rows"};
    s.trial.combined = (pg_comparison){.rows = &less, .row_count = 1};
    s.trial.upon = (pg_strings){upon, 1};
    pg_propose_combined(s.arena, &s.c, &s.candidate, &s.trial);
    expect_text(s.trial.proposal.value, "reject", "ten lines for four percent");
    cr_expect(strstr(s.trial.proposal.reason, "but on top of rows not worth its 10 lines"), "%s",
              s.trial.proposal.reason);
    pg_arena_free(s.arena);
}

Test(propose, nothing_on_top_of_what_is_accepted) {
    set_up(&s);
    pg_propose(s.arena, &s.c, &s.candidate, &s.accepted, "e.json", &s.trial);
    pg_row worse = row_of("p50", PG_TIMED, 1e6, 1.5, PG_REGRESSED);
    const char *upon[] = {"rows", "swap"};
    s.trial.combined = (pg_comparison){.rows = &worse, .row_count = 1};
    s.trial.upon = (pg_strings){upon, 2};
    pg_propose_combined(s.arena, &s.c, &s.candidate, &s.trial);
    expect_text(s.trial.proposal.value, "reject", "in the others' way");
    expect_text(s.trial.proposal.reason,
                "alone p50 -24.4 % [-25.4, -23.4], same result, but on top of rows, swap slower: "
                "p50 +50.0 % [+49.0, +51.0]",
                "reason");
    cr_expect(!s.trial.proposal.rollback_count);
    pg_arena_free(s.arena);
}

Test(propose, a_gain_on_top_of_what_is_accepted) {
    set_up(&s);
    pg_propose(s.arena, &s.c, &s.candidate, &s.accepted, "e.json", &s.trial);
    const char *upon[] = {"rows"};
    s.trial.combined = s.trial.comparison;
    s.trial.upon = (pg_strings){upon, 1};
    pg_propose_combined(s.arena, &s.c, &s.candidate, &s.trial);
    expect_text(s.trial.proposal.value, "accept", "as before");
    cr_expect(s.trial.proposal.rollback_count == 1);
    pg_arena_free(s.arena);
}

/* In the final program it gains what `row` says. */
static bool is_superseded(pg_row row) {
    double ratio = 0;
    pg_stage without = {.id = "arena", .comparison = {.rows = &row, .row_count = 1}};
    bool superseded = pg_is_superseded(&s.c, &without, &ratio);
    cr_expect(ratio == (superseded ? row.ratio : 0));
    return superseded;
}

Test(propose, what_the_final_program_does_not_need) {
    set_up(&s);
    pg_propose(s.arena, &s.c, &s.candidate, &s.accepted, "e.json", &s.trial);
    pg_row row = row_of("p50", PG_TIMED, 1e6, 1.001, PG_UNCHANGED);
    pg_stage without = {.id = "arena", .comparison = {.rows = &row, .row_count = 1}};
    cr_expect(is_superseded(row));
    cr_expect(!is_superseded(row_of("p50", PG_TIMED, 1e6, 0.9, PG_IMPROVED)), "needed");
    cr_expect(!is_superseded(row_of("p50", PG_TIMED, 1e6, 0.955, PG_IMPROVED)), "perhaps");
    cr_expect(is_superseded(row_of("p50", PG_TIMED, 1e6, 0.97, PG_IMPROVED)), "too little");
    row.has_bounds = false;
    cr_expect(!is_superseded(row), "not known");
    row.has_bounds = true;
    pg_propose_superseded(s.arena, &s.c, &without, &s.trial);
    expect_text(s.trial.proposal.value, "reject", "superseded");
    expect_text(s.trial.proposal.reason,
                "p50 -24.4 % [-25.4, -23.4], same result, but in the final program worth less than "
                "5 %: p50 +0.1 % [-0.9, +1.1]",
                "reason");
    cr_expect(!s.trial.proposal.rollback_count);
    pg_arena_free(s.arena);
}

Test(propose, triggers_of_the_final_program) {
    set_up(&s);
    s.rows[2] = row_of("peak_heap", PG_EXACT, 1000, 0.95, PG_IMPROVED); /* too little */
    pg_stage without = {.id = "arena", .comparison = s.trial.comparison};
    pg_decision decision = {.value = "accept"};
    pg_propose_triggers(s.arena, &s.c, &without, &decision);
    cr_assert(decision.rollback_count == 2, "the gain, and instructions, which it improved");
    expect_close(decision.rollback[0].min_gain, 0.11, 1e-12, "gain");
    expect_text(decision.rollback[1].metric, "instructions", "budget");
    cr_expect(decision.rollback[1].has_max && decision.rollback[1].max == 9.5e7, "half way back");
    pg_arena_free(s.arena);
}

Test(propose, a_trigger_is_at_least_one_percent) {
    set_up(&s);
    s.rows[0] = row_of("p50", PG_TIMED, 1e7, 1.2, PG_REGRESSED);
    s.rows[1].verdict = PG_UNCHANGED;
    pg_stage without = {.id = "arena", .comparison = s.trial.comparison};
    pg_decision decision = {.value = "accept"};
    pg_propose_triggers(s.arena, &s.c, &without, &decision);
    cr_assert(decision.rollback_count == 1);
    expect_close(decision.rollback[0].min_gain, 0.01, 1e-12, "gain");
    pg_arena_free(s.arena);
}
