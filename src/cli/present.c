#include "cli/present.h"

#include <stdlib.h>
#include <string.h>

#include "base/unit.h"
#include "report/chart.h"
#include "report/distributions.h"
#include "report/gnuplot.h"
#include "report/markdown.h"
#include "report/text.h"
#include "report/view.h"
#include "sys/env.h"
#include "sys/file.h"
#include "sys/term.h"
#include "version.h"

void pg_present(pg_arena *arena, const pg_comparison *comparison, const char *format, bool terminal,
                pg_buf *out) {
    if (!strcmp(format, "json")) {
        pg_comparison_write(out, comparison);
    } else if (!strcmp(format, "result")) {
        pg_buf_format(out, "%s\n", pg_result_word(comparison->result));
    } else {
        pg_view view = pg_view_build(arena, comparison);
        if (!strcmp(format, "markdown")) {
            pg_report_markdown(out, &view);
        } else {
            pg_report_text(out, &view, terminal && !pg_env_get("NO_COLOR"));
        }
    }
}

static bool ends_with(const char *text, const char *end) {
    size_t length = strlen(text), size = strlen(end);
    return length > size && !strcmp(text + length - size, end);
}

static pg_status check_picture(const char *option, const char *path, pg_chart_format *ret,
                               pg_error *err) {
    *ret = ends_with(path, ".png") ? PG_CHART_PNG : PG_CHART_SVG;
    return *ret == PG_CHART_PNG || ends_with(path, ".svg")
               ? PG_OK
               : pg_fail(err, PG_USAGE, NULL,
                         "expected FILE.png or FILE.svg for --%s, found \"%s\"", option, path);
}

static pg_status draw(pg_arena *arena, const pg_buf *script, const char *path, pg_error *err) {
    char *picture;
    size_t length;
    pg_status status = pg_gnuplot_draw(arena, script->data, script->length, &picture, &length, err);
    return status ? status : pg_file_write(path, picture, length, err);
}

pg_status pg_present_chart(pg_arena *arena, const pg_comparison *comparison, const char *path,
                           pg_error *err) {
    pg_chart_format format;
    pg_status status = check_picture("chart", path, &format, err);
    if (status) {
        return status;
    }
    pg_buf script = pg_buf_new(arena);
    pg_chart_script(&script, comparison, format, PG_CHART_LIGHT);
    return draw(arena, &script, path, err);
}

pg_status pg_present_distributions(pg_arena *arena, const pg_comparison *comparison,
                                   const pg_run *base, const pg_run *head, const char *path,
                                   pg_error *err) {
    pg_chart_format format;
    pg_status status = check_picture("distributions", path, &format, err);
    if (status) {
        return status;
    }
    pg_buf script = pg_buf_new(arena);
    pg_distributions_script(&script, comparison, base, head, format, PG_CHART_LIGHT);
    return draw(arena, &script, path, err);
}

pg_status pg_present_all(pg_cli *cli, const pg_comparison *comparison, pg_error *err) {
    const pg_arguments *arguments = cli->arguments;
    pg_buf text = pg_buf_new(cli->arena);
    bool terminal = !arguments->output && pg_term_is(fileno(cli->out));
    pg_present(cli->arena, comparison, arguments->format, terminal, &text);
    pg_status status = PG_OK;
    if (arguments->output) {
        status = pg_file_write(arguments->output, text.data, text.length, err);
    } else {
        fwrite(text.data, 1, text.length, cli->out);
    }
    /* Last: where it cannot be drawn, the report is there all the same. */
    return status || !arguments->chart
               ? status
               : pg_present_chart(cli->arena, comparison, arguments->chart, err);
}

void pg_override_policy(const pg_arguments *arguments, pg_policy *policy) {
    if (arguments->has_threshold) {
        policy->threshold = arguments->threshold / 100;
        policy->has_threshold = true;
    }
    if (arguments->has_alpha) {
        policy->alpha = arguments->alpha;
    }
    policy->strict = arguments->strict;
}

enum { BAR = 20 };

/* One line that is drawn over on a terminal; elsewhere a line a workload. */
static void show_progress(void *context, const pg_progress *p) {
    pg_cli *cli = context;
    pg_arena *scratch = pg_arena_new();
    const char *change = p->ratio > 0 ? pg_change(scratch, p->ratio) : "";
    bool terminal = pg_term_is(fileno(cli->err));
    if (p->outcome) {
        fprintf(cli->err, "%s  %zu/%zu %s: %s%s%s%s%s\n", terminal ? "\r\x1b[K" : "", p->index + 1,
                p->count, p->workload, p->outcome, *change ? ", " : "", *change ? p->metric : "",
                *change ? " " : "", change);
    } else if (terminal) {
        double part = ((double)p->index + (double)p->block / (double)p->blocks) / (double)p->count;
        int filled = (int)(part * BAR);
        fprintf(cli->err, "\r\x1b[K  [%.*s%.*s] %s block %llu/%llu %s  %.0f s left", filled,
                "####################", BAR - filled, "....................", p->workload,
                (unsigned long long)p->block + 1, (unsigned long long)p->blocks, change,
                p->seconds_left);
    }
    fflush(cli->err);
    pg_arena_free(scratch);
}

static void show_line(void *context, const char *line) {
    pg_cli *cli = context;
    fprintf(cli->err, "perfgate: %s\n", line);
}

pg_session_request pg_session_of(pg_cli *cli, const pg_config *config, const char *root) {
    const pg_arguments *arguments = cli->arguments;
    return (pg_session_request){
        .tool = "perfgate " PG_VERSION,
        .config = config,
        .root = root,
        .filter = arguments->filter,
        .blocks = arguments->has_blocks ? arguments->blocks : config->blocks,
        .seed = arguments->has_seed ? arguments->seed : pg_env_random() >> 11,
        .measure_identical = arguments->measure_identical,
        .no_build = arguments->no_build,
        .control = arguments->control,
        .progress = show_progress,
        .say = show_line,
        .context = cli,
    };
}

static bool read_number(const char **at, uint64_t *ret) {
    char *end;
    if (**at < '1' || **at > '9') {
        return false;
    }
    *ret = strtoull(*at, &end, 10);
    *at = end;
    return true;
}

/* The settings that no file tells, as a text to be hashed. */
static const char *all_settings(pg_arena *arena, const pg_session_request *session,
                                const char *settings) {
    return pg_format(arena, "%s; %llu blocks, filter %s, identical %d, control %d, build %d",
                     settings, (unsigned long long)session->blocks,
                     session->filter ? session->filter : "*", session->measure_identical,
                     session->control, !session->no_build);
}

pg_status pg_take_shard(pg_cli *cli, const char *settings, pg_session_request *session,
                        pg_error *err) {
    const pg_arguments *arguments = cli->arguments;
    const char *at = arguments->shard;
    pg_shard_request request = {.past = arguments->past,
                                .settings = all_settings(cli->arena, session, settings)};
    if (!at) {
        return arguments->past ? pg_fail(err, PG_USAGE, NULL, "expected --shard beside --past")
                               : PG_OK;
    }
    if (!read_number(&at, &request.index) || *at++ != '/' || !read_number(&at, &request.count) ||
        *at || request.index > request.count || request.count > PG_SHARDS_MAX) {
        return pg_fail(err, PG_USAGE, NULL,
                       "expected I/N for --shard, 1 <= I <= N <= %d, found \"%s\"", PG_SHARDS_MAX,
                       arguments->shard);
    }
    pg_shard *shard = PG_NEW(cli->arena, pg_shard);
    pg_status status = pg_shard_make(cli->arena, session->config, session->root, session->filter,
                                     &request, shard, err);
    if (!status) {
        session->config = &shard->config;
        session->shard = shard;
    }
    return status;
}

pg_status pg_write_run(pg_cli *cli, const pg_run *run, const char *path, pg_error *err) {
    pg_buf text = pg_buf_new(cli->arena);
    pg_json_writer writer = pg_json_writer_new(&text);
    pg_run_write(&writer, NULL, run);
    return pg_file_write(path, text.data, text.length, err);
}
