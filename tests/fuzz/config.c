/* Any bytes as a configuration, which is only read: what the reader lets through keeps to what
 * those who use it rely on. */
#include "model/config.h"

#include <string.h>

#include "model.h"

static pg_status read_config(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    return pg_config_read(arena, at, ret, err);
}

static const fuzz_format format = {PG_JSON_COMMENTS, sizeof(pg_config), read_config, NULL};

static void check_command(const pg_command *command) {
    fuzz_must(command->argv[0] && *command->argv[0]);
}

static void check_rules(const pg_config *config) {
    for (size_t i = 0; i < config->rule_count; i++) {
        const pg_rule *rule = &config->rules[i];
        fuzz_must(pg_metric_find(rule->metric) && rule->threshold >= 0 && rule->threshold <= 10);
    }
    for (size_t i = 0; i < config->waiver_count; i++) {
        fuzz_must(config->waivers[i].ceiling > 0 && strlen(config->waivers[i].expires) == 10);
    }
}

static void check_config(const pg_config *config) {
    fuzz_must(*config->suite && !strchr(config->suite, '/') && *config->baselines);
    fuzz_must(config->blocks && config->max_blocks && config->build_timeout_s);
    fuzz_must(config->alpha > 0 && config->alpha < 0.5 && config->beta > 0 && config->beta < 0.5);
    fuzz_must(config->workload_count > 0);
    for (size_t i = 0; i < config->build_count; i++) {
        check_command(&config->build[i]);
    }
    for (size_t i = 0; i < config->workload_count; i++) {
        const pg_workload *workload = &config->workloads[i];
        check_command(&workload->command);
        fuzz_must(*workload->name && workload->timeout_s > 0);
        for (size_t k = 0; k < workload->env.count; k++) {
            fuzz_must(strchr(workload->env.values[k], '=') > workload->env.values[k]);
        }
    }
    check_rules(config);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pg_arena *arena = pg_arena_new();
    const pg_config *config = fuzz_read(arena, &format, (const char *)data, size);
    if (config) {
        check_config(config);
        fuzz_must(pg_config_build_text(arena, config) != NULL);
    }
    pg_arena_free(arena);
    return 0;
}
