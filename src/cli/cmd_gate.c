#include <string.h>

#include "cli/present.h"
#include "flow/gate.h"
#include "flow/load.h"
#include "sys/file.h"

static pg_status write_text(pg_cli *cli, const char *folder, const char *name, const pg_buf *text,
                            pg_error *err) {
    return pg_file_write(pg_file_join(cli->arena, folder, name), text->data, text->length, err);
}

static pg_status write_run(pg_cli *cli, const char *folder, const char *name, const pg_run *run,
                           pg_error *err) {
    return pg_write_run(cli, run, pg_file_join(cli->arena, folder, name), err);
}

/* A side that was not measured leaves no file: one from an earlier gate would be mistaken for it.
 */
static pg_status write_side(pg_cli *cli, const char *folder, const char *name, const pg_run *run,
                            pg_error *err) {
    if (run) {
        return write_run(cli, folder, name, run, err);
    }
    pg_file_remove(pg_file_join(cli->arena, folder, name));
    return PG_OK;
}

static pg_status draw(pg_cli *cli, const pg_gate_outcome *outcome, const char *path, bool samples,
                      pg_error *err) {
    pg_file_remove(path);
    return samples ? pg_present_distributions(cli->arena, &outcome->comparison, outcome->base,
                                              outcome->head, path, err)
                   : pg_present_chart(cli->arena, &outcome->comparison, path, err);
}

static const char *const pictures[] = {"chart.png", "chart.svg", "distributions.png",
                                       "distributions.svg"};
enum { PICTURES = sizeof(pictures) / sizeof(*pictures), CHARTS = 2 };

/* Trouble with the pictures is said and changes no verdict. */
static void draw_pictures(pg_cli *cli, const char *folder, const pg_gate_outcome *outcome) {
    bool failed = false;
    for (size_t i = 0; i < PICTURES; i++) {
        const char *path = pg_file_join(cli->arena, folder, pictures[i]);
        pg_error err;
        if (failed) {
            pg_file_remove(path); /* of an earlier gate */
        } else if (draw(cli, outcome, path, i >= CHARTS, &err)) {
            failed = true;
            fprintf(cli->err, "perfgate: no chart: %s%s%s (the verdict stands)\n", err.place,
                    *err.place ? ": " : "", err.text);
        }
    }
}

/* More shards than workloads are nothing to fail for: an empty shard leaves its runs, for the
 * merge, and no verdict. */
static pg_status write_empty(pg_cli *cli, const char *folder, const pg_gate_outcome *outcome,
                             pg_error *err) {
    static const char *const others[] = {"comparison.json", "summary.md"};
    const pg_shards *shards = &outcome->head->shards;
    pg_status status = write_run(cli, folder, "head.json", outcome->head, err);
    status = status ? status : write_side(cli, folder, "base.json", outcome->base, err);
    status = status ? status : write_side(cli, folder, "control.json", outcome->control, err);
    for (size_t i = 0; i < sizeof(others) / sizeof(*others) && !status; i++) {
        pg_file_remove(pg_file_join(cli->arena, folder, others[i]));
    }
    for (size_t i = 0; i < PICTURES && !status; i++) {
        pg_file_remove(pg_file_join(cli->arena, folder, pictures[i]));
    }
    if (!status) {
        fprintf(cli->out,
                "shard %llu of %llu has no workloads, the suite has %zu: nothing was "
                "measured\n",
                (unsigned long long)shards->index, (unsigned long long)shards->count,
                shards->suite.count);
    }
    return status;
}

/* Pictures of profiles; those of an earlier gate would be mistaken for them. */
static pg_status write_flamegraphs(pg_cli *cli, const char *folder, const pg_gate_outcome *outcome,
                                   pg_error *err) {
    pg_strings names;
    pg_status status = pg_file_list(cli->arena, folder, &names, err);
    for (size_t i = 0; i < names.count && !status; i++) {
        size_t length = strlen(names.values[i]);
        if (!strncmp(names.values[i], "profile-", 8) && length > 4 &&
            !strcmp(names.values[i] + length - 4, ".svg")) {
            pg_file_remove(pg_file_join(cli->arena, folder, names.values[i]));
        }
    }
    for (size_t i = 0; i < outcome->picture_count && !status; i++) {
        const pg_gate_picture *picture = &outcome->pictures[i];
        status = pg_file_write(pg_file_join(cli->arena, folder, picture->name), picture->bytes,
                               picture->length, err);
    }
    return status;
}

static pg_status write_results(pg_cli *cli, const char *folder, const pg_gate_outcome *outcome,
                               pg_error *err) {
    pg_buf summary = pg_buf_new(cli->arena), json = pg_buf_new(cli->arena);
    pg_status status = write_run(cli, folder, "head.json", outcome->head, err);
    if (!status) {
        status = write_side(cli, folder, "base.json", outcome->base, err);
    }
    if (!status) {
        status = write_side(cli, folder, "control.json", outcome->control, err);
    }
    if (!status) {
        pg_comparison_write(&json, &outcome->comparison);
        status = write_text(cli, folder, "comparison.json", &json, err);
    }
    if (!status) {
        pg_present(cli->arena, &outcome->comparison, "markdown", false, &summary);
        status = write_text(cli, folder, "summary.md", &summary, err);
    }
    if (!status) {
        status = write_flamegraphs(cli, folder, outcome, err);
    }
    if (!status) {
        draw_pictures(cli, folder, outcome);
    }
    return status;
}

static pg_status gate(pg_cli *cli, int *ret_exit, pg_error *err) {
    const pg_arguments *arguments = cli->arguments;
    pg_config config;
    const char *root;
    pg_gate_outcome outcome;
    pg_triggers triggers;
    pg_status status =
        pg_load_guarded(cli->arena, arguments->config, &config, &root, &triggers, err);
    if (status) {
        return status;
    }
    pg_policy policy = pg_load_policy(cli->arena, &config);
    pg_override_policy(arguments, &policy);
    const char *folder =
        arguments->out ? arguments->out : pg_file_join(cli->arena, root, "perfgate-out");
    status = pg_file_make_directory(folder, err); /* before measuring, not after */
    if (status) {
        return status;
    }
    pg_session_request session = pg_session_of(cli, &config, root);
    session.in_stages = !arguments->has_blocks;
    if (session.in_stages) {
        session.blocks = arguments->has_max_blocks ? arguments->max_blocks : config.max_blocks;
    }
    status = pg_take_shard(cli,
                           pg_format(cli->arena, "gate %s %d %.17g %.17g %.17g %d",
                                     arguments->base ? arguments->base : "auto",
                                     arguments->has_blocks, arguments->time_budget,
                                     policy.threshold, policy.alpha, policy.has_threshold),
                           &session, err);
    if (status) {
        pg_file_remove_empty(folder);
        return status;
    }
    pg_gate_request request = {.session = &session,
                               .base = arguments->base ? arguments->base : "auto",
                               .policy = &policy,
                               .triggers = &triggers,
                               .all_triggers = arguments->triggers,
                               .fixed = arguments->has_blocks,
                               .budget_s = arguments->time_budget};
    status = pg_gate_run(cli->arena, &request, &outcome, err);
    if (status) {
        pg_file_remove_empty(folder);
        return status;
    }
    if (session.shard && !session.shard->config.workload_count) {
        *ret_exit = outcome.head->complete ? PG_EXIT_PASS : PG_EXIT_INTERRUPTED;
        return write_empty(cli, folder, &outcome, err);
    }
    status = write_results(cli, folder, &outcome, err);
    if (!status) {
        status = pg_present_all(cli, &outcome.comparison, err);
    }
    *ret_exit = outcome.head->complete ? outcome.comparison.exit_status : PG_EXIT_INTERRUPTED;
    if (outcome.fault) {
        fprintf(cli->err, "perfgate: self-test: %s: do not trust this verdict\n", outcome.fault);
        *ret_exit = PG_EXIT_BROKEN;
    }
    return status;
}

int pg_cmd_gate(pg_cli *cli) {
    pg_error err;
    int exit_status = PG_EXIT_PASS;
    return gate(cli, &exit_status, &err) ? pg_cli_fail(cli->err, &err, "gate") : exit_status;
}
