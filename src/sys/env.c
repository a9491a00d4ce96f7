#include "sys/env.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

const char *pg_env_get(const char *name) {
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

const char *const *pg_env_all(void) {
    return (const char *const *)(const void *)environ;
}

uint64_t pg_env_random(void) {
    uint64_t value = 0;
    if (getrandom(&value, sizeof(value), 0) != sizeof(value)) {
        value = (uint64_t)time(NULL) << 20 ^ (uint64_t)getpid();
    }
    return value;
}

char *pg_env_self_dir(pg_arena *arena) {
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
    if (length <= 0) {
        return pg_copy(arena, ".");
    }
    path[length] = 0;
    char *slash = strrchr(path, '/');
    return pg_copy_n(arena, path, slash == path ? 1 : (size_t)(slash - path));
}

void pg_env_close_process(bool closed) {
    static bool was_open;
    if (closed) {
        was_open |= prctl(PR_GET_DUMPABLE) == 1;
        prctl(PR_SET_DUMPABLE, 0);
    } else if (was_open) {
        prctl(PR_SET_DUMPABLE, 1);
        was_open = false;
    }
}

char *pg_env_companion(pg_arena *arena, const char *name) {
    static const char *const places[] = {".", "../libexec/perfgate"};
    char *here = pg_env_self_dir(arena);
    for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
        char *path = pg_format(arena, "%s/%s/%s", here, places[i], name);
        if (access(path, R_OK) == 0) {
            return path;
        }
    }
    return NULL;
}

/* A directory can be passed through, which is the same permission: a program is a file. */
static bool is_program(const char *path) {
    struct stat st;
    return access(path, X_OK) == 0 && stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

char *pg_env_find_program(pg_arena *arena, const char *name) {
    if (strchr(name, '/')) {
        return pg_copy(arena, name);
    }
    const char *path = pg_env_get("PATH");
    for (const char *at = path ? path : "/usr/local/bin:/usr/bin:/bin"; *at;) {
        size_t length = strcspn(at, ":");
        char *candidate = pg_format(arena, "%.*s/%s", (int)length, at, name);
        if (length && is_program(candidate)) {
            return candidate;
        }
        at += length + (at[length] == ':');
    }
    return NULL;
}
