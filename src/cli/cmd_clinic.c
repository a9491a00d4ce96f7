#include <math.h>
#include <string.h>

#include "base/unit.h"
#include "cli/present.h"
#include "clinic/propose.h"
#include "clinic/rank.h"
#include "flow/clinic_report.h"
#include "flow/evaluate.h"
#include "flow/load.h"
#include "report/case_html.h"
#include "report/case_markdown.h"
#include "sys/file.h"

static const char EVIDENCE[] = "evidence/evaluation.json";

typedef struct clinic {
    pg_config config;
    const char *root;
    pg_clinic_case c;
} clinic;

static pg_status open_case(pg_cli *cli, clinic *ret, pg_error *err) {
    pg_status status =
        pg_load_config(cli->arena, cli->arguments->config, &ret->config, &ret->root, err);
    return status ? status
                  : pg_clinic_open(cli->arena, cli->arguments->operands[0], &ret->config, ret->root,
                                   &ret->c, err);
}

static pg_status load_evaluation(pg_cli *cli, const clinic *k, pg_evaluation *ret, pg_error *err) {
    const char *path = pg_file_join(cli->arena, k->c.folder, EVIDENCE);
    pg_json top;
    pg_status status = pg_file_read_json(cli->arena, path, PG_JSON_PLAIN, &top, err);
    status = status ? status : pg_evaluation_read(cli->arena, &top, ret, err);
    if (!status && strcmp(ret->name, k->c.text.name) != 0) {
        return pg_fail(err, PG_INPUT, path, "expected an evaluation of %s, found one of %.60s",
                       k->c.text.name, ret->name);
    }
    return status;
}

/* ---- rank ---- */

static pg_status rank(pg_cli *cli, pg_error *err) {
    clinic k;
    pg_status status = open_case(cli, &k, err);
    if (status) {
        return status;
    }
    const pg_case *c = &k.c.text;
    pg_ranked *ranked = pg_rank(cli->arena, c);
    fprintf(cli->out, "%s: %s\n%zu candidates; profile of %.0f samples\n\n", c->name, c->question,
            c->candidate_count, k.c.samples);
    fprintf(cli->out, "  %4s  %-14s %7s %8s  %-9s %5s  %s\n", "rank", "candidate", "score",
            "expected", "risks", "lines", "attacks");
    for (size_t i = 0; i < c->candidate_count; i++) {
        const pg_candidate *one = ranked[i].candidate;
        double share = k.c.shares[one - c->candidates];
        fprintf(cli->out,
                "  %4zu  %-14s %7.3f %6.0f %%  %llu %llu %llu %llu   %5llu  %s (%.1f %% %s)%s\n",
                i + 1, one->id, ranked[i].score, 100 * one->expected_gain,
                (unsigned long long)one->risk.correctness, (unsigned long long)one->risk.memory,
                (unsigned long long)one->risk.portability, (unsigned long long)one->risk.complexity,
                (unsigned long long)one->lines, one->hotspot.function, 100 * share,
                one->hotspot.kind, ranked[i].beyond ? "; expects more than that" : "");
    }
    fputs("\nrisks: correctness, memory, portability, complexity, 1 (none) to 5\n", cli->out);
    for (size_t i = 0; i < c->candidate_count; i++) {
        double claimed = c->candidates[i].hotspot.share;
        if (fabs(claimed - k.c.shares[i]) > 0.02) {
            fprintf(cli->out, "note: %s claims %.1f %% for %s, the profile has %.1f %%\n",
                    c->candidates[i].id, 100 * claimed, c->candidates[i].hotspot.function,
                    100 * k.c.shares[i]);
        }
    }
    return PG_OK;
}

/* ---- evaluate ---- */

static void print_p95(pg_cli *cli, const char *name, const pg_case *c, double value) {
    fprintf(cli->out, "%s/%s p95: %s\n", name, c->workload, pg_quantity(cli->arena, value, "ns"));
}

/* What the whole came to: the final program against the baseline. */
static void conclude(pg_cli *cli, const pg_case *c, const pg_evaluation *e) {
    const pg_stage *last = e->series_count ? &e->series[e->series_count - 1] : NULL;
    const pg_row *row = last ? pg_comparison_row(&last->comparison, c->workload, c->metric) : NULL;
    const pg_row *high = last ? pg_comparison_row(&last->comparison, c->workload, "p95") : NULL;
    if (!row || !row->has_ratio) {
        const char *text = !last ? "nothing was accepted"
                                 : pg_format(cli->arena, "the final program was not measured: %s",
                                             last->comparison.headline);
        fprintf(cli->out, "%s\n", text);
        return;
    }
    if (high) {
        print_p95(cli, "baseline", c, high->base.median);
        print_p95(cli, "optimized", c, high->head.median);
    }
    const char *why = pg_case_objection(cli->arena, c, &last->comparison);
    if (why) {
        fprintf(cli->out, "regression-check: FAIL (%s)\n", why);
    } else {
        fprintf(cli->out, "regression-check: PASS (%.1f%% improvement of %s, %.2f times as fast)\n",
                100 * (1 - row->ratio), c->metric, 1 / row->ratio);
    }
}

static pg_status evaluate(pg_cli *cli, pg_error *err) {
    clinic k;
    pg_evaluation e;
    pg_status status = open_case(cli, &k, err);
    if (status) {
        return status;
    }
    pg_session_request session = pg_session_of(cli, &k.config, k.root);
    pg_policy policy = pg_load_policy(cli->arena, &k.config);
    pg_evaluate_request request = {.session = &session,
                                   .c = &k.c,
                                   .policy = &policy,
                                   .iterations = cli->arguments->iterations,
                                   .evidence = EVIDENCE};
    session.progress = NULL;
    status = pg_evaluate(cli->arena, &request, &e, err);
    if (status) {
        return status;
    }
    const char *path = cli->arguments->output ? cli->arguments->output
                                              : pg_file_join(cli->arena, k.c.folder, EVIDENCE);
    pg_buf text = pg_buf_new(cli->arena);
    pg_evaluation_write(&text, &e);
    status = pg_file_write(path, text.data, text.length, err);
    if (!status) {
        for (size_t i = 0; i < e.trial_count; i++) {
            fprintf(cli->out, "%-7s %-14s %s\n", e.trials[i].proposal.value, e.trials[i].id,
                    e.trials[i].proposal.reason);
        }
        conclude(cli, &k.c.text, &e);
        fprintf(cli->err, "perfgate: wrote %s\n", path);
    }
    return status;
}

/* ---- decide ---- */

/* The decision of one candidate: the proposal, or the person's word. */
static pg_status decide_one(pg_cli *cli, const pg_evaluation *e, pg_candidate *candidate,
                            pg_error *err) {
    const pg_arguments *arguments = cli->arguments;
    const pg_trial *trial = pg_evaluation_find(e, candidate->id);
    if (!trial) {
        return pg_fail(err, PG_INPUT, EVIDENCE,
                       "expected a trial of %s, found none: perfgate clinic evaluate",
                       candidate->id);
    }
    candidate->decision = trial->proposal;
    candidate->has_decision = true;
    if (arguments->reject || arguments->accept) {
        candidate->decision.value = arguments->accept ? "accept" : "reject";
        candidate->decision.reason =
            pg_format(cli->arena, "%s (the rules proposed to %s: %s)",
                      arguments->accept ? arguments->accept : arguments->reject,
                      trial->proposal.value, trial->proposal.reason);
        if (arguments->reject) {
            candidate->decision.rollback_count = 0;
        } else if (!candidate->decision.rollback_count) {
            return pg_fail(err, PG_USAGE, NULL,
                           "expected a candidate with triggers, found %s: what the rules reject is "
                           "accepted by editing the case, with a rollback of its own",
                           candidate->id);
        }
    }
    return PG_OK;
}

static pg_status decide(pg_cli *cli, pg_error *err) {
    const pg_arguments *arguments = cli->arguments;
    clinic k;
    pg_evaluation e;
    pg_status status = open_case(cli, &k, err);
    if (!status && (arguments->accept || arguments->reject) && !arguments->candidate) {
        return pg_fail(err, PG_USAGE, NULL, "expected --candidate beside --accept and --reject");
    }
    if (!status && arguments->accept && arguments->reject) {
        return pg_fail(err, PG_USAGE, NULL, "expected --accept or --reject, found both");
    }
    if (!status && arguments->candidate && !pg_case_find(&k.c.text, arguments->candidate)) {
        return pg_fail(err, PG_USAGE, k.c.path, "expected a candidate, found \"%.60s\"",
                       arguments->candidate);
    }
    status = status ? status : load_evaluation(cli, &k, &e, err);
    for (size_t i = 0; !status && i < k.c.text.candidate_count; i++) {
        pg_candidate *candidate = &k.c.text.candidates[i];
        if (!arguments->candidate || !strcmp(arguments->candidate, candidate->id)) {
            const char *before = candidate->has_decision ? candidate->decision.value : NULL;
            status = decide_one(cli, &e, candidate, err);
            if (!status) {
                fprintf(cli->out, "%-7s %-14s %s%s\n", candidate->decision.value, candidate->id,
                        before && strcmp(before, candidate->decision.value) != 0
                            ? pg_format(cli->arena, "(was: %s) ", before)
                            : "",
                        candidate->decision.reason);
            }
        }
    }
    if (!status) {
        pg_buf text = pg_buf_new(cli->arena);
        pg_case_write(&text, &k.c.text);
        status = pg_file_write(k.c.path, text.data, text.length, err);
    }
    return status;
}

/* ---- report ---- */

static pg_status put_report(pg_cli *cli, const char *path, const pg_buf *text, pg_error *err) {
    pg_status status = pg_file_write(path, text->data, text->length, err);
    if (!status) {
        fprintf(cli->err, "perfgate: wrote %s\n", path);
    }
    return status;
}

static pg_status report(pg_cli *cli, pg_error *err) {
    const pg_arguments *arguments = cli->arguments;
    clinic k;
    pg_evaluation e;
    pg_case_material material;
    const char *note = NULL;
    pg_status status = open_case(cli, &k, err);
    status = status ? status : load_evaluation(cli, &k, &e, err);
    status = status ? status : pg_clinic_material(cli->arena, &k.c, &e, &material, &note, err);
    if (status) {
        return status;
    }
    if (note) {
        fprintf(cli->err, "perfgate: no chart: %s\n", note);
    }
    pg_case_view view = pg_case_view_build(cli->arena, &material);
    pg_buf markdown = pg_buf_new(cli->arena), html = pg_buf_new(cli->arena);
    pg_case_markdown(&markdown, &view);
    status = put_report(cli,
                        arguments->output ? arguments->output
                                          : pg_file_join(cli->arena, k.c.folder, "REPORT.md"),
                        &markdown, err);
    if (!status && arguments->html) {
        pg_case_html(&html, &view);
        status = put_report(cli, arguments->html, &html, err);
    }
    return status;
}

static int run(pg_cli *cli, pg_status (*what)(pg_cli *, pg_error *), const char *name) {
    pg_error err;
    return what(cli, &err) ? pg_cli_fail(cli->err, &err, name) : PG_EXIT_PASS;
}

int pg_cmd_clinic_rank(pg_cli *cli) {
    return run(cli, rank, "clinic rank");
}

int pg_cmd_clinic_evaluate(pg_cli *cli) {
    return run(cli, evaluate, "clinic evaluate");
}

int pg_cmd_clinic_decide(pg_cli *cli) {
    return run(cli, decide, "clinic decide");
}

int pg_cmd_clinic_report(pg_cli *cli) {
    return run(cli, report, "clinic report");
}
