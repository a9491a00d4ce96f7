/* HTTP to one server. The only user of libcurl.
 *
 * The token is sent in a header and to the origin (scheme, host, port) that the client was made
 * for, nowhere else: an address of another origin is refused, redirects are answers and not
 * followed. Only https, but for a server on this machine (http://127.0.0.1, http://localhost), as
 * tests have. Every request has a deadline and every answer a limit. No cookies, no settings files;
 * a proxy as the environment names it (https_proxy). */
#ifndef PG_SYS_HTTP_H
#define PG_SYS_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"

typedef struct pg_http pg_http;

typedef struct pg_http_settings {
    const char *origin; /* an address on the server */
    const char *agent;
    const char *const *headers; /* "Name: value" of every request; NULL ends them */
    const char *token;          /* NULL: none; copied */
    unsigned seconds;           /* deadline of one request */
    size_t response_max;        /* bytes */
} pg_http_settings;

typedef struct pg_http_response {
    unsigned status;
    char *body; /* and a NUL behind */
    size_t length;
    pg_strings headers; /* "name: value", the name in lower case */
} pg_http_response;

/* PG_INPUT where the origin is no address of a server or not one of https. */
pg_status pg_http_open(pg_arena *arena, const pg_http_settings *settings, pg_http **ret,
                       pg_error *err);
void pg_http_close(pg_http *http); /* forgets the token; NULL is fine */

/* Whether the address is on a server of this machine. */
bool pg_http_is_loopback(const char *url);

/* Sends one request; `body` may be NULL. Any whole answer is PG_OK. PG_REMOTE where none came:
 * *ret_arrived then tells whether the server may have got the request. PG_UNSUPPORTED for an
 * address of another origin. PG_INTERRUPTED where the user asked to stop. */
pg_status pg_http_send(pg_http *http, pg_arena *arena, const char *method, const char *url,
                       const char *body, size_t body_length, pg_http_response *ret,
                       bool *ret_arrived, pg_error *err);

/* The value of a header, by its name in lower case; NULL where there is none. */
const char *pg_http_header(const pg_http_response *response, const char *name);

#endif
