#include <string.h>

#include "base/unit.h"
#include "cli/profile.h"
#include "flow/load.h"
#include "flow/record.h"
#include "model/verdict.h"
#include "sys/file.h"
#include "version.h"

static void say(void *context, const char *line) {
    fprintf(context, "perfgate: %s\n", line);
}

/* What is to be recorded: the words behind "--", else a workload. */
static pg_status find_subject(pg_cli *cli, pg_launcher *launcher, pg_subject *ret, pg_error *err) {
    const pg_arguments *arguments = cli->arguments;
    pg_config config;
    const char *root;
    if (arguments->literal) {
        *ret = pg_subject_of_command(cli->arena, arguments->operands, arguments->operand_count);
        return PG_OK;
    }
    if (arguments->operand_count != 1) {
        return pg_fail(err, PG_USAGE, NULL,
                       "expected one workload, or a command behind --, found %zu words",
                       arguments->operand_count);
    }
    pg_status status = pg_load_config(cli->arena, arguments->config, &config, &root, err);
    return status ? status
                  : pg_subject_of_workload(cli->arena, launcher, &config, root,
                                           arguments->operands[0], arguments->no_build, ret, err);
}

static void tell(pg_cli *cli, const pg_profile_info *info, const char *folder) {
    const char *event = pg_copy_n(cli->arena, info->event, strcspn(info->event, ":"));
    const char *how = pg_copy_n(cli->arena, info->stacks, strcspn(info->stacks, ","));
    const char *weight = pg_quantity(cli->arena, info->weight, "count");
    if (info->rate_hz > 0) {
        fprintf(cli->out, "recorded %s samples (%s, %.0f Hz, %s)\n", weight, event, info->rate_hz,
                how);
        fprintf(cli->out, "%llu launches, lost %s, stacks cut %.1f %%, without symbol %.1f %%\n",
                (unsigned long long)info->launches, pg_quantity(cli->arena, info->lost, "count"),
                100 * info->severed / info->weight, 100 * info->unresolved / info->weight);
    } else {
        fprintf(cli->out, "recorded %s instructions (callgrind, exact)\n", weight);
    }
    if (info->cpu_ns > 0) {
        fprintf(cli->out, "CPU time of a launch %s\n", pg_quantity(cli->arena, info->cpu_ns, "ns"));
    }
    for (size_t i = 0; i < info->remarks.count; i++) {
        fprintf(cli->out, "note: %s\n", info->remarks.values[i]);
    }
    fprintf(cli->out, "flamegraph written to %s/flamegraph.svg\n", folder);
}

static pg_status run(pg_cli *cli, pg_error *err) {
    const pg_arguments *arguments = cli->arguments;
    const char *folder = arguments->out ? arguments->out : "perfgate-out/profile";
    pg_launcher *launcher = NULL;
    pg_subject subject = {0};
    pg_recording recording;
    pg_status status = pg_launcher_start(cli->arena, &launcher, err);
    if (!status) {
        status = find_subject(cli, launcher, &subject, err);
    }
    if (!status) {
        pg_record_request request = {
            .subject = &subject,
            .event = arguments->event,
            .rate = arguments->rate ? arguments->rate : PG_RECORD_RATE,
            .seconds = arguments->seconds,
            .by_line = arguments->lines,
            .keep_data =
                arguments->keep_data ? pg_file_join(cli->arena, folder, "perf.data") : NULL,
            .tool = "perfgate " PG_VERSION,
            .say = say,
            .context = cli->err,
        };
        status = pg_record(cli->arena, launcher, &request, &recording, err);
    }
    pg_launcher_stop(launcher);
    if (!status) {
        status = pg_profile_write(cli->arena, folder, recording.tree, recording.libraries,
                                  recording.lines, &recording.info, err);
    }
    if (!status) {
        tell(cli, &recording.info, folder);
    }
    return status;
}

int pg_cmd_profile_record(pg_cli *cli) {
    pg_error err;
    return run(cli, &err) ? pg_cli_fail(cli->err, &err, "profile record") : PG_EXIT_PASS;
}
