#include "measure/sandbox.h"

#include <string.h>

#include "measure/environment.h"
#include "sys/file.h"

enum { CONDITIONS_MAX = 12 };

typedef struct work {
    pg_arena *arena;
    pg_launcher *launcher;
    const pg_config *config;
    const pg_sandbox_tree *trees;
    size_t tree_count;
    pg_sandbox *box;
} work;

static void note(work *w, const char *step, bool done, const char *about) {
    w->box->conditions[w->box->condition_count++] = (pg_condition){step, done, about};
}

/* What the user must be able to do in a tree. */
static size_t add_wishes(work *w, const char *directory, pg_user_wish *wishes, size_t n) {
    wishes[n++] = (pg_user_wish){directory, PG_USER_ENTERS};
    for (size_t i = 0; i < w->config->workload_count; i++) {
        const pg_workload *workload = &w->config->workloads[i];
        const char *program = workload->command.argv[0];
        const char *path = pg_file_join(w->arena, directory, program);
        if (strchr(program, '/')) {
            wishes[n++] = (pg_user_wish){path, PG_USER_RUNS};
        }
        for (size_t k = 0; k < workload->fixture_count; k++) {
            path = pg_file_join(w->arena, directory, workload->fixtures[k].path);
            wishes[n++] = (pg_user_wish){path, PG_USER_READS};
        }
    }
    return n;
}

/* Why the user cannot work in the trees; NULL where it can. */
static const char *trees_closed(work *w, unsigned user) {
    size_t most = 0, count = 0;
    for (size_t i = 0; i < w->config->workload_count; i++) {
        most += 1 + w->config->workloads[i].fixture_count;
    }
    pg_user_wish *wishes = PG_ARRAY(w->arena, pg_user_wish, (most + 1) * w->tree_count);
    for (size_t i = 0; i < w->tree_count; i++) {
        count = add_wishes(w, w->trees[i].directory, wishes, count);
    }
    int why;
    size_t denied = pg_user_denied(user, wishes, count, &why);
    return denied == count ? NULL
                           : pg_format(w->arena, "%s is closed to other users (%s)",
                                       wishes[denied].path, strerror(why));
}

static pg_status open_scratch(work *w, unsigned user, pg_error *err) {
    pg_status status = pg_user_let_through(user, w->box->directory, err);
    for (size_t i = 0; i < w->tree_count && !status; i++) {
        if (w->trees[i].scratch) {
            status = pg_user_let_through(user, w->trees[i].scratch, err);
        }
    }
    return status;
}

static pg_status choose_user(work *w, pg_error *err) {
    pg_sandbox *box = w->box;
    pg_error why;
    if (w->config->user && !strcmp(w->config->user, "keep")) {
        note(w, "user", false, "kept, as the configuration says");
        return PG_OK;
    }
    if (pg_user_reserve(&box->reserved, &why)) {
        note(w, "user", false, pg_copy(w->arena, why.text));
        return PG_OK;
    }
    pg_status status = open_scratch(w, box->reserved.id, err);
    if (status) {
        return status;
    }
    box->fallback = trees_closed(w, box->reserved.id);
    if (box->fallback) {
        note(w, "user", false, box->fallback);
        pg_user_release(&box->reserved);
        return PG_OK;
    }
    box->user = box->reserved.id;
    note(w, "user", true,
         pg_format(w->arena, "an unused one, %u to %u", PG_USER_FIRST,
                   PG_USER_FIRST + PG_USER_COUNT - 1));
    return PG_OK;
}

static pg_status make_directories(work *w, const char **ret_counting, pg_error *err) {
    pg_sandbox *box = w->box;
    box->home = pg_file_join(w->arena, box->directory, "home");
    *ret_counting = pg_file_join(w->arena, box->directory, "count");
    pg_status status = pg_user_make_directory(box->user, box->home, err);
    return status ? status : pg_user_make_directory(box->user, *ret_counting, err);
}

/* A launch as it will be, of a program that does nothing. */
static pg_status try_launch(work *w, pg_launch_result *ret, pg_error *err) {
    static const char *const argv[] = {"/bin/sh", "-c", ":", NULL}, *const env[] = {NULL};
    pg_launch launch = {.argv = argv,
                        .env = env,
                        .directory = w->box->home,
                        .pinned = true,
                        .fixed_layout = true,
                        .user = w->box->user,
                        .timeout_ns = (uint64_t)20 * 1000000000,
                        .output_max = 4096};
    return pg_launcher_run(w->launcher, &launch, ret, err);
}

static void note_counters(work *w) {
    static const char *const steps[PG_COUNT_KINDS] = {
        [PG_COUNT_INSTRUCTIONS] = "instructions", [PG_COUNT_HEAP] = "allocations"};
    for (size_t kind = 0; kind < PG_COUNT_KINDS; kind++) {
        const pg_counters *c = &w->box->counters;
        note(w, steps[kind], c->sources[kind],
             c->sources[kind] ? pg_format(w->arena, "counted by %s", c->sources[kind])
                              : c->obstacles[kind]);
    }
}

static void note_steps(work *w, const pg_launch_result *tried) {
    static const pg_strings none = {0};
    const char *const *env =
        pg_launch_environment(w->arena, w->config, &none, w->box->home, NULL, 0);
    note(w, "cpu", pg_launcher_others(w->launcher) > 0,
         pg_launcher_others(w->launcher)
             ? pg_format(w->arena, "programs on CPU %u alone, perfgate on others",
                         pg_launcher_cpu(w->launcher))
             : "there is one CPU, which perfgate shares");
    note(w, "layout", tried->layout_was_fixed,
         tried->layout_was_fixed ? "addresses random for times, fixed for counts"
                                 : "addresses cannot be fixed here: random for counts, too");
    note(w, "environment", true, pg_format(w->arena, "fixed, %zu bytes", pg_environment_size(env)));
    note(w, "page_cache", true, "artifacts and fixtures read before the first launch");
    note(w, "privileges", true,
         "no new ones, no core files, a session of its own; perfgate is closed to /proc");
}

pg_status pg_sandbox_open(pg_arena *arena, pg_launcher *launcher, const pg_config *config,
                          const pg_sandbox_tree *trees, size_t tree_count,
                          const pg_counter_event *event, pg_sandbox *ret, pg_error *err) {
    work w = {arena, launcher, config, trees, tree_count, ret};
    *ret = (pg_sandbox){.conditions = PG_ARRAY(arena, pg_condition, CONDITIONS_MAX)};
    char *directory;
    const char *counting = NULL;
    pg_launch_result tried;
    pg_status status = pg_file_scratch(arena, &directory, err);
    if (status) {
        return status;
    }
    ret->directory = directory;
    status = choose_user(&w, err);
    if (!status) {
        status = make_directories(&w, &counting, err);
    }
    if (!status) {
        status = try_launch(&w, &tried, err);
    }
    if (!status) {
        note_steps(&w, &tried);
        status = pg_counters_open(arena, launcher, event, counting, ret->user, &ret->counters, err);
    }
    if (!status) {
        note_counters(&w);
    }
    return status;
}

void pg_sandbox_close(pg_sandbox *sandbox) {
    if (sandbox->directory) {
        pg_file_remove_tree(sandbox->directory);
        sandbox->directory = NULL;
    }
    pg_user_release(&sandbox->reserved);
}
