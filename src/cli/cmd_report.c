#include <string.h>

#include "cli/present.h"
#include "flow/load.h"
#include "sys/file.h"

/* The runs that the gate left beside the comparison. There is no base.json where the committed
 * baseline was the base. */
static pg_status draw_samples(pg_cli *cli, const pg_comparison *comparison, pg_error *err) {
    const pg_arguments *arguments = cli->arguments;
    const char *path = arguments->operands[0], *slash = strrchr(path, '/');
    const char *beside = slash ? pg_copy_n(cli->arena, path, (size_t)(slash - path) + 1) : ".";
    const char *folder = arguments->samples ? arguments->samples : beside;
    const char *base_path = pg_file_join(cli->arena, folder, "base.json");
    pg_run head, base;
    bool has_base = pg_file_exists(base_path);
    pg_status status =
        pg_load_run(cli->arena, pg_file_join(cli->arena, folder, "head.json"), &head, err);
    if (!status && has_base) {
        status = pg_load_run(cli->arena, base_path, &base, err);
    }
    return status ? status
                  : pg_present_distributions(cli->arena, comparison, has_base ? &base : NULL, &head,
                                             arguments->distributions, err);
}

int pg_cmd_report(pg_cli *cli) {
    pg_error err;
    pg_json top;
    pg_comparison comparison;
    pg_status status =
        pg_file_read_json(cli->arena, cli->arguments->operands[0], PG_JSON_PLAIN, &top, &err);
    if (!status) {
        status = pg_comparison_read(cli->arena, &top, &comparison, &err);
    }
    if (!status) {
        status = pg_present_all(cli, &comparison, &err);
    }
    if (!status && cli->arguments->distributions) {
        status = draw_samples(cli, &comparison, &err);
    }
    return status ? pg_cli_fail(cli->err, &err, "report") : PG_EXIT_PASS;
}
