#include "noise.h"

#include <assert.h>
#include <math.h>
#include <string.h>

const noise_about noise_models[NOISE_KINDS] = {
    [NOISE_CALM] = {"log-normal 2 %", "independent, standard deviation 2 %"},
    [NOISE_NORMAL] = {"log-normal 5 %", "independent, standard deviation 5 %"},
    [NOISE_HEAVY] = {"heavy-tailed",
                     "2 % log-normal; one launch in ten is slower by 5 % or more, by a Pareto law "
                     "of index 1.5 (the mean outlier costs 15 %, the variance is infinite)"},
    [NOISE_BIMODAL] = {"bimodal",
                       "1 % log-normal around two modes, 30 % of the launches in the one that is "
                       "12 % slower"},
    [NOISE_CORRELATED] = {"autocorrelated",
                          "AR(1) from launch to launch, correlation 0.9, standard deviation 5 %, "
                          "and 1 % of its own in each launch"},
    [NOISE_DRIFTING] = {"drifting",
                        "2 % log-normal on a machine that slows by 12 % over 120 launches, then "
                        "recovers as slowly"},
    [NOISE_CONTENDED] = {"contended",
                         "3 % log-normal, and a neighbour that comes and goes, each time for 8 "
                         "launches on average; while it is there it slows them by 20 to 60 %"},
    [NOISE_RECORDED] = {"recorded, calm",
                        "contiguous stretches of real launches on a virtual machine of two CPUs, "
                        "from the calmest recording of each workload (spread 2 to 11 %)"},
    [NOISE_RECORDED_BUSY] = {"recorded, busy",
                             "the same from the noisiest, made while compilers and tests ran on "
                             "both CPUs (spread 23 to 60 %)"},
};

static const double HEAVY_SHARE = 0.10, HEAVY_LEAST = 0.05, HEAVY_INDEX = 1.5;
static const double BIMODAL_SHARE = 0.30, BIMODAL_APART = 0.12;
static const double CORRELATION = 0.9, CORRELATED_SD = 0.05;
static const double DRIFT = 0.12, DRIFT_PERIOD = 240;
static const double BUSY_LEAST = 0.20, BUSY_MOST = 0.60, BUSY_LAUNCHES = 8, AWAY_LAUNCHES = 8;

double noise_normal(noise *n) {
    if (n->has_spare) {
        n->has_spare = false;
        return n->spare;
    }
    double radius = sqrt(-2 * log1p(-pg_rng_unit(n->rng))), angle = 2 * M_PI * pg_rng_unit(n->rng);
    n->has_spare = true;
    n->spare = radius * sin(angle);
    return radius * cos(angle);
}

static double log_normal(noise *n, double deviation) {
    return exp(deviation * noise_normal(n));
}

static double heavy(noise *n) {
    double outlier = 1;
    if (pg_rng_unit(n->rng) < HEAVY_SHARE) {
        outlier += HEAVY_LEAST * pow(1 - pg_rng_unit(n->rng), -1 / HEAVY_INDEX);
    }
    return outlier * log_normal(n, 0.02);
}

static double bimodal(noise *n) {
    double mode = pg_rng_unit(n->rng) < BIMODAL_SHARE ? 1 + BIMODAL_APART : 1;
    return mode * log_normal(n, 0.01);
}

static double correlated(noise *n) {
    n->level = CORRELATION * n->level +
               CORRELATED_SD * sqrt(1 - CORRELATION * CORRELATION) * noise_normal(n);
    return exp(n->level) * log_normal(n, 0.01);
}

static double drifting(noise *n) {
    double place = fmod((double)n->time / DRIFT_PERIOD + n->wave, 1); /* 0 .. 1 of the period */
    return (1 + DRIFT * (1 - fabs(2 * place - 1))) * log_normal(n, 0.02);
}

static void change_neighbour(noise *n, bool busy) {
    double stays = busy ? BUSY_LAUNCHES : AWAY_LAUNCHES;
    n->slowdown = busy ? 1 + BUSY_LEAST + (BUSY_MOST - BUSY_LEAST) * pg_rng_unit(n->rng) : 1;
    n->until += -stays * log1p(-pg_rng_unit(n->rng));
}

static double contended(noise *n) {
    while ((double)n->time >= n->until) {
        change_neighbour(n, n->slowdown == 1);
    }
    return n->slowdown * log_normal(n, 0.03);
}

static double replayed(noise *n, size_t row, recorded_when when) {
    const recorded_set *set = &n->from->sets[when];
    noise_place *place = &n->rows[row];
    if (!place->series) {
        place->series = &set->series[pg_rng_below(n->rng, set->count)];
        assert(place->series->wall_us.count >= n->stretch);
        place->at = (size_t)pg_rng_below(n->rng, place->series->wall_us.count - n->stretch + 1);
    }
    assert(place->at < place->series->wall_us.count);
    return place->series->wall_us.values[place->at++] / place->series->median_us;
}

void noise_start(noise *n, noise_kind kind, pg_rng *rng, const recorded *from, size_t stretch) {
    memset(n, 0, sizeof(*n));
    n->kind = kind;
    n->rng = rng;
    n->from = from;
    n->stretch = stretch;
    n->wave = pg_rng_unit(rng);
    n->level = CORRELATED_SD * noise_normal(n);
    /* It is as likely to be there at the start as at any other time. */
    change_neighbour(n, pg_rng_unit(rng) < BUSY_LAUNCHES / (BUSY_LAUNCHES + AWAY_LAUNCHES));
}

double noise_next(noise *n, size_t row) {
    assert(row < NOISE_ROWS_MAX);
    n->time++;
    switch (n->kind) {
    case NOISE_CALM: return log_normal(n, 0.02);
    case NOISE_NORMAL: return log_normal(n, 0.05);
    case NOISE_HEAVY: return heavy(n);
    case NOISE_BIMODAL: return bimodal(n);
    case NOISE_CORRELATED: return correlated(n);
    case NOISE_DRIFTING: return drifting(n);
    case NOISE_CONTENDED: return contended(n);
    case NOISE_RECORDED: return replayed(n, row, RECORDED_CALM);
    case NOISE_RECORDED_BUSY: return replayed(n, row, RECORDED_BUSY);
    case NOISE_KINDS: break;
    }
    return 1;
}
