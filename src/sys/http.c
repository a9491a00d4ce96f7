#include "sys/http.h"

#include <ctype.h>
#include <curl/curl.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "sys/interrupt.h"

enum { CONNECT_SECONDS = 10, HEADERS_MAX = 200, HEADER_MAX = 16384 };

typedef struct place {
    char *scheme, *host, *port;
} place;

struct pg_http {
    CURL *curl;
    struct curl_slist *headers;
    place origin;
    size_t response_max;
    char message[CURL_ERROR_SIZE];
};

/* ---- addresses ---- */

static void free_place(place *p) {
    curl_free(p->scheme);
    curl_free(p->host);
    curl_free(p->port);
    *p = (place){NULL, NULL, NULL};
}

/* By libcurl's own parser: what is checked is what is asked. No name and password may be in it. */
static bool read_place(const char *url, place *ret) {
    CURLU *parsed = curl_url();
    char *user = NULL;
    *ret = (place){NULL, NULL, NULL};
    bool good = parsed && !curl_url_set(parsed, CURLUPART_URL, url, 0) &&
                !curl_url_get(parsed, CURLUPART_SCHEME, &ret->scheme, 0) &&
                !curl_url_get(parsed, CURLUPART_HOST, &ret->host, 0) &&
                !curl_url_get(parsed, CURLUPART_PORT, &ret->port, CURLU_DEFAULT_PORT) &&
                curl_url_get(parsed, CURLUPART_USER, &user, 0) == CURLUE_NO_USER;
    curl_free(user);
    curl_url_cleanup(parsed);
    if (!good) {
        free_place(ret);
    }
    return good;
}

static bool is_loopback(const place *p) {
    return !strcmp(p->host, "127.0.0.1") || !strcmp(p->host, "localhost") ||
           !strcmp(p->host, "[::1]");
}

static bool is_allowed(const place *p) {
    return !strcmp(p->scheme, "https") || (!strcmp(p->scheme, "http") && is_loopback(p));
}

static bool same_place(const place *a, const place *b) {
    return !strcmp(a->scheme, b->scheme) && !strcmp(a->host, b->host) && !strcmp(a->port, b->port);
}

bool pg_http_is_loopback(const char *url) {
    place p;
    if (!read_place(url, &p)) {
        return false;
    }
    bool found = is_loopback(&p);
    free_place(&p);
    return found;
}

/* ---- the client ---- */

/* A child that is started while a connection is open must not inherit it. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *to) {
    (void)context;
    (void)purpose;
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static int watch(void *context, curl_off_t total_down, curl_off_t down, curl_off_t total_up,
                 curl_off_t up) {
    (void)context;
    (void)total_down;
    (void)down;
    (void)total_up;
    (void)up;
    return pg_interrupted();
}

static bool add_header(pg_http *http, const char *header) {
    struct curl_slist *more = curl_slist_append(http->headers, header);
    http->headers = more ? more : http->headers;
    return more != NULL;
}

static bool add_token(pg_http *http, const char *token) {
    static const char start[] = "Authorization: Bearer ";
    char header[sizeof(start) + 8192];
    if (strlen(token) > sizeof(header) - sizeof(start)) {
        return false;
    }
    memcpy(header, start, sizeof(start) - 1);
    memcpy(header + sizeof(start) - 1, token, strlen(token) + 1);
    bool added = add_header(http, header);
    explicit_bzero(header, sizeof(header));
    return added;
}

static bool add_headers(pg_http *http, const pg_http_settings *settings) {
    bool added = add_header(http, "Expect:"); /* no waiting for leave to send a large body */
    for (const char *const *at = settings->headers; at && *at && added; at++) {
        added = add_header(http, *at);
    }
    return added && (!settings->token || add_token(http, settings->token));
}

static void set_options(pg_http *http, const pg_http_settings *settings) {
    CURL *curl = http->curl;
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, http->message);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
#if LIBCURL_VERSION_NUM >= 0x075500
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, http->origin.scheme);
#else
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
    curl_easy_setopt(curl, CURLOPT_USERAGENT, settings->agent);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, http->headers);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)settings->seconds);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, watch);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    if (is_loopback(&http->origin)) {
        curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    }
}

pg_status pg_http_open(pg_arena *arena, const pg_http_settings *settings, pg_http **ret,
                       pg_error *err) {
    place origin;
    if (!read_place(settings->origin, &origin)) {
        return pg_fail(err, PG_INPUT, NULL, "expected the address of a server, found \"%.200s\"",
                       settings->origin);
    }
    if (!is_allowed(&origin)) {
        free_place(&origin);
        return pg_fail(err, PG_INPUT, NULL, "expected an address of https, found \"%.200s\"",
                       settings->origin);
    }
    pg_http *http = PG_NEW(arena, pg_http);
    http->origin = origin;
    http->response_max = settings->response_max;
    http->curl = curl_global_init(CURL_GLOBAL_DEFAULT) ? NULL : curl_easy_init();
    if (!http->curl || !add_headers(http, settings)) {
        pg_http_close(http);
        return pg_fail(err, PG_UNSUPPORTED, "libcurl", "cannot be set up");
    }
    set_options(http, settings);
    *ret = http;
    return PG_OK;
}

void pg_http_close(pg_http *http) {
    if (!http) {
        return;
    }
    for (struct curl_slist *at = http->headers; at; at = at->next) {
        explicit_bzero(at->data, strlen(at->data));
    }
    curl_slist_free_all(http->headers);
    curl_easy_cleanup(http->curl);
    free_place(&http->origin);
    *http = (pg_http){.curl = NULL};
}

/* ---- one request ---- */

typedef struct exchange {
    pg_buf body;
    size_t body_max;
    pg_strings headers;
    bool too_long;
} exchange;

static size_t take_body(char *bytes, size_t size, size_t count, void *context) {
    exchange *e = context;
    if (count > e->body_max - e->body.length) {
        e->too_long = true;
        return 0;
    }
    pg_buf_add(&e->body, bytes, size * count);
    return size * count;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *context) {
    exchange *e = context;
    size_t length = size * count;
    while (length && (bytes[length - 1] == '\r' || bytes[length - 1] == '\n')) {
        length--;
    }
    const char *colon = memchr(bytes, ':', length);
    if (e->headers.count == HEADERS_MAX || length > HEADER_MAX) {
        e->too_long = true;
        return 0;
    }
    if (colon) {
        char *header = pg_copy_n(e->body.arena, bytes, length);
        for (char *at = header; *at != ':'; at++) {
            *at = (char)tolower((unsigned char)*at);
        }
        e->headers.values[e->headers.count++] = header;
    }
    return size * count;
}

/* What can fail before a request has left this machine. */
static bool has_not_left(CURLcode code) {
    static const CURLcode codes[] = {
        CURLE_URL_MALFORMAT,      CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_RESOLVE_HOST,
        CURLE_COULDNT_CONNECT,    CURLE_SSL_CONNECT_ERROR,     CURLE_PEER_FAILED_VERIFICATION,
        CURLE_SSL_CACERT_BADFILE,
    };
    for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
        if (code == codes[i]) {
            return true;
        }
    }
    return false;
}

static pg_status check_url(const pg_http *http, const char *url, pg_error *err) {
    place p;
    bool same = read_place(url, &p) && same_place(&p, &http->origin);
    pg_status status = same ? PG_OK
                            : pg_fail(err, PG_UNSUPPORTED, NULL,
                                      "led to \"%.200s\", which is not on %s://%s: not asked there",
                                      url, http->origin.scheme, http->origin.host);
    free_place(&p);
    return status;
}

static void set_request(pg_http *http, const char *method, const char *url, const char *body,
                        size_t body_length, exchange *e) {
    CURL *curl = http->curl;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, NULL);
    curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
    if (body) {
        curl_easy_setopt(curl, CURLOPT_POST, 1L);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body_length);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    }
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    /* On a connection that was used before and turns out closed libcurl sends a request again by
     * itself: not one that would be carried out twice. */
    curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, body ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, e);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, e);
}

pg_status pg_http_send(pg_http *http, pg_arena *arena, const char *method, const char *url,
                       const char *body, size_t body_length, pg_http_response *ret,
                       bool *ret_arrived, pg_error *err) {
    exchange e = {.body = pg_buf_new(arena), .body_max = http->response_max};
    e.headers.values = PG_ARRAY(arena, const char *, HEADERS_MAX);
    *ret_arrived = false;
    pg_status status = check_url(http, url, err);
    if (status) {
        return status;
    }
    set_request(http, method, url, body, body_length, &e);
    http->message[0] = 0;
    CURLcode code = curl_easy_perform(http->curl);
    *ret_arrived = !has_not_left(code);
    if (code && pg_interrupted()) {
        return pg_fail(err, PG_INTERRUPTED, NULL, "interrupted");
    }
    if (e.too_long) {
        return pg_fail(err, PG_REMOTE, NULL, "answered more than %zu bytes", http->response_max);
    }
    if (code) {
        return pg_fail(err, PG_REMOTE, NULL, "%s",
                       *http->message ? http->message : curl_easy_strerror(code));
    }
    long answered = 0;
    curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, &answered);
    *ret = (pg_http_response){
        .status = (unsigned)answered,
        .body = e.body.data,
        .length = e.body.length,
        .headers = e.headers,
    };
    return PG_OK;
}

const char *pg_http_header(const pg_http_response *response, const char *name) {
    size_t length = strlen(name);
    for (size_t i = 0; i < response->headers.count; i++) {
        const char *header = response->headers.values[i];
        if (!strncmp(header, name, length) && header[length] == ':') {
            return header + length + 1 + strspn(header + length + 1, " \t");
        }
    }
    return NULL;
}
