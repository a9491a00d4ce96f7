#include <string.h>

#include "cli/command.h"
#include "flow/session.h"
#include "measure/doctor.h"
#include "report/doctor.h"
#include "version.h"

enum { BLOCKS = 10 };

int pg_cmd_doctor(pg_cli *cli) {
    const pg_arguments *arguments = cli->arguments;
    pg_diagnosis diagnosis = {.tool = "perfgate " PG_VERSION};
    pg_error err;
    bool json = arguments->format && !strcmp(arguments->format, "json");
    if (arguments->format && !json && strcmp(arguments->format, "text") != 0) {
        pg_fail(&err, PG_USAGE, NULL, "expected --format text or json, found %s",
                arguments->format);
        return pg_cli_fail(cli->err, &err, "doctor");
    }
    diagnosis.host = pg_session_host(cli->arena);
    pg_status status = pg_doctor_run(cli->arena, arguments->has_blocks ? arguments->blocks : BLOCKS,
                                     &diagnosis, &err);
    if (status) {
        return pg_cli_fail(cli->err, &err, "doctor");
    }
    pg_buf out = pg_buf_new(cli->arena);
    if (json) {
        pg_diagnosis_write(&out, &diagnosis);
    } else {
        pg_doctor_text(cli->arena, &diagnosis, &out);
    }
    fwrite(out.data, 1, out.length, cli->out);
    return 0;
}
