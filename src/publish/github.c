#include "publish/github.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "publish/fields.h"
#include "sys/clock.h"
#include "sys/interrupt.h"

enum {
    REQUEST_SECONDS = 60,
    RESPONSE_MAX = 48 * 1024 * 1024, /* a hundred comments of the largest size, escaped */
    HOPS_MAX = 3,
    WRITE_GAP = 1, /* seconds between writes, as GitHub asks for */
    LIMIT_FIRST = 60,
    LIMIT_MOST = 120,
};

pg_status pg_github_open(pg_arena *arena, const pg_github_settings *settings, pg_github *ret,
                         pg_error *err) {
    static const char *const headers[] = {"Accept: application/vnd.github+json",
                                          "X-GitHub-Api-Version: 2022-11-28",
                                          "Content-Type: application/json", NULL};
    pg_github github = {.arena = arena, .settings = *settings};
    pg_http_settings http = {
        .origin = settings->api,
        .agent = settings->agent,
        .headers = headers,
        .token = settings->token,
        .seconds = REQUEST_SECONDS,
        .response_max = RESPONSE_MAX,
    };
    if (github.settings.seconds <= 0) {
        github.settings.seconds = PG_GITHUB_SECONDS;
    }
    if (!pg_http_is_loopback(settings->api) || settings->wait_scale <= 0) {
        github.settings.wait_scale = 1;
    }
    pg_status status = settings->dry_run ? PG_OK : pg_http_open(arena, &http, &github.http, err);
    if (!status) {
        *ret = github;
    }
    return status;
}

void pg_github_close(pg_github *github) {
    pg_http_close(github->http);
    github->http = NULL;
}

/* ---- addresses ---- */

char *pg_github_encode(pg_arena *arena, const char *text) {
    pg_buf out = pg_buf_new(arena);
    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        if (isalnum(*at) || strchr("-._~", *at)) {
            pg_buf_char(&out, (char)*at);
        } else {
            pg_buf_format(&out, "%%%02X", *at);
        }
    }
    return out.data;
}

char *pg_github_next_page(pg_arena *arena, const char *link) {
    while (link && (link = strchr(link, '<'))) {
        const char *end = strchr(link, '>');
        if (!end) {
            return NULL;
        }
        size_t length = strcspn(end, ",");
        char *parameters = pg_copy_n(arena, end, length);
        if (strstr(parameters, "rel=\"next\"")) {
            return pg_copy_n(arena, link + 1, (size_t)(end - link - 1));
        }
        link = end + length;
    }
    return NULL;
}

static const char *address_of(const pg_github *github, const char *path) {
    return *path == '/' ? pg_format(github->arena, "%s/repos/%s%s", github->settings.api,
                                    github->settings.repository, path)
                        : path;
}

/* ---- waiting ---- */

static bool says_limit(const pg_http_response *response) {
    return strstr(response->body, "rate limit") || strstr(response->body, "abuse");
}

static bool read_seconds(const pg_http_response *response, const char *header, uint64_t *ret) {
    const char *text = pg_http_header(response, header);
    return text && pg_count_read(text, ret);
}

double pg_github_limit_wait(const pg_http_response *response, unsigned tries, uint64_t now) {
    uint64_t seconds = 0, left = 0;
    bool none_left = read_seconds(response, "x-ratelimit-remaining", &left) && left == 0;
    bool after = read_seconds(response, "retry-after", &seconds);
    bool limited = response->status == 429 ||
                   (response->status == 403 && (after || none_left || says_limit(response)));
    if (!limited) {
        return 0;
    }
    if (after) {
        return fmax((double)seconds, 1);
    }
    if (none_left && read_seconds(response, "x-ratelimit-reset", &seconds)) {
        return seconds > now ? (double)(seconds - now) : 1;
    }
    return fmin(LIMIT_FIRST * exp2(tries > 0 ? tries - 1 : 0), LIMIT_MOST);
}

static pg_status wait_for(pg_github *github, double seconds, const char *why, pg_error *err) {
    double left = github->settings.seconds - github->spent;
    if (seconds > left) {
        return pg_fail(err, PG_REMOTE, github->settings.api,
                       "%s; to be tried again after %.0f s, and %.0f s are left", why, seconds,
                       left > 0 ? left : 0);
    }
    if (seconds >= WRITE_GAP && github->settings.say) {
        github->settings.say(github->settings.context,
                             pg_format(github->arena, "%s: waiting %.0f s", why, seconds));
    }
    github->spent += seconds;
    pg_clock_sleep(seconds * github->settings.wait_scale);
    return pg_interrupted() ? pg_fail(err, PG_INTERRUPTED, NULL, "interrupted") : PG_OK;
}

static bool is_write(const pg_call *call) {
    return strcmp(call->method, "GET") != 0;
}

static void keep_apart(pg_github *github, const pg_call *call) {
    if (!is_write(call)) {
        return;
    }
    double since = (double)(pg_clock_ns() - github->last_write_ns) / 1e9;
    double gap = WRITE_GAP * github->settings.wait_scale;
    if (github->last_write_ns && since < gap) {
        pg_clock_sleep(gap - since);
        github->spent += WRITE_GAP;
    }
}

/* ---- one request ---- */

static bool is_redirect(const pg_call *call, unsigned status) {
    return status == 307 || status == 308 || (!is_write(call) && (status == 301 || status == 302));
}

/* Where a redirect leads; what pg_http_send finds on another server it does not ask. */
static const char *target_of(const pg_github *github, const pg_http_response *response) {
    const char *location = pg_http_header(response, "location");
    const char *host = strstr(github->settings.api, "://") + 3;
    return !location ? NULL
           : location[0] == '/' && location[1] != '/'
               ? pg_format(github->arena, "%.*s%s",
                           (int)(host + strcspn(host, "/") - github->settings.api),
                           github->settings.api, location)
               : location;
}

static pg_status exchange(pg_github *github, const pg_call *call, pg_http_response *ret,
                          bool *ret_arrived, pg_error *err) {
    const char *address = address_of(github, call->path);
    const char *body = call->body ? call->body->data : NULL;
    size_t length = call->body ? call->body->length : 0;
    for (int hops = 0;; hops++) {
        uint64_t start = pg_clock_ns();
        keep_apart(github, call);
        pg_status status = pg_http_send(github->http, github->arena, call->method, address, body,
                                        length, ret, ret_arrived, err);
        github->spent += (double)(pg_clock_ns() - start) / 1e9;
        github->last_write_ns = is_write(call) ? pg_clock_ns() : github->last_write_ns;
        if (status || !is_redirect(call, ret->status) || hops == HOPS_MAX) {
            return status;
        }
        address = target_of(github, ret);
        if (!address) {
            return pg_fail(err, PG_REMOTE, NULL, "answered %u without an address", ret->status);
        }
    }
}

static pg_status dry_call(pg_github *github, const pg_call *call, pg_answer *ret, pg_error *err) {
    char *text = pg_copy(github->arena, is_write(call) ? "{}" : "[]");
    if (github->settings.say) {
        github->settings.say(
            github->settings.context,
            pg_format(github->arena, "%s %s%s", call->method, address_of(github, call->path),
                      call->body ? pg_format(github->arena, " (%zu bytes)", call->body->length)
                                 : ""));
    }
    *ret = (pg_answer){.status = 0, .has_json = true, .message = ""};
    return pg_json_parse(github->arena, "dry run", text, strlen(text), PG_JSON_PLAIN, &ret->json,
                         err);
}

static pg_status read_answer(pg_github *github, const pg_call *call,
                             const pg_http_response *response, pg_answer *ret, pg_error *err) {
    *ret = (pg_answer){.status = response->status, .message = ""};
    ret->next = pg_github_next_page(github->arena, pg_http_header(response, "link"));
    if (response->length) {
        pg_field_mend(response->body);
        pg_error syntax;
        pg_status status =
            pg_json_parse(github->arena, address_of(github, call->path), response->body,
                          strlen(response->body), PG_JSON_PLAIN, &ret->json, &syntax);
        if (status && response->status < 300) {
            return pg_fail(err, PG_REMOTE, syntax.place, "%s", syntax.text);
        }
        ret->has_json = !status;
        ret->message = status ? "" : pg_field_text(&ret->json, "message");
    }
    return PG_OK;
}

pg_status pg_github_call(pg_github *github, const pg_call *call, pg_answer *ret, pg_error *err) {
    *ret = (pg_answer){.status = 0, .message = ""};
    if (!github->http) {
        return dry_call(github, call, ret, err);
    }
    for (unsigned tries = 1;; tries++) {
        pg_http_response response;
        pg_error trouble;
        bool arrived;
        const char *why;
        double wait;
        pg_status status = exchange(github, call, &response, &arrived, &trouble);
        if (status && status != PG_REMOTE) {
            return pg_fail(err, status, trouble.place, "%s", trouble.text);
        }
        if (status) {
            why = pg_format(github->arena, "%s %s: %s", call->method, call->path, trouble.text);
            wait = exp2(tries - 1);
        } else {
            arrived = response.status >= 500;
            wait = pg_github_limit_wait(&response, tries, pg_clock_epoch());
            wait = arrived ? exp2(tries - 1) : wait;
            why = pg_format(github->arena, "%s %s: answered %u%s", call->method, call->path,
                            response.status, arrived ? "" : ", a rate limit");
            if (wait == 0) {
                return read_answer(github, call, &response, ret, err);
            }
        }
        ret->unknown = call->once && arrived;
        if (tries == PG_GITHUB_TRIES || ret->unknown) {
            return pg_fail(err, PG_REMOTE, NULL, "%s%s", why,
                           ret->unknown ? "" : "; given up after four tries");
        }
        status = wait_for(github, wait, why, err);
        if (status) {
            return status;
        }
    }
}

pg_status pg_github_expect(pg_github *github, const pg_call *call, unsigned expected,
                           pg_answer *ret, pg_error *err) {
    pg_status status = pg_github_call(github, call, ret, err);
    if (status || ret->status == expected || !github->http) {
        return status;
    }
    bool refused = ret->status == 401 || ret->status == 403 || ret->status == 404;
    return pg_fail(err, PG_REMOTE, NULL, "%s %s: answered %u: %.300s%s%s%s", call->method,
                   call->path, ret->status, *ret->message ? ret->message : "no message",
                   refused ? " (the token needs " : "", refused ? call->permission : "",
                   refused ? ")" : "");
}
