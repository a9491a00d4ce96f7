#include "model/profile_info.h"

static const pg_json_field info_fields[] = {
    PG_FIELD("schema", PG_JSON_STRING, true, pg_profile_info, tool), /* checked before */
    PG_FIELD("name", PG_JSON_TEXT, true, pg_profile_info, name),
    PG_FIELD("command", PG_JSON_TEXT, true, pg_profile_info, command),
    PG_FIELD("recorder", PG_JSON_TEXT, true, pg_profile_info, recorder),
    PG_FIELD("event", PG_JSON_TEXT, true, pg_profile_info, event),
    PG_FIELD("stacks", PG_JSON_TEXT, true, pg_profile_info, stacks),
    PG_FIELD("unit", PG_JSON_STRING, true, pg_profile_info, unit),
    PG_FIELD("tool", PG_JSON_TEXT, true, pg_profile_info, tool),
    PG_FIELD("date", PG_JSON_TEXT, true, pg_profile_info, date),
    PG_FIELD("rate_hz", PG_JSON_NUMBER, true, pg_profile_info, rate_hz),
    PG_FIELD("launches", PG_JSON_COUNT, true, pg_profile_info, launches),
    PG_FIELD("weight", PG_JSON_NUMBER, true, pg_profile_info, weight),
    PG_FIELD("lost", PG_JSON_NUMBER, true, pg_profile_info, lost),
    PG_FIELD("severed", PG_JSON_NUMBER, true, pg_profile_info, severed),
    PG_FIELD("unresolved", PG_JSON_NUMBER, true, pg_profile_info, unresolved),
    PG_FIELD("cpu_ns", PG_JSON_NUMBER, true, pg_profile_info, cpu_ns),
    PG_FIELD("remarks", PG_JSON_STRINGS, true, pg_profile_info, remarks),
};

/* The first number that is below 0, NULL where there is none. */
static const char *negative(const pg_profile_info *info) {
    const struct {
        const char *key;
        double value;
    } numbers[] = {
        {"rate_hz", info->rate_hz}, {"weight", info->weight},         {"lost", info->lost},
        {"severed", info->severed}, {"unresolved", info->unresolved}, {"cpu_ns", info->cpu_ns}};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
        if (numbers[i].value < 0) {
            return numbers[i].key;
        }
    }
    return NULL;
}

pg_status pg_profile_info_read(pg_arena *arena, const pg_json *top, pg_profile_info *ret,
                               pg_error *err) {
    pg_profile_info info = {0};
    pg_status status = pg_json_schema(top, "perfgate-profile", 1, err);
    if (!status) {
        status = pg_json_object(arena, top, info_fields, sizeof(info_fields) / sizeof(*info_fields),
                                &info, err);
    }
    if (status) {
        return status;
    }
    if (negative(&info)) {
        pg_json at;
        pg_json_member(top, negative(&info), &at);
        return pg_json_fail(&at, err, "expected a number that is not below 0");
    }
    *ret = info;
    return PG_OK;
}

void pg_profile_info_write(pg_json_writer *w, const pg_profile_info *info) {
    pg_json_open_object(w, NULL, PG_JSON_LINES);
    pg_json_put_text(w, "schema", "perfgate-profile/1");
    pg_json_put_text(w, "name", info->name);
    pg_json_put_text(w, "command", info->command);
    pg_json_put_text(w, "recorder", info->recorder);
    pg_json_put_text(w, "event", info->event);
    pg_json_put_text(w, "stacks", info->stacks);
    pg_json_put_text(w, "unit", info->unit);
    pg_json_put_text(w, "tool", info->tool);
    pg_json_put_text(w, "date", info->date);
    pg_json_put_number(w, "rate_hz", info->rate_hz);
    pg_json_put_count(w, "launches", info->launches);
    pg_json_put_number(w, "weight", info->weight);
    pg_json_put_number(w, "lost", info->lost);
    pg_json_put_number(w, "severed", info->severed);
    pg_json_put_number(w, "unresolved", info->unresolved);
    pg_json_put_number(w, "cpu_ns", info->cpu_ns);
    pg_json_open_array(w, "remarks", PG_JSON_LINES);
    for (size_t i = 0; i < info->remarks.count; i++) {
        pg_json_put_text(w, NULL, info->remarks.values[i]);
    }
    pg_json_close(w);
    pg_json_close(w);
}
