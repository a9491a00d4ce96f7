/* Trees: directories, checkouts, builds in them, and the programs that are really launched. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "measure/environment.h"
#include "measure/measure.h"
#include "measure/tree.h"
#include "support/expect.h"
#include "sys/file.h"
#include "sys/proc.h"

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

typedef struct repository {
    pg_arena *arena;
    char *top;
    const char *first, *second; /* commits; the file "n" holds 1, then 2 */
} repository;

static void git(repository *r, const char *const *words) {
    cr_assert(pg_git(r->arena, r->top, words), "git %s %s", words[0], words[1]);
}

static void put(repository *r, const char *name, const char *text) {
    pg_error err;
    cr_assert(!pg_file_write(pg_file_join(r->arena, r->top, name), text, strlen(text), &err), "%s",
              err.text);
}

static const char *commit(repository *r, const char *message) {
    git(r, WORDS("add", "-A"));
    git(r, WORDS("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "-m",
                 message));
    return pg_git(r->arena, r->top, WORDS("rev-parse", "HEAD"));
}

static repository open_repository(void) {
    repository r = {.arena = pg_arena_new()};
    pg_error err;
    signal(SIGPIPE, SIG_IGN);
    unsetenv("GIT_DIR");
    cr_assert(!pg_file_scratch(r.arena, &r.top, &err), "%s", err.text);
    git(&r, WORDS("init", "-q", "-b", "main"));
    put(&r, "n", "1");
    put(&r, "below/m", "1");
    r.first = commit(&r, "one");
    put(&r, "n", "2");
    r.second = commit(&r, "two");
    return r;
}

static void close_repository(repository *r) {
    pg_file_remove_tree(r->top);
    pg_arena_free(r->arena);
}

static const char *content(pg_arena *arena, const char *directory, const char *name) {
    char *text;
    size_t length;
    return pg_file_read(arena, pg_file_join(arena, directory, name), 100, &text, &length, NULL)
               ? "(none)"
               : text;
}

Test(tree, a_directory) {
    repository r = open_repository();
    pg_tree tree;
    pg_error err;
    cr_assert(!pg_tree_open(r.arena, r.top, NULL, &tree, &err));
    expect_text(tree.source.revision, r.second, "revision");
    cr_expect(!tree.source.dirty && !tree.scratch);
    put(&r, "perfgate-out/head.json", "{}");
    cr_assert(!pg_tree_open(r.arena, r.top, NULL, &tree, &err));
    cr_expect(!tree.source.dirty, "what perfgate writes itself does not count");
    put(&r, "baselines/host.json", "{}");
    cr_assert(!pg_tree_open(r.arena, r.top, NULL, &tree, &err) && tree.source.dirty);
    cr_assert(!pg_tree_open(r.arena, r.top, "baselines", &tree, &err));
    cr_expect(!tree.source.dirty, "nor do the baselines");
    put(&r, "n", "3");
    cr_assert(!pg_tree_open(r.arena, r.top, "baselines", &tree, &err));
    cr_expect(tree.source.dirty);
    cr_expect(pg_tree_open(r.arena, pg_file_join(r.arena, r.top, "none"), NULL, &tree, &err) ==
              PG_INPUT);
    cr_expect(strstr(err.text, "found nothing"), "%s", err.text);
    cr_expect(pg_tree_open(r.arena, pg_file_join(r.arena, r.top, "n"), NULL, &tree, &err) ==
              PG_INPUT);
    close_repository(&r);
}

Test(tree, outside_of_git) {
    pg_arena *arena = pg_arena_new();
    pg_tree tree;
    pg_error err;
    char *directory;
    cr_assert(!pg_file_scratch(arena, &directory, &err));
    setenv("GIT_CEILING_DIRECTORIES", "/", 1);
    cr_assert(!pg_tree_open(arena, directory, NULL, &tree, &err), "%s", err.text);
    expect_text(tree.source.revision, "", "unknown");
    cr_expect(!tree.source.dirty);
    pg_file_remove_tree(directory);
    pg_arena_free(arena);
}

Test(tree, a_checkout) {
    repository r = open_repository();
    pg_tree tree, below;
    pg_error err;
    cr_assert(!pg_tree_checkout(r.arena, r.top, "HEAD~1", &tree, &err), "%s", err.text);
    expect_text(tree.source.revision, r.first, "revision");
    expect_text(content(r.arena, tree.directory, "n"), "1", "as it stood");
    expect_text(content(r.arena, r.top, "n"), "2", "head is untouched");
    cr_assert(
        !pg_tree_checkout(r.arena, pg_file_join(r.arena, r.top, "below"), r.first, &below, &err),
        "%s", err.text);
    expect_text(content(r.arena, below.directory, "m"), "1", "the same place below the top");
    const char *scratch = tree.scratch;
    pg_tree_close(r.arena, &tree);
    pg_tree_close(r.arena, &tree);
    pg_tree_close(r.arena, &below);
    cr_expect(!pg_file_exists(scratch), "a checkout is removed");
    const char *left = pg_git(r.arena, r.top, WORDS("worktree", "list"));
    cr_expect(left && !strchr(left, '\n'), "git knows of no other worktree: %s", left);
    cr_expect(pg_tree_checkout(r.arena, r.top, "no-such-revision", &tree, &err) == PG_INPUT);
    cr_expect(strstr(err.text, "neither"), "%s", err.text);
    close_repository(&r);
}

/* A revision that looks like an option is none. */
Test(tree, a_revision_is_no_option) {
    repository r = open_repository();
    pg_tree tree;
    pg_error err;
    cr_expect(pg_tree_checkout(r.arena, r.top, "--help", &tree, &err) == PG_INPUT);
    cr_expect(pg_tree_checkout(r.arena, r.top, "", &tree, &err) == PG_INPUT);
    close_repository(&r);
}

Test(tree, the_merge_base) {
    repository r = open_repository();
    pg_tree head;
    pg_error err;
    const char *about = "";
    cr_assert(!pg_tree_open(r.arena, r.top, NULL, &head, &err));
    cr_expect(!pg_git_merge_base(r.arena, &head, NULL, &about), "on main itself, clean: no base");
    put(&r, "n", "2 and a bit");
    cr_assert(!pg_tree_open(r.arena, r.top, NULL, &head, &err));
    const char *base = pg_git_merge_base(r.arena, &head, NULL, &about);
    cr_assert(base);
    expect_text(base, r.second, "changes against the last commit");
    cr_expect(strstr(about, "working tree differs"), "%s", about);
    git(&r, WORDS("checkout", "-q", "-b", "topic"));
    commit(&r, "three");
    cr_assert(!pg_tree_open(r.arena, r.top, NULL, &head, &err));
    base = pg_git_merge_base(r.arena, &head, NULL, &about);
    cr_assert(base);
    expect_text(base, r.second, "where the branch left main");
    cr_expect(strstr(about, "merge base with main"), "%s", about);
    git(&r, WORDS("branch", "release", r.first));
    base = pg_git_merge_base(r.arena, &head, "release", &about);
    cr_assert(base);
    expect_text(base, r.first, "the branch that was named");
    close_repository(&r);
}

static const char *value_of(const char *const *env, const char *name) {
    size_t length = strlen(name);
    const char *found = NULL;
    for (; *env; env++) {
        if (!strncmp(*env, name, length) && (*env)[length] == '=') {
            cr_expect(!found, "%s twice", name);
            found = *env + length + 1;
        }
    }
    return found;
}

Test(tree, the_environment) {
    pg_arena *arena = pg_arena_new();
    setenv("PATH", "/bin", 1);
    setenv("HOME", "/somewhere", 1);
    setenv("PASSED", "yes", 1);
    setenv("SECRET", "no", 1);
    setenv("LC_ALL", "de_DE.UTF-8", 1);
    unsetenv("TMPDIR");
    const char *names[] = {"PASSED", "UNSET"}, *own_values[] = {"MINE=1"};
    pg_config config = {.env = {names, 2}};
    pg_strings own = {own_values, 1};
    const char *const *env = pg_tree_environment(arena, &config, &own);
    expect_text(value_of(env, "PATH"), "/bin", "PATH");
    expect_text(value_of(env, "HOME"), "/somewhere", "HOME");
    expect_text(value_of(env, "PASSED"), "yes", "passed on");
    expect_text(value_of(env, "LC_ALL"), "C", "LC_ALL");
    expect_text(value_of(env, "TZ"), "UTC", "TZ");
    expect_text(value_of(env, "MINE"), "1", "its own");
    cr_expect(!value_of(env, "SECRET") && !value_of(env, "TMPDIR") && !value_of(env, "UNSET"));
    pg_arena_free(arena);
}

static pg_launcher *start_launcher(pg_arena *arena) {
    pg_launcher *launcher;
    pg_error err;
    cr_assert(!pg_launcher_start(arena, &launcher, &err), "%s: %s", err.place, err.text);
    return launcher;
}

Test(tree, builds) {
    repository r = open_repository();
    pg_launcher *launcher = start_launcher(r.arena);
    pg_tree tree;
    pg_error err;
    cr_assert(!pg_tree_open(r.arena, r.top, NULL, &tree, &err));
    const char *one[] = {"/bin/sh", "-c", "echo built > out", NULL};
    const char *two[] = {"/bin/sh", "-c", "cat out > again; env > environment", NULL};
    const char *bad[] = {"/bin/sh", "-c", "echo going; echo what went wrong >&2; exit 3", NULL};
    pg_command commands[] = {{one}, {two}, {bad}};
    pg_config config = {.build = commands, .build_count = 2, .build_timeout_s = 20};
    setenv("SECRET", "no", 1);
    cr_assert(!pg_tree_build(r.arena, launcher, &config, &tree, &err), "%s", err.text);
    expect_text(content(r.arena, r.top, "again"), "built\n", "both, in order, in the tree");
    char *text;
    size_t length;
    cr_assert(!pg_file_read(r.arena, pg_file_join(r.arena, r.top, "environment"), 10000, &text,
                            &length, NULL));
    cr_expect(!strstr(text, "SECRET") && strstr(text, "LC_ALL=C"));
    cr_expect(tree.source.build && strstr(tree.source.build, " && "), "%s", tree.source.build);
    config.build_count = 3;
    cr_expect(pg_tree_build(r.arena, launcher, &config, &tree, &err) == PG_CHILD);
    cr_expect(strstr(err.text, "ended with exit status 3") && strstr(err.text, "what went wrong"),
              "%s", err.text);
    const char *none[] = {"./no-such-program", NULL};
    commands[0].argv = none;
    cr_expect(pg_tree_build(r.arena, launcher, &config, &tree, &err) == PG_CHILD);
    cr_expect(strstr(err.text, "No such file"), "%s", err.text);
    const char *slow[] = {"/bin/sh", "-c", "sleep 30", NULL};
    commands[0].argv = slow;
    config.build_timeout_s = 1;
    cr_expect(pg_tree_build(r.arena, launcher, &config, &tree, &err) == PG_CHILD);
    cr_expect(strstr(err.text, "did not end within 1 s"), "%s", err.text);
    pg_launcher_stop(launcher);
    close_repository(&r);
}

/* The executor that really launches: in the tree of the side, with the hash of what was printed. */
Test(tree, the_real_executor) {
    repository r = open_repository();
    pg_launcher *launcher = start_launcher(r.arena);
    const char *argv[] = {"/bin/cat", "n", NULL};
    pg_config config = {0};
    pg_workload workload = {.name = "w", .command = {argv}, .timeout_s = 20};
    pg_tree base;
    pg_error err;
    cr_assert(!pg_tree_checkout(r.arena, r.top, "HEAD~1", &base, &err));
    const char *directories[] = {base.directory, r.top};
    pg_sandbox sandbox = {.home = r.top};
    pg_executor *executor = pg_executor_real(r.arena, launcher, &config, directories, &sandbox);
    static const char *const printed[] = {"1", "2"};
    for (size_t side = 0; side < 2; side++) {
        pg_launch_result result;
        char output[PG_FILE_HASH_SIZE] = "", expected[PG_FILE_HASH_SIZE];
        const char *tail = NULL;
        cr_assert(
            !executor->launch(executor, r.arena, side, &workload, &result, output, &tail, &err));
        pg_file_hash_bytes(printed[side], 1, expected);
        expect_text(output, expected, "side %zu", side);
        cr_expect(result.outcome == PG_OUTCOME_EXITED && !result.code && !tail);
    }
    argv[1] = "no-such-file";
    pg_launch_result result;
    char output[PG_FILE_HASH_SIZE] = "";
    const char *tail = NULL;
    cr_assert(!executor->launch(executor, r.arena, 1, &workload, &result, output, &tail, &err));
    cr_expect(result.code == 1 && tail && strstr(tail, "no-such-file"), "%s", tail);
    cr_expect(!executor->stopped(executor));
    pg_tree_close(r.arena, &base);
    pg_launcher_stop(launcher);
    close_repository(&r);
}
