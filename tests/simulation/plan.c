#include "plan.h"

#include <math.h>

const char *const effort_names[EFFORTS] = {"smoke", "fast", "full"};

static const double THRESHOLD = 0.05;

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))

/* A plan being made, and the study that its next entry is of. */
typedef struct maker {
    pg_arena *arena;
    plan plan;
    effort effort;
    study study;
} maker;

/* Trials by effort; with none the entry is left out. */
static void add(maker *m, uint64_t smoke, uint64_t fast, uint64_t full, promise promised) {
    uint64_t trials[EFFORTS] = {smoke, fast, full};
    if (!trials[m->effort]) {
        return;
    }
    plan *p = &m->plan;
    p->entries = pg_grow(m->arena, p->entries, p->count, p->count + 1, sizeof(*p->entries));
    p->entries[p->count] = (plan_entry){m->study, promised};
    p->entries[p->count++].study.trials = trials[m->effort];
}

static promise at_most(measure what, double limit) {
    return (promise){what, false, limit, false};
}

static promise at_least(measure what, double limit) {
    return (promise){what, true, limit, false};
}

/* The level itself, which counts may well reach. */
static promise level(measure what, double limit) {
    return (promise){what, false, limit, true};
}

static void same_session(maker *m, const char *table, size_t rows, double effect, bool adaptive) {
    m->study = (study){.table = table,
                       .noise = NOISE_NORMAL,
                       .rows = rows,
                       .blocks = adaptive ? 20 : 10,
                       .adaptive = adaptive,
                       .effect = effect,
                       .threshold = THRESHOLD};
}

static void another_session(maker *m, const char *table, offset_kind offset, double sd,
                            double effect) {
    same_session(m, table, 20, effect, false);
    m->study.noise = NOISE_CALM;
    m->study.sessions = 5;
    m->study.offset = offset;
    m->study.offset_sd = sd;
}

/* No change, a hundred rows: red in less than one suite in a hundred, whatever the noise. */
static void promise_no_false_alarms(maker *m) {
    for (int adaptive = 0; adaptive < 2; adaptive++) {
        for (int k = 0; k < NOISE_KINDS; k++) {
            bool common = k == NOISE_NORMAL || k == NOISE_CONTENDED;
            same_session(m, "no change", 100, 0, adaptive);
            m->study.noise = (noise_kind)k;
            add(m, common, common ? 150 : 30, 2000, at_most(MEASURE_RED, 0.01));
        }
    }
}

/* +10 % in a suite of one row, 20 launches a side. */
static void promise_power(maker *m) {
    same_session(m, "power", 1, 0.10, false);
    add(m, 20, 3000, 20000, at_least(MEASURE_FOUND, 0.975));
    m->study.noise = NOISE_CONTENDED;
    add(m, 20, 3000, 20000, at_least(MEASURE_FOUND, 0.95));
}

/* Stopping early spends no more error than it may. With a threshold of 0 nothing but the spending
 * keeps a row from being called; with the usual one the change must have the size, too. */
static void promise_early_stopping(maker *m) {
    for (size_t rows = 1; rows <= 20; rows += 19) {
        same_session(m, "spending", rows, 0, true);
        m->study.threshold = 0;
        add(m, 5, rows == 1 ? 3000 : 150, rows == 1 ? 40000 : 4000, level(MEASURE_CALLED, 0.01));
    }
    for (int k = 0; k < NOISE_KINDS; k++) {
        same_session(m, "early stopping", 1, 0, true);
        m->study.noise = (noise_kind)k;
        add(m, 2, 500, 10000, at_most(MEASURE_RED, 0.01));
    }
    same_session(m, "early stopping", 1, 0, true);
    m->study.noise = NOISE_CALM;
    add(m, 2, 500, 10000, at_most(MEASURE_LAUNCHES, 14));
}

/* A change that is just as large as the threshold is called unchanged with at most beta. */
static void promise_at_the_threshold(maker *m) {
    for (int adaptive = 0; adaptive < 2; adaptive++) {
        for (int k = 0; k < NOISE_KINDS; k++) {
            same_session(m, "at the threshold", 1, THRESHOLD, adaptive);
            m->study.noise = (noise_kind)k;
            add(m, 2, 300, 10000, level(MEASURE_PASSED_OVER, 0.05));
        }
    }
}

/* What a baseline of some sessions promises, where sessions differ by 3 %. */
typedef struct sessions_promise {
    size_t sessions;
    double red;           /* at most, without a change */
    double large, medium; /* found, +50 % and +20 % in one row: at least; 0: nothing is promised */
    uint64_t fast;        /* trials of the fast part */
} sessions_promise;

/* With one session an offset of 2.6 % is assumed, and the truth is worse. Three know that they know
 * little. */
static const sessions_promise sessions_promises[] = {
    {5, 0.02, 0.99, 0.70, 500},
    {3, 0.02, 0.70, 0, 300},
    {2, 0.03, 0.99, 0.75, 300},
    {1, 0.04, 0.99, 0.80, 300},
};

static void promise_sessions(maker *m) {
    for (size_t i = 0; i < COUNT_OF(sessions_promises); i++) {
        const sessions_promise *p = &sessions_promises[i];
        uint64_t smoke = p->sessions == 5;
        for (int k = 0; k < OFFSET_KINDS; k++) {
            another_session(m, "another session", (offset_kind)k, 0.03, 0);
            m->study.sessions = p->sessions;
            add(m, smoke, p->fast, 5000, at_most(MEASURE_RED, p->red));
            m->study.effect = 0.5;
            add(m, smoke, p->fast, 5000, at_least(MEASURE_FOUND, p->large));
            m->study.effect = 0.2;
            if (p->medium > 0) {
                add(m, smoke, p->fast, 5000, at_least(MEASURE_FOUND, p->medium));
            }
        }
    }
}

/* Slower in every row, against other sessions: how many suites may hold an `unchanged` row. With
 * less than three sessions none can, as the floor is above the threshold. */
typedef struct all_at_once {
    size_t sessions;
    double sd, limit;
    uint64_t fast, full;
} all_at_once;

static const all_at_once passed_over[] = {
    {5, 0, 0.001, 100, 10000}, {5, 0.01, 0.001, 100, 10000}, {5, 0.03, 0.001, 100, 10000},
    {3, 0, 0.002, 50, 10000},  {3, 0.01, 0.002, 50, 10000},  {3, 0.03, 0.002, 50, 10000},
    {2, 0.01, 0.001, 0, 5000}, {1, 0.01, 0.001, 0, 5000},
};

/* A change that slows every row is not taken for none. Within a session a single row may be, with a
 * probability that its noise decides and beta bounds: seldom under the models; under recorded
 * noise, which is wilder, the suite as a whole is not. */
static void promise_all_at_once(maker *m) {
    for (int adaptive = 0; adaptive < 2; adaptive++) {
        for (int k = 0; k < NOISE_KINDS; k++) {
            same_session(m, "all at once", 20, 0.10, adaptive);
            m->study.everywhere = true;
            m->study.noise = (noise_kind)k;
            bool model = k != NOISE_RECORDED && k != NOISE_RECORDED_BUSY;
            add(m, k == NOISE_NORMAL, 30, 5000,
                model ? at_most(MEASURE_PASSED_OVER, 0.01) : at_most(MEASURE_PASSED, 0.001));
        }
    }
    for (int k = 0; k < OFFSET_KINDS; k++) {
        for (size_t i = 0; i < COUNT_OF(passed_over); i++) {
            const all_at_once *p = &passed_over[i];
            another_session(m, "all at once", (offset_kind)k, p->sd, 0.10);
            m->study.sessions = p->sessions;
            m->study.everywhere = true;
            if (p->sd > 0 || !k) {
                add(m, p->sessions == 5, p->fast, p->full, at_most(MEASURE_PASSED_OVER, p->limit));
            }
        }
    }
}

/* ---- rows of tables, of which nothing is promised ---- */

static const promise nothing = {.measure = MEASURE_NOTHING};

static void tabulate_one_row(maker *m) {
    static const double effects[] = {0, 0.025, 0.05, 0.075, 0.10, 0.15, 0.20};
    static const uint64_t blocks[] = {5, 10, 20, 0}; /* 0: adaptive */
    for (int k = 0; k < NOISE_KINDS; k++) {
        for (size_t e = 0; e < COUNT_OF(effects); e++) {
            for (size_t i = 0; i < COUNT_OF(blocks); i++) {
                same_session(m, "one row", 1, effects[e], !blocks[i]);
                m->study.noise = (noise_kind)k;
                m->study.blocks = blocks[i] ? blocks[i] : 20;
                add(m, 0, 0, 5000, nothing);
            }
        }
    }
}

static void tabulate_suites(maker *m) {
    static const size_t rows[] = {1, 20, 100, 500};
    static const uint64_t trials[] = {4000, 2000, 600, 150};
    static const noise_kind noises[] = {NOISE_CALM, NOISE_NORMAL, NOISE_CONTENDED, NOISE_RECORDED,
                                        NOISE_RECORDED_BUSY};
    static const double effects[] = {0, 0.10, 0.20};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        for (size_t k = 0; k < COUNT_OF(noises); k++) {
            for (size_t e = 0; e < COUNT_OF(effects); e++) {
                for (int adaptive = 0; adaptive < 2; adaptive++) {
                    same_session(m, "suites", rows[i], effects[e], adaptive);
                    m->study.noise = noises[k];
                    add(m, 0, 0, trials[i], nothing);
                }
            }
        }
    }
}

static void tabulate_sessions(maker *m) {
    static const double sds[] = {0, 0.01, 0.03}, effects[] = {0, 0.10, 0.20, 0.50};
    static const size_t sessions[] = {1, 2, 3, 5};
    for (size_t c = 0; c < COUNT_OF(sessions); c++) {
        for (size_t i = 0; i < COUNT_OF(sds); i++) {
            for (int k = 0; k < (sds[i] > 0 ? OFFSET_KINDS : 1); k++) {
                for (size_t e = 0; e < COUNT_OF(effects); e++) {
                    another_session(m, "sessions", (offset_kind)k, sds[i], effects[e]);
                    m->study.sessions = sessions[c];
                    add(m, 0, 0, 2000, nothing);
                }
            }
        }
    }
}

plan plan_make(pg_arena *arena, effort how) {
    maker m = {.arena = arena, .effort = how};
    promise_no_false_alarms(&m);
    promise_power(&m);
    promise_early_stopping(&m);
    promise_at_the_threshold(&m);
    promise_sessions(&m);
    promise_all_at_once(&m);
    tabulate_one_row(&m);
    tabulate_suites(&m);
    tabulate_sessions(&m);
    return m.plan;
}
