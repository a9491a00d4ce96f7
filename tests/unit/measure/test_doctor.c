#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "fake.h"
#include "measure/doctor.h"
#include "support/expect.h"

static const pg_conditions perfect = {.governor = "performance",
                                      .has_turbo = true,
                                      .has_smt = true,
                                      .cpus = 4,
                                      .load = 0.2,
                                      .steal = 100,
                                      .ticks = 1000,
                                      .counters = true,
                                      .no_counters = "",
                                      .fixed_layout = true,
                                      .root = true,
                                      .perf = true,
                                      .valgrind = true,
                                      .free_memory = (uint64_t)8 << 30};

static const pg_finding *find_of(const pg_diagnosis *d, const char *name) {
    for (size_t i = 0; i < d->finding_count; i++) {
        if (!strcmp(d->findings[i].name, name)) {
            return &d->findings[i];
        }
    }
    return NULL;
}

static pg_conditions later(pg_conditions c, uint64_t steal) {
    c.ticks += 1000;
    c.steal += steal;
    return c;
}

Test(doctor, a_good_machine_needs_nothing) {
    pg_arena *arena = pg_arena_new();
    pg_conditions after = later(perfect, 0);
    pg_diagnosis d = {0};
    pg_doctor_judge(arena, &perfect, &after, 3, &d);
    cr_expect(d.finding_count == 11);
    for (size_t i = 0; i < d.finding_count; i++) {
        cr_expect(d.findings[i].grade == PG_GRADE_GOOD && !d.findings[i].advice, "%s: %s",
                  d.findings[i].name, d.findings[i].text);
    }
    pg_arena_free(arena);
}

/* One thing wrong at a time: it is found, graded, and has its advice; nothing else is. */
Test(doctor, what_is_wrong_is_found) {
    enum { CASES = 12 };
    pg_conditions wrong[CASES];
    for (size_t i = 0; i < CASES; i++) {
        wrong[i] = perfect;
    }
    wrong[0].cpus = 1;
    wrong[1].smt = true;
    wrong[2].load = 3;
    wrong[3].governor = "powersave";
    wrong[4].governor = "";
    wrong[5].turbo = true;
    wrong[6].free_memory = 1 << 20;
    wrong[7].counters = wrong[7].valgrind = false;
    wrong[7].no_counters = "the machine has none";
    wrong[8].counters = false;
    wrong[8].filtered = true;
    wrong[8].no_counters = "not permitted";
    wrong[9].fixed_layout = false;
    wrong[10].root = false;
    wrong[11].perf = false;
    static const struct {
        const char *name;
        pg_grade grade;
        const char *advice;
    } expected[CASES] = {
        {"cpus", PG_GRADE_POOR, "second CPU"},
        {"smt", PG_GRADE_FAIR, "smt/control"},
        {"load", PG_GRADE_POOR, "of its own"},
        {"frequency", PG_GRADE_FAIR, "cpupower"},
        {"frequency", PG_GRADE_FAIR, "side by side"},
        {"turbo", PG_GRADE_FAIR, "switch it off"},
        {"memory", PG_GRADE_FAIR, "disk"},
        {"counters", PG_GRADE_POOR, "install valgrind"},
        {"counters", PG_GRADE_FAIR, "seccomp"},
        {"layout", PG_GRADE_FAIR, "personality"},
        {"user", PG_GRADE_FAIR, "root"},
        {"profiler", PG_GRADE_FAIR, "install perf"},
    };
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < CASES; i++) {
        pg_conditions after = later(wrong[i], 0);
        pg_diagnosis d = {0};
        pg_doctor_judge(arena, &wrong[i], &after, 0, &d);
        const pg_finding *f = find_of(&d, expected[i].name);
        cr_assert(f, "%s", expected[i].name);
        cr_expect(f->grade == expected[i].grade, "case %zu: %s", i, f->text);
        cr_expect(f->advice && strstr(f->advice, expected[i].advice), "case %zu: %s", i, f->text);
        for (size_t k = 0; k < d.finding_count; k++) {
            /* A machine with one CPU is busy at a lower load: that one may show, too. */
            cr_expect(&d.findings[k] == f || d.findings[k].grade == PG_GRADE_GOOD, "case %zu: %s",
                      i, d.findings[k].text);
        }
    }
    pg_arena_free(arena);
}

Test(doctor, stolen_time_counts_while_measuring) {
    static const struct {
        uint64_t steal; /* of 1000 ticks */
        pg_grade grade;
    } cases[] = {{0, PG_GRADE_GOOD}, {2, PG_GRADE_GOOD}, {3, PG_GRADE_FAIR}, {21, PG_GRADE_POOR}};
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        pg_conditions after = later(perfect, cases[i].steal);
        pg_diagnosis d = {0};
        pg_doctor_judge(arena, &perfect, &after, 0, &d);
        cr_expect(find_of(&d, "steal")->grade == cases[i].grade, "%s", find_of(&d, "steal")->text);
    }
    pg_arena_free(arena);
}

/* A fake measuring in which the sides differ by 1 % and launches hardly: seen in a minute; the same
 * with launches of 40 s has no block that fits. */
Test(doctor, noise_is_read_off_the_runs) {
    enum { BLOCKS = 8 };
    pg_arena *arena = pg_arena_new();
    pg_config *config = fake_config(arena, 1);
    config->workloads[0].name = "command";
    pg_run runs[2] = {pg_run_empty(), pg_run_empty()};
    pg_error err;
    fake *f = new_fake(arena, config);
    cr_assert(!pg_measure(arena, fake_plan(arena, config, 2, BLOCKS, 3), &f->executor, runs, &err));
    pg_diagnosis d = {0};
    double seconds[] = {0.5};
    pg_doctor_read_noise(arena, &runs[0], &runs[1], seconds, &d);
    cr_assert(d.noise_count == 2);
    expect_text(d.noises[0].metric, "wall_time", "first");
    cr_expect_float_eq(d.noises[0].ratio, 1.01, 1e-4);
    cr_expect(d.noises[0].launch_seconds == 0.125 && d.noises[0].spread < 0.02);
    cr_expect(d.noises[0].minute >= 1 && d.noises[0].minute < 1.01);
    cr_expect(d.noises[0].five_minutes >= 1 && d.noises[0].five_minutes <= d.noises[0].minute);
    seconds[0] = 160;
    pg_doctor_read_noise(arena, &runs[0], &runs[1], seconds, &d);
    cr_expect(d.noises[0].minute == 0 && d.noises[0].five_minutes == 0);
    pg_arena_free(arena);
}
