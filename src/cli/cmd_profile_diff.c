#include <string.h>

#include "cli/profile.h"
#include "model/verdict.h"
#include "profile/diff.h"
#include "profile/flamegraph.h"
#include "sys/file.h"

static bool is_picture(const char *path) {
    size_t length = path ? strlen(path) : 0;
    return length > 4 && !strcmp(path + length - 4, ".svg");
}

static pg_status draw(pg_cli *cli, const pg_profile profiles[2], pg_error *err) {
    const pg_arguments *arguments = cli->arguments;
    pg_buf picture = pg_buf_new(cli->arena);
    pg_flamegraph_options options = {
        .title = arguments->title,
        .sides = {arguments->operands[0], arguments->operands[1]},
        .min_width = PG_FLAMEGRAPH_MIN_WIDTH,
        .deep = profiles[0].deep + profiles[1].deep,
        .long_name = profiles[0].long_name + profiles[1].long_name,
    };
    pg_flamegraph_diff(&picture, profiles[0].tree, profiles[1].tree, &options);
    return pg_file_write(arguments->output, picture.data, picture.length, err);
}

static pg_status run(pg_cli *cli, pg_error *err) {
    const pg_arguments *arguments = cli->arguments;
    pg_profile_kind kind = pg_profile_by(arguments);
    bool json;
    pg_names *names = pg_names_new(cli->arena);
    pg_profile profiles[2];
    pg_profile_side sides[2];
    pg_status status = pg_profile_format(arguments, &json, err);
    for (int side = 0; side < 2 && !status; side++) {
        status = pg_profile_read(cli->arena, arguments->operands[side], kind, names,
                                 &profiles[side], err);
        if (!status) {
            const pg_profile *p = &profiles[side];
            sides[side] = (pg_profile_side){.tree = p->tree,
                                            .cpu_ns = p->has_info ? p->info.cpu_ns : 0,
                                            .exact = p->has_info && !(p->info.rate_hz > 0)};
        }
    }
    if (status) {
        return status;
    }
    pg_profile_diff diff = pg_profile_compare(cli->arena, sides);
    pg_buf text = pg_buf_new(cli->arena);
    if (json) {
        pg_json_writer writer = pg_json_writer_new(&text);
        pg_profile_diff_json(&writer, &diff, pg_profile_top(arguments));
    } else {
        pg_profile_diff_text(&text, &diff, pg_profile_top(arguments));
    }
    if (!is_picture(arguments->output)) {
        return pg_profile_put(cli, &text, err);
    }
    status = draw(cli, profiles, err);
    if (!status) {
        fwrite(text.data, 1, text.length, cli->out);
    }
    return status;
}

int pg_cmd_profile_diff(pg_cli *cli) {
    pg_error err;
    return run(cli, &err) ? pg_cli_fail(cli->err, &err, "profile diff") : PG_EXIT_PASS;
}
