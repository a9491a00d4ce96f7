#include <string.h>

#include "cli/present.h"
#include "flow/load.h"
#include "flow/triggers.h"
#include "sys/file.h"

static pg_status write_run(pg_cli *cli, const pg_run *run, const char *path, pg_error *err) {
    pg_status status = pg_write_run(cli, run, path, err);
    if (!status) {
        fprintf(cli->err, "perfgate: wrote %s\n", path);
    }
    return status;
}

/* What became of the workloads: names the broken ones, 4 where there are any. */
static int run_status(pg_cli *cli, const pg_run *run) {
    int status = PG_EXIT_PASS;
    for (size_t i = 0; i < run->workload_count; i++) {
        if (run->workloads[i].broken) {
            fprintf(cli->err, "perfgate: %s: %s: broken: %s\n", run->side, run->workloads[i].name,
                    run->workloads[i].broken);
            status = PG_EXIT_BROKEN;
        }
    }
    if (!run->complete) {
        fprintf(cli->err, "perfgate: interrupted: the %s run is partial\n", run->side);
        return PG_EXIT_INTERRUPTED;
    }
    return status;
}

static pg_status measure(pg_cli *cli, int *ret_exit, pg_error *err) {
    const pg_arguments *arguments = cli->arguments;
    pg_config config;
    const char *root;
    pg_status status = pg_load_guarded(cli->arena, arguments->config, &config, &root, NULL, err);
    if (status) {
        return status;
    }
    if (arguments->base &&
        (!strcmp(arguments->base, "auto") || !strcmp(arguments->base, "baseline"))) {
        return pg_fail(err, PG_USAGE, NULL,
                       "expected a directory or a revision for --base, found \"%s\", which is for "
                       "gate",
                       arguments->base);
    }
    pg_session_request request = pg_session_of(cli, &config, root);
    pg_open_session session;
    status =
        pg_take_shard(cli, pg_format(cli->arena, "run %s", arguments->base ? arguments->base : ""),
                      &request, err);
    if (status) {
        return status;
    }
    status = pg_session_open(cli->arena, &request, &session, err);
    if (!status && arguments->base) {
        status = pg_session_add_base(&session, arguments->base, err);
    }
    if (!status) {
        status = pg_session_measure(&session, err);
    }
    pg_session_close(&session);
    if (status) {
        return status;
    }
    *ret_exit = run_status(cli, pg_session_head(&session));
    if (session.has_base) {
        const pg_run *base = pg_session_base(&session);
        run_status(cli, base); /* a broken base is said; it does not break head */
        status = write_run(cli, base, arguments->base_output ? arguments->base_output : "base.json",
                           err);
    }
    const pg_run *control = pg_session_control(&session);
    if (!status && control) {
        status =
            write_run(cli, control,
                      arguments->control_output ? arguments->control_output : "control.json", err);
    }
    return status ? status
                  : write_run(cli, pg_session_head(&session),
                              arguments->output ? arguments->output : "head.json", err);
}

int pg_cmd_run(pg_cli *cli) {
    pg_error err;
    int exit_status = PG_EXIT_PASS;
    return measure(cli, &exit_status, &err) ? pg_cli_fail(cli->err, &err, "run") : exit_status;
}
