#include "cli/present.h"
#include "sys/file.h"

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
    return status ? pg_cli_fail(cli->err, &err, "report") : PG_EXIT_PASS;
}
