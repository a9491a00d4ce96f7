#include "sys/secret.h"

#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "sys/env.h"

enum { LONGEST = 4096 };

extern char **environ;

/* No core, and no reading of /proc/PID/mem or environ by others of this user. */
static void hide_process(void) {
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

static void drop_tokens(void) {
    char **kept = environ;
    for (char **at = environ; *at; at++) {
        size_t name = strcspn(*at, "=");
        char *token = strstr(*at, "TOKEN");
        if (token && (size_t)(token - *at) < name) {
            explicit_bzero(*at, strlen(*at));
        } else {
            *kept++ = *at;
        }
    }
    *kept = NULL;
}

pg_status pg_secret_take(pg_arena *arena, const char *name, char **ret, pg_error *err) {
    const char *value = pg_env_get(name);
    char *secret = NULL;
    if (value) {
        hide_process();
        secret = pg_copy(arena, value);
    }
    drop_tokens();
    for (const char *at = secret; at && *at; at++) {
        if (*at <= ' ' || *at > '~' || at - secret >= LONGEST) {
            pg_secret_forget(secret);
            return pg_fail(err, PG_INPUT, name,
                           "expected a token: a word of at most %d printable ASCII characters",
                           LONGEST);
        }
    }
    *ret = secret;
    return PG_OK;
}

void pg_secret_forget(char *secret) {
    if (secret) {
        explicit_bzero(secret, strlen(secret));
    }
}
