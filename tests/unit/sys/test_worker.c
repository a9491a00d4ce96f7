#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>

#include "launched.h"
#include "support/expect.h"
#include "sys/clock.h"
#include "sys/env.h"
#include "sys/worker.h"

enum { ITERATIONS = 20 };

static const uint64_t SECOND_NS = 1000000000;

/* What became of a worker that was asked for so many iterations. */
typedef struct outcome {
    pg_trouble trouble;
    uint64_t items, checksum;
    size_t answers;
    double wall_ns, cpu_ns;
    pg_launch_result result;
    const char *tail;
} outcome;

static pg_launch describe(launched *l, const char *const *argv, uint64_t timeout_ns) {
    static const char *const env[] = {"PERFGATE_WORKER=serve", NULL};
    return (pg_launch){.argv = argv,
                       .env = env,
                       .directory = l->scratch,
                       .pinned = true,
                       .timeout_ns = timeout_ns,
                       .output_max = 1 << 20};
}

static outcome employ(launched *l, pg_launcher *launcher, const char *mode, const char *when,
                      uint64_t timeout_ns) {
    const char *program = pg_format(l->arena, "%s/worker", pg_env_self_dir(l->arena));
    const char *argv[] = {program, mode, when, NULL};
    pg_launch launch = describe(l, argv, timeout_ns);
    outcome o = {.answers = 0};
    pg_worker worker;
    cr_assert(!pg_worker_start(launcher, &launch, &worker, &o.items, &o.trouble, &l->err), "%s",
              l->err.text);
    while (!o.trouble && o.answers < ITERATIONS) {
        pg_iteration answer;
        cr_assert(!pg_worker_ask(&worker, timeout_ns, &answer, &o.trouble, &l->err));
        if (!o.trouble) {
            o.answers++;
            o.checksum = answer.checksum;
            o.wall_ns += answer.wall_ns;
            o.cpu_ns += answer.cpu_ns;
        }
    }
    cr_assert(!pg_worker_finish(&worker, &o.result, &l->err), "%s", l->err.text);
    o.tail = pg_launcher_output_tail(launcher, l->arena, 100);
    return o;
}

Test(worker, answers_until_it_is_let_go) {
    launched l = open_launched();
    outcome o = employ(&l, l.launcher, "works", NULL, 20 * SECOND_NS);
    cr_expect(o.answers == ITERATIONS && o.items == 1000);
    /* FNV-1a of "result", computed elsewhere. */
    cr_expect(o.checksum == UINT64_C(0x9b51cd7cd76778c4), "%016llx",
              (unsigned long long)o.checksum);
    cr_expect(o.wall_ns > 0 && o.cpu_ns > 0);
    cr_expect(o.result.outcome == PG_OUTCOME_EXITED && o.result.code == 0);
    cr_expect(o.result.wall_ns > o.wall_ns, "the launch takes longer than its iterations");
    close_launched(&l);
}

typedef struct misdeed {
    const char *mode, *when;
    pg_trouble trouble;
    size_t answers;
    pg_launch_outcome outcome;
    int code;
} misdeed;

static const misdeed misdeeds[] = {
    {"dies", "3", PG_ENDED, 3, PG_OUTCOME_SIGNALED, SIGABRT},
    {"leaves", "0", PG_ENDED, 0, PG_OUTCOME_EXITED, 7},
    {"ends", "5", PG_ENDED, 5, PG_OUTCOME_EXITED, 0},
    {"garbles", "4", PG_GARBLED, 4, PG_OUTCOME_EXITED, 1},
    {"mute", NULL, PG_ENDED, 0, PG_OUTCOME_EXITED, 0},
    {"garbled", NULL, PG_GARBLED, 0, PG_OUTCOME_EXITED, 0},
    {"fails", NULL, PG_ANSWERED, ITERATIONS, PG_OUTCOME_EXITED, 3},
};

Test(worker, what_it_does_wrong_is_a_result) {
    launched l = open_launched();
    for (size_t i = 0; i < COUNT_OF(misdeeds); i++) {
        const misdeed *m = &misdeeds[i];
        outcome o = employ(&l, l.launcher, m->mode, m->when, 20 * SECOND_NS);
        cr_expect(o.trouble == m->trouble, "%s: trouble %d", m->mode, (int)o.trouble);
        cr_expect(o.answers == m->answers, "%s: %zu answers", m->mode, o.answers);
        cr_expect(o.result.outcome == m->outcome && o.result.code == m->code,
                  "%s: outcome %d, code %d", m->mode, (int)o.result.outcome, o.result.code);
        if (!strcmp(m->mode, "fails")) {
            expect_text(o.tail, "could not say goodbye\n", "%s", m->mode);
        }
    }
    close_launched(&l);
}

/* One that hangs costs its deadline and the farewell, and the next one finds a launcher. */
Test(worker, one_that_hangs_is_killed, .timeout = 60) {
    launched l = open_launched();
    outcome o = employ(&l, l.launcher, "hangs", "2", SECOND_NS / 5);
    cr_expect(o.trouble == PG_SILENT && o.answers == 2);
    cr_expect(o.result.outcome == PG_OUTCOME_TIMEOUT);
    o = employ(&l, l.launcher, "works", NULL, 20 * SECOND_NS);
    cr_expect(o.answers == ITERATIONS && o.result.outcome == PG_OUTCOME_EXITED);
    close_launched(&l);
}

Test(worker, a_program_that_is_not_there) {
    launched l = open_launched();
    const char *argv[] = {"./not-there", NULL};
    pg_launch launch = describe(&l, argv, SECOND_NS);
    pg_worker worker;
    pg_trouble trouble;
    uint64_t items;
    pg_launch_result result;
    cr_assert(!pg_worker_start(l.launcher, &launch, &worker, &items, &trouble, &l.err));
    cr_expect(trouble == PG_ENDED);
    cr_assert(!pg_worker_finish(&worker, &result, &l.err));
    cr_expect(result.outcome == PG_OUTCOME_NOT_STARTED && result.obstacle);
    close_launched(&l);
}

/* Two at once, on launchers of their own, and both on the CPU of the first. */
Test(worker, side_by_side) {
    launched l = open_launched();
    pg_launcher *other;
    cr_assert(!pg_launcher_start_beside(l.arena, l.launcher, &other, &l.err));
    cr_expect(pg_launcher_cpu(other) == pg_launcher_cpu(l.launcher));
    const char *program = pg_format(l.arena, "%s/worker", pg_env_self_dir(l.arena));
    const char *argv[] = {program, NULL};
    pg_launch launch = describe(&l, argv, 20 * SECOND_NS);
    pg_launcher *launchers[] = {l.launcher, other};
    pg_worker workers[2];
    pg_trouble trouble = PG_ANSWERED;
    uint64_t items;
    for (size_t i = 0; i < 2; i++) {
        cr_assert(!pg_worker_start(launchers[i], &launch, &workers[i], &items, &trouble, &l.err));
        cr_assert(trouble == PG_ANSWERED);
    }
    for (size_t n = 0; n < 2 * ITERATIONS; n++) {
        pg_iteration answer;
        cr_assert(!pg_worker_ask(&workers[n % 2], SECOND_NS * 20, &answer, &trouble, &l.err));
        cr_assert(trouble == PG_ANSWERED, "iteration %zu", n);
    }
    for (size_t i = 0; i < 2; i++) {
        pg_launch_result result;
        cr_assert(!pg_worker_finish(&workers[i], &result, &l.err));
        cr_expect(result.outcome == PG_OUTCOME_EXITED && !result.code);
    }
    pg_launcher_stop(other);
    close_launched(&l);
}
