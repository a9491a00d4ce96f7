#include <math.h>

#include "profile/diff.h"
#include "support/expect.h"

/* Functions and their self weights, by letter. */
static pg_tree *tree_of(pg_arena *arena, pg_names *names, const char *letters,
                        const double *weights) {
    pg_tree *tree = pg_tree_new(arena, names);
    for (size_t i = 0; letters[i]; i++) {
        uint32_t path[2] = {pg_names_add(names, "main", 4), pg_names_add(names, &letters[i], 1)};
        pg_tree_add(tree, path, 2, PG_TREE_BASE, weights[i]);
    }
    pg_tree_sum(tree);
    return tree;
}

static const char *name_at(const pg_profile_diff *diff, size_t row) {
    return pg_name(diff->names, diff->movers[row].name);
}

/* "a" doubles its time, the others keep theirs: by share they shrink, by time they stand still. */
Test(diff, time_tells_who_moved) {
    pg_arena *arena = pg_arena_new();
    pg_names *names = pg_names_new(arena);
    pg_profile_side sides[2] = {
        {.tree = tree_of(arena, names, "abc", (const double[]){1000, 2000, 1000}), .cpu_ns = 4e6},
        {.tree = tree_of(arena, names, "abc", (const double[]){2000, 2000, 1000}), .cpu_ns = 5e6}};
    pg_profile_diff timed = pg_profile_compare(arena, sides);
    cr_assert_eq(timed.count, 4u);
    cr_expect_eq(timed.moved, 1u);
    cr_expect_str_eq(name_at(&timed, 0), "a");
    expect_close(timed.movers[0].time_change_ns, 1e6, 1e-12, "a");
    expect_close(timed.movers[0].change, 0.15, 1e-12, "a");
    cr_expect(timed.movers[0].moved);
    cr_expect(timed.movers[0].time_interval_ns.low < 1e6 &&
              timed.movers[0].time_interval_ns.high > 1e6);
    for (size_t i = 1; i < timed.count; i++) {
        cr_expect(fabs(timed.movers[i].time_change_ns) < 1, "%s", name_at(&timed, i));
    }
    sides[1].cpu_ns = 0;
    pg_profile_diff shares = pg_profile_compare(arena, sides);
    cr_expect_eq(shares.cpu_ns[0], 0.0, "one side knows no time");
    cr_expect_eq(shares.moved, 3u, "a grew, so b and c shrank");
    cr_expect_str_eq(name_at(&shares, 0), "a");
    cr_expect_str_eq(name_at(&shares, 1), "b");
    pg_arena_free(arena);
}

/* One program recorded twice: its CPU time differs by a few percent, its functions do not. */
Test(diff, a_few_percent_of_all_move_none) {
    pg_arena *arena = pg_arena_new();
    pg_names *names = pg_names_new(arena);
    pg_profile_side sides[2] = {
        {.tree = tree_of(arena, names, "ab", (const double[]){90000, 10000}), .cpu_ns = 100e6},
        {.tree = tree_of(arena, names, "ab", (const double[]){90000, 10000}), .cpu_ns = 106e6}};
    cr_expect_eq(pg_profile_compare(arena, sides).moved, 0u);
    sides[1].cpu_ns = 150e6;
    cr_expect_eq(pg_profile_compare(arena, sides).moved, 2u, "this is beyond doubt");
    pg_arena_free(arena);
}

Test(diff, names_what_came_and_went) {
    pg_arena *arena = pg_arena_new();
    pg_names *names = pg_names_new(arena);
    pg_profile_side sides[2] = {{.tree = tree_of(arena, names, "ab", (const double[]){500, 500})},
                                {.tree = tree_of(arena, names, "bc", (const double[]){1500, 500})}};
    pg_profile_diff diff = pg_profile_compare(arena, sides);
    cr_assert_eq(diff.count, 4u);
    for (size_t i = 0; i < diff.count; i++) {
        const char *name = name_at(&diff, i);
        cr_expect_eq(diff.movers[i].removed, *name == 'a', "%s", name);
        cr_expect_eq(diff.movers[i].added, *name == 'c', "%s", name);
    }
    cr_expect_str_eq(name_at(&diff, 0), "a", "-50 points");
    pg_arena_free(arena);
}

/* Two profiles of one truth: hardly anything moves; twice the samples change nothing. */
Test(diff, totals_do_not_matter) {
    pg_arena *arena = pg_arena_new();
    pg_names *names = pg_names_new(arena);
    pg_profile_side sides[2] = {
        {.tree = tree_of(arena, names, "abcd", (const double[]){130, 95, 310, 40})},
        {.tree = tree_of(arena, names, "abcd", (const double[]){250, 200, 610, 85})}};
    pg_profile_diff diff = pg_profile_compare(arena, sides);
    cr_expect_eq(diff.moved, 0u);
    for (size_t i = 0; i < diff.count; i++) {
        cr_expect(diff.movers[i].interval.low <= 0 && diff.movers[i].interval.high >= 0);
    }
    pg_arena_free(arena);
}

Test(diff, exact_weights_have_no_doubt) {
    pg_arena *arena = pg_arena_new();
    pg_names *names = pg_names_new(arena);
    pg_profile_side sides[2] = {
        {.tree = tree_of(arena, names, "ab", (const double[]){500, 500}), .exact = true},
        {.tree = tree_of(arena, names, "ab", (const double[]){501, 499}), .exact = true}};
    pg_profile_diff diff = pg_profile_compare(arena, sides);
    cr_expect_eq(diff.moved, 2u);
    expect_close(diff.movers[0].interval.low, diff.movers[0].change, 1e-12, "a");
    pg_arena_free(arena);
}
