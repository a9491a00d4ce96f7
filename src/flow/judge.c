#include "flow/judge.h"

#include <string.h>

#include "baseline/store.h"
#include "compare/compare.h"
#include "compare/drift.h"
#include "flow/load.h"
#include "measure/measure.h"
#include "model/merge.h"
#include "sys/file.h"
#include "sys/handed.h"

enum { SHARDS_MAX = 256, SIDES = 3 }; /* as many jobs as a matrix can have */

static const char *const files[SIDES] = {"head.json", "base.json", "control.json"};
static const char *const sides[SIDES] = {"head", "base", "control"};

typedef struct judging {
    pg_arena *arena;
    const pg_judge_request *request;
    const char *folders[SHARDS_MAX]; /* one a shard */
    size_t count;
    pg_run merged[SIDES];
    bool there[SIDES];
    pg_baseline baseline;
    bool has_baseline;
    pg_error *err;
} judging;

static pg_status find_folders(judging *j) {
    for (size_t i = 0; i < j->request->folder_count; i++) {
        pg_strings found;
        pg_status status = pg_handed_list(j->arena, j->request->folders[i], files, SIDES,
                                          PG_FILE_LARGEST, &found, j->err);
        if (status) {
            return status;
        }
        for (size_t k = 0; k < found.count; k++) {
            if (j->count == SHARDS_MAX) {
                return pg_fail(j->err, PG_INPUT, found.values[k], "expected at most %d shards",
                               SHARDS_MAX);
            }
            j->folders[j->count++] = found.values[k];
        }
    }
    return j->count ? PG_OK
                    : pg_fail(j->err, PG_INPUT, j->request->folders[0],
                              "expected head.json of a run in it or below, found none: was nothing "
                              "handed over?");
}

/* One side of every shard; a side that no shard has is left out. */
static pg_status load_side(judging *j, size_t side) {
    pg_run *runs = PG_ARRAY(j->arena, pg_run, j->count);
    const char *without = NULL;
    size_t found = 0;
    for (size_t i = 0; i < j->count; i++) {
        const char *path = pg_file_join(j->arena, j->folders[i], files[side]);
        if (!pg_file_exists(path)) {
            without = j->folders[i];
            continue;
        }
        pg_status status = pg_load_run(j->arena, path, &runs[found], j->err);
        if (status) {
            return status;
        }
        if (strcmp(runs[found].side, sides[side]) != 0) {
            return pg_fail(j->err, PG_INPUT, path, "expected the side \"%s\", found \"%.40s\"",
                           sides[side], runs[found].side);
        }
        found++;
    }
    if (without && (found || !side)) {
        return pg_fail(j->err, PG_INPUT, without, "expected %s of a shard in it, found none",
                       files[side]);
    }
    j->there[side] = found > 0;
    if (found == 1 && !runs[0].shards.count) {
        j->merged[side] = runs[0];
        return PG_OK;
    }
    return found ? pg_runs_merge(j->arena, runs, found, &j->merged[side], j->err) : PG_OK;
}

/* "" for a run of a whole suite, which has none. */
static const char *plan_of(const pg_run *run) {
    return run->shards.plan ? run->shards.plan : "";
}

static pg_status check_sides(judging *j) {
    const pg_run *head = &j->merged[0];
    if (strcmp(head->suite, j->request->config->suite) != 0) {
        return pg_fail(j->err, PG_INPUT, j->folders[0],
                       "expected runs of the suite \"%.80s\", as the configuration says, found "
                       "\"%.80s\"",
                       j->request->config->suite, head->suite);
    }
    for (size_t side = 1; side < SIDES; side++) {
        const pg_run *run = &j->merged[side];
        if (j->there[side] &&
            (strcmp(run->suite, head->suite) != 0 || strcmp(run->session, head->session) != 0 ||
             strcmp(plan_of(run), plan_of(head)) != 0)) {
            return pg_fail(j->err, PG_INPUT, j->folders[0],
                           "expected the %s side of the sessions of head, found others: the sides "
                           "are measured together",
                           sides[side]);
        }
    }
    return PG_OK;
}

/* That of the host class that head was measured on, else the first. The name from the file is
 * compared and never made part of a path. */
static pg_status load_baseline(judging *j) {
    pg_strings all = {0};
    const pg_config *config = j->request->config;
    const char *folder = pg_file_join(j->arena, j->request->root, config->baselines);
    pg_status status = pg_baseline_list(j->arena, folder, config->suite, &all, j->err);
    for (size_t i = 0; i < all.count && !status; i++) {
        pg_baseline one;
        status = pg_baseline_load(j->arena, all.values[i], &one, j->err);
        bool own = !status && !strcmp(one.host_class, j->merged[0].host.class_name);
        if (!status && (own || !j->has_baseline)) {
            j->baseline = one;
            j->has_baseline = true;
        }
        if (own) {
            break;
        }
    }
    return status;
}

static bool is_wanted(const judging *j, const pg_workload *workload) {
    pg_workload copy = *workload;
    pg_config one = {.workloads = &copy, .workload_count = 1};
    return pg_plan_count(&one, j->request->filter) > 0;
}

/* A workload that the base branch knows and nobody has measured stands in base without samples, so
 * that it is missing in head. */
static pg_status expect_workloads(judging *j, pg_run *base) {
    const pg_config *config = j->request->config;
    pg_workload_run *all =
        PG_ARRAY(j->arena, pg_workload_run, base->workload_count + config->workload_count);
    size_t twice;
    for (size_t i = 0; i < base->workload_count; i++) {
        all[i] = base->workloads[i];
    }
    size_t count = base->workload_count;
    for (size_t i = 0; i < config->workload_count; i++) {
        const pg_workload *workload = &config->workloads[i];
        if (is_wanted(j, workload) && !pg_run_find(base, workload->name)) {
            all[count++] = (pg_workload_run){.name = workload->name, .inputs = "", .artifacts = ""};
        }
    }
    base->workloads = all;
    base->workload_count = count;
    return pg_run_index(j->arena, base, &twice)
               ? PG_OK
               : pg_fail(j->err, PG_INPUT, j->folders[0], "expected workload names once");
}

static pg_base_side committed_side(judging *j) {
    return (pg_base_side){pg_baseline_runs(j->arena, &j->baseline), j->baseline.session_count,
                          j->baseline.path};
}

static void add_beside(judging *j, const pg_policy *policy, pg_comparison *c) {
    const pg_run *head = &j->merged[0];
    if (!j->has_baseline) {
        return;
    }
    /* Of a part of the suite the rest of the baseline would be missing. */
    if (j->there[1] && !j->request->filter) {
        pg_base_side committed = committed_side(j);
        pg_comparison *beside = PG_NEW(j->arena, pg_comparison);
        *beside = pg_compare(j->arena, &committed, head, "head", policy);
        pg_compare_beside(j->arena, c, beside);
    }
    const pg_session *anchor = pg_baseline_anchor(&j->baseline);
    pg_drift_note(j->arena, c, &anchor->run, anchor->accepted, head, policy);
}

static pg_status compare(judging *j, pg_comparison *ret) {
    const pg_run *base = &j->merged[1];
    pg_policy policy = *j->request->policy;
    policy.selftest = true;
    policy.partial = j->request->filter != NULL;
    if (!j->there[1] && !j->has_baseline) {
        return pg_fail(j->err, PG_INPUT, j->folders[0],
                       "expected base.json in it, or a committed baseline of the suite, found "
                       "neither");
    }
    pg_base_side side = j->there[1] ? (pg_base_side){&base, 1, "base"} : committed_side(j);
    *ret = pg_compare_staged(j->arena, &side, &j->merged[0], j->there[2] ? &j->merged[2] : NULL,
                             "head", &policy);
    add_beside(j, &policy, ret);
    return PG_OK;
}

pg_status pg_judge_runs(pg_arena *arena, const pg_judge_request *request, pg_judge_outcome *ret,
                        pg_error *err) {
    judging *j = PG_NEW(arena, judging); /* the runs it holds outlive this call */
    *j = (judging){.arena = arena, .request = request, .err = err};
    pg_status status = find_folders(j);
    for (size_t side = 0; side < SIDES && !status; side++) {
        status = load_side(j, side);
    }
    status = status ? status : check_sides(j);
    status = status ? status : load_baseline(j);
    if (!status && j->there[1]) {
        status = expect_workloads(j, &j->merged[1]);
    }
    status = status ? status : compare(j, &ret->comparison);
    if (!status) {
        ret->head = j->merged[0];
        ret->base = j->merged[1];
        ret->control = j->merged[2];
        ret->has_base = j->there[1];
        ret->has_control = j->there[2];
    }
    return status;
}
