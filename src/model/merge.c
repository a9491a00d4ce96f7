#include "model/merge.h"

#include <string.h>

#include "base/buf.h"

typedef struct merging {
    pg_arena *arena;
    const pg_run *runs; /* as they were given */
    size_t count;
    const pg_run **by_index; /* shard i + 1 */
    uint64_t shards;
    pg_run out;
    pg_error *err;
} merging;

static const char *yes_no(bool yes) {
    return yes ? "yes" : "no";
}

static pg_status check_is_shard(merging *m, const pg_run *run) {
    if (run->shards.count && run->shards.index) {
        return PG_OK;
    }
    return pg_fail(m->err, PG_INPUT, run->path, "expected the run of a shard (--shard), found %s",
                   run->shards.count ? "one that is merged already" : "one of a whole suite");
}

/* The first fact in which two runs differ that must be the same in all. */
static pg_status check_same(merging *m, const pg_run *run) {
    const pg_run *first = &m->runs[0];
    const char *const facts[][3] = {
        {"side", first->side, run->side},
        {"suite", first->suite, run->suite},
        {"tool", first->tool, run->tool},
        {"number of shards", pg_format(m->arena, "%llu", (unsigned long long)first->shards.count),
         pg_format(m->arena, "%llu", (unsigned long long)run->shards.count)},
        {"revision", first->source.revision, run->source.revision},
        {"uncommitted changes", yes_no(first->source.dirty), yes_no(run->source.dirty)},
        {"build", first->source.build, run->source.build},
        {"plan (hash of configuration and settings)", first->shards.plan, run->shards.plan},
    };
    for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++) {
        if (strcmp(facts[i][1], facts[i][2]) != 0) {
            return pg_fail(m->err, PG_INPUT, run->path,
                           "expected the %s to be \"%.80s\", as in %.200s, found \"%.80s\"",
                           facts[i][0], facts[i][1], first->path, facts[i][2]);
        }
    }
    return PG_OK;
}

static pg_status place_runs(merging *m) {
    m->shards = m->runs[0].shards.count;
    m->by_index = PG_ARRAY(m->arena, const pg_run *, m->shards);
    for (size_t i = 0; i < m->count; i++) {
        const pg_run **place = &m->by_index[m->runs[i].shards.index - 1];
        if (*place) {
            return pg_fail(m->err, PG_INPUT, m->runs[i].path,
                           "expected each shard once, found shard %llu of %llu again, which is in "
                           "%.200s",
                           (unsigned long long)m->runs[i].shards.index,
                           (unsigned long long)m->shards, (*place)->path);
        }
        *place = &m->runs[i];
    }
    pg_buf missing = pg_buf_new(m->arena);
    size_t gaps = 0;
    for (uint64_t i = 0; i < m->shards; i++) {
        if (!m->by_index[i]) {
            gaps++;
            pg_buf_format(&missing, "%s%llu", missing.length ? ", " : "",
                          (unsigned long long)i + 1);
        }
    }
    return !gaps ? PG_OK
                 : pg_fail(m->err, PG_INPUT, NULL,
                           "expected %llu shards of %s, found %zu: missing %s %.300s",
                           (unsigned long long)m->shards, m->runs[0].suite, m->count,
                           gaps == 1 ? "is shard" : "are shards", missing.data);
}

/* The shard that holds a workload, from 1; 0: none. */
static uint64_t shard_of(const merging *m, const char *name) {
    for (uint64_t i = 0; i < m->shards; i++) {
        if (pg_run_find(m->by_index[i], name)) {
            return i + 1;
        }
    }
    return 0;
}

static void take(merging *m, const pg_workload_run *workload, uint64_t shard) {
    pg_workload_run *taken = &m->out.workloads[m->out.workload_count++];
    *taken = *workload;
    taken->shard = shard;
}

static bool in_suite(const merging *m, const char *name) {
    return pg_strings_have(&m->runs[0].shards.suite, name);
}

/* What is not in the suite, because it has vanished from it, stands first, as it does in a run of
 * the whole; then the suite in its order. */
static pg_status take_workloads(merging *m) {
    const pg_strings *suite = &m->runs[0].shards.suite;
    size_t most = 0, twice;
    for (size_t i = 0; i < m->count; i++) {
        most += m->runs[i].workload_count;
        m->out.complete &= m->runs[i].complete;
    }
    m->out.workloads = PG_ARRAY(m->arena, pg_workload_run, most + suite->count);
    for (uint64_t s = 0; s < m->shards; s++) {
        const pg_run *run = m->by_index[s];
        for (size_t w = 0; w < run->workload_count; w++) {
            const char *name = run->workloads[w].name;
            uint64_t holder = shard_of(m, name);
            if (holder != s + 1) {
                return pg_fail(m->err, PG_INPUT, run->path,
                               "expected each workload in one shard, found \"%.100s\", which is in "
                               "%.200s",
                               name, m->by_index[holder - 1]->path);
            }
            if (!in_suite(m, name)) {
                take(m, &run->workloads[w], s + 1);
            }
        }
    }
    for (size_t i = 0; i < suite->count; i++) {
        uint64_t shard = shard_of(m, suite->values[i]);
        if (shard) {
            take(m, pg_run_find(m->by_index[shard - 1], suite->values[i]), shard);
        } else if (m->out.complete) {
            return pg_fail(m->err, PG_INPUT, NULL,
                           "expected the workload \"%.100s\" of the suite %s in one of the shards, "
                           "found it in none",
                           suite->values[i], m->out.suite);
        }
    }
    return pg_run_index(m->arena, &m->out, &twice)
               ? PG_OK
               : pg_fail(m->err, PG_INPUT, NULL,
                         "expected each workload of the suite once, found "
                         "\"%.100s\" again",
                         m->out.workloads[twice].name);
}

/* What two shards have in common: `so_far`, "mixed" where the next differs. */
static const char *common(const char *so_far, const char *next) {
    return !*so_far || !strcmp(so_far, next) || !*next ? (*so_far ? so_far : next) : "mixed";
}

/* FNV-1a, 64 bits: a name for a list of names, not a protection. */
static uint64_t hash_text(uint64_t hash, const char *text) {
    do {
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3;
    } while (*text++);
    return hash;
}

static void take_provenance(merging *m) {
    const pg_run *first = m->by_index[0];
    uint64_t hash = 0xcbf29ce484222325;
    bool known = true, host_taken = false;
    const char *host_class = "", *compiler = "";
    m->out.shards.parts = PG_ARRAY(m->arena, pg_shard_part, m->shards);
    m->out.started = first->started;
    for (uint64_t s = 0; s < m->shards; s++) {
        const pg_run *run = m->by_index[s];
        m->out.shards.parts[s] = (pg_shard_part){.index = s + 1,
                                                 .session = run->session,
                                                 .started = run->started,
                                                 .host_class = run->host.class_name,
                                                 .seed = run->settings.seed,
                                                 .looks = run->settings.looks,
                                                 .complete = run->complete};
        hash = hash_text(hash, run->session);
        known &= *run->session != 0;
        m->out.started = strcmp(run->started, m->out.started) < 0 ? run->started : m->out.started;
        m->out.settings.seed =
            run->settings.seed == first->settings.seed ? m->out.settings.seed : 0;
        if (run->workload_count) { /* an empty shard has measured nothing on its host */
            host_class = common(host_class, run->host.class_name);
            compiler = common(compiler, run->source.compiler);
            m->out.host = host_taken ? m->out.host : run->host;
            host_taken = true;
        }
    }
    m->out.shards.part_count = (size_t)m->shards;
    m->out.session = known ? pg_format(m->arena, "%016llx", (unsigned long long)hash) : "";
    m->out.source.compiler = compiler;
    if (strcmp(host_class, m->out.host.class_name) != 0) {
        m->out.host = pg_run_empty().host;
        m->out.host.class_name = host_class;
    }
}

pg_status pg_runs_merge(pg_arena *arena, const pg_run *runs, size_t count, pg_run *ret,
                        pg_error *err) {
    merging m = {.arena = arena, .runs = runs, .count = count, .err = err};
    pg_status status = PG_OK;
    for (size_t i = 0; i < count && !status; i++) {
        status = check_is_shard(&m, &runs[i]);
        status = status ? status : check_same(&m, &runs[i]);
    }
    status = status ? status : place_runs(&m);
    if (status) {
        return status;
    }
    m.out = *m.by_index[0];
    m.out.path = "";
    m.out.complete = true;
    m.out.workload_count = 0;
    m.out.shards.index = 0;
    m.out.settings.looks = (pg_counts){0}; /* each part has its own */
    status = take_workloads(&m);
    if (!status) {
        take_provenance(&m);
        *ret = m.out;
    }
    return status;
}
