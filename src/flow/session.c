#include "flow/session.h"

#include <stdarg.h>

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

static pg_host look_at_host(pg_arena *arena) {
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
    if (session->request->no_build || !session->request->config->build_count) {
        return PG_OK;
    }
    say(session, "building %s (%s)", side, short_name(session->arena, tree));
    return pg_tree_build(session->arena, session->launcher, session->request->config, tree, err);
}

pg_status pg_session_open(pg_arena *arena, const pg_session_request *request, pg_open_session *ret,
                          pg_error *err) {
    *ret = (pg_open_session){.request = request, .arena = arena};
    if (!pg_plan_count(request->config, request->filter)) {
        return pg_fail(err, PG_USAGE, NULL,
                       "expected a workload that matches --filter %s, found none", request->filter);
    }
    ret->host = look_at_host(arena);
    pg_session_renew(ret);
    pg_status status = pg_launcher_start(arena, &ret->launcher, err);
    if (!status) {
        status = pg_tree_open(arena, request->root, &ret->head, err);
    }
    return status ? status : build(ret, "head", &ret->head, err);
}

void pg_session_close(pg_open_session *session) {
    pg_launcher_stop(session->launcher);
    session->launcher = NULL;
    pg_tree_close(session->arena, &session->base);
}

pg_status pg_session_add_base(pg_open_session *session, const char *base, pg_error *err) {
    pg_arena *arena = session->arena;
    pg_status status = pg_file_is_directory(base) ? pg_tree_open(arena, base, &session->base, err)
                                                  : pg_tree_checkout(arena, session->request->root,
                                                                     base, &session->base, err);
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
    return run;
}

pg_status pg_session_measure(pg_open_session *session, pg_run *ret_base, pg_run *ret_head,
                             pg_error *err) {
    pg_arena *arena = session->arena;
    const pg_session_request *request = session->request;
    const pg_tree *trees[PG_SIDES_MAX] = {&session->base, &session->head};
    const char *const names[PG_SIDES_MAX] = {"base", "head"};
    size_t first = session->has_base ? 0 : 1, sides = PG_SIDES_MAX - first;
    const char *started = pg_clock_utc(arena);
    const char *directories[PG_SIDES_MAX];
    pg_run runs[PG_SIDES_MAX];
    pg_plan plan = {.config = request->config,
                    .filter = request->filter,
                    .blocks = request->blocks,
                    .seed = request->seed,
                    .measure_identical = request->measure_identical,
                    .sides = sides,
                    .progress = request->progress,
                    .context = request->context};
    for (size_t s = 0; s < sides; s++) {
        const pg_tree *tree = trees[first + s];
        directories[s] = tree->directory;
        plan.prepared[s] = pg_prepare(arena, request->config, tree->directory);
        runs[s] = new_run(session, names[first + s], tree, started);
    }
    say(session, "measuring %zu workloads, %llu blocks of %s launches on CPU %u, seed %llu",
        pg_plan_count(request->config, request->filter), (unsigned long long)request->blocks,
        sides == 2 ? "2+2" : "2", pg_launcher_cpu(session->launcher),
        (unsigned long long)request->seed);
    pg_executor *executor =
        pg_executor_real(arena, session->launcher, request->config, directories);
    pg_status status = pg_measure(arena, &plan, executor, runs, err);
    if (!status) {
        *ret_head = runs[sides - 1];
        if (sides == 2) {
            *ret_base = runs[0];
        }
    }
    return status;
}
