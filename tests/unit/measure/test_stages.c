/* Measuring in stages: what is decided is not measured on, and the blocks are those of one go. */
#include <stdio.h>
#include <string.h>

#include "fake.h"
#include "runs.h"
#include "support/expect.h"

enum { BLOCKS = 8 };

static size_t samples_of(const pg_run *run, const char *name) {
    const pg_workload_run *workload = pg_run_find(run, name);
    return workload && workload->series_count ? workload->series[0].samples.count : 0;
}

Test(stages, go_on_where_they_stopped) {
    static const uint64_t looks[] = {2, 5, 8};
    pg_arena *arena = pg_arena_new();
    const pg_config *config = fake_config(arena, 3);
    fake *f = new_fake(arena, config);
    pg_run runs[2] = {pg_run_empty(), pg_run_empty()};
    pg_error err = {0};
    pg_measuring *m =
        pg_measure_start(arena, fake_plan(arena, config, 2, BLOCKS, 9), &f->executor, runs, &err);
    cr_assert(f->count == 0, "starting launches nothing");
    for (size_t look = 0; look < COUNT_OF(looks); look++) {
        bool done[3] = {false, look > 0, look > 1};
        cr_assert(!pg_measure_to(m, looks[look], done) && !pg_measure_stopped(m));
        for (int s = 0; s < 2; s++) {
            cr_expect(runs[s].complete && runs[s].workload_count == 3);
            cr_expect(samples_of(&runs[s], "w0") == 2 * looks[look]);
            cr_expect(samples_of(&runs[s], "w1") == 2 * looks[0]);
            cr_expect(samples_of(&runs[s], "w2") == 2 * looks[look > 1 ? 1 : look]);
        }
    }
    const pg_series *wall = pg_run_series(pg_run_find(&runs[1], "w0"), "wall_time");
    for (size_t i = 0; i < 2 * BLOCKS; i++) {
        cr_expect(wall->blocks.values[i] == i / 2 &&
                      wall->samples.values[i] == fake_wall_ns(0, 1, i + 1),
                  "one warm-up only, then block after block");
    }
    cr_expect(f->launches[1][0] == 1 + 2 * looks[0]);
    pg_arena_free(arena);
}

Test(stages, a_stage_that_asks_for_no_more_launches_nothing) {
    pg_arena *arena = pg_arena_new();
    const pg_config *config = fake_config(arena, 1);
    fake *f = new_fake(arena, config);
    pg_run runs[2] = {pg_run_empty(), pg_run_empty()};
    pg_error err = {0};
    pg_measuring *m =
        pg_measure_start(arena, fake_plan(arena, config, 2, BLOCKS, 9), &f->executor, runs, &err);
    pg_measure_to(m, 4, NULL);
    size_t count = f->count;
    pg_measure_to(m, 4, NULL);
    cr_expect(f->count == count);
    pg_arena_free(arena);
}

/* What breaks in a later stage is broken, whatever earlier stages gave. */
Test(stages, failing_later) {
    pg_arena *arena = pg_arena_new();
    for (size_t side = 0; side < 2; side++) {
        const pg_config *config = fake_config(arena, 1);
        const fake_failure failure = {
            .side = side, .after = 7, .outcome = PG_OUTCOME_SIGNALED, .code = 6};
        fake *f = new_fake(arena, config);
        f->failures = &failure;
        f->failure_count = 1;
        pg_run runs[2] = {pg_run_empty(), pg_run_empty()};
        pg_error err = {0};
        pg_measuring *m = pg_measure_start(arena, fake_plan(arena, config, 2, BLOCKS, 9),
                                           &f->executor, runs, &err);
        pg_measure_to(m, 2, NULL);
        cr_assert(samples_of(&runs[side], "w0") == 4 && !runs[side].workloads[0].broken);
        pg_measure_to(m, BLOCKS, NULL);
        cr_expect(runs[side].workloads[0].broken && !runs[1 - side].workloads[0].broken);
        size_t count = f->count;
        pg_measure_to(m, BLOCKS, NULL);
        cr_expect(f->count == count, "it is not tried again");
        pg_run back;
        char *text = run_text(arena, &runs[side]);
        cr_expect(!read_run_text(arena, text, &back, &err), "%s: %s", err.place, err.text);
    }
    pg_arena_free(arena);
}

Test(stages, stopping_ends_all_of_them) {
    pg_arena *arena = pg_arena_new();
    const pg_config *config = fake_config(arena, 2);
    fake *f = new_fake(arena, config);
    f->stop_after = 2 + 4 * 2 + 2 + 4 + 1; /* in the second block of the second workload */
    pg_run runs[2] = {pg_run_empty(), pg_run_empty()};
    pg_error err = {0};
    pg_measuring *m =
        pg_measure_start(arena, fake_plan(arena, config, 2, BLOCKS, 9), &f->executor, runs, &err);
    cr_expect(!pg_measure_to(m, 2, NULL) && pg_measure_stopped(m));
    size_t count = f->count;
    cr_expect(!pg_measure_to(m, BLOCKS, NULL) && pg_measure_stopped(m) && f->count == count);
    cr_expect(!runs[0].complete && samples_of(&runs[0], "w0") == 4 &&
              samples_of(&runs[1], "w1") == 2);
    pg_arena_free(arena);
}

typedef struct heard {
    size_t calls, outcomes, last_block;
    double last_ratio, last_left;
    char last[64];
    bool backwards;
} heard;

static void listen(void *context, const pg_progress *p) {
    heard *h = context;
    h->calls++;
    if (p->outcome) {
        h->outcomes++;
        snprintf(h->last, sizeof(h->last), "%s", p->outcome);
    }
    h->backwards |= p->seconds_left < 0 || p->index >= p->count || p->block > p->blocks;
    h->last_ratio = p->ratio;
    h->last_left = p->seconds_left;
    h->last_block = p->block;
}

Test(stages, progress_is_told) {
    pg_arena *arena = pg_arena_new();
    const pg_config *config = fake_config(arena, 1);
    fake *f = new_fake(arena, config);
    heard h = {0};
    pg_plan *plan = fake_plan(arena, config, 2, BLOCKS, 9);
    plan->progress = listen;
    plan->context = &h;
    pg_run runs[2] = {pg_run_empty(), pg_run_empty()};
    pg_error err = {0};
    cr_assert(!pg_measure(arena, plan, &f->executor, runs, &err));
    cr_expect(h.outcomes == 1 && h.calls > BLOCKS && !h.backwards);
    expect_text(h.last, "8 blocks", "outcome");
    /* Medians of 16 launches each: the middle of samples 1 .. 16. */
    expect_close(h.last_ratio, (1e6 + 1e4 + 8.5) / (1e6 + 8.5), 1e-12, "ratio of the medians");
    cr_expect(h.last_block == BLOCKS && h.last_left == 0);
    pg_arena_free(arena);
}
