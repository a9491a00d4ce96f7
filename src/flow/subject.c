#include "flow/subject.h"

#include <string.h>

#include "base/text.h"
#include "measure/environment.h"
#include "measure/tree.h"
#include "sys/env.h"
#include "sys/file.h"

static const uint64_t PROGRAM_MAX = (uint64_t)1 << 30;

static const pg_workload *find(const pg_config *config, const char *name) {
    for (size_t i = 0; i < config->workload_count; i++) {
        if (!strcmp(config->workloads[i].name, name)) {
            return &config->workloads[i];
        }
    }
    return NULL;
}

static pg_status unknown(pg_arena *arena, const pg_config *config, const char *name,
                         pg_error *err) {
    const char **names = PG_ARRAY(arena, const char *, config->workload_count + 1);
    for (size_t i = 0; i < config->workload_count; i++) {
        names[i] = config->workloads[i].name;
    }
    const char *nearest = pg_text_nearest(name, names, config->workload_count);
    return pg_fail(err, PG_USAGE, NULL,
                   nearest ? "expected a workload of %s, found \"%s\"; did you mean %s?"
                           : "expected a workload of %s, found \"%s\"; a command stands behind --",
                   config->path, name, nearest);
}

/* Whether the program holds DWARF; true where it cannot be read. */
static bool has_debug_info(pg_arena *arena, const char *path) {
    static const char section[] = ".debug_info";
    pg_arena *scratch = pg_arena_new();
    char *bytes;
    size_t length;
    (void)arena;
    bool has = pg_file_read(scratch, path, PROGRAM_MAX, &bytes, &length, NULL) ||
               memmem(bytes, length, section, sizeof(section));
    pg_arena_free(scratch);
    return has;
}

static pg_status build(pg_arena *arena, pg_launcher *launcher, const pg_config *config,
                       const char *root, pg_error *err) {
    pg_tree tree;
    pg_config built = *config;
    if (config->profile_build_count) {
        built.build = config->profile_build;
        built.build_count = config->profile_build_count;
    }
    pg_status status = pg_tree_open(arena, root, config->baselines, &tree, err);
    return status ? status : pg_tree_build(arena, launcher, &built, &tree, err);
}

pg_subject pg_subject_in(pg_arena *arena, const pg_config *config, const pg_workload *workload,
                         const char *directory) {
    /* A worker (worker/perfgate_worker.h) that nobody asks does its work and ends. */
    pg_strings env = workload->env;
    env.values = pg_grow(arena, env.values, env.count, env.count + 1, sizeof(*env.values));
    env.values[env.count++] = "PERFGATE_WORKER=once";
    return (pg_subject){
        .name = workload->name,
        .argv = workload->command.argv,
        .env = pg_tree_environment(arena, config, &env),
        .directory = directory,
        .timeout_s = workload->timeout_s,
    };
}

pg_status pg_subject_of_workload(pg_arena *arena, pg_launcher *launcher, const pg_config *config,
                                 const char *root, const char *name, bool no_build, pg_subject *ret,
                                 pg_error *err) {
    const pg_workload *workload = find(config, name);
    if (!workload) {
        return unknown(arena, config, name, err);
    }
    pg_status status = no_build ? PG_OK : build(arena, launcher, config, root, err);
    if (status) {
        return status;
    }
    *ret = pg_subject_in(arena, config, workload, root);
    const char *program = pg_file_join(arena, root, workload->command.argv[0]);
    if (!config->profile_build_count && !has_debug_info(arena, program)) {
        ret->remark = pg_format(arena,
                                "%s has no debug information: in-lined functions are not seen; "
                                "set profile_build in %s to a build with -g",
                                workload->command.argv[0], config->path);
    }
    return PG_OK;
}

pg_subject pg_subject_of_command(pg_arena *arena, const char *const *words, size_t count) {
    const char **argv = PG_ARRAY(arena, const char *, count + 1);
    memcpy(argv, words, count * sizeof(*argv));
    const char *slash = strrchr(words[0], '/');
    return (pg_subject){.name = slash && slash[1] ? slash + 1 : words[0],
                        .argv = argv,
                        .env = pg_env_all(),
                        .directory = ".",
                        .trusted = true};
}
