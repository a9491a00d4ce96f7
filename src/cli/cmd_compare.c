#include "cli/present.h"
#include "compare/compare.h"
#include "flow/load.h"
#include "flow/triggers.h"
#include "sys/file.h"

static pg_status compare(pg_cli *cli, int *ret_exit, pg_error *err) {
    const pg_arguments *arguments = cli->arguments;
    pg_policy policy = pg_policy_default();
    pg_base_side base;
    pg_run head, control;
    bool has_control = arguments->operand_count > 2;
    pg_config config;
    const char *root;
    pg_status status = PG_OK;
    if (arguments->config) {
        status = pg_load_guarded(cli->arena, arguments->config, &config, &root, NULL, err);
        policy = status ? policy : pg_load_policy(cli->arena, &config);
    }
    pg_override_policy(arguments, &policy);
    if (!status) {
        status = pg_load_base(cli->arena, arguments->operands[0], &base, err);
    }
    if (!status) {
        status = pg_load_run(cli->arena, arguments->operands[1], &head, err);
    }
    if (!status && has_control) {
        status = pg_load_run(cli->arena, arguments->operands[2], &control, err);
    }
    if (status) {
        return status;
    }
    pg_comparison comparison = pg_compare_staged(
        cli->arena, &base, &head, has_control ? &control : NULL, arguments->operands[1], &policy);
    *ret_exit = comparison.exit_status;
    status = pg_present_all(cli, &comparison, err);
    return status || !arguments->distributions
               ? status
               : pg_present_distributions(cli->arena, &comparison, base.runs[base.count - 1], &head,
                                          arguments->distributions, err);
}

int pg_cmd_compare(pg_cli *cli) {
    pg_error err;
    int exit_status = PG_EXIT_PASS;
    return compare(cli, &exit_status, &err) ? pg_cli_fail(cli->err, &err, "compare") : exit_status;
}
