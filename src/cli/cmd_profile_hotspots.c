#include <string.h>

#include "cli/profile.h"
#include "model/verdict.h"
#include "profile/hotspot.h"

static pg_status run(pg_cli *cli, pg_error *err) {
    const pg_arguments *arguments = cli->arguments;
    pg_profile_kind kind = pg_profile_by(arguments);
    bool json;
    pg_profile profile;
    pg_status status = pg_profile_format(arguments, &json, err);
    if (!status) {
        status = pg_profile_read(cli->arena, arguments->operands[0], kind, pg_names_new(cli->arena),
                                 &profile, err);
    }
    if (status) {
        return status;
    }
    pg_hotspots hotspots = pg_hotspots_find(cli->arena, profile.tree, PG_TREE_BASE);
    hotspots.kind = pg_profile_kind_word(kind);
    if (profile.has_info) {
        hotspots.unit = profile.info.unit;
        hotspots.exact = !(profile.info.rate_hz > 0);
    }
    pg_buf text = pg_buf_new(cli->arena);
    if (json) {
        pg_json_writer writer = pg_json_writer_new(&text);
        pg_hotspots_json(&writer, &hotspots, pg_profile_top(arguments));
    } else {
        pg_hotspots_text(&text, &hotspots, pg_profile_top(arguments));
    }
    return pg_profile_put(cli, &text, err);
}

int pg_cmd_profile_hotspots(pg_cli *cli) {
    pg_error err;
    return run(cli, &err) ? pg_cli_fail(cli->err, &err, "profile hotspots") : PG_EXIT_PASS;
}
