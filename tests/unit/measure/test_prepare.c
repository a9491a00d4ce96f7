/* What is known of a workload before it is started: its fixtures and its artifacts. */
#include <string.h>

#include "measure/measure.h"
#include "support/expect.h"
#include "sys/file.h"

/* sha256 of "fixture\n", as sha256sum prints it. */
static const char FIXTURE_HASH[] =
    "e80b71cd14d3cbd65f4173abcbfcf01a545dbca32a72d575108b553a648cc96f";

typedef struct tree {
    pg_arena *arena;
    char *directory;
    pg_fixture fixture;
    const char *artifact, *argv[3], *env;
    pg_workload workload;
    pg_config config;
} tree;

static void put(tree *t, const char *name, const char *bytes, size_t length) {
    pg_error err;
    cr_assert(!pg_file_write(pg_file_join(t->arena, t->directory, name), bytes, length, &err), "%s",
              err.text);
}

static void open_tree(tree *t) {
    pg_error err;
    *t = (tree){.arena = pg_arena_new(),
                .fixture = {"data/f.txt", FIXTURE_HASH},
                .artifact = "bin/p",
                .argv = {"bin/p", "data/f.txt", NULL},
                .env = "A=1"};
    cr_assert(!pg_file_scratch(t->arena, &t->directory, &err), "%s", err.text);
    put(t, "data/f.txt", "fixture\n", 8);
    put(t, "bin/p",
        "\x7f"
        "ELF\0\0GCC: (Debian 12.2.0-14) 12.2.0\0\0tail",
        43);
    t->workload = (pg_workload){.name = "w",
                                .command = {t->argv},
                                .env = {&t->env, 1},
                                .artifacts = {&t->artifact, 1},
                                .fixtures = &t->fixture,
                                .fixture_count = 1};
    t->config = (pg_config){.workloads = &t->workload, .workload_count = 1};
}

static void close_tree(tree *t) {
    pg_file_remove_tree(t->directory);
    pg_arena_free(t->arena);
}

static pg_prepared prepare(tree *t) {
    return *pg_prepare(t->arena, &t->config, t->directory);
}

Test(prepare, a_good_one) {
    tree t;
    open_tree(&t);
    pg_prepared p = prepare(&t);
    cr_expect(!p.broken, "%s", p.broken);
    cr_expect(strlen(p.inputs) == 64 && strlen(p.artifacts) == 64 && strcmp(p.inputs, p.artifacts));
    expect_text(p.compiler, "GCC: (Debian 12.2.0-14) 12.2.0", "its own mark");
    close_tree(&t);
}

/* Everything that the program is given is in `inputs`, and its bytes in `artifacts`. */
Test(prepare, what_changes_the_hashes) {
    tree t;
    open_tree(&t);
    pg_prepared before = prepare(&t), after;
    t.argv[1] = "data/./f.txt";
    after = prepare(&t);
    cr_expect(strcmp(before.inputs, after.inputs) && !strcmp(before.artifacts, after.artifacts),
              "an argument");
    t.argv[1] = "data/f.txt";
    t.env = "A=2";
    cr_expect(strcmp(before.inputs, prepare(&t).inputs), "the environment");
    t.env = "A=1";
    cr_expect(!strcmp(before.inputs, prepare(&t).inputs), "as before");
    t.fixture.sha256 = NULL;
    cr_expect(!strcmp(before.inputs, prepare(&t).inputs), "whether the hash is known before");
    put(&t, "data/f.txt", "fixtura\n", 8);
    after = prepare(&t);
    cr_expect(!after.broken && strcmp(before.inputs, after.inputs), "the fixture's bytes");
    put(&t, "data/f.txt", "fixture\n", 8);
    put(&t, "bin/p", "other", 5);
    after = prepare(&t);
    cr_expect(!strcmp(before.inputs, after.inputs) && strcmp(before.artifacts, after.artifacts),
              "the artifact's bytes");
    expect_text(after.compiler, "", "no compiler's mark");
    close_tree(&t);
}

Test(prepare, fixtures_that_are_not_what_they_should_be) {
    tree t;
    open_tree(&t);
    put(&t, "data/f.txt", "fixtura\n", 8);
    pg_prepared p = prepare(&t);
    cr_assert(p.broken);
    cr_expect(strstr(p.broken, "fixture data/f.txt: expected sha256 e80b71cd") &&
                  strstr(p.broken, ", found "),
              "%s", p.broken);
    pg_file_remove(pg_file_join(t.arena, t.directory, "data/f.txt"));
    p = prepare(&t);
    cr_assert(p.broken);
    cr_expect(strstr(p.broken, "fixture data/f.txt cannot be opened"), "%s", p.broken);
    t.fixture.path = "data";
    p = prepare(&t);
    cr_expect(p.broken && strstr(p.broken, "a directory"), "%s", p.broken);
    close_tree(&t);
}

/* Artifacts that cannot be read are unknown, never "the same". */
Test(prepare, artifacts_that_are_not_there) {
    tree t;
    open_tree(&t);
    pg_file_remove(pg_file_join(t.arena, t.directory, "bin/p"));
    pg_prepared p = prepare(&t);
    cr_expect(!p.broken);
    expect_text(p.artifacts, "", "one that is missing");
    const char *two[] = {"data/f.txt", "bin/p"};
    t.workload.artifacts = (pg_strings){two, 2};
    expect_text(prepare(&t).artifacts, "", "one of two is missing");
    t.workload.artifacts.count = 1;
    cr_expect(strlen(prepare(&t).artifacts) == 64);
    t.workload.artifacts.count = 0;
    expect_text(prepare(&t).artifacts, "", "none is named");
    close_tree(&t);
}
