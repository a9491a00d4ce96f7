#include "measure/environment.h"

#include <string.h>

#include "sys/env.h"

enum { STEP = 4096 };

static const char filler[] = "PERFGATE_FILLER=";

/* Sets a variable once: the last one wins. Returns how many there are then. */
static size_t set(const char **env, size_t count, const char *entry) {
    size_t name = strcspn(entry, "=") + 1, i = 0;
    while (i < count && strncmp(env[i], entry, name) != 0) {
        i++;
    }
    env[i] = entry;
    return i == count ? count + 1 : count;
}

static size_t pass_on(pg_arena *arena, const char **env, size_t count, const char *name) {
    const char *value = pg_env_get(name);
    return value ? set(env, count, pg_format(arena, "%s=%s", name, value)) : count;
}

/* Room for everything there may be, and how many are set. */
static const char **begin(pg_arena *arena, const pg_config *config, size_t more, size_t *ret) {
    enum { OURS = 8 };
    const char **env = PG_ARRAY(arena, const char *, OURS + config->env.count + more);
    *ret = pass_on(arena, env, 0, "PATH");
    return env;
}

static size_t set_all(const char **env, size_t n, const pg_strings *entries) {
    for (size_t i = 0; entries && i < entries->count; i++) {
        n = set(env, n, entries->values[i]);
    }
    return n;
}

static size_t common(pg_arena *arena, const char **env, size_t n, const pg_config *config) {
    n = set(env, n, "LC_ALL=C");
    n = set(env, n, "TZ=UTC");
    for (size_t i = 0; i < config->env.count; i++) {
        n = pass_on(arena, env, n, config->env.values[i]);
    }
    return n;
}

const char *const *pg_tree_environment(pg_arena *arena, const pg_config *config,
                                       const pg_strings *own) {
    size_t n;
    const char **env = begin(arena, config, own ? own->count : 0, &n);
    n = pass_on(arena, env, n, "HOME");
    n = pass_on(arena, env, n, "TMPDIR");
    set_all(env, common(arena, env, n, config), own);
    return env;
}

const char *const *pg_launch_environment(pg_arena *arena, const pg_config *config,
                                         const pg_strings *own, const char *home,
                                         const pg_strings *more, size_t beside) {
    size_t n;
    const char **env = begin(arena, config, own->count + (more ? more->count : 0), &n);
    n = set(env, n, pg_format(arena, "HOME=%s", home));
    n = set(env, n, pg_format(arena, "TMPDIR=%s", home));
    n = common(arena, env, n, config);
    n = set_all(env, n, own);
    n = set_all(env, n, more);
    size_t size = pg_environment_size(env) + sizeof(filler) + beside;
    size_t room = (STEP - size % STEP) % STEP;
    char *entry = pg_alloc(arena, sizeof(filler) + room, 1);
    memcpy(entry, filler, sizeof(filler) - 1);
    memset(entry + sizeof(filler) - 1, '0', room);
    entry[sizeof(filler) - 1 + room] = 0;
    set(env, n, entry);
    return env;
}

const char *pg_environment_value(const char *const *env, const char *name) {
    size_t length = strlen(name);
    for (; *env; env++) {
        if (!strncmp(*env, name, length) && (*env)[length] == '=') {
            return *env + length + 1;
        }
    }
    return NULL;
}

size_t pg_environment_size(const char *const *env) {
    size_t size = 0;
    for (; *env; env++) {
        size += strlen(*env) + 1;
    }
    return size;
}
