#include "flow/session.h"

#include <stdarg.h>
#include <string.h>

#include "sys/clock.h"
#include "sys/env.h"
#include "sys/file.h"
#include "sys/host.h"

static void say(const pg_open_session *session, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void say(const pg_open_session *session, const char *format, ...) {
    if (session->request->say) {
        va_list args;
        va_start(args, format);
        session->request->say(session->request->context, pg_vformat(session->arena, format, args));
        va_end(args);
    }
}

pg_host pg_session_host(pg_arena *arena) {
    pg_host_facts facts = pg_host_look(arena);
    pg_host host = {.cpu = facts.cpu,
                    .libc = facts.libc,
                    .machine = facts.machine,
                    .kernel = facts.kernel,
                    .cpus = facts.cpus};
    host.class_name = pg_host_class(arena, &host);
    return host;
}

void pg_session_renew(pg_open_session *session) {
    session->id = pg_format(session->arena, "%016llx", (unsigned long long)pg_env_random());
}

static const char *short_name(pg_arena *arena, const pg_tree *tree) {
    const char *revision = *tree->source.revision ? tree->source.revision : "unversioned";
    return pg_format(arena, "%.12s%s", revision, tree->source.dirty ? " with changes" : "");
}

static pg_status build(pg_open_session *session, const char *side, pg_tree *tree, pg_error *err) {
    const pg_shard *shard = session->request->shard;
    bool needless = shard && !shard->config.workload_count;
    if (session->request->no_build || needless || !session->request->config->build_count) {
        return PG_OK;
    }
    say(session, "building %s (%s)", side, short_name(session->arena, tree));
    return pg_tree_build(session->arena, session->launcher, session->request->config, tree, err);
}

pg_status pg_session_open(pg_arena *arena, const pg_session_request *request, pg_open_session *ret,
                          pg_error *err) {
    *ret = (pg_open_session){.request = request, .arena = arena};
    if (!pg_plan_count(request->shard ? request->shard->whole : request->config, request->filter)) {
        return pg_fail(err, PG_USAGE, NULL,
                       "expected a workload that matches --filter %s, found none", request->filter);
    }
    ret->host = pg_session_host(arena);
    pg_session_renew(ret);
    pg_status status = pg_launcher_start(arena, &ret->launcher, err);
    if (!status) {
        status = pg_tree_open(arena, request->root, request->config->baselines, &ret->head, err);
    }
    return status ? status : build(ret, "head", &ret->head, err);
}

void pg_session_close(pg_open_session *session) {
    if (session->executor) {
        pg_executor_close(session->executor);
        session->executor = NULL;
    }
    pg_launcher_stop(session->launcher);
    session->launcher = NULL;
    if (session->has_sandbox) {
        pg_sandbox_close(&session->sandbox);
        session->has_sandbox = false;
    }
    pg_tree_close(session->arena, &session->base);
}

pg_status pg_session_add_base(pg_open_session *session, const char *base, pg_error *err) {
    pg_arena *arena = session->arena;
    pg_status status =
        pg_file_is_directory(base)
            ? pg_tree_open(arena, base, session->request->config->baselines, &session->base, err)
            : pg_tree_checkout(arena, session->request->root, base, &session->base, err);
    if (!status) {
        status = build(session, "base", &session->base, err);
        session->has_base = !status;
    }
    return status;
}

static pg_run new_run(const pg_open_session *session, const char *side, const pg_tree *tree,
                      const char *started) {
    pg_run run = pg_run_empty();
    run.tool = session->request->tool;
    run.suite = session->request->config->suite;
    run.session = session->id;
    run.side = side;
    run.started = started;
    run.host = session->host;
    run.source = tree->source;
    if (session->request->shard) {
        run.shards = session->request->shard->shards;
    }
    return run;
}

/* The sides in the order of a plan: head alone; base, head; base, head, control. */
static const char *const side_names[PG_SIDES_MAX] = {"base", "head", "control"};

static size_t count_sides(const pg_open_session *session) {
    return !session->has_base ? 1 : session->request->control ? 3 : 2;
}

/* Workloads of base's own configuration that head's has no more, as far as the filter goes. A base
 * without a configuration, or with one that cannot be read, has none. */
static pg_strings find_vanished(const pg_open_session *session) {
    const pg_session_request *request = session->request;
    const char *slash = strrchr(request->config->path, '/');
    const char *name = slash ? slash + 1 : request->config->path;
    pg_strings vanished = {0};
    pg_json top;
    pg_config base;
    if (!session->has_base ||
        pg_file_read_json(session->arena,
                          pg_file_join(session->arena, session->base.directory, name),
                          PG_JSON_COMMENTS, &top, NULL) ||
        pg_config_read(session->arena, &top, &base, NULL)) {
        return vanished;
    }
    vanished.values = PG_ARRAY(session->arena, const char *, base.workload_count);
    for (size_t i = 0; i < base.workload_count; i++) {
        pg_config one = {.workloads = &base.workloads[i], .workload_count = 1};
        bool kept = request->shard && !pg_shard_judges(request->shard, base.workloads[i].name);
        for (size_t k = 0; k < request->config->workload_count && !kept; k++) {
            kept = !strcmp(request->config->workloads[k].name, base.workloads[i].name);
        }
        if (!kept && pg_plan_count(&one, request->filter)) {
            vanished.values[vanished.count++] = base.workloads[i].name;
        }
    }
    return vanished;
}

static void say_shard(const pg_open_session *session, size_t count) {
    const pg_shards *shards = &session->request->shard->shards;
    say(session, "shard %llu of %llu: %zu of %zu workloads%s", (unsigned long long)shards->index,
        (unsigned long long)shards->count, count, shards->suite.count,
        count ? "" : ", nothing to measure");
}

static void say_plan(const pg_open_session *session) {
    const pg_session_request *request = session->request;
    size_t sides = count_sides(session);
    size_t count = pg_plan_count(request->config, request->filter);
    if (request->shard) {
        say_shard(session, count);
    }
    if (!count) {
        return; /* an empty shard */
    }
    say(session, "measuring %zu workload%s, %s%llu blocks of %s launches on CPU %u, seed %llu",
        count, count == 1 ? "" : "s", request->in_stages && sides > 1 ? "up to " : "",
        (unsigned long long)request->blocks,
        sides == 3   ? "2+2+2"
        : sides == 2 ? "2+2"
                     : "2",
        pg_launcher_cpu(session->launcher), (unsigned long long)request->seed);
}

static pg_status open_sandbox(pg_open_session *session, pg_error *err) {
    const pg_sandbox_tree trees[] = {{session->head.directory, session->head.scratch},
                                     {session->base.directory, session->base.scratch}};
    session->has_sandbox = true;
    pg_status status = pg_sandbox_open(session->arena, session->launcher, session->request->config,
                                       trees, session->has_base ? 2 : 1, &pg_counter_instructions,
                                       &session->sandbox, err);
    if (!status && session->sandbox.fallback) {
        say(session,
            "programs run as the user that perfgate has: %s (\"user\": \"keep\" in %s says that "
            "this is meant)",
            session->sandbox.fallback, session->request->config->path);
    }
    return status;
}

pg_status pg_session_start(pg_open_session *session, pg_error *err) {
    pg_arena *arena = session->arena;
    const pg_session_request *request = session->request;
    const pg_tree *trees[PG_SIDES_MAX] = {&session->base, &session->head, &session->base};
    size_t sides = count_sides(session), first = sides == 1 ? 1 : 0;
    const char *started = pg_clock_utc(arena);
    const char **directories = PG_ARRAY(arena, const char *, PG_SIDES_MAX);
    if (request->control && !session->has_base) {
        return pg_fail(err, PG_USAGE, NULL, "expected a base beside --control, found none");
    }
    pg_status status = session->has_sandbox ? PG_OK : open_sandbox(session, err);
    if (status) {
        return status;
    }
    session->plan = (pg_plan){.config = request->config,
                              .filter = request->filter,
                              .blocks = request->blocks,
                              .seed = request->seed,
                              .measure_identical = request->measure_identical,
                              .sides = sides,
                              .progress = request->progress,
                              .context = request->context};
    session->plan.vanished = find_vanished(session);
    for (size_t s = 0; s < sides; s++) {
        const pg_tree *tree = trees[first + s];
        directories[s] = tree->directory;
        session->plan.prepared[s] = pg_prepare(arena, request->config, tree->directory);
        session->runs[s] = new_run(session, side_names[first + s], tree, started);
        session->runs[s].conditions = session->sandbox.conditions;
        session->runs[s].condition_count = session->sandbox.condition_count;
    }
    say_plan(session);
    session->executor =
        pg_executor_real(arena, session->launcher, request->config, directories, &session->sandbox);
    session->measuring =
        pg_measure_start(arena, &session->plan, session->executor, session->runs, err);
    return PG_OK;
}

pg_status pg_session_measure(pg_open_session *session, pg_error *err) {
    pg_status status = pg_session_start(session, err);
    return status ? status : pg_measure_to(session->measuring, session->request->blocks, NULL);
}

const pg_run *pg_session_head(const pg_open_session *session) {
    return &session->runs[session->plan.sides == 1 ? 0 : 1];
}

const pg_run *pg_session_base(const pg_open_session *session) {
    return session->plan.sides > 1 ? &session->runs[0] : NULL;
}

const pg_run *pg_session_control(const pg_open_session *session) {
    return session->plan.sides > 2 ? &session->runs[2] : NULL;
}
