#include "cli/command.h"
#include "flow/init.h"
#include "report/escape.h"

static const char DEFAULT_ACTION[] = "OWNER/perfgate@v1";

static void say_next(pg_cli *cli, const pg_init_outcome *outcome, bool named) {
    int step = 1;
    fprintf(cli->out, "\nnext:\n");
    fprintf(cli->out,
            "  %d. in perfgate.json put a program of yours, and the work it is to do, in place of\n"
            "     the example (%s)\n",
            step++, outcome->program);
    fprintf(cli->out,
            "  %d. perfgate gate --base HEAD --measure-identical   (builds and measures it twice: "
            "nothing\n"
            "     got worse, and the report says how small a slowdown would have been seen)\n",
            step++);
    if (!named) {
        fprintf(cli->out,
                "  %d. in both workflows put in the repository of perfgate and a release, by its\n"
                "     commit, for OWNER/perfgate@v1\n",
                step++);
    }
    fprintf(cli->out,
            "  %d. add perfgate-out/ and the build folder to .gitignore, commit, open a pull "
            "request\n",
            step);
}

int pg_cmd_init(pg_cli *cli) {
    const pg_arguments *arguments = cli->arguments;
    pg_error err;
    pg_init_outcome outcome;
    pg_init_request request = {
        .folder = arguments->operand_count ? arguments->operands[0] : ".",
        .action = arguments->action ? arguments->action : DEFAULT_ACTION,
    };
    if (pg_init_write(cli->arena, &request, &outcome, &err)) {
        return pg_cli_fail(cli->err, &err, "init");
    }
    if (*outcome.found) {
        fprintf(cli->out, "found %s: built with %s\n", outcome.found, outcome.kind);
    } else {
        fprintf(cli->out,
                "found no meson.build, CMakeLists.txt, Cargo.toml, go.mod or Makefile: the "
                "build command is an example, too\n");
    }
    for (size_t i = 0; i < outcome.written.count; i++) {
        fprintf(cli->out, "wrote %s\n", pg_escape_terminal(cli->arena, outcome.written.values[i]));
    }
    say_next(cli, &outcome, arguments->action != NULL);
    return 0;
}
