#include "sys/launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "launch/protocol.h"
#include "sys/env.h"
#include "sys/file.h"
#include "sys/interrupt.h"
#include "sys/launcher_inside.h"
#include "sys/worker.h"

/* The last CPU we may use: interrupts mostly go to the first. */
static unsigned choose_cpu(const cpu_set_t *allowed) {
    unsigned chosen = 0;
    for (unsigned cpu = 0; cpu < CPU_SETSIZE && cpu < PG_LAUNCH_CPUS_MAX; cpu++) {
        chosen = CPU_ISSET(cpu, allowed) ? cpu : chosen;
    }
    return chosen;
}

static void keep_off(const pg_launcher *l) {
    cpu_set_t others = l->allowed;
    CPU_CLR(l->cpu, &others);
    if (CPU_COUNT(&others)) {
        sched_setaffinity(0, sizeof(others), &others);
    }
}

static int spawn_launcher(pg_launcher *l, const char *path, int theirs) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    /* All of ours are close-on-exec and above the targets (see pg_launcher_lift), so the order is
     * safe. */
    posix_spawn_file_actions_adddup2(&actions, theirs, PG_LAUNCH_SOCKET);
    posix_spawn_file_actions_adddup2(&actions, l->output, PG_LAUNCH_STDOUT);
    posix_spawn_file_actions_adddup2(&actions, l->errors, PG_LAUNCH_STDERR);
    posix_spawnattr_setpgroup(&attributes, 0); /* Ctrl-C is ours to pass on */
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    char *argv[] = {(char *)(uintptr_t)path, NULL}, *env[] = {NULL};
    int result = posix_spawn(&l->pid, path, &actions, &attributes, argv, env);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return result;
}

int pg_launcher_lift(int fd) {
    int lifted = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 16);
    if (fd >= 0) {
        close(fd);
    }
    return lifted;
}

static void close_all(pg_launcher *l) {
    int *fds[] = {&l->socket, &l->output, &l->errors};
    for (size_t i = 0; i < sizeof(fds) / sizeof(*fds); i++) {
        if (*fds[i] >= 0) {
            close(*fds[i]);
            *fds[i] = -1;
        }
    }
}

/* Opens the socket and the memory files and starts the program. */
static pg_status open_launcher(pg_launcher *l, pg_error *err) {
    char *path = pg_env_companion(l->arena, "perfgate-launch");
    if (!path) {
        return pg_fail(
            err, PG_CHILD, "perfgate-launch",
            "expected it beside perfgate or in ../libexec/perfgate, found it in neither: "
            "build or install perfgate whole");
    }
    int ends[2] = {-1, -1};
    close_all(l); /* of one that has ended */
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0) {
        ends[0] = pg_launcher_lift(ends[0]);
        ends[1] = pg_launcher_lift(ends[1]);
    }
    l->socket = ends[0];
    l->output = pg_launcher_lift(memfd_create("stdout", MFD_CLOEXEC));
    l->errors = pg_launcher_lift(memfd_create("stderr", MFD_CLOEXEC));
    int result = l->socket < 0 || ends[1] < 0 || l->output < 0 || l->errors < 0
                     ? errno
                     : spawn_launcher(l, path, ends[1]);
    if (ends[1] >= 0) {
        close(ends[1]);
    }
    if (result) {
        pg_launcher_stop(l);
        return pg_fail(err, PG_CHILD, path, "cannot be started: %s", strerror(result));
    }
    return PG_OK;
}

static pg_launcher *new_launcher(pg_arena *arena) {
    pg_launcher *l = PG_NEW(arena, pg_launcher);
    *l = (pg_launcher){.arena = arena, .pid = -1, .socket = -1, .output = -1, .errors = -1};
    return l;
}

pg_status pg_launcher_start(pg_arena *arena, pg_launcher **ret, pg_error *err) {
    pg_launcher *l = new_launcher(arena);
    sched_getaffinity(0, sizeof(l->allowed), &l->allowed);
    l->cpu = choose_cpu(&l->allowed);
    keep_off(l);
    pg_env_close_process(true);
    pg_status status = open_launcher(l, err);
    *ret = status ? *ret : l;
    return status;
}

pg_status pg_launcher_start_beside(pg_arena *arena, const pg_launcher *first, pg_launcher **ret,
                                   pg_error *err) {
    pg_launcher *l = new_launcher(arena);
    l->allowed = first->allowed;
    l->cpu = first->cpu;
    l->beside = true;
    pg_status status = open_launcher(l, err);
    *ret = status ? *ret : l;
    return status;
}

void pg_launcher_forget(pg_launcher *l) {
    while (l->pid > 0 && waitpid(l->pid, NULL, 0) < 0 && errno == EINTR) {
    }
    l->pid = -1;
}

void pg_launcher_stop(pg_launcher *l) {
    if (!l) {
        return;
    }
    if (l->pid > 0) {
        kill(l->pid, SIGTERM); /* a running program is ended and reaped before it goes */
    }
    close_all(l);
    pg_launcher_forget(l);
    if (!l->beside) {
        pg_env_close_process(false);
        sched_setaffinity(0, sizeof(l->allowed), &l->allowed);
    }
}

unsigned pg_launcher_cpu(const pg_launcher *l) {
    return l->cpu;
}

unsigned pg_launcher_others(const pg_launcher *l) {
    return (unsigned)CPU_COUNT(&l->allowed) - 1;
}

static void fill_cpus(const pg_launcher *l, bool pinned, pg_launch_request *request) {
    for (unsigned cpu = 0; cpu < CPU_SETSIZE && cpu < PG_LAUNCH_CPUS_MAX; cpu++) {
        if (pinned ? cpu == l->cpu : CPU_ISSET(cpu, &l->allowed)) {
            request->cpus[cpu / 8] |= (uint8_t)(1u << cpu % 8);
        }
    }
}

/* Fails with PG_INTERRUPTED when Ctrl-C came while a call was blocked. */
static pg_status transfer(pg_launcher *l, void *bytes, size_t size, bool sending, pg_error *err) {
    for (char *at = bytes; size;) {
        if (pg_interrupted()) {
            return pg_fail(err, PG_INTERRUPTED, NULL, "interrupted");
        }
        ssize_t moved =
            sending ? send(l->socket, at, size, MSG_NOSIGNAL) : recv(l->socket, at, size, 0);
        if (moved < 0 && errno == EINTR) {
            continue;
        }
        if (moved <= 0) {
            return pg_fail(err, PG_CHILD, "perfgate-launch", "ended without an answer%s%s",
                           moved < 0 ? ": " : "", moved < 0 ? strerror(errno) : "");
        }
        at += moved;
        size -= (size_t)moved;
    }
    return PG_OK;
}

static void add_word(pg_buf *strings, const char *word) {
    pg_buf_add(strings, word, strlen(word) + 1);
}

static const char *step_text(uint32_t step) {
    static const char *const texts[] = {
        [PG_LAUNCH_STARTED] = "started",
        [PG_LAUNCH_CLONE] = "no process could be made",
        [PG_LAUNCH_SESSION] = "no session could be made",
        [PG_LAUNCH_PRIVILEGES] = "privileges could not be dropped",
        [PG_LAUNCH_USER] = "the user could not be changed",
        [PG_LAUNCH_AFFINITY] = "the CPU could not be set",
        [PG_LAUNCH_DESCRIPTORS] = "the output could not be caught",
        [PG_LAUNCH_DIRECTORY] = "the directory could not be entered",
        [PG_LAUNCH_EXEC] = "the program could not be started",
    };
    return step < sizeof(texts) / sizeof(*texts) ? texts[step] : "unknown step";
}

static pg_launch_result translate(const pg_launch_reply *reply) {
    pg_launch_result result = {
        .start_ns = reply->start_ns,
        .left_behind = reply->left_behind,
        .wall_ns = (double)reply->wall_ns,
        .cpu_ns = (double)(reply->user_ns + reply->system_ns),
        .peak_rss_bytes = (double)reply->peak_rss,
        .page_faults = (double)(reply->minor_faults + reply->major_faults),
        .layout_was_fixed = reply->done & PG_LAUNCH_DID_FIX_LAYOUT,
        .has_count = reply->done & PG_LAUNCH_DID_COUNT,
        .count = (double)reply->counter,
        .counter_error = reply->counter_error,
    };
    if (reply->failed_step) {
        result.outcome = PG_OUTCOME_NOT_STARTED;
        result.code = reply->error_number;
        result.obstacle = step_text(reply->failed_step);
    } else if (reply->end == PG_LAUNCH_TIMEOUT) {
        result.outcome = PG_OUTCOME_TIMEOUT;
    } else if (reply->end == PG_LAUNCH_FLOOD) {
        result.outcome = PG_OUTCOME_FLOOD;
    } else if (WIFSIGNALED(reply->wait_status)) {
        result.outcome = PG_OUTCOME_SIGNALED;
        result.code = WTERMSIG(reply->wait_status);
    } else {
        result.outcome = PG_OUTCOME_EXITED;
        result.code = WEXITSTATUS(reply->wait_status);
    }
    return result;
}

static uint32_t flags_of(const pg_launch *launch, bool worker) {
    return (launch->user ? PG_LAUNCH_OTHER_USER : 0u) |
           (launch->user && !worker ? PG_LAUNCH_END_USER : 0u) | /* workers live side by side */
           (launch->trusted ? PG_LAUNCH_KEEPS_SIGHT : 0u) |
           (launch->counted ? PG_LAUNCH_COUNTED : 0u) |
           (launch->fixed_layout ? PG_LAUNCH_FIXED_LAYOUT : 0u);
}

/* The first byte, which a descriptor may come along with. */
static pg_status send_first(pg_launcher *l, void *byte, int channel, pg_error *err) {
    char control[CMSG_SPACE(sizeof(int))] = {0};
    struct iovec first = {byte, 1};
    struct msghdr message = {.msg_iov = &first, .msg_iovlen = 1};
    if (channel < 0) {
        return transfer(l, byte, 1, true, err);
    }
    message.msg_control = control;
    message.msg_controllen = sizeof(control);
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(channel));
    memcpy(CMSG_DATA(rights), &channel, sizeof(channel));
    if (sendmsg(l->socket, &message, MSG_NOSIGNAL) != 1) {
        return pg_fail(err, PG_CHILD, "perfgate-launch", "takes no request: %s", strerror(errno));
    }
    return PG_OK;
}

pg_status pg_launcher_send(pg_launcher *l, const pg_launch *launch, int channel, bool *ret_sent,
                           pg_launch_result *ret, pg_error *err) {
    pg_arena *scratch = pg_arena_new();
    pg_buf strings = pg_buf_new(scratch);
    pg_launch_request request = {.magic = PG_LAUNCH_MAGIC,
                                 .timeout_ns = launch->timeout_ns,
                                 .output_max = launch->output_max,
                                 .channel = channel >= 0,
                                 .counter_type = launch->counter_type,
                                 .counter_config = launch->counter_config,
                                 .flags = flags_of(launch, channel >= 0),
                                 .uid = launch->user,
                                 .gid = launch->user};
    fill_cpus(l, launch->pinned, &request);
    char *program = pg_env_find_program(scratch, launch->argv[0]);
    add_word(&strings, program ? program : launch->argv[0]);
    add_word(&strings, launch->directory);
    for (; launch->argv[request.argc]; request.argc++) {
        add_word(&strings, launch->argv[request.argc]);
    }
    for (; launch->env[request.envc]; request.envc++) {
        add_word(&strings, launch->env[request.envc]);
    }
    request.strings = (uint32_t)strings.length;
    *ret_sent = false;
    pg_status status = PG_OK;
    if (!program) {
        *ret = (pg_launch_result){.outcome = PG_OUTCOME_NOT_STARTED,
                                  .code = ENOENT,
                                  .obstacle = "the program is not in PATH"};
    } else if (strings.length > PG_LAUNCH_STRINGS_MAX ||
               request.argc + request.envc > PG_LAUNCH_WORDS_MAX) {
        *ret = (pg_launch_result){.outcome = PG_OUTCOME_NOT_STARTED,
                                  .code = E2BIG,
                                  .obstacle = "the command is too long"};
    } else {
        status = l->pid > 0 ? PG_OK : open_launcher(l, err);
        status = status ? status : send_first(l, &request, channel, err);
        if (!status) {
            status = transfer(l, (char *)&request + 1, sizeof(request) - 1, true, err);
        }
        if (!status) {
            status = transfer(l, strings.data, strings.length, true, err);
        }
        *ret_sent = !status;
    }
    pg_arena_free(scratch);
    return status;
}

pg_status pg_launcher_receive(pg_launcher *l, pg_launch_result *ret, pg_error *err) {
    pg_launch_reply reply;
    pg_status status = transfer(l, &reply, sizeof(reply), false, err);
    if (!status && reply.magic != PG_LAUNCH_MAGIC) {
        status = pg_fail(err, PG_CHILD, "perfgate-launch", "is of another version: install anew");
    }
    if (!status) {
        *ret = translate(&reply);
    }
    return status;
}

pg_status pg_launcher_run(pg_launcher *l, const pg_launch *launch, pg_launch_result *ret,
                          pg_error *err) {
    bool sent = false;
    pg_status status = pg_launcher_send(l, launch, -1, &sent, ret, err);
    return status || !sent ? status : pg_launcher_receive(l, ret, err);
}
