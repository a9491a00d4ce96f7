#include "flow/load.h"

#include <string.h>
#include <unistd.h>

#include "runs.h"
#include "support/expect.h"
#include "sys/file.h"

static pg_arena *arena;
static char *top;
static pg_error err;

static void open_load(void) {
    arena = pg_arena_new();
    cr_assert(!pg_file_scratch(arena, &top, &err));
    top = pg_file_real(arena, top);
    cr_assert(chdir(top) == 0);
}

static void close_load(void) {
    cr_assert(chdir("/") == 0);
    pg_file_remove_tree(top);
    pg_arena_free(arena);
}

TestSuite(load, .init = open_load, .fini = close_load);

static void put(const char *name, const char *text) {
    cr_assert(!pg_file_write(name, text, strlen(text), &err), "%s", err.text);
}

static const char config_text[] =
    "{\"suite\": \"s\", \"alpha\": 0.02, \"metrics\": {\"wall_time\": {\"gate\": false}},\n"
    " \"workloads\": [{\"name\": \"w\", \"command\": [\"p\"]}]}";

Test(load, the_configuration_is_looked_for_upwards) {
    pg_config config;
    const char *root;
    put("perfgate.json", config_text);
    put("a/b/file", "");
    cr_assert(chdir("a/b") == 0);
    cr_assert(!pg_load_config(arena, NULL, &config, &root, &err), "%s", err.text);
    expect_text(root, top, "root");
    expect_text(config.suite, "s", "suite");
    cr_assert(!pg_load_config(arena, "../../perfgate.json", &config, &root, &err));
    expect_text(root, top, "root of one that was named");
    put("perfgate.json", "{}");
    cr_expect(pg_load_config(arena, NULL, &config, &root, &err) == PG_INPUT, "the nearest");
    cr_expect(pg_load_config(arena, "none.json", &config, &root, &err) == PG_INPUT);
    cr_expect(chdir("/") == 0 && (pg_file_exists("/perfgate.json") ||
                                  pg_load_config(arena, NULL, &config, &root, &err) == PG_INPUT));
    cr_expect(strstr(err.text, "found none"), "%s", err.text);
}

Test(load, a_run_and_a_baseline_are_told_apart) {
    pg_base_side base;
    pg_run run;
    static const char run_of[] = "{\"schema\": \"perfgate-run/1\", \"suite\": \"s\", \"host\": "
                                 "{\"class\": \"h\"}, \"workloads\": []}";
    put("run.json", run_of);
    put("baseline.json", pg_format(arena,
                                   "{\"schema\": \"perfgate-baseline/1\", \"suite\": \"s\", "
                                   "\"host_class\": \"h\", \"sessions\": [{\"run\": %s}, {\"run\": "
                                   "%s}]}",
                                   run_of, run_of));
    put("other.json", "{\"schema\": \"perfgate-comparison/1\"}");
    put("list.json", "[]");
    cr_assert(!pg_load_base(arena, "run.json", &base, &err), "%s", err.text);
    cr_expect(base.count == 1);
    expect_text(base.label, "run.json", "label");
    cr_assert(!pg_load_base(arena, "baseline.json", &base, &err), "%s", err.text);
    cr_expect(base.count == 2);
    cr_assert(!pg_load_run(arena, "run.json", &run, &err));
    expect_text(run.path, "run.json", "path");
    cr_expect(pg_load_run(arena, "baseline.json", &run, &err) == PG_INPUT);
    cr_expect(pg_load_base(arena, "other.json", &base, &err) == PG_INPUT);
    cr_expect(pg_load_base(arena, "list.json", &base, &err) == PG_INPUT);
    cr_expect(pg_load_base(arena, "none.json", &base, &err) == PG_INPUT);
}
