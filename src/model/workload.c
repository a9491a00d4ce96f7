#include "model/workload.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "model/name.h"

enum {
    MOST_SECONDS = 86400,
    ITERATIONS = 50,
    WARMUP_ITERATIONS = 3,
    MOST_ITERATIONS = 100000,
};

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

pg_status pg_check_range(const pg_json *at, const char *key, uint64_t value, uint64_t low,
                         uint64_t high, pg_error *err) {
    pg_json member;
    if (value >= low && value <= high) {
        return PG_OK;
    }
    return pg_json_fail(pg_json_member(at, key, &member) ? &member : at, err,
                        "expected %llu to %llu, found %llu", (unsigned long long)low,
                        (unsigned long long)high, (unsigned long long)value);
}

pg_status pg_command_read(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_strings words = {0};
    if (pg_json_is_string(at)) {
        const char **shell = PG_ARRAY(arena, const char *, 4);
        shell[0] = "/bin/sh";
        shell[1] = "-c";
        ((pg_command *)ret)->argv = shell;
        return pg_json_string(at, &shell[2], err);
    }
    pg_status status = pg_json_strings(arena, at, &words, err);
    if (!status && (!words.count || !*words.values[0])) {
        status = pg_json_fail(at, err, "expected the program and its arguments, found nothing");
    }
    if (!status) {
        ((pg_command *)ret)->argv =
            pg_grow(arena, words.values, words.count, words.count + 1, sizeof(*words.values));
    }
    return status;
}

static bool is_hash(const char *text) {
    return strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

static pg_status read_hash(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    (void)arena;
    const char *text;
    pg_status status = pg_json_string(at, &text, err);
    if (!status && !is_hash(text)) {
        status = pg_json_fail(at, err, "expected a sha256 in 64 lower-case hexadecimal digits");
    }
    if (!status) {
        *(const char **)ret = text;
    }
    return status;
}

static pg_status read_start(pg_arena *arena, const pg_json *at, pg_workload *workload,
                            pg_error *err) {
    if (workload->command.argv) {
        return pg_json_fail(at, err, "expected \"command\" or \"worker\", found both");
    }
    return pg_command_read(arena, at, &workload->command, err);
}

static pg_status read_command(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    return read_start(arena, at, ret, err);
}

/* A worker is a command with a protocol. */
static pg_status read_worker(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    ((pg_workload *)ret)->worker = true;
    return read_start(arena, at, ret, err);
}

static pg_status read_checksum(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    (void)arena;
    pg_workload *workload = ret;
    const char *text;
    pg_status status = pg_json_string(at, &text, err);
    if (!status && (strlen(text) != 16 || strspn(text, "0123456789abcdef") != 16)) {
        status = pg_json_fail(at, err, "expected a checksum in 16 lower-case hexadecimal digits");
    }
    if (!status) {
        workload->checksum = strtoull(text, NULL, 16);
        workload->has_checksum = true;
    }
    return status;
}

static const pg_json_field fixture_fields[] = {
    PG_FIELD("path", PG_JSON_STRING, true, pg_fixture, path),
    PG_FIELD_READ("sha256", false, pg_fixture, sha256, read_hash),
};

static pg_status read_fixture(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    return pg_json_object(arena, at, fixture_fields, COUNT(fixture_fields), ret, err);
}

static pg_status read_fixtures(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_workload *workload = ret;
    return pg_json_array(arena, at, sizeof(pg_fixture), read_fixture, (void **)&workload->fixtures,
                         &workload->fixture_count, err);
}

static pg_status read_env_entry(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_strings *env = ret;
    const char *value;
    if (!*at->key || strchr(at->key, '=')) {
        return pg_json_fail(at, err, "expected a variable's name without '='");
    }
    if (!pg_json_is_string(at)) {
        return pg_json_fail(at, err, "expected a text");
    }
    if (pg_json_string(at, &value, NULL)) {
        value = ""; /* empty, which pg_json_string refuses */
    }
    env->values = pg_grow(arena, env->values, env->count, env->count + 1, sizeof(*env->values));
    env->values[env->count++] = pg_format(arena, "%s=%s", at->key, value);
    return PG_OK;
}

static pg_status read_env(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    return pg_json_members(arena, at, read_env_entry, ret, err);
}

static pg_status read_workload_rules(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_workload *workload = ret;
    pg_rule_list list = {0};
    pg_status status = pg_rules_read(arena, at, &list, err);
    workload->rules = list.rules;
    workload->rule_count = list.count;
    return status;
}

static const pg_json_field workload_fields[] = {
    PG_FIELD_READ("name", true, pg_workload, name, pg_read_name),
    {"command", PG_JSON_READ, false, 0, 0, read_command},
    {"worker", PG_JSON_READ, false, 0, 0, read_worker},
    PG_FIELD("iterations", PG_JSON_COUNT, false, pg_workload, iterations),
    PG_FIELD("warmup_iterations", PG_JSON_COUNT, false, pg_workload, warmup_iterations),
    {"checksum", PG_JSON_READ, false, 0, 0, read_checksum},
    PG_FIELD("size", PG_JSON_TEXT, false, pg_workload, size),
    PG_FIELD_READ("env", false, pg_workload, env, read_env),
    PG_FIELD("artifacts", PG_JSON_STRINGS, false, pg_workload, artifacts),
    {"fixtures", PG_JSON_READ, false, 0, 0, read_fixtures},
    PG_FIELD_READ("output_sha256", false, pg_workload, output_sha256, read_hash),
    PG_FIELD_HAS("timeout_seconds", PG_JSON_COUNT, pg_workload, timeout_s, has_timeout),
    {"metrics", PG_JSON_READ, false, 0, 0, read_workload_rules},
};

/* A worker's keys stand beside "worker" only, and a command's beside "command". */
static pg_status check_kind(const pg_json *at, const pg_workload *workload, pg_error *err) {
    static const char *const of_workers[] = {"iterations", "warmup_iterations", "checksum"};
    pg_json member;
    if (!workload->command.argv) {
        return pg_json_fail(at, err, "expected \"command\" or \"worker\", found neither");
    }
    for (size_t i = 0; i < COUNT(of_workers) && !workload->worker; i++) {
        if (pg_json_member(at, of_workers[i], &member)) {
            return pg_json_fail(&member, err, "expected this beside \"worker\" only");
        }
    }
    return PG_OK;
}

pg_status pg_workload_read(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_workload *workload = ret;
    *workload =
        (pg_workload){.size = "", .iterations = ITERATIONS, .warmup_iterations = WARMUP_ITERATIONS};
    pg_status status =
        pg_json_object(arena, at, workload_fields, COUNT(workload_fields), workload, err);
    if (!status) {
        status = check_kind(at, workload, err);
    }
    if (!status) {
        status = pg_check_range(at, "iterations", workload->iterations, 1, MOST_ITERATIONS, err);
    }
    if (!status) {
        status = pg_check_range(at, "warmup_iterations", workload->warmup_iterations, 0,
                                MOST_ITERATIONS, err);
    }
    if (!status && workload->has_timeout) {
        status = pg_check_range(at, "timeout_seconds", workload->timeout_s, 1, MOST_SECONDS, err);
    }
    for (size_t i = 0; !status && i < workload->rule_count; i++) {
        workload->rules[i].workload = workload->name;
    }
    return status;
}

char *pg_command_text(pg_arena *arena, const pg_command *command) {
    pg_buf text = pg_buf_new(arena);
    for (size_t i = 0; command->argv[i]; i++) {
        pg_buf_format(&text, "%s%s", i ? " " : "", command->argv[i]);
    }
    return text.data;
}
