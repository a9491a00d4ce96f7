#include "model/shards.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

bool pg_looks_rise(const pg_counts *looks) {
    for (size_t i = 0; i < looks->count; i++) {
        if (looks->values[i] <= (i ? looks->values[i - 1] : 0)) {
            return false;
        }
    }
    return looks->count <= PG_LOOKS_AT_MOST;
}

static const pg_json_field part_fields[] = {
    PG_FIELD("index", PG_JSON_COUNT, true, pg_shard_part, index),
    PG_FIELD("session", PG_JSON_TEXT, true, pg_shard_part, session),
    PG_FIELD("started", PG_JSON_TEXT, false, pg_shard_part, started),
    PG_FIELD("host_class", PG_JSON_TEXT, false, pg_shard_part, host_class),
    PG_FIELD("seed", PG_JSON_COUNT, false, pg_shard_part, seed),
    PG_FIELD("looks", PG_JSON_COUNTS, false, pg_shard_part, looks),
    PG_FIELD("complete", PG_JSON_BOOL, false, pg_shard_part, complete),
};

static pg_status read_part(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_shard_part *part = ret;
    *part = (pg_shard_part){.session = "", .started = "", .host_class = "", .complete = true};
    pg_status status = pg_json_object(arena, at, part_fields, COUNT(part_fields), part, err);
    if (!status && part->index != at->index + 1) {
        return pg_json_fail(at, err, "expected the shards in order, from 1, found %llu",
                            (unsigned long long)part->index);
    }
    if (!status && !pg_looks_rise(&part->looks)) {
        return pg_json_fail(at, err, "expected at most %d rising numbers of blocks as looks",
                            PG_LOOKS_AT_MOST);
    }
    return status;
}

static pg_status read_parts(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_shards *shards = ret;
    return pg_json_array(arena, at, sizeof(pg_shard_part), read_part, (void **)&shards->parts,
                         &shards->part_count, err);
}

/* "parts" fills members of the struct itself: offset 0. */
static const pg_json_field shards_fields[] = {
    PG_FIELD("index", PG_JSON_COUNT, false, pg_shards, index),
    PG_FIELD("count", PG_JSON_COUNT, true, pg_shards, count),
    PG_FIELD("plan", PG_JSON_TEXT, true, pg_shards, plan),
    PG_FIELD("suite", PG_JSON_STRINGS, true, pg_shards, suite),
    {"parts", PG_JSON_READ, false, 0, 0, read_parts},
};

pg_status pg_shards_read(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_shards shards = {.plan = ""};
    pg_status status = pg_json_object(arena, at, shards_fields, COUNT(shards_fields), &shards, err);
    if (status) {
        return status;
    }
    if (!shards.count || shards.count > PG_SHARDS_MAX || shards.index > shards.count) {
        return pg_json_fail(at, err, "expected a shard I of N, I <= N <= %d, found %llu of %llu",
                            PG_SHARDS_MAX, (unsigned long long)shards.index,
                            (unsigned long long)shards.count);
    }
    if (shards.part_count && (shards.index || shards.part_count != shards.count)) {
        return pg_json_fail(at, err, "expected the parts of %llu merged shards, found %zu",
                            (unsigned long long)(shards.index ? 0 : shards.count),
                            shards.part_count);
    }
    *(pg_shards *)ret = shards;
    return PG_OK;
}

static void write_part(pg_json_writer *w, const pg_shard_part *part) {
    pg_json_open_object(w, NULL, PG_JSON_LINE);
    pg_json_put_count(w, "index", part->index);
    pg_json_put_text(w, "session", part->session);
    pg_json_put_text(w, "started", part->started);
    pg_json_put_text(w, "host_class", part->host_class);
    pg_json_put_count(w, "seed", part->seed);
    if (part->looks.count) {
        pg_json_open_array(w, "looks", PG_JSON_LINE);
        for (size_t i = 0; i < part->looks.count; i++) {
            pg_json_put_count(w, NULL, part->looks.values[i]);
        }
        pg_json_close(w);
    }
    pg_json_put_bool(w, "complete", part->complete);
    pg_json_close(w);
}

void pg_shards_write(pg_json_writer *w, const pg_shards *shards) {
    if (!shards->count) {
        return;
    }
    pg_json_open_object(w, "shards", PG_JSON_LINES);
    if (shards->index) {
        pg_json_put_count(w, "index", shards->index);
    }
    pg_json_put_count(w, "count", shards->count);
    pg_json_put_text(w, "plan", shards->plan);
    pg_json_open_array(w, "suite", PG_JSON_LINE);
    for (size_t i = 0; i < shards->suite.count; i++) {
        pg_json_put_text(w, NULL, shards->suite.values[i]);
    }
    pg_json_close(w);
    if (shards->part_count) {
        pg_json_open_array(w, "parts", PG_JSON_LINES);
        for (size_t i = 0; i < shards->part_count; i++) {
            write_part(w, &shards->parts[i]);
        }
        pg_json_close(w);
    }
    pg_json_close(w);
}
