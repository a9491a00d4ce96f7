#include "flow/publish.h"

#include <string.h>

#include "publish/chart_ref.h"
#include "publish/comment.h"
#include "publish/fields.h"
#include "publish/github.h"
#include "publish/pull.h"
#include "publish/status.h"
#include "report/chart.h"
#include "report/gnuplot.h"
#include "report/markdown.h"
#include "sys/env.h"
#include "sys/file.h"

enum {
    PAYLOAD_MAX = 25 * 1024 * 1024, /* as GitHub's own limit */
    SUMMARY_MAX = 1024 * 1024,      /* of a step: GitHub shows nothing of a longer one */
    OUTPUTS_MAX = 1024 * 1024,
};

typedef struct publication {
    pg_arena *arena;
    const pg_publish_request *request;
    pg_event event;
    pg_github github;
    pg_view view;
    pg_marker marker;
    const char *chart; /* commit with the pictures, "" none */
    pg_publish_outcome outcome;
    bool interrupted;
} publication;

/* Tells what could not be done; whether it was. */
static bool done(publication *p, const char *what, pg_status status, const pg_error *err) {
    p->interrupted = p->interrupted || status == PG_INTERRUPTED;
    if (status && status != PG_INTERRUPTED) {
        p->request->trouble(p->request->context, pg_format(p->arena, "%s: %s%s%s", what, err->place,
                                                           *err->place ? ": " : "", err->text));
    }
    return !status;
}

static void say(const publication *p, const char *line) {
    p->request->say(p->request->context, line);
}

/* ---- what is posted ---- */

static const char *render(const publication *p, const char *marker, const char *commit) {
    const pg_event *e = &p->event;
    pg_markdown_frame frame = {.marker = marker,
                               .picture = "",
                               .dark = "",
                               .run = e->run_address,
                               .tool = p->request->tool};
    if (*commit) {
        frame.picture = pg_chart_ref_address(p->arena, e->server, e->repository, commit, false);
        frame.dark = pg_chart_ref_address(p->arena, e->server, e->repository, commit, true);
    }
    pg_buf out = pg_buf_new(p->arena);
    pg_report_comment(&out, &p->view, &frame);
    return out.data;
}

static const char *comment_text(const publication *p, const char *commit) {
    return render(p, pg_marker_write(p->arena, &p->marker), commit);
}

static pg_status draw(publication *p, pg_chart_theme theme, pg_chart_picture *ret, pg_error *err) {
    pg_buf script = pg_buf_new(p->arena);
    char *bytes;
    size_t length;
    pg_chart_script(&script, p->request->comparison, PG_CHART_PNG, theme);
    pg_status status = pg_gnuplot_draw(p->arena, script.data, script.length, &bytes, &length, err);
    if (!status) {
        *ret = (pg_chart_picture){bytes, length};
    }
    return status;
}

/* The rows have bars where this does not succeed. */
static void upload_chart(publication *p) {
    pg_chart_upload upload = {.pull = p->event.pull, .key = p->marker.key};
    pg_error err;
    if (p->request->no_chart || !p->request->comparison->row_count) {
        return;
    }
    pg_status status = draw(p, PG_CHART_LIGHT, &upload.light, &err);
    if (!status) {
        status = draw(p, PG_CHART_DARK, &upload.dark, &err);
    }
    if (!status) {
        status = pg_chart_ref_upload(&p->github, &upload, &p->chart, &err);
    }
    done(p, "no chart in the comment", status, &err);
}

/* Whether the comment reads already as it would be written, picture included. */
static bool is_there(publication *p, const pg_comments *found) {
    if (found->count != 1) {
        return false;
    }
    const pg_comment *comment = &found->all[0];
    const char *shown =
        p->request->no_chart
            ? ""
            : pg_chart_ref_shown(p->arena, p->event.server, p->event.repository, comment->body);
    bool wanted = !p->request->no_chart && p->request->comparison->row_count;
    if ((*shown != 0) != wanted || !pg_comment_same(comment->body, comment_text(p, shown))) {
        return false;
    }
    p->chart = shown;
    p->outcome.address = comment->address;
    p->outcome.outcome = pg_comment_outcome_word(PG_COMMENT_UNCHANGED);
    return true;
}

static void warn_of_author(publication *p, const char *author) {
    if (*author && strcmp(author, p->request->author) != 0) {
        p->request->trouble(
            p->request->context,
            pg_format(p->arena,
                      "the comment was written as %s and will not be found again as one of %s: "
                      "name its author by --author",
                      author, p->request->author));
    }
}

static void put_comment(publication *p) {
    pg_comments found;
    pg_error err;
    pg_status status =
        pg_comment_find(&p->github, p->event.pull, p->marker.key, p->request->author, &found, &err);
    if (!done(p, "no comment", status, &err)) {
        return;
    }
    if (pg_comment_is_stale(&found, &p->marker)) {
        p->outcome.outcome = pg_comment_outcome_word(PG_COMMENT_STALE);
        p->outcome.address = found.all[0].address;
        return;
    }
    if (is_there(p, &found)) {
        return;
    }
    upload_chart(p);
    if (p->interrupted) {
        return;
    }
    pg_comment_post post = {.pull = p->event.pull,
                            .author = p->request->author,
                            .marker = p->marker,
                            .body = comment_text(p, p->chart)};
    pg_comment_outcome outcome;
    const char *address, *author;
    status = pg_comment_put(&p->github, &post, &found, &outcome, &address, &author, &err);
    if (done(p,
             p->event.foreign ? "no comment (in a run of a fork's pull request the token can "
                                "only read; a workflow_run can comment)"
                              : "no comment",
             status, &err)) {
        p->outcome.outcome = pg_comment_outcome_word(outcome);
        p->outcome.address = address;
        warn_of_author(p, author);
    }
}

static bool wants_status(const publication *p) {
    const pg_event *e = &p->event;
    bool apart = e->head_apart && (e->way == PG_PULL_OF_BRANCH || e->way == PG_PULL_NAMED);
    bool known = pg_event_is_sha(e->head) && (e->way != PG_PULL_NAMED || e->pull);
    return known && (p->request->status == PG_PUBLISH_ALWAYS ||
                     (p->request->status == PG_PUBLISH_AUTO && apart));
}

static void put_status(publication *p) {
    const pg_comparison *c = p->request->comparison;
    const pg_event *e = &p->event;
    pg_error err;
    const char *run = p->request->env.run ? e->run_address : "";
    if (wants_status(p)) {
        done(p, "no commit status",
             pg_commit_status_put(&p->github, e->head, p->marker.key, c->exit_status, c->headline,
                                  run, &err),
             &err);
    }
}

/* ---- the job's own files ---- */

static void put_output(pg_buf *out, const char *name, const char *value) {
    /* Foreign text could end a value whose end can be guessed. */
    char *end = pg_format(out->arena, "end_%016llx%016llx", (unsigned long long)pg_env_random(),
                          (unsigned long long)pg_env_random());
    pg_buf_format(out, "%s<<%s\n%s\n%s\n", name, end, value, end);
}

static void write_job_files(publication *p) {
    const pg_publish_request *r = p->request;
    pg_error err;
    if (r->summary) {
        const char *text = render(p, "", p->chart);
        done(p, "no job summary", pg_file_append(r->summary, text, strlen(text), SUMMARY_MAX, &err),
             &err);
    }
    if (r->outputs) {
        pg_buf out = pg_buf_new(p->arena);
        put_output(&out, "result", pg_result_word(r->comparison->result));
        put_output(&out, "exit-status", pg_format(p->arena, "%d", r->comparison->exit_status));
        put_output(
            &out, "regressed",
            pg_format(p->arena, "%llu", (unsigned long long)r->comparison->counts[PG_REGRESSED]));
        put_output(&out, "comment-url", p->outcome.address);
        done(p, "no outputs", pg_file_append(r->outputs, out.data, out.length, OUTPUTS_MAX, &err),
             &err);
    }
}

/* ---- before ---- */

static pg_status read_event(publication *p, pg_error *err) {
    const char *path = p->request->payload;
    pg_json payload;
    char *text;
    size_t length;
    pg_status status = PG_OK;
    if (path) {
        status = pg_file_read(p->arena, path, PAYLOAD_MAX, &text, &length, err);
        if (!status) {
            pg_field_mend(text);
            status = pg_json_parse(p->arena, path, text, length, PG_JSON_PLAIN, &payload, err);
        }
    }
    return status ? status
                  : pg_event_read(p->arena, &p->request->env, path ? &payload : NULL,
                                  p->request->pull, &p->event, err);
}

static pg_status connect(publication *p, pg_error *err) {
    const pg_publish_request *r = p->request;
    pg_github_settings settings = {
        .api = p->event.api,
        .repository = p->event.repository,
        .token = r->token,
        .agent = r->tool,
        .wait_scale = r->wait_scale,
        .dry_run = r->dry_run,
        .say = r->say,
        .context = r->context,
    };
    return pg_github_open(p->arena, &settings, &p->github, err);
}

static void post(publication *p) {
    const char *revision = p->request->comparison->head.revision, *why;
    pg_error err;
    if (!done(p, "nothing was posted", connect(p, &err), &err)) {
        return;
    }
    const char *measured = revision && pg_event_is_sha(revision) ? revision : "";
    pg_status status = pg_pull_find(&p->github, &p->event, measured, &why, &err);
    p->marker.head = p->event.head;
    if (done(p, "no comment", status, &err) && !*why) {
        put_comment(p);
    } else if (!status) {
        say(p, pg_format(p->arena, "no comment: %s", why));
    }
    if (!p->interrupted) {
        put_status(p);
    }
    pg_github_close(&p->github);
}

pg_status pg_publish_run(pg_arena *arena, const pg_publish_request *request,
                         pg_publish_outcome *ret, pg_error *err) {
    publication p = {.arena = arena,
                     .request = request,
                     .view = pg_view_build(arena, request->comparison),
                     .chart = "",
                     .outcome = {"", "", ""}};
    pg_error trouble;
    p.event = (pg_event){.server = "", .repository = "", .run_address = "", .head = ""};
    pg_status status = read_event(&p, &trouble);
    if (status == PG_USAGE) {
        return pg_fail(err, status, trouble.place, "%s", trouble.text);
    }
    p.marker = (pg_marker){
        .key = request->key, .run = p.event.run, .attempt = p.event.attempt, .head = p.event.head};
    if (done(&p, "nothing was posted", status, &trouble) && (request->token || request->dry_run)) {
        post(&p);
    } else if (!status) {
        say(&p, "nothing was posted: there is no token in GITHUB_TOKEN");
    }
    p.outcome.comment = comment_text(&p, p.chart);
    if (!request->dry_run && !p.interrupted) {
        write_job_files(&p);
    }
    *ret = p.outcome;
    return p.interrupted ? pg_fail(err, PG_INTERRUPTED, NULL, "interrupted") : PG_OK;
}
