#include "recorded.h"

#include <string.h>

#include "stats/describe.h"
#include "sys/file.h"

enum { SHORTEST = 200 };

static pg_status read_series(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    static const pg_json_field fields[] = {
        PG_FIELD("workload", PG_JSON_STRING, true, recorded_series, workload),
        PG_FIELD("wall_us", PG_JSON_NUMBERS, true, recorded_series, wall_us),
    };
    recorded_series *series = ret;
    pg_status status =
        pg_json_object(arena, at, fields, sizeof(fields) / sizeof(*fields), ret, err);
    if (status) {
        return status;
    }
    size_t n = series->wall_us.count;
    if (n < SHORTEST) {
        return pg_json_fail(at, err, "expected at least %d launches, found %zu", SHORTEST, n);
    }
    double *sorted = PG_ARRAY(arena, double, 2 * n);
    memcpy(sorted, series->wall_us.values, n * sizeof(double));
    pg_sort(sorted, n, sorted + n);
    series->median_us = pg_quantile(sorted, n, 0.5);
    return PG_OK;
}

static pg_status read_set(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    void *series;
    size_t count;
    pg_status status =
        pg_json_array(arena, at, sizeof(recorded_series), read_series, &series, &count, err);
    if (!status && !count) {
        status = pg_json_fail(at, err, "expected series, found none");
    }
    if (!status) {
        *(recorded_set *)ret = (recorded_set){series, count};
    }
    return status;
}

pg_status recorded_load(pg_arena *arena, const char *path, recorded *ret, pg_error *err) {
    static const pg_json_field fields[] = {
        PG_FIELD("about", PG_JSON_STRING, true, recorded, about),
        PG_FIELD_READ("calm", true, recorded, sets[RECORDED_CALM], read_set),
        PG_FIELD_READ("busy", true, recorded, sets[RECORDED_BUSY], read_set),
    };
    pg_json top;
    recorded found = {0};
    pg_status status = pg_file_read_json(arena, path, PG_JSON_PLAIN, &top, err);
    status =
        status ? status
               : pg_json_object(arena, &top, fields, sizeof(fields) / sizeof(*fields), &found, err);
    if (!status) {
        *ret = found;
    }
    return status;
}
