#include "model/metric.h"

#include <string.h>

const pg_metric pg_metrics[] = {
    {"wall_time", "ns", PG_TIMED, PG_LOWER, 0.05, 0, false, 0,
     "time from start to end of a launch"},
    {"p50", "ns", PG_TIMED, PG_LOWER, 0.05, 0, false, 0, "median iteration of a worker's launch"},
    {"p95", "ns", PG_TIMED, PG_LOWER, 0.05, 0, false, 300,
     "95 of 100 iterations of a worker's launch take less"},
    {"cpu_time", "ns", PG_TIMED, PG_LOWER, 0.05, 0, false, 0,
     "user and system time, of a launch or of a worker's mean iteration: blind to waiting"},
    {"throughput", "items/s", PG_TIMED, PG_HIGHER, 0.05, 0, true, 0,
     "work a worker's launch did per second: another view of its iterations"},
    {"peak_rss", "bytes", PG_TIMED, PG_LOWER, 0.05, 0, false, 0,
     "largest resident memory of a launch"},
    {"page_faults", "count", PG_TIMED, PG_LOWER, 0.05, 0, false, 0, "minor and major page faults"},
    {"instructions", "count", PG_EXACT, PG_LOWER, 0.01, 0.0005, false, 0, "instructions executed"},
    {"allocations", "count", PG_EXACT, PG_LOWER, 0, 0, false, 0, "calls that allocate memory"},
    {"allocated_bytes", "bytes", PG_EXACT, PG_LOWER, 0, 0, false, 0, "bytes asked for"},
    {"peak_heap", "bytes", PG_EXACT, PG_LOWER, 0, 0, false, 0, "most bytes allocated at one time"},
};
const size_t pg_metric_count = sizeof(pg_metrics) / sizeof(*pg_metrics);

static const char *const kind_words[] = {[PG_TIMED] = "timed", [PG_EXACT] = "exact"};
static const char *const better_words[] = {[PG_LOWER] = "lower", [PG_HIGHER] = "higher"};

const pg_metric *pg_metric_find(const char *name) {
    for (size_t i = 0; i < pg_metric_count; i++) {
        if (!strcmp(pg_metrics[i].name, name)) {
            return &pg_metrics[i];
        }
    }
    return NULL;
}

bool pg_unit_is_whole(const char *unit) {
    return !strcmp(unit, "count") || !strcmp(unit, "bytes");
}

const char *pg_kind_word(pg_kind kind) {
    return kind_words[kind];
}

const char *pg_better_word(pg_better better) {
    return better_words[better];
}

bool pg_kind_read(const char *word, pg_kind *ret) {
    for (int i = PG_TIMED; i <= PG_EXACT; i++) {
        if (!strcmp(word, kind_words[i])) {
            *ret = (pg_kind)i;
            return true;
        }
    }
    return false;
}

bool pg_better_read(const char *word, pg_better *ret) {
    for (int i = PG_LOWER; i <= PG_HIGHER; i++) {
        if (!strcmp(word, better_words[i])) {
            *ret = (pg_better)i;
            return true;
        }
    }
    return false;
}
