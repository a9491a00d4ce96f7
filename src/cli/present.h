/* What the commands share: presenting a comparison, progress, and reading the common options. */
#ifndef PG_CLI_PRESENT_H
#define PG_CLI_PRESENT_H

#include "cli/command.h"
#include "flow/session.h"
#include "model/comparison.h"
#include "model/policy.h"

/* The comparison in a format of --format. Colour only where `terminal`. */
void pg_present(pg_arena *arena, const pg_comparison *comparison, const char *format, bool terminal,
                pg_buf *out);

/* To --output or to standard output, and to --chart. */
pg_status pg_present_all(pg_cli *cli, const pg_comparison *comparison, pg_error *err);

/* Draws into a file named *.png or *.svg. */
pg_status pg_present_chart(pg_arena *arena, const pg_comparison *comparison, const char *path,
                           pg_error *err);

/* Draws the samples of the runs that were compared; `base` may be NULL. */
pg_status pg_present_distributions(pg_arena *arena, const pg_comparison *comparison,
                                   const pg_run *base, const pg_run *head, const char *path,
                                   pg_error *err);

/* Puts the command line's --threshold, --alpha and --strict over the configuration's policy. */
void pg_override_policy(const pg_arguments *arguments, pg_policy *policy);

/* A request with progress and remarks on standard error. */
pg_session_request pg_session_of(pg_cli *cli, const pg_config *config, const char *root);

/* Reads --shard, "2/3": leaves `session` as it is where it was not given, else makes the session
 * that of the shard. `settings`: what else must be the same for all shards. */
pg_status pg_take_shard(pg_cli *cli, const char *settings, pg_session_request *session,
                        pg_error *err);

/* A run as the text of its file. */
pg_status pg_write_run(pg_cli *cli, const pg_run *run, const char *path, pg_error *err);

#endif
