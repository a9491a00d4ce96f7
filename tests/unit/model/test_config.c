#include "model/config.h"

#include <string.h>

#include "support/expect.h"
#include "texts.h"

#define HASH "e80b71cd14d3cbd65f4173abcbfcf01a545dbca32a72d575108b553a648cc96f"

static pg_config read_good(pg_arena *arena, const char *text) {
    pg_config config;
    pg_error err = {0};
    pg_json top = parsed(arena, quoted(arena, text), PG_JSON_COMMENTS);
    cr_assert(!pg_config_read(arena, &top, &config, &err), "%s: %s", err.place, err.text);
    return config;
}

Test(config, the_smallest_there_is) {
    pg_arena *arena = pg_arena_new();
    pg_config c =
        read_good(arena, "{'suite': 's', 'workloads': [{'name': 'w', 'command': ['./p', 'x y']}]}");
    expect_text(c.suite, "s", "suite");
    expect_text(c.baselines, "baselines", "baselines");
    expect_text(c.path, "f.json", "path");
    cr_expect(c.blocks == 10 && c.warmup == 1 && c.timeout_s == 60 && c.build_timeout_s == 900);
    cr_expect(c.alpha == 0.01 && c.beta == 0.05 && !c.build_count && !c.rule_count);
    const pg_workload *w = &c.workloads[0];
    cr_assert(c.workload_count == 1 && w->command.argv[2] == NULL);
    expect_text(w->command.argv[1], "x y", "argument");
    cr_expect(w->timeout_s == 60 && !w->output_sha256 && !w->fixture_count && !w->artifacts.count);
    pg_arena_free(arena);
}

static const char full[] =
    "// a comment\n"
    "{'$schema': 'x.json', 'suite': 'my-suite_1.0', 'build': [['make', '-j2'], ['./more']],\n"
    " 'build_timeout_seconds': 20, 'pass_env': ['CC'], 'baselines': 'kept/here', 'blocks': 7,\n"
    " 'warmup': 0, 'timeout_seconds': 5, 'alpha': 0.02, 'beta': 0.1, /* and another */\n"
    " 'metrics': {'wall_time': {'threshold_percent': 8}, 'peak_rss': {'gate': false}},\n"
    " 'waivers': [{'workload': 'two', 'metric': 'wall_time', 'ceiling_percent': 20,\n"
    "   'reason': 'safer', 'issue': '#7', 'expires': '2026-12-31'}],\n"
    " 'workloads': [\n"
    "  {'name': 'one', 'command': 'echo $HOME | cat', 'size': 'small', 'env': {'A': '1', 'B': "
    "''},\n"
    "   'artifacts': ['bin/p', 'bin/q'], 'fixtures': [{'path': 'f'}, {'path': 'g', 'sha256': "
    "'" HASH "'}],\n"
    "   'output_sha256': '" HASH "', 'timeout_seconds': 90,\n"
    "   'metrics': {'wall_time': {'threshold_percent': 2.5}, 'page_faults': {'max': 1000}}},\n"
    "  {'name': 'two', 'command': ['./p']}]}\n";

Test(config, everything) {
    pg_arena *arena = pg_arena_new();
    pg_config c = read_good(arena, full);
    expect_text(c.suite, "my-suite_1.0", "suite");
    expect_text(c.baselines, "kept/here", "baselines");
    cr_expect(c.blocks == 7 && c.warmup == 0 && c.timeout_s == 5 && c.build_timeout_s == 20);
    cr_expect(c.alpha == 0.02 && c.beta == 0.1);
    cr_assert(c.build_count == 2 && c.env.count == 1 && c.workload_count == 2);
    expect_text(c.build[0].argv[1], "-j2", "build");
    expect_text(pg_config_build_text(arena, &c), "make -j2 && ./more", "build as text");
    const pg_workload *one = &c.workloads[0], *two = &c.workloads[1];
    expect_text(one->command.argv[0], "/bin/sh", "a text is for the shell");
    expect_text(one->command.argv[1], "-c", "a text is for the shell");
    expect_text(one->command.argv[2], "echo $HOME | cat", "a text is for the shell");
    cr_expect(!one->command.argv[3] && one->timeout_s == 90 && two->timeout_s == 5);
    cr_assert(one->env.count == 2 && one->artifacts.count == 2 && one->fixture_count == 2);
    expect_text(one->env.values[0], "A=1", "env");
    expect_text(one->env.values[1], "B=", "an empty value");
    cr_expect(!one->fixtures[0].sha256 && !strcmp(one->fixtures[1].sha256, HASH));
    expect_text(one->output_sha256, HASH, "output");
    cr_assert(c.rule_count == 4 && c.waiver_count == 1);
    expect_text(c.waivers[0].expires, "2026-12-31", "waiver");
    cr_expect(c.waivers[0].ceiling == 0.2);
    pg_policy policy = pg_policy_default();
    policy.rules = c.rules;
    policy.rule_count = c.rule_count;
    double max = 0;
    cr_expect(pg_policy_threshold(&policy, "one", "wall_time", PG_TIMED) == 0.025);
    cr_expect(pg_policy_threshold(&policy, "two", "wall_time", PG_TIMED) == 0.08);
    cr_expect(!pg_policy_gates(&policy, "one", "peak_rss"));
    cr_expect(pg_policy_max(&policy, "one", "page_faults", &max) && max == 1000);
    cr_expect(!pg_policy_max(&policy, "two", "page_faults", &max));
    pg_arena_free(arena);
}

Test(config, builds_in_each_form) {
    static const struct {
        const char *build, *text;
        size_t count;
    } rows[] = {
        {"'make all'", "/bin/sh -c make all", 1},
        {"['make', 'all']", "make all", 1},
        {"[['make', 'all']]", "make all", 1},
        {"['make', ['x', 'y']]", "/bin/sh -c make && x y", 2},
    };
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pg_config c = read_good(arena, pg_format(arena,
                                                 "{'suite': 's', 'build': %s, 'workloads': "
                                                 "[{'name': 'w', 'command': ['p']}]}",
                                                 rows[i].build));
        cr_expect(c.build_count == rows[i].count, "%s", rows[i].build);
        expect_text(pg_config_build_text(arena, &c), rows[i].text, "%s", rows[i].build);
    }
    pg_arena_free(arena);
}

#define TOP(members)   "{'suite': 's', 'workloads': [{'name': 'w', 'command': ['p']}], " members "}"
#define WORKLOAD(text) "{'suite': 's', 'workloads': [{'name': 'w', 'command': ['p'], " text "}]}"
#define WAIVER(ceiling, expires)                                                                   \
    TOP("'waivers': [{'workload': 'w', 'metric': 'wall_time', 'ceiling_percent': " ceiling         \
        ", 'reason': 'r', 'issue': 'i', 'expires': '" expires "'}]")

static const bad_text bad_configs[] = {
    {"{'workloads': [{'name': 'w', 'command': ['p']}]}", "$", "suite"},
    {"{'suite': 's'}", "$", "workloads"},
    {"{'suite': 's', 'workloads': []}", "$.workloads", "at least one workload"},
    {TOP("'block': 3"), "$.block", "blocks"},
    {TOP("'blocks': 0"), "$.blocks", "expected 1 to 1000, found 0"},
    {TOP("'blocks': 1001"), "$.blocks", "found 1001"},
    {TOP("'blocks': 1.5"), "$.blocks", "integer"},
    {TOP("'warmup': 1001"), "$.warmup", "0 to 1000"},
    {TOP("'timeout_seconds': 0"), "$.timeout_seconds", "1 to 86400"},
    {TOP("'build_timeout_seconds': 100000"), "$.build_timeout_seconds", "found 100000"},
    {TOP("'alpha': 0"), "$.alpha", "above 0 and below 0.5, found 0"},
    {TOP("'alpha': 0.5"), "$.alpha", "found 0.5"},
    {TOP("'beta': 1"), "$.beta", "found 1"},
    {TOP("'build': []"), "$.build", "found nothing"},
    {TOP("'build': [['']]"), "", ""},
    {TOP("'metrics': {'wal_time': {}}"), "$.metrics.wal_time", "known are: wall_time, p50"},
    {TOP("'metrics': {'wall_time': {'threshold': 3}}"), "$.metrics.wall_time.threshold",
     "threshold_percent"},
    {TOP("'metrics': {'wall_time': {'threshold_percent': -1}}"),
     "$.metrics.wall_time.threshold_percent", "0 to 1000, found -1"},
    {TOP("'metrics': {'wall_time': {'threshold_percent': 1001}}"), "", "found 1001"},
    {TOP("'metrics': {'wall_time': {'gate': 'no'}}"), "$.metrics.wall_time.gate", "true or false"},
    {TOP("'metrics': {'peak_rss': {'max': -1}}"), "$.metrics.peak_rss.max", ">= 0, found -1"},
    {"{'suite': 'a b', 'workloads': [{'name': 'w', 'command': ['p']}]}", "$.suite", "found ' '"},
    {"{'suite': '../x', 'workloads': [{'name': 'w', 'command': ['p']}]}", "$.suite", "found '/'"},
    {"{'suite': '..', 'workloads': [{'name': 'w', 'command': ['p']}]}", "$.suite", "in front"},
    {"{'suite': 's', 'workloads': [{'name': 'w', 'command': []}]}", "$.workloads[0].command",
     "found nothing"},
    {"{'suite': 's', 'workloads': [{'name': 'w', 'command': [1]}]}", "$.workloads[0].command[0]",
     ""},
    {"{'suite': 's', 'workloads': [{'name': 'w'}]}", "$.workloads[0]", "neither"},
    {"{'suite': 's', 'workloads': [{'name': 'w', 'command': 'a', 'worker': 'b'}]}",
     "$.workloads[0].worker", "both"},
    {"{'suite': 's', 'workloads': [{'name': 'w', 'command': 'a', 'iterations': 9}]}",
     "$.workloads[0].iterations", "beside \"worker\""},
    {"{'suite': 's', 'workloads': [{'name': 'w', 'worker': 'a', 'iterations': 0}]}",
     "$.workloads[0].iterations", "1 to 100000"},
    {"{'suite': 's', 'workloads': [{'name': 'w', 'worker': 'a', 'checksum': '12'}]}",
     "$.workloads[0].checksum", "16 lower-case"},
    {"{'suite': 's', 'workloads': [{'name': 'w', 'command': ['p']}, {'name': 'w', 'command': "
     "['q']}]}",
     "$.workloads[1]", "each name once, found 'w' again"},
    {WORKLOAD("'env': {'A=B': 'x'}"), "$.workloads[0].env.A=B", "without '='"},
    {WORKLOAD("'env': {'': 'x'}"), "", "without '='"},
    {WORKLOAD("'env': {'A': 1}"), "$.workloads[0].env.A", "text"},
    {WORKLOAD("'output_sha256': 'abc'"), "$.workloads[0].output_sha256", "64"},
    {WORKLOAD("'fixtures': [{'sha256': '" HASH "'}]"), "$.workloads[0].fixtures[0]", "path"},
    {WORKLOAD("'fixtures': [{'path': 'f', 'sha256': 'E80B'}]"), "$.workloads[0].fixtures[0].sha256",
     "lower-case"},
    {WORKLOAD("'timeout_seconds': 90000"), "$.workloads[0].timeout_seconds", "1 to 86400"},
    {WORKLOAD("'metrics': {'speed': {}}"), "$.workloads[0].metrics.speed", "unknown metric"},
    {WORKLOAD("'artefacts': []"), "$.workloads[0].artefacts", "artifacts"},
    {WAIVER("0", "2026-01-01"), "$.waivers[0].ceiling_percent", "above 0"},
    {WAIVER("20", "2026-13-01"), "$.waivers[0].expires", "YYYY-MM-DD, found '2026-13-01'"},
    {WAIVER("20", "1.1.2026"), "$.waivers[0].expires", "YYYY-MM-DD"},
    {WAIVER("20", "2026-01-011"), "$.waivers[0].expires", "YYYY-MM-DD"},
    {TOP("'waivers': [{'workload': 'v', 'metric': 'wall_time', 'ceiling_percent': 1, 'reason': "
         "'r', 'issue': 'i', 'expires': '2026-01-01'}]"),
     "$.waivers[0]", "expected a workload of this file, found 'v'"},
    {TOP("'waivers': [{'workload': 'w', 'metric': 'wall_time', 'ceiling_percent': 1, 'issue': "
         "'i', 'expires': '2026-01-01'}]"),
     "$.waivers[0]", "reason"},
};

static pg_status read_config(pg_arena *arena, const char *text, pg_error *err) {
    pg_config config;
    pg_json top = parsed(arena, text, PG_JSON_COMMENTS);
    return pg_config_read(arena, &top, &config, err);
}

Test(config, what_is_refused) {
    expect_refused(bad_configs, COUNT_OF(bad_configs), read_config);
}

Test(config, a_row_is_waived_once) {
    pg_arena *arena = pg_arena_new();
    static const char waiver[] = "{'workload': 'w', 'metric': 'wall_time', 'ceiling_percent': 1, "
                                 "'reason': 'r', 'issue': 'i', 'expires': '2026-01-01'}";
    pg_error err = {0};
    const char *text = quoted(arena, pg_format(arena,
                                               "{'suite': 's', 'workloads': [{'name': 'w', "
                                               "'command': ['p']}], 'waivers': [%s, %s]}",
                                               waiver, waiver));
    cr_expect(read_config(arena, text, &err) == PG_INPUT);
    cr_expect(strstr(err.text, "found two"), "%s", err.text);
    pg_arena_free(arena);
}
