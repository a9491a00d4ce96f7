/* What the commands on profiles share. */
#ifndef PG_CLI_PROFILE_H
#define PG_CLI_PROFILE_H

#include "cli/command.h"
#include "flow/profile_folder.h"

/* Prints the text, or writes it to --output. */
pg_status pg_profile_put(pg_cli *cli, const pg_buf *text, pg_error *err);

/* --by, functions where it is not given. */
pg_profile_kind pg_profile_by(const pg_arguments *arguments);

/* --top, 20 where it is not given. */
size_t pg_profile_top(const pg_arguments *arguments);

/* Whether --format is json; an error where it is neither text nor json. */
pg_status pg_profile_format(const pg_arguments *arguments, bool *ret_json, pg_error *err);

#endif
