#include "model/waiver.h"

#include <ctype.h>

#include "model/name.h"

/* A day as YYYY-MM-DD. Whether the month has that many days does not matter for comparing. */
static bool is_day(const char *text) {
    static const char pattern[] = "dddd-dd-dd";
    size_t i = 0;
    for (; pattern[i]; i++) {
        if (pattern[i] == 'd' ? !isdigit((unsigned char)text[i]) : text[i] != '-') {
            return false;
        }
    }
    int month = (text[5] - '0') * 10 + text[6] - '0', day = (text[8] - '0') * 10 + text[9] - '0';
    return !text[i] && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static pg_status read_day(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    (void)arena;
    const char *text;
    pg_status status = pg_json_string(at, &text, err);
    if (!status && !is_day(text)) {
        status = pg_json_fail(at, err, "expected a day as YYYY-MM-DD, found \"%.40s\"", text);
    }
    if (!status) {
        *(const char **)ret = text;
    }
    return status;
}

static const pg_json_field waiver_fields[] = {
    PG_FIELD_READ("workload", true, pg_waiver, workload, pg_read_name),
    PG_FIELD_READ("metric", true, pg_waiver, metric, pg_read_name),
    PG_FIELD("ceiling_percent", PG_JSON_NUMBER, true, pg_waiver, ceiling),
    PG_FIELD("reason", PG_JSON_STRING, true, pg_waiver, reason),
    PG_FIELD("issue", PG_JSON_STRING, true, pg_waiver, issue),
    PG_FIELD_READ("expires", true, pg_waiver, expires, read_day),
};

pg_status pg_waiver_read(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_waiver *waiver = ret;
    pg_status status = pg_json_object(arena, at, waiver_fields,
                                      sizeof(waiver_fields) / sizeof(*waiver_fields), ret, err);
    if (!status && !(waiver->ceiling > 0 && waiver->ceiling <= 10000)) {
        pg_json ceiling;
        pg_json_member(at, "ceiling_percent", &ceiling);
        return pg_json_fail(&ceiling, err, "expected a number above 0 and up to 10000, found %g",
                            waiver->ceiling);
    }
    waiver->ceiling /= 100;
    return status;
}
