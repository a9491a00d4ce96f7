#include "flow/clinic.h"

#include <string.h>

#include "base/text.h"
#include "flow/clinic_profile.h"
#include "measure/environment.h"
#include "sys/file.h"

enum {
    TAIL = 200,
    SAID = 1 << 16,
    CHECK_SECONDS = 600,
    OUTPUT_MAX = 1 << 20,
    FIXTURE_MAX = 1 << 30
};

static char *folder_of(pg_arena *arena, const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? pg_copy_n(arena, path, (size_t)(slash - path)) : pg_copy(arena, ".");
}

static pg_status find_workload(const pg_config *config, const char *name, const char *place,
                               const pg_workload **ret, pg_error *err) {
    for (size_t i = 0; i < config->workload_count; i++) {
        if (!strcmp(config->workloads[i].name, name)) {
            *ret = &config->workloads[i];
            return PG_OK;
        }
    }
    return pg_fail(err, PG_INPUT, place, "expected a workload of %s, found \"%.60s\"", config->path,
                   name);
}

pg_status pg_clinic_load(pg_arena *arena, const char *path, const pg_config *config,
                         const char *root, pg_clinic_case *ret, pg_error *err) {
    pg_json top;
    *ret = (pg_clinic_case){.path = path};
    if (!pg_file_exists(path) && !strchr(path, '/')) { /* the name of a case */
        ret->path = pg_file_join(arena, root, pg_format(arena, "workloads/%s", path));
    }
    if (pg_file_is_directory(ret->path)) {
        ret->path = pg_file_join(arena, ret->path, "candidates.json");
    }
    ret->folder = folder_of(arena, ret->path);
    pg_status status = pg_file_read_json(arena, ret->path, PG_JSON_PLAIN, &top, err);
    if (!status) {
        status = pg_case_read(arena, &top, &ret->text, err);
    }
    if (!status) {
        status = find_workload(config, ret->text.workload,
                               pg_format(arena, "%s: $.workload", ret->path), &ret->workload, err);
    }
    ret->guards = PG_ARRAY(arena, const pg_workload *, ret->text.guards.count);
    for (size_t i = 0; i < ret->text.guards.count && !status; i++) {
        status = find_workload(config, ret->text.guards.values[i],
                               pg_format(arena, "%s: $.guards[%zu]", ret->path, i), &ret->guards[i],
                               err);
        if (!status &&
            strcmp(ret->guards[i]->command.argv[0], ret->workload->command.argv[0]) != 0) {
            return pg_fail(err, PG_INPUT, pg_format(arena, "%s: $.guards[%zu]", ret->path, i),
                           "expected a workload that runs %s, found %s, which runs %s",
                           ret->workload->command.argv[0], ret->guards[i]->name,
                           ret->guards[i]->command.argv[0]);
        }
    }
    return status;
}

pg_status pg_clinic_open(pg_arena *arena, const char *path, const pg_config *config,
                         const char *root, pg_clinic_case *ret, pg_error *err) {
    pg_status status = pg_clinic_load(arena, path, config, root, ret, err);
    return status ? status
                  : pg_clinic_shares(arena, &ret->text, ret->path, ret->folder, &ret->shares,
                                     &ret->samples, err);
}

static void add_word(pg_arena *arena, pg_strings *words, const char *word) {
    words->values =
        pg_grow(arena, words->values, words->count, words->count + 2, sizeof(*words->values));
    words->values[words->count++] = word;
    words->values[words->count] = NULL;
}

/* Puts `part` behind what is there, with `between` in the middle. */
static const char *append(pg_arena *arena, const char *text, const char *between,
                          const char *part) {
    return *text ? pg_format(arena, "%s%s%s", text, between, part) : part;
}

/* The configuration's build command for one variant of the case. */
static pg_strings case_words(pg_arena *arena, const pg_config *config, const pg_clinic_case *c,
                             const char *into) {
    pg_strings words = {0};
    for (size_t i = 0; config->build[0].argv[i]; i++) {
        add_word(arena, &words, config->build[0].argv[i]);
    }
    add_word(arena, &words, "--case");
    add_word(arena, &words, c->text.name);
    add_word(arena, &words, "--into");
    add_word(arena, &words, into);
    return words;
}

static pg_strings build_words(pg_arena *arena, const pg_config *config, const pg_clinic_case *c,
                              const pg_strings *ids, const char *into) {
    const char *on = "", *flags = "", *train = NULL;
    for (size_t i = 0; i < ids->count; i++) {
        const pg_candidate *candidate = pg_case_find(&c->text, ids->values[i]);
        if (candidate->toggle) {
            on = append(arena, on, ",", candidate->toggle);
        }
        for (size_t f = 0; f < candidate->flags.count; f++) {
            flags = append(arena, flags, " ", candidate->flags.values[f]);
        }
        train = candidate->train ? candidate->train : train;
    }
    pg_strings words = case_words(arena, config, c, into);
    add_word(arena, &words, "--off");
    add_word(arena, &words, "all");
    if (*on) {
        add_word(arena, &words, "--on");
        add_word(arena, &words, on);
    }
    if (*flags) {
        add_word(arena, &words, pg_format(arena, "--flags=%s", flags));
    }
    if (train) {
        add_word(arena, &words, "--train");
        add_word(arena, &words, train);
    }
    return words;
}

/* The fixtures, where the command looks for them. */
static pg_status bring_fixtures(pg_arena *arena, const char *root, const pg_workload *workload,
                                const char *tree, pg_error *err) {
    pg_status status = PG_OK;
    for (size_t i = 0; i < workload->fixture_count && !status; i++) {
        const char *path = workload->fixtures[i].path;
        const char *to = pg_file_join(arena, tree, path);
        pg_arena *scratch = pg_arena_new();
        char *bytes = NULL;
        size_t length = 0;
        status = pg_file_read(scratch, pg_file_join(scratch, root, path), FIXTURE_MAX, &bytes,
                              &length, err);
        if (!status) {
            status = pg_file_make_directory(folder_of(scratch, to), err);
        }
        if (!status) {
            status = pg_file_write(to, bytes, length, err);
        }
        pg_arena_free(scratch);
    }
    return status;
}

static pg_status run_build(pg_arena *arena, const pg_config *config, const char *root,
                           const pg_strings *words, pg_error *err) {
    pg_command command = {words->values};
    pg_config one = *config;
    pg_launcher *launcher = NULL;
    pg_tree tree;
    one.build = &command;
    one.build_count = 1;
    pg_status status = pg_launcher_start(arena, &launcher, err);
    if (!status) {
        status = pg_tree_open(arena, root, config->baselines, &tree, err);
    }
    if (!status) {
        status = pg_tree_build(arena, launcher, &one, &tree, err);
    }
    pg_launcher_stop(launcher);
    return status;
}

/* Where a variant is built, below the root: what is written down names no folder of this machine.
 */
static const char *variant_tree(pg_arena *arena, const pg_clinic_case *c, const char *name) {
    return pg_format(arena, "build-clinic/%s/%s", c->text.name, name);
}

static const char *program_of(pg_arena *arena, const pg_clinic_case *c, const char *tree) {
    return pg_file_join(arena, tree, c->workload->command.argv[0]);
}

static pg_status make(pg_arena *arena, const pg_session_request *session, const pg_clinic_case *c,
                      const pg_strings *words, const char *below, const char **ret, pg_error *err) {
    const char *tree = pg_file_join(arena, session->root, below);
    const char *program = program_of(arena, c, tree);
    pg_status status = run_build(arena, session->config, session->root, words, err);
    if (!status) {
        status = bring_fixtures(arena, session->root, c->workload, tree, err);
    }
    for (size_t i = 0; i < c->text.guards.count && !status; i++) {
        status = bring_fixtures(arena, session->root, c->guards[i], tree, err);
    }
    if (!status && !pg_file_exists(program)) {
        return pg_fail(err, PG_CHILD, pg_command_text(arena, &(pg_command){words->values}),
                       "expected it to make %s, found no such file", program);
    }
    *ret = status ? *ret : tree;
    return status;
}

static pg_status need_build(const pg_config *config, pg_error *err) {
    return config->build_count
               ? PG_OK
               : pg_fail(err, PG_INPUT, config->path, "expected \"build\", which builds variants");
}

pg_status pg_clinic_build(pg_arena *arena, const pg_session_request *session,
                          const pg_clinic_case *c, const pg_strings *ids, const char **ret,
                          pg_error *err) {
    const char *name = "";
    for (size_t i = 0; i < ids->count; i++) {
        name = append(arena, name, "+", ids->values[i]);
    }
    pg_status status = need_build(session->config, err);
    if (status) {
        return status;
    }
    const char *tree = variant_tree(arena, c, *name ? name : "baseline");
    pg_strings words =
        build_words(arena, session->config, c, ids, folder_of(arena, program_of(arena, c, tree)));
    return make(arena, session, c, &words, tree, ret, err);
}

pg_status pg_clinic_build_head(pg_arena *arena, const pg_session_request *session,
                               const pg_clinic_case *c, const pg_candidate *on,
                               const pg_candidate *off, const char **ret, pg_error *err) {
    pg_status status = need_build(session->config, err);
    if (status) {
        return status;
    }
    const char *tree =
        variant_tree(arena, c,
                     pg_format(arena, "head%s%s%s%s", on ? "-with-" : "", on ? on->id : "",
                               off ? "-without-" : "", off ? off->id : ""));
    pg_strings words =
        case_words(arena, session->config, c, folder_of(arena, program_of(arena, c, tree)));
    if (on) {
        add_word(arena, &words, "--on");
        add_word(arena, &words, on->toggle);
    }
    if (off) {
        add_word(arena, &words, "--off");
        add_word(arena, &words, off->toggle);
    }
    return make(arena, session, c, &words, tree, ret, err);
}

/* The first line that a program said, cut. */
static const char *first_line(pg_arena *arena, pg_launcher *launcher) {
    char *line = pg_launcher_output_tail(launcher, arena, SAID);
    line += strspn(line, "\n");
    line[strcspn(line, "\n")] = 0;
    pg_text_disarm(line);
    return !*line                ? "it said nothing"
           : strlen(line) > TAIL ? pg_format(arena, "%s...", pg_copy_n(arena, line, TAIL))
                                 : line;
}

pg_status pg_clinic_check(pg_arena *arena, const pg_session_request *session,
                          const pg_clinic_case *c, const char *baseline, const char *variant,
                          const char **ret_differs, pg_error *err) {
    const char *program = c->workload->command.argv[0];
    pg_strings words = {0};
    for (size_t i = 0; i < c->text.correctness.count; i++) {
        const char *word = c->text.correctness.values[i];
        add_word(arena, &words,
                 !strcmp(word, "{baseline}")  ? pg_file_join(arena, baseline, program)
                 : !strcmp(word, "{variant}") ? pg_file_join(arena, variant, program)
                                              : word);
    }
    pg_launcher *launcher = NULL;
    pg_launch_result result;
    pg_status status = pg_launcher_start(arena, &launcher, err);
    if (!status) {
        pg_launch launch = {.argv = words.values,
                            .env = pg_tree_environment(arena, session->config, NULL),
                            .directory = session->root,
                            .timeout_ns = UINT64_C(1000000000) * CHECK_SECONDS,
                            .output_max = OUTPUT_MAX};
        status = pg_launcher_run(launcher, &launch, &result, err);
    }
    if (!status && (result.outcome != PG_OUTCOME_EXITED || result.code > 1)) {
        status = pg_fail(err, PG_CHILD, pg_command_text(arena, &(pg_command){words.values}),
                         "expected exit status 0 or 1, found %d: %s", result.code,
                         first_line(arena, launcher));
    }
    if (!status) {
        *ret_differs = result.code ? first_line(arena, launcher) : NULL;
    }
    pg_launcher_stop(launcher);
    return status;
}
