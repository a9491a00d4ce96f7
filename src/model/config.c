#include "model/config.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "model/name.h"
#include "model/waiver.h"

enum { MOST_BLOCKS = 1000, MOST_WARMUP = 1000, MOST_SECONDS = 86400 };

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

/* One command, or an array of commands. An array of texts is one command. */
static pg_status read_commands(pg_arena *arena, const pg_json *at, pg_command **ret,
                               size_t *ret_count, pg_error *err) {
    pg_strings words;
    if (pg_json_is_array(at) && pg_json_strings(arena, at, &words, NULL)) {
        return pg_json_array(arena, at, sizeof(pg_command), pg_command_read, (void **)ret,
                             ret_count, err);
    }
    *ret = PG_NEW(arena, pg_command);
    *ret_count = 1;
    return pg_command_read(arena, at, *ret, err);
}

static pg_status read_build(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_config *config = ret;
    return read_commands(arena, at, &config->build, &config->build_count, err);
}

static pg_status read_profile_build(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_config *config = ret;
    return read_commands(arena, at, &config->profile_build, &config->profile_build_count, err);
}

static pg_status read_workloads(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_config *config = ret;
    pg_status status = pg_json_array(arena, at, sizeof(pg_workload), pg_workload_read,
                                     (void **)&config->workloads, &config->workload_count, err);
    for (size_t i = 0; !status && i < config->workload_count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (!strcmp(config->workloads[i].name, config->workloads[j].name)) {
                pg_json twice = {.up = at, .index = i};
                return pg_json_fail(&twice, err, "expected each name once, found \"%.60s\" again",
                                    config->workloads[i].name);
            }
        }
    }
    if (!status && !config->workload_count) {
        status = pg_json_fail(at, err, "expected at least one workload, found none");
    }
    return status;
}

static pg_status read_waivers(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_config *config = ret;
    return pg_json_array(arena, at, sizeof(pg_waiver), pg_waiver_read, (void **)&config->waivers,
                         &config->waiver_count, err);
}

static pg_status read_suite_rules(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_config *config = ret;
    pg_rule_list list = {0};
    pg_status status = pg_rules_read(arena, at, &list, err);
    config->rules = list.rules;
    config->rule_count = list.count;
    return status;
}

/* The suite's name is a folder below the baselines. */
static pg_status read_suite(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    (void)arena;
    const char *name;
    pg_status status = pg_json_string(at, &name, err);
    if (status) {
        return status;
    }
    for (const char *c = name; *c; c++) {
        if (!isalnum((unsigned char)*c) && !strchr("-_.", *c)) {
            return pg_json_fail(at, err, "expected letters, digits, '-', '_' and '.', found '%c'",
                                *c);
        }
    }
    if (*name == '.' || strlen(name) > 100) {
        return pg_json_fail(at, err, "expected at most 100 characters and no '.' in front");
    }
    *(const char **)ret = name;
    return PG_OK;
}

static pg_status read_user(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    (void)arena;
    const char *word;
    pg_status status = pg_json_string(at, &word, err);
    if (!status && strcmp(word, "keep") != 0 && strcmp(word, "unused") != 0) {
        return pg_json_fail(at, err, "expected \"unused\" or \"keep\", found \"%.60s\"", word);
    }
    if (!status) {
        *(const char **)ret = word;
    }
    return status;
}

static pg_status read_profile(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    (void)arena;
    pg_config *config = ret;
    const char *word;
    pg_status status = pg_json_string(at, &word, err);
    if (!status && strcmp(word, "never") != 0 && strcmp(word, "on-regression") != 0) {
        return pg_json_fail(at, err, "expected \"never\" or \"on-regression\", found \"%.60s\"",
                            word);
    }
    if (!status) {
        config->profile = !strcmp(word, "on-regression");
    }
    return status;
}

static const pg_json_field config_fields[] = {
    PG_FIELD("$schema", PG_JSON_TEXT, false, pg_config, path),
    PG_FIELD_READ("suite", true, pg_config, suite, read_suite),
    {"build", PG_JSON_READ, false, 0, 0, read_build},
    {"profile_build", PG_JSON_READ, false, 0, 0, read_profile_build},
    {"profile", PG_JSON_READ, false, 0, 0, read_profile},
    PG_FIELD("build_timeout_seconds", PG_JSON_COUNT, false, pg_config, build_timeout_s),
    PG_FIELD("pass_env", PG_JSON_STRINGS, false, pg_config, env),
    PG_FIELD_READ("user", false, pg_config, user, read_user),
    PG_FIELD("baselines", PG_JSON_STRING, false, pg_config, baselines),
    PG_FIELD("blocks", PG_JSON_COUNT, false, pg_config, blocks),
    PG_FIELD("max_blocks", PG_JSON_COUNT, false, pg_config, max_blocks),
    PG_FIELD("warmup", PG_JSON_COUNT, false, pg_config, warmup),
    PG_FIELD("timeout_seconds", PG_JSON_COUNT, false, pg_config, timeout_s),
    PG_FIELD("alpha", PG_JSON_NUMBER, false, pg_config, alpha),
    PG_FIELD("beta", PG_JSON_NUMBER, false, pg_config, beta),
    PG_FIELD("clinic", PG_JSON_STRINGS, false, pg_config, clinic),
    {"metrics", PG_JSON_READ, false, 0, 0, read_suite_rules},
    {"waivers", PG_JSON_READ, false, 0, 0, read_waivers},
    {"workloads", PG_JSON_READ, true, 0, 0, read_workloads},
};

static pg_status check_level(const pg_json *at, const char *key, double value, pg_error *err) {
    pg_json member;
    if (value > 0 && value < 0.5) {
        return PG_OK;
    }
    return pg_json_fail(pg_json_member(at, key, &member) ? &member : at, err,
                        "expected a number above 0 and below 0.5, found %g", value);
}

static pg_status check_config(const pg_json *at, const pg_config *config, pg_error *err) {
    pg_status status = pg_check_range(at, "blocks", config->blocks, 1, MOST_BLOCKS, err);
    if (!status) {
        status = pg_check_range(at, "max_blocks", config->max_blocks, 1, MOST_BLOCKS, err);
    }
    if (!status) {
        status = pg_check_range(at, "warmup", config->warmup, 0, MOST_WARMUP, err);
    }
    if (!status) {
        status = pg_check_range(at, "timeout_seconds", config->timeout_s, 1, MOST_SECONDS, err);
    }
    if (!status) {
        status = pg_check_range(at, "build_timeout_seconds", config->build_timeout_s, 1,
                                MOST_SECONDS, err);
    }
    if (!status) {
        status = check_level(at, "alpha", config->alpha, err);
    }
    return status ? status : check_level(at, "beta", config->beta, err);
}

/* A waiver names a workload of this configuration, and each row once. */
static pg_status check_waivers(const pg_json *at, const pg_config *config, pg_error *err) {
    pg_json list;
    for (size_t i = 0; i < config->waiver_count && pg_json_member(at, "waivers", &list); i++) {
        const pg_waiver *waiver = &config->waivers[i];
        pg_json place = {.up = &list, .index = i};
        bool known = false;
        for (size_t w = 0; w < config->workload_count && !known; w++) {
            known = !strcmp(config->workloads[w].name, waiver->workload);
        }
        if (!known) {
            return pg_json_fail(&place, err, "expected a workload of this file, found \"%.60s\"",
                                waiver->workload);
        }
        for (size_t j = 0; j < i; j++) {
            if (!strcmp(config->waivers[j].workload, waiver->workload) &&
                !strcmp(config->waivers[j].metric, waiver->metric)) {
                return pg_json_fail(&place, err, "expected one waiver for %.60s %.60s, found two",
                                    waiver->workload, waiver->metric);
            }
        }
    }
    return PG_OK;
}

/* The rules of the suite, then those of the workloads, in one list for the policy. */
static void collect_rules(pg_arena *arena, pg_config *config) {
    size_t total = config->rule_count;
    for (size_t i = 0; i < config->workload_count; i++) {
        total += config->workloads[i].rule_count;
    }
    pg_rule *all = pg_grow(arena, config->rules, config->rule_count, total, sizeof(pg_rule));
    size_t used = config->rule_count;
    for (size_t i = 0; i < config->workload_count; i++) {
        for (size_t j = 0; j < config->workloads[i].rule_count; j++) {
            all[used++] = config->workloads[i].rules[j];
        }
    }
    config->rules = all;
    config->rule_count = total;
}

pg_status pg_config_read(pg_arena *arena, const pg_json *at, pg_config *ret, pg_error *err) {
    pg_config config = {.user = "unused",
                        .baselines = "baselines",
                        .build_timeout_s = 900,
                        .blocks = 10,
                        .max_blocks = 20,
                        .warmup = 1,
                        .timeout_s = 60,
                        .alpha = 0.01,
                        .beta = 0.05};
    pg_status status = pg_json_object(arena, at, config_fields, COUNT(config_fields), &config, err);
    if (!status) {
        status = check_config(at, &config, err);
    }
    if (!status) {
        status = check_waivers(at, &config, err);
    }
    if (status) {
        return status;
    }
    collect_rules(arena, &config);
    for (size_t i = 0; i < config.workload_count; i++) {
        pg_workload *workload = &config.workloads[i];
        workload->timeout_s = workload->has_timeout ? workload->timeout_s : config.timeout_s;
    }
    config.path = at->file;
    *ret = config;
    return PG_OK;
}

char *pg_config_build_text(pg_arena *arena, const pg_config *config) {
    pg_buf text = pg_buf_new(arena);
    for (size_t i = 0; i < config->build_count; i++) {
        pg_buf_format(&text, "%s%s", i ? " && " : "", pg_command_text(arena, &config->build[i]));
    }
    return text.data;
}
