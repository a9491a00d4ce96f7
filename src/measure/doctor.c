#include "measure/doctor.h"

#include <math.h>
#include <string.h>

#include "base/unit.h"
#include "stats/block.h"
#include "stats/describe.h"
#include "stats/power.h"
#include "stats/ratio.h"
#include "sys/clock.h"
#include "sys/env.h"
#include "sys/file.h"

enum { FINDINGS_MAX = 12, NOISES_MAX = 4, BLOCKS_MAX = 1000 };

/* What is looked for, and how sure. As the gate has it by default. */
static const double TARGET = 1.05, ALPHA = 0.01;

static const double STEAL_FAIR = 0.002, STEAL_POOR = 0.02;
static const uint64_t MEMORY_LOW = UINT64_C(1) << 29;

static void find(pg_diagnosis *d, const char *name, pg_grade grade, const char *text,
                 const char *advice) {
    d->findings[d->finding_count++] =
        (pg_finding){.name = name, .grade = grade, .text = text, .advice = advice};
}

static void judge_cpus(pg_arena *arena, const pg_conditions *c, unsigned cpu, pg_diagnosis *d) {
    if (c->cpus > 1) {
        find(d, "cpus", PG_GRADE_GOOD,
             pg_format(arena, "%u; programs run on CPU %u alone, perfgate elsewhere", c->cpus, cpu),
             NULL);
    } else {
        find(d, "cpus", PG_GRADE_POOR, "1: perfgate and what it measures share it",
             "give the job a second CPU");
    }
    if (c->has_smt && c->smt) {
        find(d, "smt", PG_GRADE_FAIR, "on: a neighbour on the same core slows what is measured",
             "switch it off (echo off > /sys/devices/system/cpu/smt/control), or keep the "
             "sibling CPU idle");
    } else {
        find(d, "smt", PG_GRADE_GOOD, c->has_smt ? "off" : "not told by this machine", NULL);
    }
    bool busy = c->load > 0.5 * c->cpus;
    find(d, "load", busy ? PG_GRADE_POOR : PG_GRADE_GOOD,
         pg_format(arena, "%.2f programs wanted to run in the last minute", c->load),
         busy ? "end what else runs here, or measure on a machine of its own" : NULL);
}

static void judge_clock(pg_arena *arena, const pg_conditions *c, pg_diagnosis *d) {
    bool steady = !strcmp(c->governor, "performance");
    if (!*c->governor) {
        find(d, "frequency", PG_GRADE_FAIR, "not controlled from here, as in most virtual machines",
             "compare side by side only (the gate does); times of other sessions differ");
    } else {
        find(d, "frequency", steady ? PG_GRADE_GOOD : PG_GRADE_FAIR,
             pg_format(arena, "governor %s", c->governor),
             steady ? NULL
                    : "set the governor to performance (cpupower frequency-set -g "
                      "performance)");
    }
    if (c->has_turbo) {
        find(d, "turbo", c->turbo ? PG_GRADE_FAIR : PG_GRADE_GOOD, c->turbo ? "on" : "off",
             c->turbo ? "switch it off where absolute times are kept as a baseline" : NULL);
    }
}

static void judge_neighbours(pg_arena *arena, const pg_conditions *before,
                             const pg_conditions *after, pg_diagnosis *d) {
    uint64_t ticks = after->ticks - before->ticks;
    double steal = ticks ? (double)(after->steal - before->steal) / (double)ticks : 0;
    pg_grade grade = steal > STEAL_POOR   ? PG_GRADE_POOR
                     : steal > STEAL_FAIR ? PG_GRADE_FAIR
                                          : PG_GRADE_GOOD;
    find(d, "steal", grade,
         pg_format(arena, "%.1f %% of the time went to other virtual machines", 100 * steal),
         grade != PG_GRADE_GOOD ? "use a dedicated machine, or gate on cpu_time and exact metrics"
                                : NULL);
    bool short_of = after->free_memory < MEMORY_LOW || after->used_swap;
    find(d, "memory", short_of ? PG_GRADE_FAIR : PG_GRADE_GOOD,
         pg_format(arena, "%s free%s", pg_quantity(arena, (double)after->free_memory, "bytes"),
                   after->used_swap
                       ? pg_format(arena, ", %s swapped out",
                                   pg_quantity(arena, (double)after->used_swap, "bytes"))
                       : ""),
         short_of ? "a program that is swapped is measured with its disk" : NULL);
}

static void judge_means(pg_arena *arena, const pg_conditions *c, pg_diagnosis *d) {
    const char *paranoid =
        c->has_paranoid ? pg_format(arena, " (perf_event_paranoid %d)", c->paranoid) : "";
    if (c->counters) {
        find(d, "counters", PG_GRADE_GOOD, "instructions can be counted by the hardware", NULL);
    } else {
        find(d, "counters", c->valgrind ? PG_GRADE_FAIR : PG_GRADE_POOR,
             pg_format(arena, "no hardware counters: %s%s; %s", c->no_counters, paranoid,
                       c->valgrind ? "instructions are counted by callgrind, 60 times slower"
                                   : "instructions are not available"),
             c->filtered && strcmp(c->no_counters, "not permitted") == 0
                 ? "run natively, or the container with a seccomp profile that allows "
                   "perf_event_open"
             : c->valgrind ? NULL
                           : "install valgrind");
    }
    find(d, "layout", c->fixed_layout ? PG_GRADE_GOOD : PG_GRADE_FAIR,
         c->fixed_layout ? "can be fixed for exact metrics, is random for timed ones"
                         : "random always: exact metrics may differ from run to run",
         c->fixed_layout ? NULL : "allow personality(ADDR_NO_RANDOMIZE) in the seccomp profile");
    find(d, "user", c->root ? PG_GRADE_GOOD : PG_GRADE_FAIR,
         c->root ? "root: programs can run as a user that owns nothing"
                 : "not root: measured programs run as you, and can read what you can",
         c->root ? NULL
                 : "measure foreign code as root in a container, or on a throw-away machine");
    find(d, "profiler", c->perf ? PG_GRADE_GOOD : PG_GRADE_FAIR,
         c->perf ? "perf is installed" : "perf is not installed",
         c->perf ? NULL : "install perf to see which function got slower");
}

void pg_doctor_judge(pg_arena *arena, const pg_conditions *before, const pg_conditions *after,
                     unsigned cpu, pg_diagnosis *d) {
    d->findings = PG_ARRAY(arena, pg_finding, FINDINGS_MAX);
    d->finding_count = 0;
    judge_cpus(arena, before, cpu, d);
    judge_clock(arena, before, d);
    judge_neighbours(arena, before, after, d);
    judge_means(arena, before, d);
}

/* The launches of one metric, two a side in each block, sorted within. */
static size_t make_blocks(pg_arena *arena, const pg_series *base, const pg_series *head,
                          pg_block *blocks) {
    size_t count =
        base->samples.count < head->samples.count ? base->samples.count : head->samples.count;
    const double *sides[] = {base->samples.values, head->samples.values};
    for (size_t b = 0; b < count / PG_LAUNCHES; b++) {
        double *pair[2];
        for (int s = 0; s < 2; s++) {
            const double *from = sides[s] + PG_LAUNCHES * b;
            pair[s] = PG_ARRAY(arena, double, PG_LAUNCHES);
            pair[s][0] = fmin(from[0], from[1]);
            pair[s][1] = fmax(from[0], from[1]);
        }
        blocks[b] = (pg_block){pair[0], pair[1], PG_LAUNCHES, PG_LAUNCHES};
    }
    return count / PG_LAUNCHES;
}

/* What so many blocks like these would show: the blocks again and again. */
static double visible(const pg_block *blocks, size_t count, double estimate, double seconds,
                      double block_seconds) {
    static pg_block many[BLOCKS_MAX];
    double wanted = floor(seconds / block_seconds);
    size_t k = wanted < BLOCKS_MAX ? (size_t)wanted : BLOCKS_MAX;
    for (size_t i = 0; i < k; i++) {
        many[i] = blocks[i % count];
    }
    if (!k) {
        return 0;
    }
    pg_power power = pg_power_estimate(many, k, estimate, TARGET, ALPHA);
    return power.has_visible ? power.visible : 0;
}

static double spread_of(pg_arena *arena, const pg_series *base, const pg_series *head) {
    size_t m = base->samples.count, n = m + head->samples.count;
    double *all = PG_ARRAY(arena, double, n), *scratch = PG_ARRAY(arena, double, n);
    memcpy(all, base->samples.values, m * sizeof(double));
    memcpy(all + m, head->samples.values, (n - m) * sizeof(double));
    pg_sort(all, n, scratch);
    double median = pg_quantile(all, n, 0.5);
    return median > 0 ? pg_mad(all, n, scratch) / median : 0;
}

void pg_doctor_read_noise(pg_arena *arena, const pg_run *base, const pg_run *head,
                          const double *block_seconds, pg_diagnosis *d) {
    static const char *const shown[] = {"p50", "wall_time", "cpu_time"};
    d->noises = PG_ARRAY(arena, pg_noise, NOISES_MAX);
    d->noise_count = 0;
    for (size_t w = 0; w < head->workload_count; w++) {
        for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++) {
            const pg_series *x = pg_run_series(&base->workloads[w], shown[i]);
            const pg_series *y = pg_run_series(&head->workloads[w], shown[i]);
            pg_block blocks[BLOCKS_MAX];
            size_t count = x && y ? make_blocks(arena, x, y, blocks) : 0;
            if (!count || d->noise_count == NOISES_MAX) {
                continue;
            }
            size_t pairs = pg_block_pairs(blocks, count);
            double ratio = pg_ratio_select(blocks, count, pairs / 2);
            d->noises[d->noise_count++] =
                (pg_noise){.way = head->workloads[w].name,
                           .metric = shown[i],
                           .spread = spread_of(arena, x, y),
                           .ratio = ratio,
                           .launch_seconds = block_seconds[w] / (2 * PG_LAUNCHES),
                           .block_seconds = block_seconds[w],
                           .minute = visible(blocks, count, ratio, 60, block_seconds[w]),
                           .five_minutes = visible(blocks, count, ratio, 300, block_seconds[w])};
        }
    }
}

static pg_status measure(pg_arena *arena, pg_launcher *launcher, const char *directory,
                         uint64_t blocks, pg_diagnosis *d, pg_error *err) {
    static const char *worker[] = {"./perfgate-probe", "1", NULL};
    static const char *command[] = {"./perfgate-probe", "25", NULL};
    static pg_workload workloads[] = {
        {.name = "worker",
         .command = {worker},
         .worker = true,
         .iterations = 50,
         .warmup_iterations = 3,
         .size = "",
         .timeout_s = 60},
        {.name = "command", .command = {command}, .size = "", .timeout_s = 60},
    };
    static const pg_config config = {.warmup = 1, .workloads = workloads, .workload_count = 2};
    const char *directories[] = {directory, directory};
    pg_prepared prepared[] = {{.inputs = "", .artifacts = "", .compiler = ""},
                              {.inputs = "", .artifacts = "", .compiler = ""}};
    pg_plan plan = {.config = &config,
                    .blocks = blocks,
                    .seed = pg_env_random(),
                    .sides = 2,
                    .measure_identical = true,
                    .prepared = {prepared, prepared}};
    pg_run runs[PG_SIDES_MAX] = {pg_run_empty(), pg_run_empty(), pg_run_empty()};
    const pg_sandbox_tree tree = {.directory = directory};
    pg_sandbox sandbox;
    pg_status status = pg_sandbox_open(arena, launcher, &config, &tree, 1, &pg_counter_instructions,
                                       &sandbox, err);
    if (status) {
        pg_sandbox_close(&sandbox);
        return status;
    }
    pg_executor *executor = pg_executor_real(arena, launcher, &config, directories, &sandbox);
    pg_measuring *m = pg_measure_start(arena, &plan, executor, runs, err);
    status = pg_measure_to(m, blocks, NULL);
    pg_executor_close(executor);
    pg_sandbox_close(&sandbox);
    if (!status && pg_measure_stopped(m)) {
        return pg_fail(err, PG_INTERRUPTED, NULL, "interrupted");
    }
    for (size_t w = 0; !status && w < runs[1].workload_count; w++) {
        if (runs[1].workloads[w].broken) {
            return pg_fail(err, PG_CHILD, "perfgate-probe", "%s", runs[1].workloads[w].broken);
        }
    }
    const double seconds[] = {pg_measure_block_seconds(m, 0), pg_measure_block_seconds(m, 1)};
    if (!status) {
        pg_doctor_read_noise(arena, &runs[0], &runs[1], seconds, d);
    }
    return status;
}

pg_status pg_doctor_run(pg_arena *arena, uint64_t blocks, pg_diagnosis *d, pg_error *err) {
    char *place = pg_env_companion(arena, "perfgate-probe");
    pg_launcher *launcher = NULL;
    if (!place) {
        return pg_fail(
            err, PG_CHILD, "perfgate-probe",
            "expected it beside perfgate or in ../libexec/perfgate, found it in neither: "
            "build or install perfgate whole");
    }
    *strrchr(place, '/') = 0; /* its folder */
    pg_conditions before = pg_conditions_look(arena);
    uint64_t began = pg_clock_ns();
    pg_status status = pg_launcher_start(arena, &launcher, err);
    if (!status) {
        status = measure(arena, launcher, place, blocks, d, err);
        d->seconds = (double)(pg_clock_ns() - began) / 1e9;
        pg_conditions after = pg_conditions_look(arena);
        pg_doctor_judge(arena, &before, &after, pg_launcher_cpu(launcher), d);
    }
    pg_launcher_stop(launcher);
    return status;
}
