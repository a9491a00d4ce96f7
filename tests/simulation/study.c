#include "study.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

const char *const offset_names[OFFSET_KINDS] = {
    [OFFSET_SHARED] = "shared", [OFFSET_OWN] = "own", [OFFSET_MIXED] = "mixed"};

static const double TYPICAL_NS = 5e7;

bench bench_new(const recorded *from, uint64_t seed) {
    bench b = {.recorded = from, .seed = seed, .laws = pg_laws_new()};
    for (size_t i = 0; i < NOISE_ROWS_MAX; i++) {
        snprintf(b.names[i], sizeof(b.names[i]), "w%03zu", i);
    }
    return b;
}

void bench_free(bench *b) {
    pg_laws_free(b->laws);
}

double trial_effect(const trial *t, size_t row) {
    return row == 0 || t->study->everywhere ? 1 + t->study->effect : 1;
}

double trial_sample(trial *t, size_t row, double factor) {
    return TYPICAL_NS * factor * noise_next(&t->noise, row);
}

static void count_estimate(trial *t, const pg_row *row) {
    outcome *out = t->outcome;
    double truth = trial_effect(t, 0), error = log(row->ratio / truth);
    out->error += error;
    out->squared += error * error;
    if (row->has_bounds) {
        out->bounded++;
        out->covered += row->ratio_low <= truth && truth <= row->ratio_high;
        out->width += log(row->ratio_high / row->ratio_low);
    }
}

void trial_count(trial *t, const pg_comparison *c) {
    outcome *out = t->outcome;
    bool red = false, called = false, passed_over = false;
    size_t seen = 0;
    for (size_t r = 0; r < c->row_count; r++) {
        const pg_row *row = &c->rows[r];
        if (!row->gated) {
            continue;
        }
        bool changed = trial_effect(t, seen) > 1;
        red |= !changed && row->verdict == PG_REGRESSED;
        called |= !changed && (row->verdict == PG_REGRESSED || row->verdict == PG_IMPROVED);
        passed_over |= changed && row->verdict == PG_UNCHANGED;
        (seen ? out->others : out->first)[row->verdict]++;
        out->launches += (double)row->head.n;
        if (!seen++) {
            count_estimate(t, row);
        }
    }
    assert(seen == t->study->rows);
    out->rows += seen;
    out->red += red;
    out->called += called;
    out->passed_over += passed_over;
    out->passed += c->result == PG_RESULT_PASS;
}

outcome study_run(bench *b, const study *s, uint64_t number) {
    outcome out = {.trials = s->trials};
    for (uint64_t i = 0; i < s->trials; i++) {
        trial t = {.bench = b, .study = s, .outcome = &out};
        t.rng = pg_rng_new(b->seed + (number << 32) + i);
        t.arena = pg_arena_new();
        if (s->adaptive) {
            trial_run_adaptive(&t);
        } else {
            trial_run_fixed(&t);
        }
        pg_arena_free(t.arena);
    }
    return out;
}
