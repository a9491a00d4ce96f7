#include <stdio.h>
#include <string.h>

#include "runs.h"
#include "support/expect.h"
#include "texts.h"

static pg_run read_good(pg_arena *arena, const char *text) {
    pg_run run;
    pg_error err = {0};
    cr_assert(!read_run_text(arena, quoted(arena, text), &run, &err), "%s: %s", err.place,
              err.text);
    return run;
}

Test(run, the_smallest_there_is) {
    pg_arena *arena = pg_arena_new();
    pg_run run =
        read_good(arena, "{'schema': 'perfgate-run/1', 'workloads': [{'name': 'w', "
                         "'series': [{'metric': 'm', 'unit': 'ns', 'samples': [1, 2.5]}]}]}");
    cr_assert(run.workload_count == 1 && run.complete);
    expect_text(run.session, "", "session");
    expect_text(run.host.class_name, "", "host class");
    const pg_series *series = pg_run_series(pg_run_find(&run, "w"), "m");
    cr_assert(series);
    cr_expect(series->kind == PG_TIMED && series->better == PG_LOWER && !series->blocks.count);
    cr_expect(series->samples.count == 2 && series->samples.values[1] == 2.5);
    pg_arena_free(arena);
}

/* A metric of our table has its kind and direction without saying so. */
Test(run, known_metrics) {
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < pg_metric_count; i++) {
        const pg_metric *metric = &pg_metrics[i];
        pg_run run = read_good(
            arena, pg_format(arena,
                             "{'schema': 'perfgate-run/1', 'workloads': [{'name': 'w', 'series': "
                             "[{'metric': '%s', 'unit': '%s', 'samples': [1]}]}]}",
                             metric->name, metric->unit));
        const pg_series *series = &run.workloads[0].series[0];
        cr_expect(series->kind == metric->kind && series->better == metric->better, "%s",
                  metric->name);
    }
    pg_arena_free(arena);
}

static pg_run *full_run(pg_arena *arena) {
    static const double odd[] = {0.1 + 0.2, 1e-300, 1.7976931348623157e308, 5e-324, 0, 1.0 / 3};
    static const double counts[] = {0, 9007199254740992.0, 42, 42, 1e15, 1};
    static const char *const texts[] = {"left processes behind", "\xe2\x9c\x93 \" \\ \n"};
    static uint64_t order[] = {0, 3, 1, 2, 0, 1}, start[] = {0, 7, 9007199254740992, 11, 12, 13},
                    looks[] = {3, 5, 10};
    pg_run *run = new_run(arena, "0123456789abcdef");
    run->tool = "perfgate 0.1.0";
    run->side = "head";
    run->started = "2026-01-02T03:04:05Z";
    run->complete = false;
    run->host = (pg_host){"a-class", "A CPU", "glibc 2.36", "vm", "6.1", 64};
    run->source = (pg_source){"0123abcd", true, "make && make test", "GCC: (Debian) 12"};
    run->settings = (pg_settings){10, 2, 1, 9007199254740991, {looks, 3}};
    pg_workload_run *w = add_workload(arena, run, "caf\xc3\xa9 \"quoted\" \\ /");
    w->inputs = "aa";
    w->artifacts = "bb";
    w->remarks = (pg_strings){PG_ARRAY(arena, const char *, 2), 2};
    w->remarks.values[0] = texts[0];
    w->remarks.values[1] = texts[1];
    w->order = (pg_counts){order, 6};
    w->start_ms = (pg_counts){start, 6};
    add_series(arena, w, "wall_time", odd, 6, 2);
    add_series(arena, w, "allocations", counts, 6, 0);
    pg_series *own = add_series(arena, w, "items per second", odd, 6, 3);
    own->better = PG_HIGHER;
    own->unit = "items/s";
    add_series(arena, w, "an empty one", odd, 0, 0);
    add_workload(arena, run, "broken")->broken = "crashed: signal 11";
    add_workload(arena, run, "absent")->absent = true;
    add_workload(arena, run, "same")->same_bytes = true;
    return run;
}

Test(run, round_trip) {
    pg_arena *arena = pg_arena_new();
    const pg_run *run = full_run(arena);
    pg_run back;
    pg_error err = {0};
    char *text = run_text(arena, run);
    cr_assert(!read_run_text(arena, text, &back, &err), "%s: %s", err.place, err.text);
    expect_text(run_text(arena, &back), text, "written again");
    expect_text(back.session, run->session, "session");
    cr_expect(!back.complete && back.host.cpus == 64 && back.source.dirty &&
              back.settings.seed == 9007199254740991);
    expect_text(back.host.class_name, "a-class", "host class");
    expect_text(back.source.compiler, "GCC: (Debian) 12", "compiler");
    cr_assert(back.workload_count == 4);
    const pg_workload_run *w = &back.workloads[0], *from = &run->workloads[0];
    expect_text(w->name, from->name, "name");
    expect_text(w->remarks.values[1], from->remarks.values[1], "remark");
    cr_expect(w->start_ms.count == 6 && w->start_ms.values[2] == 9007199254740992);
    for (size_t s = 0; s < from->series_count; s++) {
        const pg_series *a = &from->series[s], *b = pg_run_series(w, a->metric);
        cr_assert(b && a->samples.count == b->samples.count && a->blocks.count == b->blocks.count);
        cr_expect(a->kind == b->kind && a->better == b->better && !strcmp(a->unit, b->unit));
        cr_expect(!a->samples.count || !memcmp(a->samples.values, b->samples.values,
                                               a->samples.count * sizeof(double)),
                  "%s: to the same bits", a->metric);
        cr_expect(!a->blocks.count ||
                  !memcmp(a->blocks.values, b->blocks.values, a->blocks.count * sizeof(uint64_t)));
    }
    expect_text(pg_run_find(&back, "broken")->broken, "crashed: signal 11", "broken");
    cr_expect(pg_run_find(&back, "absent")->absent && pg_run_find(&back, "same")->same_bytes);
    pg_arena_free(arena);
}

Test(run, finding_by_name) {
    pg_arena *arena = pg_arena_new();
    pg_run *run = new_run(arena, "");
    pg_rng rng = pg_rng_new(3);
    size_t twice = 0;
    for (int i = 0; i < 100; i++) {
        add_workload(arena, run, pg_format(arena, "w%08x", (unsigned)pg_rng_next(&rng)));
    }
    cr_assert(pg_run_index(arena, run, &twice));
    for (size_t i = 0; i < 100; i++) {
        cr_expect(pg_run_find(run, run->workloads[i].name) == &run->workloads[i]);
    }
    cr_expect(!pg_run_find(run, "") && !pg_run_find(run, "zzz") && !pg_run_find(run, "w"));
    add_workload(arena, run, run->workloads[40].name);
    cr_expect(!pg_run_index(arena, run, &twice) && twice == 100, "%zu", twice);
    pg_arena_free(arena);
}

#define RUN(workloads) "{'schema': 'perfgate-run/1', 'workloads': [" workloads "]}"
#define SERIES(text)   RUN("{'name': 'w', 'series': [" text "]}")
#define LONG           "0123456789012345678901234567890123456789012345678"

static const bad_text bad_runs[] = {
    {"{}", "", "schema"},
    {"[]", "", "object"},
    {"{'schema': 'perfgate-run/2', 'workloads': []}", "", "perfgate-run/"},
    {"{'schema': 'perfgate-baseline/1', 'workloads': []}", "", "perfgate-run/1"},
    {"{'schema': 'perfgate-run/1'}", "$", "workloads"},
    {"{'schema': 'perfgate-run/1', 'workloads': [], 'sesion': 's'}", "$.sesion", "session"},
    {"{'schema': 'perfgate-run/1', 'workloads': {}}", "$.workloads", "array"},
    {"{'schema': 'perfgate-run/1', 'workloads': [], 'complete': 1}", "$.complete", "true or false"},
    {RUN("{'name': 'w'}, {'name': 'v'}, {'name': 'w'}"), "$.workloads[2]", "each workload once"},
    {RUN("{'name': ''}"), "$.workloads[0].name", ""},
    {RUN("{'name': 'a\\u0007b'}"), "$.workloads[0].name", "control characters"},
    {RUN("{'name': '" LONG LONG LONG LONG LONG "'}"), "$.workloads[0].name", "200 bytes"},
    {RUN("{'series': []}"), "$.workloads[0]", "name"},
    {SERIES("{'metric': 'm', 'unit': 'ns', 'samples': [1, -1]}"),
     "$.workloads[0].series[0].samples[1]", "number >= 0, found -1"},
    {SERIES("{'metric': 'm', 'unit': 'count', 'samples': [1.5]}"),
     "$.workloads[0].series[0].samples[0]", "whole number >= 0, found 1.5"},
    {SERIES("{'metric': 'm', 'unit': 'bytes', 'samples': [0.5]}"), "", "whole number"},
    {SERIES("{'metric': 'm', 'unit': 'ns', 'samples': ['1']}"),
     "$.workloads[0].series[0].samples[0]", "number"},
    {SERIES("{'metric': 'm', 'unit': 'ns', 'samples': [1e400]}"), "", "finite"},
    {SERIES("{'metric': 'm', 'unit': 'ns', 'samples': [NaN]}"), "", ""},
    {SERIES("{'metric': 'm', 'unit': 'ns', 'samples': [1, 2], 'blocks': [0]}"),
     "$.workloads[0].series[0]", "found 1 for 2 samples"},
    {SERIES("{'metric': 'm', 'unit': 'ns', 'samples': [1], 'blocks': [-1]}"), "", "integer"},
    {SERIES("{'metric': 'm', 'unit': 'ns', 'samples': [1], 'kind': 'fast'}"),
     "$.workloads[0].series[0].kind", "'timed' or 'exact', found 'fast'"},
    {SERIES("{'metric': 'm', 'unit': 'ns', 'samples': [1], 'better': 'more'}"),
     "$.workloads[0].series[0].better", "found"},
    {SERIES("{'metric': 'wall_time', 'unit': 's', 'samples': [1]}"), "$.workloads[0].series[0]",
     "for wall_time, found"},
    {SERIES("{'metric': 'wall_time', 'unit': 'ns', 'kind': 'exact', 'samples': [1]}"),
     "$.workloads[0].series[0]", "expected wall_time to be timed with lower better"},
    {SERIES("{'metric': 'wall_time', 'unit': 'ns', 'better': 'higher', 'samples': [1]}"),
     "$.workloads[0].series[0]", "found timed with higher"},
    {SERIES("{'metric': 'm', 'unit': 'ns', 'samples': []}, {'metric': 'm', 'unit': 'ns', "
            "'samples': []}"),
     "$.workloads[0].series[1]", "each metric once"},
    {SERIES("{'metric': 'm', 'samples': []}"), "$.workloads[0].series[0]", "unit"},
    {SERIES("{'metric': 'm', 'unit': 'ns', 'samples': [], 'sample': []}"), "", "sample"},
};

static pg_status read_run(pg_arena *arena, const char *text, pg_error *err) {
    pg_json top;
    pg_run run;
    char *copy = pg_copy(arena, text);
    pg_status status = pg_json_parse(arena, "f.json", copy, strlen(copy), PG_JSON_PLAIN, &top, err);
    return status ? status : pg_run_read(arena, &top, &run, err);
}

Test(run, what_is_refused) {
    expect_refused(bad_runs, COUNT_OF(bad_runs), read_run);
}

typedef struct class_row {
    pg_host host;
    const char *expected;
} class_row;

Test(run, host_class_is_a_file_name) {
    static const class_row rows[] = {
        {{.cpu = "AMD EPYC", .libc = "glibc 2.36", .machine = "vm", .cpus = 2},
         "amd-epyc-2cpu-glibc-2.36-vm"},
        {{.cpu = "Intel(R) Xeon(R) CPU @ 2.20GHz",
          .libc = "glibc 2.31",
          .machine = "container",
          .cpus = 96},
         "intel-r-xeon-r-cpu-2.20ghz-96cpu-glibc-2.31-container"},
        {{.cpu = "../../etc/passwd", .libc = "", .machine = "", .cpus = 1},
         "..-..-etc-passwd-1cpu"},
        {{.cpu = "  ", .libc = "a\nb", .machine = "\xc3\xa9", .cpus = 0}, "0cpu-a-b"},
    };
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char *found = pg_host_class(arena, &rows[i].host);
        cr_expect(!strchr(found, '/') && !strchr(found, ' '), "%s", found);
        expect_text(found, rows[i].expected, "row %zu", i);
    }
    pg_arena_free(arena);
}
