#include "flow/gate.h"

#include <string.h>

#include "baseline/store.h"
#include "compare/compare.h"
#include "compare/drift.h"
#include "compare/selftest.h"
#include "flow/stages.h"
#include "sys/env.h"
#include "sys/file.h"
#include "sys/interrupt.h"

typedef struct gate {
    pg_arena *arena;
    const pg_session_request *request;
    const char *base;
    pg_policy policy;
    pg_open_session session;
    pg_baseline baseline; /* of this host class, else the first there is */
    bool has_baseline;
    const char *base_label;
    pg_strings notes; /* what auto tried in vain */
    pg_gate_outcome *outcome;
} gate;

static const char *folder(const gate *g) {
    return pg_file_join(g->arena, g->request->root, g->request->config->baselines);
}

/* The path as a user in the repository would write it. */
static const char *shown_path(const gate *g, const char *path) {
    size_t length = strlen(g->request->root);
    return !strncmp(path, g->request->root, length) && path[length] == '/' ? path + length + 1
                                                                           : path;
}

static pg_status load_baseline(gate *g, pg_error *err) {
    const char *suite = g->request->config->suite;
    char *own = pg_baseline_path(g->arena, folder(g), suite, g->session.host.class_name);
    if (!pg_file_exists(own)) {
        pg_strings all;
        pg_status status = pg_baseline_list(g->arena, folder(g), suite, &all, err);
        if (status || !all.count) {
            return status;
        }
        own = pg_copy(g->arena, all.values[0]);
    }
    g->has_baseline = true;
    return pg_baseline_load(g->arena, own, &g->baseline, err);
}

static void note(gate *g, const char *text) {
    g->notes.values = pg_grow(g->arena, g->notes.values, g->notes.count, g->notes.count + 1,
                              sizeof(*g->notes.values));
    g->notes.values[g->notes.count++] = text;
}

/* Tries a revision as the base; what stands in the way becomes a note. */
static bool try_base(gate *g, const char *revision, const char *about) {
    pg_error err;
    if (pg_session_add_base(&g->session, revision, &err)) {
        note(g, pg_format(g->arena, "%s could not be used as the base: %s%s%s", about, err.place,
                          *err.place ? ": " : "", err.text));
        return false;
    }
    g->base_label = about;
    return true;
}

static void find_base(gate *g) {
    const char *about;
    const char *merge_base =
        pg_git_merge_base(g->arena, &g->session.head, pg_env_get("GITHUB_BASE_REF"), &about);
    if (merge_base) {
        try_base(g, merge_base, about);
        return;
    }
    if (!about && *g->session.head.source.revision) {
        note(g, "no merge base with the default branch could be found (is this a shallow clone?)");
    }
    const pg_session *newest =
        g->has_baseline ? &g->baseline.sessions[g->baseline.session_count - 1] : NULL;
    if (newest && *newest->run.source.revision) {
        try_base(g, newest->run.source.revision, "the revision of the committed baseline");
    }
}

/* The committed baseline as a base side, restricted to what was measured. */
static pg_base_side baseline_side(gate *g) {
    pg_base_side side = {.label = "none"};
    if (!g->has_baseline) {
        return side;
    }
    const pg_run *const *runs = pg_baseline_runs(g->arena, &g->baseline);
    const pg_run **cut = PG_ARRAY(g->arena, const pg_run *, g->baseline.session_count);
    for (size_t i = 0; i < g->baseline.session_count; i++) {
        pg_run *run = PG_NEW(g->arena, pg_run);
        size_t twice;
        *run = *runs[i];
        run->workloads = PG_ARRAY(g->arena, pg_workload_run, run->workload_count);
        run->workload_count = 0;
        for (size_t w = 0; w < runs[i]->workload_count; w++) {
            pg_config one = {.workloads = &(pg_workload){.name = runs[i]->workloads[w].name},
                             .workload_count = 1};
            const pg_shard *shard = g->request->shard;
            if (pg_plan_count(&one, g->request->filter) &&
                (!shard || pg_shard_judges(shard, one.workloads->name))) {
                run->workloads[run->workload_count++] = runs[i]->workloads[w];
            }
        }
        pg_run_index(g->arena, run, &twice);
        cut[i] = run;
    }
    return (pg_base_side){cut, g->baseline.session_count, shown_path(g, g->baseline.path)};
}

static const char *head_label(const gate *g) {
    const pg_source *source = &g->session.head.source;
    return *source->revision && !source->dirty ? pg_format(g->arena, "%.12s", source->revision)
                                               : "the working tree";
}

/* The committed baseline beside what was judged, and how far head has come from its anchor. */
static void add_beside(gate *g) {
    pg_comparison *c = &g->outcome->comparison;
    pg_base_side committed = baseline_side(g);
    if (g->has_baseline && g->outcome->base) {
        pg_comparison *beside = PG_NEW(g->arena, pg_comparison);
        *beside = pg_compare(g->arena, &committed, g->outcome->head, head_label(g), &g->policy);
        pg_compare_beside(g->arena, c, beside);
    }
    if (g->has_baseline) {
        const pg_session *anchor = pg_baseline_anchor(&g->baseline);
        const pg_session *newest = &g->baseline.sessions[g->baseline.session_count - 1];
        pg_drift_note(g->arena, c, &anchor->run, anchor->accepted, g->outcome->head, &g->policy);
        long days = pg_days_between(newest->accepted, g->policy.today);
        pg_comparison_note(g->arena, c,
                           "the committed baseline was accepted on %.10s, %ld day%s ago",
                           newest->accepted, days, days == 1 ? "" : "s");
    }
    for (size_t i = 0; i < g->notes.count; i++) {
        pg_comparison_note(g->arena, c, "%s", g->notes.values[i]);
    }
}

static pg_status open_sides(gate *g, pg_error *err) {
    pg_status status = pg_session_open(g->arena, g->request, &g->session, err);
    if (!status) {
        status = load_baseline(g, err);
    }
    if (!status && !strcmp(g->base, "auto")) {
        find_base(g);
    } else if (!status && strcmp(g->base, "baseline") != 0) {
        status = pg_session_add_base(&g->session, g->base, err);
        g->base_label = g->base;
    }
    return status ? status : pg_session_start(&g->session, err);
}

static const pg_workload *workload_of(const gate *g, const char *name) {
    for (size_t i = 0; i < g->request->config->workload_count; i++) {
        if (!strcmp(g->request->config->workloads[i].name, name)) {
            return &g->request->config->workloads[i];
        }
    }
    return NULL;
}

/* Records base and head of a workload that regressed. Whatever comes of it is a note. */
static void profile_workload(gate *g, const pg_workload *workload) {
    pg_gate_outcome *out = g->outcome;
    pg_movers_request request = {
        .config = g->request->config,
        .workload = workload,
        .directories = {g->session.base.directory, g->session.head.directory},
        .tool = g->request->tool,
        .say = g->request->say,
        .context = g->request->context};
    pg_movers movers;
    pg_error err;
    if (pg_movers_find(g->arena, g->session.launcher, &request, &movers, &err)) {
        pg_comparison_note(g->arena, &out->comparison, "%s could not be profiled: %s%s%s",
                           workload->name, err.place, *err.place ? ": " : "", err.text);
        return;
    }
    pg_comparison_note(g->arena, &out->comparison, "%s", movers.text);
    out->pictures[out->picture_count++] =
        (pg_gate_picture){movers.picture_name, movers.picture, movers.picture_length};
}

static void profile_regressed(gate *g) {
    const pg_comparison *c = &g->outcome->comparison;
    const char *last = "";
    size_t count = 0;
    for (size_t i = 0; i < c->row_count && !pg_interrupted(); i++) {
        const pg_row *row = &c->rows[i];
        const pg_workload *workload = workload_of(g, row->workload);
        if (row->verdict != PG_REGRESSED || !workload || !strcmp(row->workload, last)) {
            continue;
        }
        last = row->workload;
        if (count++ < PG_MOVERS_WORKLOADS) {
            profile_workload(g, workload);
        }
    }
    if (count > PG_MOVERS_WORKLOADS) {
        pg_comparison_note(g->arena, &g->outcome->comparison,
                           "%zu more workloads regressed and were not profiled",
                           count - PG_MOVERS_WORKLOADS);
    }
}

static pg_status measure(gate *g, const pg_gate_request *request, pg_error *err) {
    pg_gate_outcome *out = g->outcome;
    pg_status status;
    if (g->session.has_base) {
        pg_stages stages = {.most = g->request->blocks,
                            .looks = !request->fixed,
                            .budget_s = request->budget_s,
                            .base_label = g->base_label,
                            .head_label = head_label(g)};
        status = pg_stages_run(&g->session, &stages, &g->policy, &out->comparison);
    } else {
        status = pg_measure_to(g->session.measuring, g->request->blocks, NULL);
        if (!status) {
            pg_base_side committed = baseline_side(g);
            out->comparison = pg_compare(g->arena, &committed, pg_session_head(&g->session),
                                         head_label(g), &g->policy);
        }
    }
    if (!status) {
        out->head = pg_session_head(&g->session);
        out->base = pg_session_base(&g->session);
        out->control = pg_session_control(&g->session);
        add_beside(g);
        if (g->request->config->profile && g->session.has_base) {
            profile_regressed(g);
        }
        out->fault =
            out->base ? pg_selftest_faults(g->arena, out->base, out->head, &g->policy) : NULL;
    }
    if (!status && request->triggers && out->head->complete) {
        status = pg_triggers_check(g->arena, g->request, request->triggers, &g->policy,
                                   request->all_triggers, &out->comparison, err);
    }
    return status;
}

pg_status pg_gate_run(pg_arena *arena, const pg_gate_request *request, pg_gate_outcome *ret,
                      pg_error *err) {
    gate *g = PG_NEW(arena, gate); /* the runs it holds outlive this call */
    *g = (gate){.arena = arena,
                .request = request->session,
                .base = request->base,
                .policy = *request->policy,
                .outcome = ret};
    g->policy.selftest = true;
    g->policy.partial = request->session->filter || request->session->shard;
    if (request->session->shard) {
        g->policy.rows =
            pg_shard_rows(request->session->shard, request->session->filter, &g->policy);
    }
    *ret = (pg_gate_outcome){0};
    pg_status status = open_sides(g, err);
    if (!status) {
        status = measure(g, request, err);
    }
    pg_session_close(&g->session);
    return status;
}
