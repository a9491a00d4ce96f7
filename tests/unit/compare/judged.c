#include "judged.h"

#include <criterion/criterion.h>
#include <string.h>

static void index_run(pg_arena *arena, pg_run *run) {
    size_t twice;
    cr_assert(pg_run_index(arena, run, &twice), "two workloads of one name");
}

pg_comparison compare_sessions(pg_arena *arena, pg_run *const *sessions, size_t count, pg_run *head,
                               const pg_policy *policy) {
    static pg_policy standard;
    const pg_run **runs = PG_ARRAY(arena, const pg_run *, count);
    for (size_t i = 0; i < count; i++) {
        index_run(arena, sessions[i]);
        runs[i] = sessions[i];
    }
    index_run(arena, head);
    standard = pg_policy_default();
    pg_base_side base = {runs, count, "base"};
    return pg_compare(arena, &base, head, "head", policy ? policy : &standard);
}

pg_comparison compare_runs(pg_arena *arena, pg_run *base, pg_run *head, const pg_policy *policy) {
    return compare_sessions(arena, &base, 1, head, policy);
}

pg_comparison compare_samples(pg_arena *arena, const char *metric, const double *base,
                              const double *head, size_t count, size_t per_block,
                              const pg_policy *policy) {
    pg_run *sides[2] = {new_run(arena, "s"), new_run(arena, "s")};
    add_series(arena, add_workload(arena, sides[0], "w"), metric, base, count, per_block);
    add_series(arena, add_workload(arena, sides[1], "w"), metric, head, count, per_block);
    return compare_runs(arena, sides[0], sides[1], policy);
}

const pg_row *find_row(const pg_comparison *comparison, const char *workload, const char *metric) {
    for (size_t i = 0; i < comparison->row_count; i++) {
        const pg_row *row = &comparison->rows[i];
        if (!strcmp(row->workload, workload) && !strcmp(row->metric, metric)) {
            return row;
        }
    }
    cr_assert(false, "there is no row %s %s", workload, metric);
    return NULL;
}

void expect_verdict(const pg_row *row, pg_verdict expected, const char *label) {
    cr_expect(row->verdict == expected, "%s: expected %s, found %s (%s)", label,
              pg_verdict_word(expected), pg_verdict_word(row->verdict), row->reason);
}
