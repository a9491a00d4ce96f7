#include "cli/profile.h"

#include <string.h>

#include "sys/file.h"

enum { TOP = 20 };

pg_status pg_profile_put(pg_cli *cli, const pg_buf *text, pg_error *err) {
    if (cli->arguments->output) {
        return pg_file_write(cli->arguments->output, text->data, text->length, err);
    }
    fwrite(text->data, 1, text->length, cli->out);
    return PG_OK;
}

pg_profile_kind pg_profile_by(const pg_arguments *arguments) {
    int kind = PG_PROFILE_FUNCTIONS;
    while (arguments->by && kind + 1 < PG_PROFILE_KINDS &&
           strcmp(arguments->by, pg_profile_kind_word((pg_profile_kind)kind)) != 0) {
        kind++;
    }
    return (pg_profile_kind)kind;
}

size_t pg_profile_top(const pg_arguments *arguments) {
    return arguments->has_top ? arguments->top : TOP;
}

pg_status pg_profile_format(const pg_arguments *arguments, bool *ret_json, pg_error *err) {
    *ret_json = !strcmp(arguments->format, "json");
    if (!*ret_json && strcmp(arguments->format, "text") != 0) {
        return pg_fail(err, PG_USAGE, NULL, "expected text or json for --format here, found \"%s\"",
                       arguments->format);
    }
    return PG_OK;
}
