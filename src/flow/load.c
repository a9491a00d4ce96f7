#include "flow/load.h"

#include <string.h>

#include "baseline/store.h"
#include "sys/clock.h"
#include "sys/file.h"

static pg_status read_run(pg_arena *arena, const pg_json *top, const char *path, pg_run *ret,
                          pg_error *err) {
    pg_status status = pg_run_read(arena, top, ret, err);
    if (!status) {
        ret->path = path;
    }
    return status;
}

pg_status pg_load_run(pg_arena *arena, const char *path, pg_run *ret, pg_error *err) {
    pg_json top;
    pg_status status = pg_file_read_json(arena, path, PG_JSON_PLAIN, &top, err);
    return status ? status : read_run(arena, &top, path, ret, err);
}

pg_status pg_load_base(pg_arena *arena, const char *path, pg_base_side *ret, pg_error *err) {
    static const char family[] = "perfgate-baseline/";
    pg_json top, schema;
    const char *word = "";
    pg_status status = pg_file_read_json(arena, path, PG_JSON_PLAIN, &top, err);
    if (status) {
        return status;
    }
    if (pg_json_member(&top, "schema", &schema)) {
        pg_json_string(&schema, &word, NULL);
    }
    *ret = (pg_base_side){.label = path};
    if (!strncmp(word, family, sizeof(family) - 1)) {
        pg_baseline *baseline = PG_NEW(arena, pg_baseline);
        status = pg_baseline_read(arena, &top, baseline, err);
        if (!status) {
            ret->runs = pg_baseline_runs(arena, baseline);
            ret->count = baseline->session_count;
        }
        return status;
    }
    pg_run *run = PG_NEW(arena, pg_run);
    const pg_run **runs = PG_NEW(arena, const pg_run *);
    status = read_run(arena, &top, path, run, err);
    runs[0] = run;
    ret->runs = runs;
    ret->count = 1;
    return status;
}

/* perfgate.json here or in the nearest directory above. */
static char *discover(pg_arena *arena) {
    char *directory = pg_file_real(arena, ".");
    while (directory && *directory) {
        char *path = pg_format(arena, "%s/perfgate.json", directory);
        if (pg_file_exists(path)) {
            return path;
        }
        *strrchr(directory, '/') = 0;
    }
    return NULL;
}

pg_status pg_load_config(pg_arena *arena, const char *path, pg_config *ret, const char **ret_root,
                         pg_error *err) {
    const char *found = path ? path : discover(arena);
    if (!found) {
        return pg_fail(err, PG_INPUT, "perfgate.json",
                       "expected it here or in a directory above, found none: write one (see "
                       "docs/reference/configuration.md) or name one with --config");
    }
    pg_json top;
    pg_status status = pg_file_read_json(arena, found, PG_JSON_COMMENTS, &top, err);
    if (!status) {
        status = pg_config_read(arena, &top, ret, err);
    }
    if (!status) {
        char *real = pg_file_real(arena, found);
        char *slash = real ? strrchr(real, '/') : NULL;
        *ret_root =
            slash ? pg_copy_n(arena, real, slash == real ? 1 : (size_t)(slash - real)) : ".";
    }
    return status;
}

pg_policy pg_load_policy(pg_arena *arena, const pg_config *config) {
    pg_policy policy = pg_policy_default();
    policy.alpha = config->alpha;
    policy.beta = config->beta;
    policy.rules = config->rules;
    policy.rule_count = config->rule_count;
    policy.waivers = config->waivers;
    policy.waiver_count = config->waiver_count;
    policy.today = pg_clock_today(arena);
    return policy;
}
