#include "sys/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "sys/clock.h"
#include "sys/env.h"

enum { INPUT, OUTPUT, ERRORS, STREAMS, ERRORS_MAX = 4096 };

extern char **environ;

typedef struct child {
    const pg_proc *proc;
    pid_t pid;
    int fds[STREAMS]; /* our ends, -1 when closed */
    size_t written;
    pg_buf output, errors;
    pg_status taken; /* of proc->take */
    pg_error *err;
} child;

static void close_stream(child *c, int stream) {
    if (c->fds[stream] >= 0) {
        close(c->fds[stream]);
        c->fds[stream] = -1;
    }
}

/* Whether one of the entries sets the variable that `entry` sets. */
static bool is_set(const char *const *entries, const char *entry) {
    size_t name = strcspn(entry, "=") + 1;
    while (*entries && strncmp(*entries, entry, name) != 0) {
        entries++;
    }
    return *entries != NULL;
}

static const char *const *merged_env(pg_arena *arena, const char *const *extra) {
    size_t own = 0, more = 0;
    while (environ[own]) {
        own++;
    }
    while (extra[more]) {
        more++;
    }
    const char **env = PG_ARRAY(arena, const char *, own + more + 1);
    memcpy(env, extra, more * sizeof(*env));
    for (size_t i = 0; i < own; i++) {
        if (!is_set(extra, environ[i])) {
            env[more++] = environ[i];
        }
    }
    return env;
}

/* Starts the program on three pipes. */
static int spawn(pg_arena *arena, child *c, int theirs[STREAMS]) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    for (int stream = 0; stream < STREAMS; stream++) {
        posix_spawn_file_actions_adddup2(&actions, theirs[stream], stream);
    }
    /* Libraries of ours open descriptors without O_CLOEXEC: none of them is for a child. */
    posix_spawn_file_actions_addclosefrom_np(&actions, STREAMS);
    if (c->proc->directory) {
        posix_spawn_file_actions_addchdir_np(&actions, c->proc->directory);
    }
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
    const char *const *env = c->proc->extra_env ? merged_env(arena, c->proc->extra_env) : NULL;
    int result = posix_spawnp(&c->pid, c->proc->argv[0], &actions, &attributes,
                              (char *const *)(const void *)c->proc->argv,
                              env ? (char *const *)(const void *)env : environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return result;
}

static pg_status start(pg_arena *arena, child *c, pg_error *err) {
    int theirs[STREAMS] = {-1, -1, -1};
    int result = 0;
    for (int stream = 0; stream < STREAMS && !result; stream++) {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) < 0) {
            result = errno;
            break;
        }
        bool ours_is_write = stream == INPUT;
        c->fds[stream] = ends[ours_is_write];
        theirs[stream] = ends[!ours_is_write];
        fcntl(c->fds[stream], F_SETFL, O_NONBLOCK);
    }
    if (!result) {
        result = spawn(arena, c, theirs);
    }
    for (int stream = 0; stream < STREAMS; stream++) {
        if (theirs[stream] >= 0) {
            close(theirs[stream]);
        }
        if (result) {
            close_stream(c, stream);
        }
    }
    return result
               ? pg_fail(err, PG_CHILD, c->proc->argv[0], "cannot be started: %s", strerror(result))
               : PG_OK;
}

static void feed(child *c) {
    size_t left = c->proc->input_length - c->written;
    ssize_t put = left ? write(c->fds[INPUT], c->proc->input + c->written, left) : 0;
    if (put > 0) {
        c->written += (size_t)put;
    }
    if (c->written == c->proc->input_length || (put < 0 && errno != EAGAIN && errno != EINTR)) {
        close_stream(c, INPUT);
    }
}

static void drain(child *c, int stream, pg_buf *into, size_t most) {
    char bytes[16384];
    ssize_t got = read(c->fds[stream], bytes, sizeof(bytes));
    if (got > 0) {
        if (stream == OUTPUT && c->proc->take) {
            c->taken = c->proc->take(c->proc->self, bytes, (size_t)got, c->err);
            return;
        }
        size_t room = into->length < most ? most - into->length : 0;
        pg_buf_add(into, bytes, (size_t)got < room ? (size_t)got : room);
    } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
        close_stream(c, stream);
    }
}

/* Moves bytes until the program has closed its output; false where the deadline passed first. */
static bool converse(child *c, uint64_t deadline) {
    while ((c->fds[OUTPUT] >= 0 || c->fds[ERRORS] >= 0) && !c->taken) {
        uint64_t now = pg_clock_ns();
        if (now >= deadline) {
            return false;
        }
        struct pollfd polled[STREAMS];
        for (int stream = 0; stream < STREAMS; stream++) {
            polled[stream] = (struct pollfd){c->fds[stream], stream == INPUT ? POLLOUT : POLLIN, 0};
        }
        if (poll(polled, STREAMS, (int)((deadline - now) / 1000000) + 1) < 0) {
            continue; /* interrupted: the caller looks at the flag afterwards */
        }
        if (polled[INPUT].revents) {
            feed(c);
        }
        if (polled[OUTPUT].revents) {
            drain(c, OUTPUT, &c->output, c->proc->output_max + 1);
        }
        if (polled[ERRORS].revents) {
            drain(c, ERRORS, &c->errors, ERRORS_MAX);
        }
    }
    return true;
}

enum { NAP_MS = 2 };

/* Waits for the end of a program that has nothing more to say. */
static bool await_end(child *c, uint64_t deadline, int *ret_status) {
    for (;;) {
        pid_t ended = waitpid(c->pid, ret_status, WNOHANG);
        if (ended == c->pid) {
            return true;
        }
        if (pg_clock_ns() >= deadline) {
            return false;
        }
        poll(NULL, 0, NAP_MS);
    }
}

pg_status pg_proc_run(pg_arena *arena, const pg_proc *proc, pg_proc_result *ret, pg_error *err) {
    child c = {.proc = proc, .fds = {-1, -1, -1}, .err = err};
    c.output = pg_buf_new(arena);
    c.errors = pg_buf_new(arena);
    pg_status status = start(arena, &c, err);
    if (status) {
        return status;
    }
    int wait_status = 0;
    uint64_t deadline = pg_clock_ns() + (uint64_t)proc->seconds * 1000000000u;
    bool in_time = converse(&c, deadline) && !c.taken && await_end(&c, deadline, &wait_status);
    if (!in_time) {
        kill(-c.pid, SIGKILL);
        while (waitpid(c.pid, &wait_status, 0) < 0 && errno == EINTR) {
        }
    }
    for (int stream = 0; stream < STREAMS; stream++) {
        close_stream(&c, stream);
    }
    if (c.taken) {
        return c.taken;
    }
    if (!in_time) {
        return pg_fail(err, PG_CHILD, proc->argv[0], "did not end within %u s", proc->seconds);
    }
    if (c.output.length > proc->output_max) {
        return pg_fail(err, PG_CHILD, proc->argv[0], "printed more than %zu bytes",
                       proc->output_max);
    }
    *ret = (pg_proc_result){
        .exit_status =
            WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status),
        .output = c.output.data,
        .output_length = c.output.length,
        .errors = c.errors.data,
    };
    return PG_OK;
}
