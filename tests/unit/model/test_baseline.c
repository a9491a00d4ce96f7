#include "model/baseline.h"

#include <string.h>

#include "runs.h"
#include "support/expect.h"
#include "texts.h"

static pg_session session_of(pg_arena *arena, const char *id, const char *note) {
    static const double samples[] = {1.5, 2, 3};
    pg_run *run = new_run(arena, id);
    add_series(arena, add_workload(arena, run, "w"), "wall_time", samples, 3, 0);
    return (pg_session){*run, "2026-01-02T03:04:05Z", note};
}

static char *baseline_text(pg_arena *arena, const pg_baseline *baseline) {
    pg_buf text = pg_buf_new(arena);
    pg_baseline_write(&text, baseline);
    return text.data;
}

Test(baseline, round_trip) {
    pg_arena *arena = pg_arena_new();
    for (int anchored = 0; anchored < 2; anchored++) {
        pg_session sessions[] = {session_of(arena, "a", ""),
                                 session_of(arena, "b", "captured once")};
        pg_session anchor = session_of(arena, "z", "the first");
        pg_baseline baseline = {.suite = "suite",
                                .host_class = "host",
                                .sessions = sessions,
                                .session_count = 2,
                                .anchor = anchored ? &anchor : NULL},
                    back;
        pg_error err = {0};
        char *text = baseline_text(arena, &baseline);
        pg_json top = parsed(arena, text, PG_JSON_PLAIN);
        cr_assert(!pg_baseline_read(arena, &top, &back, &err), "%s: %s", err.place, err.text);
        expect_text(baseline_text(arena, &back), text, "written again");
        cr_expect(back.session_count == 2 && (back.anchor != NULL) == anchored);
        expect_text(back.sessions[1].note, "captured once", "note");
        expect_text(back.sessions[0].note, "", "no note");
        expect_text(back.sessions[0].accepted, "2026-01-02T03:04:05Z", "accepted");
        expect_text(pg_baseline_anchor(&back)->run.session, anchored ? "z" : "a", "anchor");
        cr_expect(pg_run_series(pg_run_find(&back.sessions[1].run, "w"), "wall_time"));
    }
    pg_arena_free(arena);
}

#define BASELINE(sessions)                                                                         \
    "{'schema': 'perfgate-baseline/1', 'suite': 's', 'host_class': 'h', 'sessions': [" sessions "]}"
#define SESSION(suite, host_class)                                                                 \
    "{'run': {'schema': 'perfgate-run/1', 'suite': '" suite "', 'host': {'class': '" host_class    \
    "'}, 'workloads': []}}"

static const bad_text bad_baselines[] = {
    {"{}", "", "schema"},
    {"{'schema': 'perfgate-run/1'}", "", "perfgate-baseline/1"},
    {BASELINE(""), "$.sessions", "at least one session"},
    {BASELINE("{}"), "$.sessions[0]", "run"},
    {BASELINE("{'run': {'workloads': []}}"), "$.sessions[0].run", "schema"},
    {BASELINE(SESSION("s", "h") ", " SESSION("t", "h")), "$.sessions[1]",
     "sessions of the suite 's', found 't'"},
    {BASELINE(SESSION("s", "g")), "$.sessions[0]", "host class 'h', found 'g'"},
    {"{'schema': 'perfgate-baseline/1', 'suite': 's', 'host_class': 'h', 'sessions': [" SESSION(
         "s", "h") "], 'anchor': " SESSION("s", "g") "}",
     "$.anchor", "host class 'h', found 'g'"},
    {"{'schema': 'perfgate-baseline/1', 'suite': 's', 'sessions': [" SESSION("s", "h") "]}", "$",
     "host_class"},
    {"{'schema': 'perfgate-baseline/1', 'suite': 's', 'host_class': 'h', 'sessions': [" SESSION(
         "s", "h") "], 'anker': 1}",
     "$.anker", "anchor"},
};

static pg_status read_baseline(pg_arena *arena, const char *text, pg_error *err) {
    pg_baseline baseline;
    pg_json top = parsed(arena, text, PG_JSON_PLAIN);
    return pg_baseline_read(arena, &top, &baseline, err);
}

Test(baseline, what_is_refused) {
    expect_refused(bad_baselines, COUNT_OF(bad_baselines), read_baseline);
}
