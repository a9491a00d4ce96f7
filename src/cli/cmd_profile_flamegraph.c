#include <string.h>

#include "base/number.h"
#include "cli/command.h"
#include "model/verdict.h"
#include "profile/flamegraph.h"
#include "profile/folded.h"
#include "sys/file.h"
#include "sys/stream.h"

static const double NARROWEST = 100, WIDEST = 20000;

static pg_status read_width(const pg_arguments *arguments, double *ret, pg_error *err) {
    const char *text = arguments->width;
    *ret = 0;
    if (!text || !strcmp(text, "auto")) {
        return PG_OK;
    }
    if (!pg_number_read(text, ret) || *ret < NARROWEST || *ret > WIDEST) {
        return pg_fail(err, PG_USAGE, NULL,
                       "expected auto or a number between %g and %g for --width, found \"%s\"",
                       NARROWEST, WIDEST, text);
    }
    return PG_OK;
}

static pg_status feed(void *folded, const char *bytes, size_t length, pg_error *err) {
    return pg_folded_feed(folded, bytes, length, err);
}

static pg_status flamegraph(pg_cli *cli, pg_error *err) {
    const pg_arguments *arguments = cli->arguments;
    const char *path = arguments->operands[0];
    pg_flamegraph_options options = {
        .title = arguments->title,
        .reverse = arguments->reverse,
        .icicle = arguments->icicle,
        .min_width = arguments->has_min_width ? arguments->min_width : PG_FLAMEGRAPH_MIN_WIDTH};
    pg_status status = read_width(arguments, &options.width, err);
    if (status) {
        return status;
    }
    pg_folded_result result;
    pg_tree *tree = pg_tree_new(cli->arena, pg_names_new(cli->arena));
    pg_folded *folded = pg_folded_new(tree, strcmp(path, "-") != 0 ? path : "standard input",
                                      PG_FOLDED_AS_FIRST, PG_TREE_BASE);
    status = pg_stream_read(path, feed, folded, err);
    if (!status) {
        status = pg_folded_end(folded, &result, err);
    }
    if (status) {
        return status;
    }
    options.deep = result.deep;
    options.long_name = result.long_name;
    pg_buf out = pg_buf_new(cli->arena);
    pg_flamegraph(&out, tree, &options);
    if (arguments->output) {
        return pg_file_write(arguments->output, out.data, out.length, err);
    }
    fwrite(out.data, 1, out.length, cli->out);
    return PG_OK;
}

int pg_cmd_profile_flamegraph(pg_cli *cli) {
    pg_error err;
    return flamegraph(cli, &err) ? pg_cli_fail(cli->err, &err, "profile flamegraph") : PG_EXIT_PASS;
}
