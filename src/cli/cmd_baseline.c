#include <string.h>

#include "base/unit.h"
#include "baseline/store.h"
#include "cli/present.h"
#include "compare/compare.h"
#include "flow/accept.h"
#include "flow/load.h"
#include "flow/triggers.h"
#include "sys/file.h"

static pg_status accept(pg_cli *cli, int *ret_exit, pg_error *err) {
    const pg_arguments *arguments = cli->arguments;
    pg_config config;
    const char *root;
    pg_accept_outcome outcome;
    pg_status status = pg_load_guarded(cli->arena, arguments->config, &config, &root, NULL, err);
    if (status) {
        return status;
    }
    pg_policy policy = pg_load_policy(cli->arena, &config);
    pg_session_request session = pg_session_of(cli, &config, root);
    pg_accept_request request = {.session = &session,
                                 .runs = arguments->operands,
                                 .run_count = arguments->operand_count,
                                 .once = arguments->once,
                                 .note = arguments->note,
                                 .accept_regression = arguments->accept_regression,
                                 .policy = &policy};
    status = pg_accept(cli->arena, &request, &outcome, err);
    if (status) {
        return status;
    }
    if (outcome.accepted) {
        fprintf(cli->out, "accepted: %s holds %zu session%s now; commit it\n", outcome.path,
                outcome.sessions, outcome.sessions == 1 ? "" : "s");
        return PG_OK;
    }
    if (outcome.compared) {
        status = pg_present_all(cli, &outcome.comparison, err);
    }
    fprintf(cli->err, "perfgate: not accepted: %s\n", outcome.refusal);
    *ret_exit = outcome.interrupted ? PG_EXIT_INTERRUPTED
                : outcome.compared && outcome.comparison.result == PG_RESULT_REGRESSED
                    ? PG_EXIT_REGRESSED
                    : PG_EXIT_NO_VERDICT;
    return status;
}

int pg_cmd_baseline_accept(pg_cli *cli) {
    pg_error err;
    int exit_status = PG_EXIT_PASS;
    return accept(cli, &exit_status, &err) ? pg_cli_fail(cli->err, &err, "baseline accept")
                                           : exit_status;
}

/* The files named, or every baseline of the configuration's suite. */
static pg_status find_files(pg_cli *cli, pg_strings *ret, pg_error *err) {
    const pg_arguments *arguments = cli->arguments;
    pg_config config;
    const char *root;
    if (arguments->operand_count) {
        *ret = (pg_strings){arguments->operands, arguments->operand_count};
        return PG_OK;
    }
    pg_status status = pg_load_config(cli->arena, arguments->config, &config, &root, err);
    if (status) {
        return status;
    }
    const char *folder = pg_file_join(cli->arena, root, config.baselines);
    status = pg_baseline_list(cli->arena, folder, config.suite, ret, err);
    if (!status && !ret->count) {
        status = pg_fail(err, PG_INPUT, folder,
                         "expected baselines of the suite \"%s\", found none: perfgate baseline "
                         "accept makes one",
                         config.suite);
    }
    return status;
}

static void show_session(pg_cli *cli, const pg_session *session, const char *mark) {
    size_t samples = 0;
    for (size_t i = 0; i < session->run.workload_count; i++) {
        const pg_workload_run *workload = &session->run.workloads[i];
        samples += workload->series_count ? workload->series[0].samples.count : 0;
    }
    fprintf(cli->out, "  %s  %-12.12s%s  workloads: %zu, launches: %zu%s%s%s\n", session->accepted,
            session->run.source.revision, session->run.source.dirty ? "+" : " ",
            session->run.workload_count, samples, mark, *session->note ? "  " : "", session->note);
}

/* Every row's newest session against the anchor: what has changed since, step by step. */
static void show_drift(pg_cli *cli, const pg_baseline *baseline) {
    const pg_session *anchor = pg_baseline_anchor(baseline);
    const pg_session *newest = &baseline->sessions[baseline->session_count - 1];
    const pg_run *runs[] = {&anchor->run};
    pg_base_side base = {runs, 1, "the anchor"};
    pg_policy policy = pg_policy_default();
    pg_comparison c = pg_compare(cli->arena, &base, &newest->run, "the newest session", &policy);
    fprintf(cli->out, "  %-24s%-14s%14s%10s%16s\n", "workload", "metric", "median", "spread",
            "since anchor");
    for (size_t i = 0; i < c.row_count; i++) {
        const pg_row *row = &c.rows[i];
        const char *median =
            row->head.n ? pg_quantity(cli->arena, row->head.median, row->unit) : "-";
        const char *spread =
            row->head.n ? pg_format(cli->arena, "%.1f %%", row->head.spread * 100) : "-";
        fprintf(cli->out, "  %-24s%-14s%14s%10s%16s\n", row->workload, row->metric, median, spread,
                row->has_ratio ? pg_change(cli->arena, row->ratio) : pg_verdict_word(row->verdict));
    }
}

static void show(pg_cli *cli, const pg_baseline *baseline) {
    fprintf(cli->out, "%s\n  suite %s, host class %s, %zu session%s\n", baseline->path,
            baseline->suite, baseline->host_class, baseline->session_count,
            baseline->session_count == 1 ? "" : "s");
    if (baseline->anchor) {
        show_session(cli, baseline->anchor, "  (anchor)");
    }
    for (size_t i = 0; i < baseline->session_count; i++) {
        bool anchor = !baseline->anchor && i == 0;
        show_session(cli, &baseline->sessions[i], anchor ? "  (anchor)" : "");
    }
    show_drift(cli, baseline);
}

/* Loads every file; `each` may be NULL. All are tried, so that one run shows all that is wrong. */
static int for_each(pg_cli *cli, const char *command, void (*each)(pg_cli *, const pg_baseline *)) {
    pg_error err;
    pg_strings files;
    int exit_status = PG_EXIT_PASS;
    if (find_files(cli, &files, &err)) {
        return pg_cli_fail(cli->err, &err, command);
    }
    for (size_t i = 0; i < files.count; i++) {
        pg_baseline baseline;
        if (pg_baseline_load(cli->arena, files.values[i], &baseline, &err)) {
            exit_status = pg_cli_fail(cli->err, &err, command);
        } else if (each) {
            each(cli, &baseline);
        } else {
            fprintf(cli->out, "%s: good, %zu session%s, workloads: %zu\n", files.values[i],
                    baseline.session_count, baseline.session_count == 1 ? "" : "s",
                    baseline.sessions[baseline.session_count - 1].run.workload_count);
        }
    }
    return exit_status;
}

int pg_cmd_baseline_show(pg_cli *cli) {
    return for_each(cli, "baseline show", show);
}

int pg_cmd_baseline_check(pg_cli *cli) {
    return for_each(cli, "baseline check", NULL);
}
