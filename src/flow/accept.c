#include "flow/accept.h"

#include <string.h>

#include "baseline/store.h"
#include "compare/compare.h"
#include "flow/load.h"
#include "sys/clock.h"
#include "sys/file.h"

enum { RUNS_MAX = 16 };

typedef struct accept {
    pg_arena *arena;
    const pg_accept_request *request;
    pg_accept_outcome *out;
    pg_run runs[RUNS_MAX];
    size_t run_count;
} accept;

/* Rows of a verdict that can fail the gate. */
static size_t count_gated(const pg_comparison *c, pg_verdict verdict) {
    size_t count = 0;
    for (size_t r = 0; r < c->row_count; r++) {
        count += c->rows[r].gated && !c->rows[r].waiver && c->rows[r].verdict == verdict;
    }
    return count;
}

/* Compares two captures of the same thing; they agree where no row is worse or better. */
static bool captures_agree(accept *a, const pg_run *first, const pg_run *second) {
    const pg_run *runs[] = {first};
    pg_base_side base = {runs, 1, "the first capture"};
    a->out->comparison =
        pg_compare(a->arena, &base, second, "the second capture", a->request->policy);
    a->out->compared = true;
    const pg_comparison *c = &a->out->comparison;
    return !count_gated(c, PG_REGRESSED) && !count_gated(c, PG_IMPROVED) &&
           !count_gated(c, PG_BROKEN);
}

static pg_status measure(accept *a, pg_error *err) {
    pg_open_session session;
    pg_run captures[2];
    size_t wanted = a->request->once ? 1 : 2;
    pg_status status = pg_session_open(a->arena, a->request->session, &session, err);
    for (size_t i = 0; i < wanted && !status && !a->out->interrupted; i++) {
        pg_session_renew(&session);
        status = pg_session_measure(&session, err);
        if (!status) {
            captures[i] = *pg_session_head(&session);
            a->out->interrupted = !captures[i].complete;
        }
    }
    pg_session_close(&session);
    if (status) {
        return status;
    }
    if (a->out->interrupted) {
        a->out->refusal = "interrupted";
        return PG_OK;
    }
    for (size_t i = 0; i < wanted && !a->out->refusal; i++) {
        a->out->refusal = pg_baseline_refusal(a->arena, &captures[i]);
    }
    if (!a->out->refusal && wanted == 2 && !captures_agree(a, &captures[0], &captures[1])) {
        a->out->refusal =
            "two captures in a row do not agree: this host is too noisy just now; try "
            "again, or accept one capture with --once";
    }
    a->runs[0] = captures[wanted - 1];
    a->run_count = 1;
    return PG_OK;
}

static pg_status load(accept *a, pg_error *err) {
    pg_status status = PG_OK;
    for (size_t i = 0; i < a->request->run_count && !status; i++) {
        status = pg_load_run(a->arena, a->request->runs[i], &a->runs[i], err);
        if (status) {
            return status;
        }
        const char *why = pg_baseline_refusal(a->arena, &a->runs[i]);
        const char *suite = a->request->session->config->suite;
        if (!why && strcmp(a->runs[i].suite, suite) != 0) {
            why = pg_format(a->arena, "expected the suite \"%s\", found \"%s\"", suite,
                            a->runs[i].suite);
        }
        if (!why && i && strcmp(a->runs[i].host.class_name, a->runs[0].host.class_name) != 0) {
            why = "expected runs of one host class";
        }
        if (why) {
            return pg_fail(err, PG_INPUT, a->request->runs[i], "cannot be accepted: %s", why);
        }
    }
    a->run_count = a->request->run_count;
    return status;
}

/* Refuses a run that is worse than what stands in the baseline, unless the reason is given. */
static void check_against(accept *a, const pg_baseline *baseline, const pg_run *run) {
    pg_base_side base = {pg_baseline_runs(a->arena, baseline), baseline->session_count,
                         baseline->path};
    pg_comparison comparison =
        pg_compare(a->arena, &base, run, "the run to accept", a->request->policy);
    if (count_gated(&comparison, PG_REGRESSED)) {
        a->out->comparison = comparison;
        a->out->compared = true;
        if (!a->request->accept_regression) {
            a->out->refusal = "it is worse than the baseline: mend it, or give the reason with "
                              "--accept-regression";
        }
    }
}

static const char *note_text(accept *a) {
    const char *note = a->request->note ? a->request->note : "";
    if (a->request->accept_regression) {
        note = pg_format(a->arena, "%s%sregression accepted: %s", note, *note ? "; " : "",
                         a->request->accept_regression);
    }
    if (a->request->once && !a->request->run_count) {
        note = pg_format(a->arena, "%s%scaptured once", note, *note ? "; " : "");
    }
    return note;
}

static pg_status join(accept *a, pg_error *err) {
    const pg_session_request *session = a->request->session;
    const char *folder = pg_file_join(a->arena, session->root, session->config->baselines);
    const char *host_class = a->runs[0].host.class_name;
    char *path = pg_baseline_path(a->arena, folder, session->config->suite, host_class);
    pg_baseline baseline = {.suite = session->config->suite, .host_class = host_class};
    pg_status status = PG_OK;
    if (pg_file_exists(path)) {
        status = pg_baseline_load(a->arena, path, &baseline, err);
        for (size_t i = 0; i < a->run_count && !status && !a->out->refusal; i++) {
            check_against(a, &baseline, &a->runs[i]);
        }
    }
    a->out->path = path;
    if (status || a->out->refusal) {
        return status;
    }
    for (size_t i = 0; i < a->run_count; i++) {
        if (pg_baseline_holds(&baseline, a->runs[i].session)) {
            return pg_fail(err, PG_INPUT, a->runs[i].path,
                           "cannot be accepted: its session %s is in the baseline already",
                           a->runs[i].session);
        }
        pg_session added = {a->runs[i], pg_clock_utc(a->arena), note_text(a)};
        pg_baseline_promote(a->arena, &baseline, &added);
    }
    status = pg_baseline_save(a->arena, &baseline, path, err);
    a->out->accepted = !status;
    a->out->sessions = baseline.session_count;
    return status;
}

pg_status pg_accept(pg_arena *arena, const pg_accept_request *request, pg_accept_outcome *ret,
                    pg_error *err) {
    accept a = {.arena = arena, .request = request, .out = ret};
    *ret = (pg_accept_outcome){0};
    pg_status status = request->run_count ? load(&a, err) : measure(&a, err);
    return status || ret->refusal ? status : join(&a, err);
}
