#include "cli/present.h"
#include "flow/judge.h"
#include "flow/load.h"
#include "flow/triggers.h"
#include "sys/file.h"

static pg_status write_text(pg_cli *cli, const char *folder, const char *name, const pg_buf *text,
                            pg_error *err) {
    return pg_file_write(pg_file_join(cli->arena, folder, name), text->data, text->length, err);
}

/* Trouble with the picture is said and changes no verdict. */
static void draw(pg_cli *cli, const char *folder, const pg_comparison *comparison) {
    pg_error err;
    const char *path = pg_file_join(cli->arena, folder, "chart.png");
    pg_file_remove(path); /* of an earlier one */
    if (pg_present_chart(cli->arena, comparison, path, &err)) {
        fprintf(cli->err, "perfgate: no chart: %s%s%s (the verdict stands)\n", err.place,
                *err.place ? ": " : "", err.text);
    }
}

static pg_status write_results(pg_cli *cli, const char *folder, const pg_comparison *comparison,
                               pg_error *err) {
    pg_buf summary = pg_buf_new(cli->arena), json = pg_buf_new(cli->arena);
    pg_comparison_write(&json, comparison);
    pg_present(cli->arena, comparison, "markdown", false, &summary);
    pg_status status = write_text(cli, folder, "comparison.json", &json, err);
    if (!status) {
        status = write_text(cli, folder, "summary.md", &summary, err);
    }
    if (!status) {
        draw(cli, folder, comparison);
    }
    return status;
}

static pg_status judge(pg_cli *cli, int *ret_exit, pg_error *err) {
    const pg_arguments *arguments = cli->arguments;
    pg_config config;
    const char *root;
    pg_judge_outcome *outcome = PG_NEW(cli->arena, pg_judge_outcome);
    pg_status status = pg_load_guarded(cli->arena, arguments->config, &config, &root, NULL, err);
    if (status) {
        return status;
    }
    pg_policy policy = pg_load_policy(cli->arena, &config);
    pg_override_policy(arguments, &policy);
    pg_judge_request request = {.folders = arguments->operands,
                                .folder_count = arguments->operand_count,
                                .config = &config,
                                .root = root,
                                .filter = arguments->filter,
                                .policy = &policy};
    status = pg_judge_runs(cli->arena, &request, outcome, err);
    if (status) {
        return status;
    }
    const char *folder = arguments->out ? arguments->out : "perfgate-out";
    status = write_results(cli, folder, &outcome->comparison, err);
    if (!status) {
        status = pg_present_all(cli, &outcome->comparison, err);
    }
    *ret_exit = outcome->comparison.exit_status;
    return status;
}

int pg_cmd_judge(pg_cli *cli) {
    pg_error err;
    int exit_status = PG_EXIT_PASS;
    return judge(cli, &exit_status, &err) ? pg_cli_fail(cli->err, &err, "judge") : exit_status;
}
