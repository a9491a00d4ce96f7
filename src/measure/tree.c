#include "measure/tree.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "measure/environment.h"
#include "sys/file.h"
#include "sys/proc.h"

enum { GIT_SECONDS = 300, GIT_OUTPUT = 1 << 20, TAIL = 2000, BUILD_OUTPUT = 256 << 20 };

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* In a container the checkout often belongs to another user; git refuses to read it unless told
 * that this is meant. */
static const char *const git_env[] = {"GIT_CONFIG_COUNT=1",
                                      "GIT_CONFIG_KEY_0=safe.directory",
                                      "GIT_CONFIG_VALUE_0=*",
                                      "GIT_OPTIONAL_LOCKS=0",
                                      "LC_ALL=C",
                                      NULL};

static pg_status run_git(pg_arena *arena, const char *directory, const char *const *words,
                         pg_proc_result *ret, pg_error *err) {
    const char *argv[24] = {"git"};
    for (size_t i = 0; words[i] && i < 22; i++) {
        argv[i + 1] = words[i];
    }
    pg_proc proc = {.argv = argv,
                    .extra_env = git_env,
                    .directory = directory,
                    .output_max = GIT_OUTPUT,
                    .seconds = GIT_SECONDS};
    return pg_proc_run(arena, &proc, ret, err);
}

char *pg_git(pg_arena *arena, const char *directory, const char *const *words) {
    pg_proc_result result;
    if (run_git(arena, directory, words, &result, NULL) || result.exit_status) {
        return NULL;
    }
    while (result.output_length && result.output[result.output_length - 1] == '\n') {
        result.output[--result.output_length] = 0;
    }
    return result.output;
}

pg_status pg_tree_open(pg_arena *arena, const char *directory, const char *baselines, pg_tree *ret,
                       pg_error *err) {
    char *real = pg_file_real(arena, directory);
    if (!real || !pg_file_is_directory(real)) {
        return pg_fail(err, PG_INPUT, directory, "expected a directory, found %s",
                       real ? "something else" : "nothing");
    }
    *ret = (pg_tree){.directory = real, .source = pg_run_empty().source};
    char *revision = pg_git(arena, real, WORDS("rev-parse", "--verify", "--quiet", "HEAD"));
    if (revision) {
        bool inside = baselines && *baselines != '/' && *baselines != '.';
        const char *excluded =
            pg_format(arena, ":(exclude)%s", inside ? baselines : "perfgate-out");
        char *changes =
            pg_git(arena, real,
                   WORDS("status", "--porcelain", "--", ".", ":(exclude)perfgate-out", excluded));
        ret->source.revision = revision;
        ret->source.dirty = changes && *changes;
    }
    return PG_OK;
}

pg_status pg_tree_checkout(pg_arena *arena, const char *directory, const char *revision,
                           pg_tree *ret, pg_error *err) {
    const char *commit = pg_format(arena, "%s^{commit}", revision);
    char *full = pg_git(arena, directory, WORDS("rev-parse", "--verify", "--quiet", commit));
    if (!full) {
        return pg_fail(err, PG_INPUT, revision,
                       "expected a directory or a revision of the repository at %s, found neither "
                       "(a shallow clone lacks older revisions: fetch more)",
                       directory);
    }
    char *prefix = pg_git(arena, directory, WORDS("rev-parse", "--show-prefix"));
    char *scratch;
    pg_status status = pg_file_scratch(arena, &scratch, err);
    if (status) {
        return status;
    }
    const char *checkout = pg_format(arena, "%s/base", scratch);
    pg_proc_result result;
    status = run_git(arena, directory,
                     WORDS("worktree", "add", "--quiet", "--detach", checkout, full), &result, err);
    if (!status && result.exit_status) {
        pg_text_disarm(result.errors);
        status = pg_fail(err, PG_CHILD, revision, "git worktree failed: %s", result.errors);
    }
    if (status) {
        pg_file_remove_tree(scratch);
        return status;
    }
    *ret = (pg_tree){
        .directory = prefix && *prefix ? pg_format(arena, "%s/%s", checkout, prefix) : checkout,
        .source = pg_run_empty().source,
        .scratch = scratch,
        .repository = directory,
    };
    ret->source.revision = full;
    return PG_OK;
}

void pg_tree_close(pg_arena *arena, pg_tree *tree) {
    if (!tree->scratch) {
        return;
    }
    const char *checkout = pg_format(arena, "%s/base", tree->scratch);
    pg_git(arena, tree->repository, WORDS("worktree", "remove", "--force", checkout));
    pg_file_remove_tree(tree->scratch);
    pg_git(arena, tree->repository, WORDS("worktree", "prune"));
    tree->scratch = NULL;
}

/* How a build command ended, NULL where it ended well. */
static const char *build_failure(pg_arena *arena, const pg_launch_result *result,
                                 uint64_t timeout_s) {
    switch (result->outcome) {
    case PG_OUTCOME_EXITED:
        return result->code ? pg_format(arena, "ended with exit status %d", result->code) : NULL;
    case PG_OUTCOME_SIGNALED: return pg_format(arena, "was ended by signal %d", result->code);
    case PG_OUTCOME_TIMEOUT:
        return pg_format(arena, "did not end within %llu s", (unsigned long long)timeout_s);
    case PG_OUTCOME_FLOOD: return "printed more than 256 MiB";
    case PG_OUTCOME_NOT_STARTED:
        return pg_format(arena, "could not be run (%s: %s)", result->obstacle,
                         strerror(result->code));
    }
    return "ended unexpectedly";
}

/* The last lines in one line behind a colon, for a message; "" where there are none. */
static const char *one_line(pg_arena *arena, char *text) {
    size_t length = strlen(text);
    while (length && strchr("\n\r ", text[length - 1])) {
        text[--length] = 0;
    }
    for (char *c = text; *c; c++) {
        *c = *c == '\n' ? '|' : *c;
    }
    pg_text_disarm(text);
    return *text ? pg_format(arena, ": %s", text) : "";
}

pg_status pg_tree_build(pg_arena *arena, pg_launcher *launcher, const pg_config *config,
                        pg_tree *tree, pg_error *err) {
    for (size_t i = 0; i < config->build_count; i++) {
        pg_launch launch = {.argv = config->build[i].argv,
                            .env = pg_tree_environment(arena, config, NULL),
                            .directory = tree->directory,
                            .timeout_ns = config->build_timeout_s * 1000000000u,
                            .output_max = BUILD_OUTPUT};
        pg_launch_result result;
        pg_status status = pg_launcher_run(launcher, &launch, &result, err);
        if (status) {
            return status;
        }
        const char *failure = build_failure(arena, &result, config->build_timeout_s);
        if (failure) {
            char *tail = pg_launcher_output_tail(launcher, arena, TAIL);
            size_t length = strlen(tail), most = PG_TEXT_MAX / 2;
            return pg_fail(err, PG_CHILD, tree->directory, "the build command \"%s\" %s%s",
                           pg_command_text(arena, &config->build[i]), failure,
                           one_line(arena, tail + (length > most ? length - most : 0)));
        }
    }
    tree->source.build = pg_config_build_text(arena, config);
    return PG_OK;
}

const char *pg_git_merge_base(pg_arena *arena, const pg_tree *head, const char *default_branch,
                              const char **ret_about) {
    const char *given = default_branch ? pg_format(arena, "origin/%s", default_branch) : NULL;
    const char *const candidates[] = {given,         default_branch,  "refs/remotes/origin/HEAD",
                                      "origin/main", "origin/master", "main",
                                      "master"};
    *ret_about = NULL;
    for (size_t i = 0; i < sizeof(candidates) / sizeof(*candidates); i++) {
        const char *branch = candidates[i];
        char *found =
            branch ? pg_git(arena, head->directory, WORDS("merge-base", branch, "HEAD")) : NULL;
        if (!found) {
            continue;
        }
        bool differs = strcmp(found, head->source.revision) != 0;
        if (!differs && !head->source.dirty) {
            *ret_about = "head is what the default branch is";
            return NULL;
        }
        *ret_about = differs ? pg_format(arena, "the merge base with %s", branch)
                             : "the last commit: the working tree differs from it";
        return found;
    }
    return NULL;
}
