/* Shards put together again. */
#include "model/merge.h"

#include <string.h>

#include "runs.h"
#include "support/expect.h"

enum { WORKLOADS = 7, SHARDS_MAX = 9 };

static const char *const names[WORKLOADS] = {"parser", "search", "sort",   "hash",
                                             "copy",   "print",  "startup"};

static pg_run *whole_run(pg_arena *arena, const char *side) {
    pg_run *run = new_run(arena, "feedfeedfeedfeed");
    run->tool = "perfgate 0.1.0";
    run->side = side;
    run->started = "2026-01-02T03:04:05Z";
    run->source = (pg_source){"0123abcd", false, "make", "GCC: (Debian) 12"};
    run->settings = (pg_settings){.blocks = 20, .launches = 2, .warmup = 1, .seed = 7};
    for (size_t i = 0; i < WORKLOADS; i++) {
        double samples[] = {100. + (double)i, 101, 102, 103};
        add_series(arena, add_workload(arena, run, names[i]), "wall_time", samples, 4, 2);
    }
    return run;
}

/* The part of a run that shard `index` of `count` would have measured; round robin. */
static pg_run cut(pg_arena *arena, const pg_run *whole, uint64_t index, uint64_t count) {
    pg_run run = *whole;
    size_t twice;
    run.path = pg_format(arena, "shard-%llu.json", (unsigned long long)index);
    run.session = pg_format(arena, "session-%llu", (unsigned long long)index);
    run.shards = (pg_shards){.index = index, .count = count, .plan = "cafe"};
    run.shards.suite = (pg_strings){PG_ARRAY(arena, const char *, WORKLOADS), WORKLOADS};
    run.workloads = PG_ARRAY(arena, pg_workload_run, WORKLOADS);
    run.workload_count = 0;
    for (size_t i = 0; i < WORKLOADS; i++) {
        run.shards.suite.values[i] = names[i];
        if (i % count + 1 == index) {
            run.workloads[run.workload_count++] = whole->workloads[i];
        }
    }
    cr_assert(pg_run_index(arena, &run, &twice));
    return run;
}

static pg_run *cut_all(pg_arena *arena, const char *side, uint64_t count) {
    pg_run *shards = PG_ARRAY(arena, pg_run, SHARDS_MAX);
    pg_run *whole = whole_run(arena, side);
    for (uint64_t i = 0; i < count; i++) {
        shards[count - 1 - i] = cut(arena, whole, i + 1, count); /* the order is of no matter */
    }
    return shards;
}

/* But for who measured what when, a merged run is the run of the whole; also from its file. */
Test(merge, the_whole_comes_back) {
    for (uint64_t count = 1; count <= SHARDS_MAX; count++) {
        pg_arena *arena = pg_arena_new();
        pg_error err;
        pg_run merged, again, *whole = whole_run(arena, "head");
        pg_run *shards = cut_all(arena, "head", count);
        cr_assert(!pg_runs_merge(arena, shards, (size_t)count, &merged, &err), "%s", err.text);
        const char *text = run_text(arena, &merged);
        cr_assert(!read_run_text(arena, text, &again, &err), "%s: %s", err.place, err.text);
        expect_text(run_text(arena, &again), text, "%d shards, round trip", (int)count);
        cr_expect(merged.shards.count == count && merged.shards.part_count == count);
        for (size_t w = 0; w < merged.workload_count; w++) {
            cr_expect(merged.workloads[w].shard == w % count + 1);
            merged.workloads[w].shard = 0;
        }
        merged.shards = (pg_shards){0};
        merged.session = whole->session;
        expect_text(run_text(arena, &merged), run_text(arena, whole), "%d shards", (int)count);
        pg_arena_free(arena);
    }
}

Test(merge, base_and_head_share_a_session_where_every_shard_does) {
    pg_arena *arena = pg_arena_new();
    pg_run head, base, other;
    pg_run *shards = cut_all(arena, "base", 3);
    cr_assert(!pg_runs_merge(arena, cut_all(arena, "head", 3), 3, &head, NULL));
    cr_assert(!pg_runs_merge(arena, shards, 3, &base, NULL));
    shards[1].session = "another";
    cr_assert(!pg_runs_merge(arena, shards, 3, &other, NULL));
    expect_text(base.session, head.session, "sessions");
    cr_expect(strcmp(other.session, head.session) != 0);
    shards[1].session = "";
    cr_assert(!pg_runs_merge(arena, shards, 3, &other, NULL));
    expect_text(other.session, "", "unknown");
    pg_arena_free(arena);
}

Test(merge, an_interrupted_shard_is_kept_and_marked) {
    pg_arena *arena = pg_arena_new();
    pg_error err;
    pg_run merged, *shards = cut_all(arena, "head", 3);
    size_t twice;
    shards[1].complete = false;
    shards[1].workload_count = 0;
    cr_assert(pg_run_index(arena, &shards[1], &twice));
    cr_assert(!pg_runs_merge(arena, shards, 3, &merged, &err), "%s", err.text);
    cr_expect(!merged.complete && !merged.shards.parts[1].complete);
    cr_expect(merged.shards.parts[0].complete && merged.workload_count == 5);
    pg_arena_free(arena);
}

Test(merge, hosts_that_differ_are_mixed) {
    pg_arena *arena = pg_arena_new();
    pg_run merged, *shards = cut_all(arena, "head", 8);
    size_t empty = 0; /* the eighth, which stands first */
    cr_assert(!shards[empty].workload_count);
    shards[empty].host.class_name = "elsewhere";
    shards[empty].source.compiler = "";
    cr_assert(!pg_runs_merge(arena, shards, 8, &merged, NULL));
    expect_text(merged.host.class_name, "host", "an empty shard has no say");
    expect_text(merged.source.compiler, "GCC: (Debian) 12", "compiler");
    shards[3].host.class_name = "elsewhere";
    shards[3].source.compiler = "clang";
    cr_assert(!pg_runs_merge(arena, shards, 8, &merged, NULL));
    expect_text(merged.host.class_name, "mixed", "class");
    expect_text(merged.host.cpu, "", "CPU");
    expect_text(merged.source.compiler, "mixed", "compiler");
    expect_text(merged.shards.parts[4].host_class, "elsewhere", "of the part");
    pg_arena_free(arena);
}

/* What vanished from the suite is in the base run of the first shard, and stands first. */
Test(merge, what_has_vanished_stands_first) {
    pg_arena *arena = pg_arena_new();
    pg_run merged, *shards = cut_all(arena, "base", 2);
    size_t twice;
    add_workload(arena, &shards[1], "gone");
    cr_assert(pg_run_index(arena, &shards[1], &twice));
    cr_assert(!pg_runs_merge(arena, shards, 2, &merged, NULL));
    expect_text(merged.workloads[0].name, "gone", "first");
    expect_text(merged.workloads[1].name, "parser", "second");
    cr_expect(merged.workload_count == WORKLOADS + 1);
    pg_arena_free(arena);
}

typedef struct refusal {
    const char *what, *place, *text; /* parts of the message */
    void (*spoil)(pg_arena *arena, pg_run *shards);
    size_t count;
} refusal;

static void no_shard(pg_arena *arena, pg_run *s) {
    (void)arena;
    s[2].shards = (pg_shards){0};
}
static void merged_already(pg_arena *arena, pg_run *s) {
    (void)arena;
    s[2].shards.index = 0;
}
static void twice(pg_arena *arena, pg_run *s) {
    (void)arena;
    s[2].shards.index = 3;
}
static void nothing(pg_arena *arena, pg_run *s) {
    (void)arena;
    (void)s;
}
static void other_side(pg_arena *arena, pg_run *s) {
    (void)arena;
    s[1].side = "base";
}
static void other_suite(pg_arena *arena, pg_run *s) {
    (void)arena;
    s[1].suite = "another";
}
static void other_tool(pg_arena *arena, pg_run *s) {
    (void)arena;
    s[1].tool = "perfgate 0.2.0";
}
static void other_revision(pg_arena *arena, pg_run *s) {
    (void)arena;
    s[1].source.revision = "89ef";
}
static void uncommitted(pg_arena *arena, pg_run *s) {
    (void)arena;
    s[1].source.dirty = true;
}
static void other_plan(pg_arena *arena, pg_run *s) {
    (void)arena;
    s[1].shards.plan = "beef";
}
static void other_count(pg_arena *arena, pg_run *s) {
    (void)arena;
    s[1].shards.count = 4;
}
static void workload_twice(pg_arena *arena, pg_run *s) {
    size_t second;
    add_workload(arena, &s[1], "parser");
    cr_assert(pg_run_index(arena, &s[1], &second));
}
static void workload_lost(pg_arena *arena, pg_run *s) {
    size_t second;
    s[2].workload_count--;
    cr_assert(pg_run_index(arena, &s[2], &second));
}

static const refusal refusals[] = {
    {"no shard", "shard-1.json", "found one of a whole suite", no_shard, 3},
    {"merged", "shard-1.json", "found one that is merged already", merged_already, 3},
    {"twice", "shard-1.json", "found shard 3 of 3 again, which is in shard-3.json", twice, 3},
    {"gap", "", "expected 3 shards of suite, found 2: missing is shard 1", nothing, 2},
    {"gaps", "", "found 1: missing are shards 1, 2", nothing, 1},
    {"side", "shard-2.json", "the side to be \"head\", as in shard-3.json, found \"base\"",
     other_side, 3},
    {"suite", "shard-2.json", "the suite to be \"suite\"", other_suite, 3},
    {"tool", "shard-2.json", "the tool to be \"perfgate 0.1.0\"", other_tool, 3},
    {"revision", "shard-2.json", "the revision to be \"0123abcd\"", other_revision, 3},
    {"changes", "shard-2.json", "the uncommitted changes to be \"no\"", uncommitted, 3},
    {"plan", "shard-2.json", "the plan (hash of configuration and settings) to be \"cafe\"",
     other_plan, 3},
    {"count", "shard-2.json", "the number of shards to be \"3\"", other_count, 3},
    {"overlap", "shard-2.json", "found \"parser\", which is in shard-1.json", workload_twice, 3},
    {"lost", "", "expected the workload \"startup\" of the suite suite in one", workload_lost, 3},
};

Test(merge, what_is_refused) {
    for (size_t i = 0; i < COUNT_OF(refusals); i++) {
        const refusal *r = &refusals[i];
        pg_arena *arena = pg_arena_new();
        pg_error err = {.text = "nothing was said"};
        pg_run merged, *shards = cut_all(arena, "head", 3);
        r->spoil(arena, shards);
        cr_expect(pg_runs_merge(arena, shards, r->count, &merged, &err) == PG_INPUT, "%s", r->what);
        cr_expect(strstr(err.text, r->text), "%s: %s", r->what, err.text);
        expect_text(err.place, r->place, "%s", r->what);
        pg_arena_free(arena);
    }
}
