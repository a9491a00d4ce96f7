#include <string.h>

#include "base/number.h"
#include "cli/present.h"
#include "flow/load.h"
#include "flow/publish.h"
#include "publish/comment.h"
#include "report/annotations.h"
#include "report/escape.h"
#include "sys/env.h"
#include "sys/file.h"
#include "sys/secret.h"
#include "version.h"

enum { CONFIG_MAX = 4 * 1024 * 1024 };

static const char DEFAULT_KEY[] = "default";
static const char DEFAULT_AUTHOR[] = "github-actions[bot]"; /* who GITHUB_TOKEN writes as */

static bool in_workflow(void) {
    const char *value = pg_env_get("GITHUB_ACTIONS");
    return value && !strcmp(value, "true");
}

static void say(void *context, const char *line) {
    pg_cli *cli = context;
    fprintf(cli->err, "perfgate: %s\n", pg_escape_terminal(cli->arena, line));
    fflush(cli->err);
}

static void say_trouble(void *context, const char *line) {
    pg_cli *cli = context;
    say(cli, pg_format(cli->arena, "%s (the verdict stands)", line));
    if (in_workflow()) {
        pg_buf command = pg_buf_new(cli->arena);
        pg_escape_command(&command, line, false);
        fprintf(cli->out, "::warning title=perfgate::%s\n", command.data);
    }
}

/* ---- annotations ---- */

/* The path from the root of the checkout: the nearest directory above with a .git in it. */
static const char *path_in_repository(pg_arena *arena, const char *path) {
    char *real = pg_file_real(arena, path);
    char *above = real ? pg_copy(arena, real) : NULL;
    for (char *slash; above && (slash = strrchr(above, '/')) && slash != above;) {
        *slash = 0;
        if (pg_file_exists(pg_format(arena, "%s/.git", above))) {
            return real + strlen(above) + 1;
        }
    }
    return "";
}

/* Where workloads are described: a hint, so that what is wrong with the file does not matter. */
static pg_annotated_file find_config(pg_cli *cli) {
    const char *path = cli->arguments->config ? cli->arguments->config : "perfgate.json";
    pg_annotated_file file = {"", ""};
    char *text;
    size_t length;
    pg_error ignored;
    if (!pg_file_read(cli->arena, path, CONFIG_MAX, &text, &length, &ignored)) {
        file = (pg_annotated_file){path_in_repository(cli->arena, path), text};
    }
    return file;
}

static void annotate(pg_cli *cli, const pg_comparison *comparison) {
    pg_annotated_file file = find_config(cli);
    pg_view view = pg_view_build(cli->arena, comparison);
    pg_buf out = pg_buf_new(cli->arena);
    pg_report_annotations(&out, &view, &file);
    fwrite(out.data, 1, out.length, cli->out);
    fflush(cli->out); /* before anything is waited for */
}

/* ---- the command ---- */

static pg_publish_when status_wanted(const char *word) {
    return !word || !strcmp(word, "auto") ? PG_PUBLISH_AUTO
           : !strcmp(word, "always")      ? PG_PUBLISH_ALWAYS
                                          : PG_PUBLISH_NEVER;
}

static double wait_scale(void) {
    const char *text = pg_env_get("PERFGATE_WAIT_SCALE");
    double scale = 1;
    return text && pg_number_read(text, &scale) ? scale : 1;
}

static pg_publish_request request_of(pg_cli *cli, const pg_comparison *comparison,
                                     const char *token) {
    const pg_arguments *arguments = cli->arguments;
    return (pg_publish_request){
        .comparison = comparison,
        .env =
            {
                .name = pg_env_get("GITHUB_EVENT_NAME"),
                .repository = pg_env_get("GITHUB_REPOSITORY"),
                .sha = pg_env_get("GITHUB_SHA"),
                .run = pg_env_get("GITHUB_RUN_ID"),
                .attempt = pg_env_get("GITHUB_RUN_ATTEMPT"),
                .api = pg_env_get("GITHUB_API_URL"),
                .server = pg_env_get("GITHUB_SERVER_URL"),
            },
        .payload = pg_env_get("GITHUB_EVENT_PATH"),
        .summary = pg_env_get("GITHUB_STEP_SUMMARY"),
        .outputs = pg_env_get("GITHUB_OUTPUT"),
        .token = token,
        .key = arguments->key ? arguments->key : DEFAULT_KEY,
        .author = arguments->author ? arguments->author : DEFAULT_AUTHOR,
        .tool = "perfgate " PG_VERSION,
        .pull = arguments->pull,
        .wait_scale = wait_scale(),
        .status = status_wanted(arguments->status),
        .no_chart = arguments->no_chart,
        .dry_run = arguments->dry_run,
        .say = say,
        .trouble = say_trouble,
        .context = cli,
    };
}

static pg_status publish(pg_cli *cli, const char *token, int *ret_exit, pg_error *err) {
    const char *key = cli->arguments->key;
    pg_json top;
    pg_comparison comparison;
    pg_publish_outcome outcome;
    if (key && !pg_marker_key_is_good(key)) {
        return pg_fail(err, PG_USAGE, NULL,
                       "expected letters, digits, dots, underscores and single hyphens, at most "
                       "50, for --key, found \"%.80s\"",
                       key);
    }
    pg_status status =
        pg_file_read_json(cli->arena, cli->arguments->operands[0], PG_JSON_PLAIN, &top, err);
    if (!status) {
        status = pg_comparison_read(cli->arena, &top, &comparison, err);
    }
    if (status) {
        return status;
    }
    if (in_workflow() && !cli->arguments->dry_run) {
        annotate(cli, &comparison);
    }
    pg_publish_request request = request_of(cli, &comparison, token);
    status = pg_publish_run(cli->arena, &request, &outcome, err);
    if (status) {
        return status;
    }
    if (cli->arguments->dry_run) {
        fputs(outcome.comment, cli->out);
    } else if (*outcome.outcome) {
        say(cli, pg_format(cli->arena, "comment %s: %s", outcome.outcome, outcome.address));
    }
    *ret_exit = comparison.exit_status;
    return PG_OK;
}

int pg_cmd_publish(pg_cli *cli) {
    pg_error err;
    char *token = NULL;
    int exit_status = PG_EXIT_PASS;
    /* First of all: nothing that is read or started may see it. */
    if (pg_secret_take(cli->arena, "GITHUB_TOKEN", &token, &err)) {
        say_trouble(cli, pg_format(cli->arena, "%s: %s", err.place, err.text));
    }
    pg_status status = publish(cli, token, &exit_status, &err);
    pg_secret_forget(token);
    return status ? pg_cli_fail(cli->err, &err, "publish") : exit_status;
}
