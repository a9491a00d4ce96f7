#include "flow/triggers.h"

#include <string.h>

#include "clinic/triggers.h"
#include "compare/compare.h"
#include "flow/clinic_measure.h"
#include "flow/load.h"
#include "model/evaluation.h"
#include "sys/file.h"

enum { PROGRAM_MAX = 1 << 28 };

typedef struct watch {
    pg_arena *arena;
    const pg_session_request *session;
    const pg_policy *policy;
    pg_comparison *comparison;
    pg_error *err;
} watch;

pg_status pg_triggers_open(pg_arena *arena, pg_config *config, const char *root, pg_triggers *ret,
                           pg_error *err) {
    pg_rule_list rules = {config->rules, config->rule_count};
    pg_status status = PG_OK;
    *ret = (pg_triggers){PG_ARRAY(arena, pg_clinic_case, config->clinic.count), 0};
    for (size_t i = 0; i < config->clinic.count && !status; i++) {
        const char *path = pg_file_join(arena, root, config->clinic.values[i]);
        status = pg_clinic_load(arena, path, config, root, &ret->cases[i], err);
        if (!status) {
            pg_trigger_budgets(arena, &ret->cases[i].text, &rules);
            ret->count++;
        }
    }
    config->rules = rules.rules;
    config->rule_count = rules.count;
    return status;
}

pg_status pg_load_guarded(pg_arena *arena, const char *path, pg_config *ret_config,
                          const char **ret_root, pg_triggers *ret, pg_error *err) {
    pg_triggers unused;
    pg_status status = pg_load_config(arena, path, ret_config, ret_root, err);
    return status ? status
                  : pg_triggers_open(arena, ret_config, *ret_root, ret ? ret : &unused, err);
}

static void say(const watch *w, const char *text) {
    if (w->session->say) {
        w->session->say(w->session->context, text);
    }
}

/* A budget that was asked for and not measured has not been kept. Workloads that were not measured
 * at all, as their bytes are base's, speak for themselves. */
static void note_unchecked(const watch *w, const pg_clinic_case *c, const pg_candidate *candidate) {
    for (size_t t = 0; t < candidate->decision.rollback_count; t++) {
        const pg_trigger *trigger = &candidate->decision.rollback[t];
        bool measured = false;
        for (size_t r = 0; r < w->comparison->row_count; r++) {
            const pg_row *row = &w->comparison->rows[r];
            measured |= row->head.n && !strcmp(row->workload, trigger->workload);
        }
        const pg_row *row = pg_comparison_row(w->comparison, trigger->workload, trigger->metric);
        if (trigger->has_max && measured && !(row && row->head.n)) {
            pg_comparison_note(w->arena, w->comparison,
                               "rollback trigger of %s/%s: %s %s was not measured", c->text.name,
                               candidate->id, trigger->workload, trigger->metric);
        }
    }
}

/* Whether a row of a workload that runs the case's program is worse. */
static bool regressed(const watch *w, const pg_clinic_case *c) {
    const pg_config *config = w->session->config;
    for (size_t i = 0; i < config->workload_count; i++) {
        const pg_workload *workload = &config->workloads[i];
        if (strcmp(workload->command.argv[0], c->workload->command.argv[0]) != 0) {
            continue;
        }
        for (size_t r = 0; r < w->comparison->row_count; r++) {
            const pg_row *row = &w->comparison->rows[r];
            if (row->gated && row->verdict == PG_REGRESSED &&
                !strcmp(row->workload, workload->name)) {
                return true;
            }
        }
    }
    return false;
}

static pg_status same_program(const watch *w, const pg_clinic_case *c, const char *one,
                              const char *other, bool *ret) {
    const char *trees[] = {one, other};
    char *bytes[2] = {NULL};
    size_t lengths[2] = {0};
    pg_arena *scratch = pg_arena_new();
    pg_status status = PG_OK;
    for (size_t i = 0; i < 2 && !status; i++) {
        status =
            pg_file_read(scratch, pg_file_join(scratch, trees[i], c->workload->command.argv[0]),
                         PROGRAM_MAX, &bytes[i], &lengths[i], w->err);
    }
    *ret = !status && lengths[0] == lengths[1] && !memcmp(bytes[0], bytes[1], lengths[0]);
    pg_arena_free(scratch);
    return status;
}

/* Accepted candidates without which head is built: head with them has other bytes. */
static pg_status find_off(const watch *w, const pg_clinic_case *c, const char *head, bool *off) {
    pg_status status = PG_OK;
    for (size_t i = 0; i < c->text.candidate_count && !status; i++) {
        const pg_candidate *candidate = &c->text.candidates[i];
        const char *with = NULL;
        bool same = true;
        if (!candidate->toggle || !pg_candidate_accepted(candidate)) {
            continue;
        }
        status = pg_clinic_build_head(w->arena, w->session, c, candidate, NULL, &with, w->err);
        status = status ? status : same_program(w, c, head, with, &same);
        if (!same) {
            off[i] = true;
            pg_comparison_trip(w->arena, w->comparison,
                               pg_format(w->arena,
                                         "candidate %s/%s was accepted and is switched off in head",
                                         c->text.name, candidate->id));
        }
    }
    return status;
}

static const char *gain_of(pg_arena *arena, const pg_row *row) {
    return row && row->has_bounds
               ? pg_format(arena, "%.1f %% [%.1f, %.1f]", 100 * (1 - row->ratio),
                           100 * (1 - row->ratio_high), 100 * (1 - row->ratio_low))
               : "unknown";
}

/* One trigger of one candidate, in as many sessions as it takes to know that it does not trip. */
static pg_status try_gain(const watch *w, const pg_clinic_case *c, const pg_candidate *candidate,
                          const pg_trigger *trigger, const char *base, const char *head) {
    pg_gain gain = PG_GAIN_FALLEN;
    const char *found = "unknown";
    pg_clinic_bench bench = pg_clinic_bench_of(w->arena, w->session, c, w->policy, 0);
    bench.config.workload_count = 1; /* the guards have been looked at when it was accepted */
    for (uint64_t i = 0; i < trigger->sessions && gain == PG_GAIN_FALLEN; i++) {
        pg_comparison comparison;
        pg_status status =
            pg_clinic_measure(w->arena, &bench, base, head, false, &comparison, NULL, w->err);
        if (status) {
            return status;
        }
        const pg_row *row = pg_comparison_row(&comparison, trigger->workload, trigger->metric);
        gain = pg_trigger_gain(trigger, row);
        found = gain_of(w->arena, row);
    }
    const char *text = pg_format(w->arena,
                                 "rollback trigger of %s/%s: %s %s gains %s, at least "
                                 "%.0f %% is asked for",
                                 c->text.name, candidate->id, trigger->workload, trigger->metric,
                                 found, 100 * trigger->min_gain);
    if (gain == PG_GAIN_FALLEN) {
        pg_comparison_trip(w->arena, w->comparison, text);
    } else {
        pg_comparison_note(w->arena, w->comparison, "%s: %s", text,
                           gain == PG_GAIN_HOLDS ? "it holds" : "these samples cannot tell");
    }
    return PG_OK;
}

static pg_status try_gains(const watch *w, const pg_clinic_case *c, const char *head,
                           const bool *off) {
    pg_status status = PG_OK;
    for (size_t i = 0; i < c->text.candidate_count && !status; i++) {
        const pg_candidate *candidate = &c->text.candidates[i];
        const char *base = NULL;
        if (!pg_candidate_accepted(candidate) || off[i]) {
            continue;
        }
        if (!candidate->toggle) {
            pg_comparison_note(w->arena, w->comparison,
                               "candidate %s/%s is no toggle: its gain cannot be looked at again",
                               c->text.name, candidate->id);
            continue;
        }
        say(w, pg_format(w->arena, "rollback triggers of %s/%s", c->text.name, candidate->id));
        status = pg_clinic_build_head(w->arena, w->session, c, NULL, candidate, &base, w->err);
        for (size_t t = 0; t < candidate->decision.rollback_count && !status; t++) {
            const pg_trigger *trigger = &candidate->decision.rollback[t];
            if (trigger->has_min_gain) {
                status = try_gain(w, c, candidate, trigger, base, head);
            }
        }
    }
    return status;
}

static bool any_accepted(const pg_case *c) {
    bool any = false;
    for (size_t i = 0; i < c->candidate_count; i++) {
        any |= pg_candidate_accepted(&c->candidates[i]);
    }
    return any;
}

/* A filter or a shard may leave the case's workload to others. */
static bool is_here(const watch *w, const pg_clinic_case *c) {
    for (size_t r = 0; r < w->comparison->row_count; r++) {
        if (!strcmp(w->comparison->rows[r].workload, c->workload->name)) {
            return true;
        }
    }
    return false;
}

static pg_status check_case(const watch *w, const pg_clinic_case *c, bool all) {
    bool *off = PG_ARRAY(w->arena, bool, c->text.candidate_count);
    const char *head = NULL;
    for (size_t i = 0; i < c->text.candidate_count; i++) {
        off[i] = false;
        if (pg_candidate_accepted(&c->text.candidates[i])) {
            note_unchecked(w, c, &c->text.candidates[i]);
        }
    }
    if (!any_accepted(&c->text) || !((all && is_here(w, c)) || regressed(w, c))) {
        return PG_OK;
    }
    say(w, pg_format(w->arena, "looking for candidates of %s that are switched off", c->text.name));
    pg_status status = pg_clinic_build_head(w->arena, w->session, c, NULL, NULL, &head, w->err);
    status = status ? status : find_off(w, c, head, off);
    if (status && !all) { /* the verdict stands without */
        pg_comparison_note(w->arena, w->comparison,
                           "could not look for candidates of %s that are switched off: %s%s%s",
                           c->text.name, w->err->place, *w->err->place ? ": " : "", w->err->text);
        return PG_OK;
    }
    return status || !all ? status : try_gains(w, c, head, off);
}

pg_status pg_triggers_check(pg_arena *arena, const pg_session_request *session,
                            const pg_triggers *triggers, const pg_policy *policy, bool all,
                            pg_comparison *comparison, pg_error *err) {
    pg_error own;
    const watch w = {.arena = arena,
                     .session = session,
                     .policy = policy,
                     .comparison = comparison,
                     .err = err ? err : &own};
    pg_status status = PG_OK;
    for (size_t i = 0; i < triggers->count && !status; i++) {
        status = check_case(&w, &triggers->cases[i], all);
    }
    return status;
}
