#include "baseline/store.h"

#include <string.h>

#include "runs.h"
#include "support/expect.h"
#include "sys/file.h"

static pg_session session_of(pg_arena *arena, int number) {
    static const double samples[] = {1, 2, 3};
    pg_run *run = new_run(arena, pg_format(arena, "session %d", number));
    add_series(arena, add_workload(arena, run, "w"), "wall_time", samples, 3, 0);
    return (pg_session){*run, pg_format(arena, "2026-01-%02dT00:00:00Z", number + 1), ""};
}

/* The newest five stay, and the first one ever as the anchor. */
Test(store, promote) {
    pg_arena *arena = pg_arena_new();
    pg_baseline baseline = {.suite = "suite", .host_class = "host"};
    for (int n = 0; n < 9; n++) {
        pg_session session = session_of(arena, n);
        pg_baseline_promote(arena, &baseline, &session);
        size_t kept = n < PG_BASELINE_SESSIONS ? (size_t)n + 1 : PG_BASELINE_SESSIONS;
        cr_assert(baseline.session_count == kept);
        for (size_t i = 0; i < kept; i++) {
            expect_text(baseline.sessions[i].run.session,
                        pg_format(arena, "session %d", n + 1 - (int)kept + (int)i),
                        "after %d, place %zu", n, i);
        }
        cr_expect((baseline.anchor != NULL) == (n >= PG_BASELINE_SESSIONS), "after %d", n);
        expect_text(pg_baseline_anchor(&baseline)->run.session, "session 0", "anchor after %d", n);
        const pg_run *const *runs = pg_baseline_runs(arena, &baseline);
        cr_expect(runs[0] == &baseline.sessions[0].run &&
                  runs[kept - 1] == &baseline.sessions[kept - 1].run);
    }
    pg_arena_free(arena);
}

Test(store, holds_a_session) {
    pg_arena *arena = pg_arena_new();
    pg_baseline baseline = {.suite = "suite", .host_class = "host"};
    cr_expect(!pg_baseline_holds(&baseline, "session 0"));
    for (int n = 0; n < 8; n++) {
        pg_session session = session_of(arena, n);
        pg_baseline_promote(arena, &baseline, &session);
    }
    cr_expect(pg_baseline_holds(&baseline, "session 3") &&
              pg_baseline_holds(&baseline, "session 7"));
    cr_expect(pg_baseline_holds(&baseline, "session 0"), "as the anchor");
    cr_expect(!pg_baseline_holds(&baseline, "session 1"), "gone");
    cr_expect(!pg_baseline_holds(&baseline, ""), "unknown is not known");
    pg_arena_free(arena);
}

Test(store, saved_and_loaded) {
    pg_arena *arena = pg_arena_new();
    char *top;
    pg_error err = {0};
    cr_assert(!pg_file_scratch(arena, &top, &err));
    pg_baseline baseline = {.suite = "suite", .host_class = "host"}, back;
    for (int n = 0; n < 7; n++) {
        pg_session session = session_of(arena, n);
        pg_baseline_promote(arena, &baseline, &session);
    }
    char *path = pg_baseline_path(arena, top, "suite", "host");
    expect_text(path, pg_format(arena, "%s/suite/host.json", top), "path");
    cr_assert(!pg_baseline_save(arena, &baseline, path, &err), "%s", err.text);
    cr_assert(!pg_baseline_load(arena, path, &back, &err), "%s: %s", err.place, err.text);
    expect_text(back.path, path, "path");
    cr_expect(back.session_count == 5 && back.anchor);
    cr_expect(pg_baseline_load(arena, top, &back, &err) == PG_INPUT);
    cr_assert(!pg_file_write(path, "{}", 2, &err));
    cr_expect(pg_baseline_load(arena, path, &back, &err) == PG_INPUT);
    cr_expect(strstr(err.place, "host.json"), "%s", err.place);
    pg_file_remove_tree(top);
    pg_arena_free(arena);
}

Test(store, list) {
    static const char *const files[] = {"s/b.json", "s/a.json", "s/note.txt", "s/.json",
                                        "t/c.json"};
    pg_arena *arena = pg_arena_new();
    char *top;
    pg_error err;
    pg_strings list;
    cr_assert(!pg_file_scratch(arena, &top, &err));
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        cr_assert(!pg_file_write(pg_file_join(arena, top, files[i]), "{}", 2, &err));
    }
    cr_assert(!pg_baseline_list(arena, top, "s", &list, &err));
    cr_assert(list.count == 2, "%zu", list.count);
    expect_text(list.values[0], pg_format(arena, "%s/s/a.json", top), "sorted");
    expect_text(list.values[1], pg_format(arena, "%s/s/b.json", top), "sorted");
    cr_assert(!pg_baseline_list(arena, top, "none", &list, &err));
    cr_expect(list.count == 0, "no folder is no error");
    pg_file_remove_tree(top);
    pg_arena_free(arena);
}

static void nothing(pg_run *run) {
    (void)run;
}

static void interrupt(pg_run *run) {
    run->complete = false;
}

static void forget_host(pg_run *run) {
    run->host.class_name = "";
}

static void break_one(pg_run *run) {
    run->workloads[1].broken = "crashed";
}

static void empty_one(pg_run *run) {
    run->workloads[1].series_count = 0;
}

static void drop_all(pg_run *run) {
    run->workload_count = 0;
}

typedef struct refusal_row {
    const char *label;
    void (*change)(pg_run *run);
    const char *says; /* NULL: taken */
} refusal_row;

Test(store, refusals) {
    static const refusal_row rows[] = {
        {"a good one", nothing, NULL},
        {"interrupted", interrupt, "interrupted"},
        {"host unknown", forget_host, "host class"},
        {"broken", break_one, "w1 is broken: crashed"},
        {"not measured", empty_one, "w1 has no samples"},
        {"empty", drop_all, "no workloads"},
    };
    static const double samples[] = {1};
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pg_run *run = new_run(arena, "s");
        add_series(arena, add_workload(arena, run, "w0"), "wall_time", samples, 1, 0);
        add_series(arena, add_workload(arena, run, "w1"), "wall_time", samples, 1, 0);
        rows[i].change(run);
        const char *why = pg_baseline_refusal(arena, run);
        cr_expect((why != NULL) == (rows[i].says != NULL), "%s: %s", rows[i].label, why);
        cr_expect(!why || strstr(why, rows[i].says), "%s: %s", rows[i].label, why);
    }
    pg_arena_free(arena);
}
