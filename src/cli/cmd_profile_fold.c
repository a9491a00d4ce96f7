#include "base/buf.h"
#include "cli/command.h"
#include "model/verdict.h"
#include "profile/fold.h"
#include "profile/folded_write.h"
#include "sys/file.h"
#include "sys/stream.h"

static pg_status feed(void *self, const char *bytes, size_t length, pg_error *err) {
    return pg_fold_feed(self, bytes, length, err);
}

static pg_status print(void *self, const char *bytes, size_t length, pg_error *err) {
    (void)err; /* a stream that cannot be written is seen at the end */
    fwrite(bytes, 1, length, self);
    return PG_OK;
}

static pg_status keep(void *self, const char *bytes, size_t length, pg_error *err) {
    (void)err;
    pg_buf_add(self, bytes, length);
    return PG_OK;
}

static void remark(pg_cli *cli, const char *place, const pg_fold_result *result) {
    if (result->other_samples) {
        fprintf(cli->err,
                "perfgate: %s: samples of %s only; %llu of other events (%s, ...) are left out\n",
                place, result->event, (unsigned long long)result->other_samples,
                result->other_event);
    }
    if (result->odd_lines) {
        fprintf(cli->err,
                "perfgate: %s: %llu lines are neither a sample's nor a frame's, the first is line "
                "%llu\n",
                place, (unsigned long long)result->odd_lines,
                (unsigned long long)result->first_odd_line);
    }
    if (result->cut) {
        fprintf(cli->err, "perfgate: %s: ends within a line; its sample is left out\n", place);
    }
}

static pg_status write_stacks(pg_cli *cli, const pg_tree *tree, pg_error *err) {
    const char *path = cli->arguments->output;
    if (!path) {
        return pg_folded_write(tree, print, cli->out, err);
    }
    pg_buf text = pg_buf_new(cli->arena);
    pg_status status = pg_folded_write(tree, keep, &text, err);
    return status ? status : pg_file_write(path, text.data, text.length, err);
}

int pg_cmd_profile_fold(pg_cli *cli) {
    const pg_arguments *arguments = cli->arguments;
    const char *path = arguments->operands[0];
    const char *place = path[0] == '-' && !path[1] ? "standard input" : path;
    pg_fold_options options = {
        .pid = arguments->pid,
        .tid = arguments->tid,
        .kernel = arguments->kernel || arguments->all,
        .jit = arguments->jit || arguments->all,
        .addrs = arguments->addrs,
        .periods = arguments->periods,
        .event = arguments->event,
    };
    pg_error err;
    pg_fold_result result;
    pg_tree *tree = pg_tree_new(cli->arena, pg_names_new(cli->arena));
    pg_fold *fold = pg_fold_new(tree, NULL, place, &options, 0);
    pg_status status = pg_stream_read(path, feed, fold, &err);
    if (!status) {
        status = pg_fold_end(fold, &result, &err);
    }
    if (!status) {
        remark(cli, place, &result);
        status = write_stacks(cli, tree, &err);
    }
    return status ? pg_cli_fail(cli->err, &err, "profile fold") : PG_EXIT_PASS;
}
