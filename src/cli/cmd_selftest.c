#include "base/unit.h"
#include "cli/present.h"
#include "compare/compare.h"
#include "compare/selftest.h"
#include "flow/load.h"

static void print_sight(pg_cli *cli, const pg_comparison *c) {
    fprintf(cli->out, "%-28s%-16s%s\n", "workload", "metric", "would have caught");
    for (size_t r = 0; r < c->row_count; r++) {
        const pg_row *row = &c->rows[r];
        if (row->gated && (row->tested || row->kind == PG_EXACT)) {
            fprintf(cli->out, "%-28s%-16s%s\n", row->workload, row->metric,
                    !row->has_sight         ? "blind: not even +50 %"
                    : row->kind == PG_EXACT ? pg_format(cli->arena, "anything above %s",
                                                        pg_change(cli->arena, row->sight))
                                            : pg_change(cli->arena, row->sight));
        }
    }
}

static int conclude(pg_cli *cli, const pg_comparison *c, const char *fault) {
    size_t timed = 0, blind = 0;
    for (size_t r = 0; r < c->row_count; r++) {
        bool counts = c->rows[r].tested && c->rows[r].gated;
        timed += counts;
        blind += counts && !c->rows[r].has_sight;
    }
    if (!timed && !c->counts[PG_UNCHANGED] && !c->counts[PG_REGRESSED] && !c->counts[PG_IMPROVED]) {
        fputs("self-test: nothing to test, the two runs have no row in common\n", cli->out);
        return PG_EXIT_NO_VERDICT;
    }
    if (fault) {
        fprintf(cli->out, "self-test: FAILED (exit status 4) - %s\n", fault);
        return PG_EXIT_BROKEN;
    }
    fprintf(cli->out, "self-test: %zu faults put in, all caught; %zu of %zu timed rows blind\n",
            pg_selftest_count(), blind, timed);
    return timed && blind == timed ? PG_EXIT_NO_VERDICT : PG_EXIT_PASS;
}

static pg_status selftest(pg_cli *cli, int *ret_exit, pg_error *err) {
    const pg_arguments *arguments = cli->arguments;
    bool given = arguments->operand_count == 2;
    const char *base_path = given ? arguments->operands[0] : "perfgate-out/base.json";
    const char *head_path = given ? arguments->operands[1] : "perfgate-out/head.json";
    pg_policy policy = pg_policy_default();
    pg_config config;
    const char *root;
    pg_base_side base;
    pg_run head;
    pg_status status = PG_OK;
    if (arguments->operand_count == 1) {
        return pg_fail(err, PG_USAGE, NULL, "expected BASE.json and HEAD.json, or neither");
    }
    if (arguments->config) {
        status = pg_load_config(cli->arena, arguments->config, &config, &root, err);
        policy = status ? policy : pg_load_policy(cli->arena, &config);
    }
    pg_override_policy(arguments, &policy);
    policy.selftest = true;
    if (!status) {
        status = pg_load_base(cli->arena, base_path, &base, err);
    }
    if (!status) {
        status = pg_load_run(cli->arena, head_path, &head, err);
    }
    if (status) {
        return status;
    }
    pg_comparison c = pg_compare(cli->arena, &base, &head, head_path, &policy);
    print_sight(cli, &c);
    *ret_exit = conclude(cli, &c,
                         pg_selftest_faults(cli->arena, base.runs[base.count - 1], &head, &policy));
    return PG_OK;
}

int pg_cmd_selftest(pg_cli *cli) {
    pg_error err;
    int exit_status = PG_EXIT_PASS;
    return selftest(cli, &exit_status, &err) ? pg_cli_fail(cli->err, &err, "selftest")
                                             : exit_status;
}
