/* The command line: one table of commands, one of options. Help, and the check that action.yml
 * offers the same options, come from them.
 *
 * A command is a function from arguments and two streams to an exit status; it is called the same
 * way by main and by tests. */
#ifndef PG_CLI_COMMAND_H
#define PG_CLI_COMMAND_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/error.h"

/* Every option of every command has its place here. */
typedef struct pg_arguments {
    const char *config, *base, *filter, *output, *base_output, *out, *format, *chart, *note;
    const char *accept_regression, *control_output, *distributions, *samples;
    double threshold, alpha, time_budget; /* percent; level; seconds */
    uint64_t blocks, max_blocks, seed;
    bool has_threshold, has_alpha, has_blocks, has_max_blocks, has_seed;
    bool strict, measure_identical, no_build, once, control;
    /* Shards. */
    const char *shard, *past;
    /* Publishing. */
    const char *key, *author, *status, *action;
    uint64_t pull;
    bool no_chart, dry_run;
    /* Profiles. */
    const char *title, *width;
    double min_width; /* pixels */
    bool has_min_width, reverse, icicle;
    const char *event, *by;
    uint64_t top, rate;
    double seconds;
    bool has_top, keep_data, lines, literal; /* literal: "--" stood before the operands */
    bool pid, tid, kernel, jit, all, addrs, periods;
    /* The clinic. */
    const char *candidate, *accept, *reject, *html;
    uint64_t iterations;
    bool triggers;
    const char **operands;
    size_t operand_count;
} pg_arguments;

typedef enum pg_option_kind {
    PG_OPTION_FLAG,
    PG_OPTION_TEXT,
    PG_OPTION_COUNT,
    PG_OPTION_NUMBER,
    PG_OPTION_DURATION, /* 90, 90s, 5m or 1h; stored in seconds */
} pg_option_kind;

typedef struct pg_option {
    const char *name; /* without the dashes */
    char letter;      /* 0: none */
    pg_option_kind kind;
    const char *argument; /* what help calls it */
    const char *about;
    size_t offset, has;  /* in pg_arguments; has: 1 + offset of the presence flag, 0: none */
    double low, high;    /* bounds of a number or count */
    const char *choices; /* "text markdown json": one of these words */
} pg_option;

typedef struct pg_cli {
    pg_arena *arena;
    FILE *out, *err;
    const pg_arguments *arguments;
} pg_cli;

typedef struct pg_command_entry {
    const char *name; /* one or two words */
    const char *operands, *summary;
    size_t least, most;  /* operands */
    const char *options; /* names, separated by spaces */
    const char *details; /* paragraphs for its own help: what it does, examples */
    int (*run)(pg_cli *cli);
} pg_command_entry;

extern const pg_command_entry pg_commands[];
extern const size_t pg_command_count;
extern const pg_option pg_options[];
extern const size_t pg_option_count;

int pg_cmd_init(pg_cli *cli);
int pg_cmd_run(pg_cli *cli);
int pg_cmd_compare(pg_cli *cli);
int pg_cmd_gate(pg_cli *cli);
int pg_cmd_baseline_accept(pg_cli *cli);
int pg_cmd_baseline_show(pg_cli *cli);
int pg_cmd_baseline_check(pg_cli *cli);
int pg_cmd_profile_flamegraph(pg_cli *cli);
int pg_cmd_report(pg_cli *cli);
int pg_cmd_merge(pg_cli *cli);
int pg_cmd_judge(pg_cli *cli);
int pg_cmd_publish(pg_cli *cli);
int pg_cmd_selftest(pg_cli *cli);
int pg_cmd_doctor(pg_cli *cli);
int pg_cmd_clinic_rank(pg_cli *cli);
int pg_cmd_clinic_evaluate(pg_cli *cli);
int pg_cmd_clinic_decide(pg_cli *cli);
int pg_cmd_clinic_report(pg_cli *cli);
int pg_cmd_profile_diff(pg_cli *cli);
int pg_cmd_profile_fold(pg_cli *cli);
int pg_cmd_profile_hotspots(pg_cli *cli);
int pg_cmd_profile_record(pg_cli *cli);

/* argv without the program's name. Returns the exit status. */
int pg_cli_main(int argc, const char *const *argv, FILE *out, FILE *err);

/* Whether the command takes this option. */
bool pg_command_takes(const pg_command_entry *command, const char *option);

/* Reads the words behind the command's name. PG_USAGE on failure. */
pg_status pg_arguments_read(pg_arena *arena, const pg_command_entry *command, int argc,
                            const char *const *argv, pg_arguments *ret, bool *ret_help,
                            pg_error *err);

void pg_help_overview(FILE *out);
void pg_help_command(FILE *out, const pg_command_entry *command);

/* Prints the error for people and returns the exit status that belongs to it. */
int pg_cli_fail(FILE *out, const pg_error *err, const char *command);

#endif
