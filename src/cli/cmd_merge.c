#include <string.h>

#include "cli/present.h"
#include "flow/load.h"
#include "model/merge.h"
#include "sys/file.h"

static pg_status merge(pg_cli *cli, const char **paths, size_t count, pg_run *ret, pg_error *err) {
    pg_run *runs = PG_ARRAY(cli->arena, pg_run, count);
    pg_status status = PG_OK;
    for (size_t i = 0; i < count && !status; i++) {
        status = pg_load_run(cli->arena, paths[i], &runs[i], err);
    }
    return status ? status : pg_runs_merge(cli->arena, runs, count, ret, err);
}

static void say_merged(pg_cli *cli, const pg_run *run, const char *path) {
    fprintf(cli->err, "perfgate: wrote %s: %zu shards, %zu workloads%s\n", path,
            run->shards.part_count, run->workload_count,
            run->complete ? "" : "; incomplete: a shard was interrupted");
}

static pg_status merge_files(pg_cli *cli, pg_error *err) {
    const pg_arguments *arguments = cli->arguments;
    pg_run merged = pg_run_empty();
    if (!arguments->output || arguments->out) {
        return pg_fail(err, PG_USAGE, NULL, "expected -o FILE, where the merged run goes");
    }
    pg_status status = merge(cli, arguments->operands, arguments->operand_count, &merged, err);
    if (!status) {
        status = pg_write_run(cli, &merged, arguments->output, err);
    }
    if (!status) {
        say_merged(cli, &merged, arguments->output);
    }
    return status;
}

/* The file of a side in each folder; none of them in none is no error. */
static pg_status find_side(pg_cli *cli, const char *name, bool needed, const char **paths,
                           bool *ret_there, pg_error *err) {
    const pg_arguments *arguments = cli->arguments;
    size_t found = 0, missing = 0;
    for (size_t i = 0; i < arguments->operand_count; i++) {
        paths[i] = pg_file_join(cli->arena, arguments->operands[i], name);
        bool there = pg_file_exists(paths[i]);
        found += there;
        missing = there ? missing : i;
    }
    *ret_there = found > 0;
    if (found < arguments->operand_count && (found || needed)) {
        return pg_fail(err, PG_INPUT, arguments->operands[missing],
                       "expected %s of a shard in it, found none", name);
    }
    return PG_OK;
}

static pg_status check_side(const pg_run *run, const char *side, const pg_run *head,
                            const char *path, pg_error *err) {
    if (*run->side && strcmp(run->side, side) != 0) {
        return pg_fail(err, PG_INPUT, path, "expected the side \"%s\", found \"%.40s\"", side,
                       run->side);
    }
    if (strcmp(run->session, head->session) != 0 ||
        strcmp(run->shards.plan, head->shards.plan) != 0) {
        return pg_fail(err, PG_INPUT, path,
                       "expected the %s side of the sessions of head, found others: base and head "
                       "of a shard are measured together",
                       side);
    }
    return PG_OK;
}

static pg_status merge_folders(pg_cli *cli, pg_error *err) {
    static const char *const sides[] = {"head", "base", "control"};
    enum { SIDES = sizeof(sides) / sizeof(*sides) };
    const pg_arguments *arguments = cli->arguments;
    const char **paths = PG_ARRAY(cli->arena, const char *, arguments->operand_count);
    pg_run merged[SIDES] = {{0}};
    bool there[SIDES] = {false};
    pg_status status = PG_OK;
    if (!arguments->out || arguments->output) {
        return pg_fail(err, PG_USAGE, NULL, "expected --out DIR, where the merged runs go");
    }
    for (size_t s = 0; s < SIDES && !status; s++) {
        const char *name = pg_format(cli->arena, "%s.json", sides[s]);
        status = find_side(cli, name, s == 0, paths, &there[s], err);
        if (!status && there[s]) {
            status = merge(cli, paths, arguments->operand_count, &merged[s], err);
        }
        if (!status && there[s]) {
            status = check_side(&merged[s], sides[s], &merged[0], paths[0], err);
        }
    }
    /* All of them are good before the first is written. */
    for (size_t s = 0; s < SIDES && !status; s++) {
        const char *path =
            pg_file_join(cli->arena, arguments->out, pg_format(cli->arena, "%s.json", sides[s]));
        if (there[s]) {
            status = pg_write_run(cli, &merged[s], path, err);
        } else {
            pg_file_remove(path); /* of an earlier merge */
        }
        if (!status && there[s]) {
            say_merged(cli, &merged[s], path);
        }
    }
    return status;
}

int pg_cmd_merge(pg_cli *cli) {
    pg_error err;
    pg_status status = pg_file_is_directory(cli->arguments->operands[0]) ? merge_folders(cli, &err)
                                                                         : merge_files(cli, &err);
    return status ? pg_cli_fail(cli->err, &err, "merge") : PG_EXIT_PASS;
}
