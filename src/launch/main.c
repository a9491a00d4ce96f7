/* perfgate-launch: starts one program at a time and measures it.
 *
 * A tiny static program of its own, because the kernel charges a child with the peak memory of the
 * process that started it: at exec the high-water mark of the old address space is kept as the new
 * program's ru_maxrss. Ours stays below a megabyte. It allocates nothing.
 *
 * The program gets a session of its own, standard input from /dev/null, its output in memory files,
 * no other descriptor (a worker: the socket to perfgate), no new privileges, no core file, and a
 * user of its own if that is asked for. Everything it leaves behind is killed: its process group
 * first, while its unreaped leader still holds the number, then whatever escaped the group, which
 * becomes our child because we are a subreaper. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "launch/protocol.h"
#include "launch/sandbox.h"

static const uint64_t SECOND_NS = 1000000000;
static const uint64_t WATCH_NS =
    50 * UINT64_C(1000000); /* how often the size of the output is looked at */
static const uint64_t GRACE_NS = 100 * UINT64_C(1000000); /* between SIGTERM and SIGKILL */

static pg_launch_request request;
static char strings[PG_LAUNCH_STRINGS_MAX];
static char *words[PG_LAUNCH_WORDS_MAX + 2]; /* argv, NULL, environment, NULL */
static const char *program, *directory;
static int null_fd, channel = -1;
static sigset_t watched;

/* Written by the child before exec: it shares our memory. */
static volatile uint32_t failed_step;
static volatile int32_t failed_errno;
static volatile uint32_t done;

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC_RAW, &t);
    return (uint64_t)t.tv_sec * SECOND_NS + (uint64_t)t.tv_nsec;
}

static int read_all(void *to, size_t size) {
    for (char *at = to; size;) {
        ssize_t got = read(PG_LAUNCH_SOCKET, at, size);
        if (got <= 0) {
            return -1; /* SIGTERM is blocked, so there is no EINTR to retry */
        }
        at += got;
        size -= (size_t)got;
    }
    return 0;
}

/* A request, and the descriptor that may come with its first byte. */
static int read_request(void) {
    char control[CMSG_SPACE(sizeof(int))];
    struct iovec first = {&request, 1};
    struct msghdr message = {.msg_iov = &first,
                             .msg_iovlen = 1,
                             .msg_control = control,
                             .msg_controllen = sizeof(control)};
    if (recvmsg(PG_LAUNCH_SOCKET, &message, MSG_CMSG_CLOEXEC) != 1) {
        return -1;
    }
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    if (rights && rights->cmsg_type == SCM_RIGHTS) {
        memcpy(&channel, CMSG_DATA(rights), sizeof(channel));
    }
    return read_all((char *)&request + 1, sizeof(request) - 1);
}

static int write_all(const void *from, size_t size) {
    for (const char *at = from; size;) {
        ssize_t put = write(PG_LAUNCH_SOCKET, at, size);
        if (put <= 0) {
            return -1;
        }
        at += put;
        size -= (size_t)put;
    }
    return 0;
}

/* Splits the strings; -1 where they are not as many as announced. */
static int split_strings(void) {
    if (request.strings > sizeof(strings) || request.argc < 1 ||
        request.argc > PG_LAUNCH_WORDS_MAX || request.envc > PG_LAUNCH_WORDS_MAX - request.argc) {
        return -1;
    }
    size_t at = 0, slot = 0;
    for (size_t i = 0; i < 2 + request.argc + request.envc; i++) {
        const char *end = memchr(strings + at, 0, request.strings - at);
        if (!end) {
            return -1;
        }
        if (i == 0) {
            program = strings;
        } else if (i == 1) {
            directory = strings + at;
        } else {
            words[slot++] = strings + at;
        }
        at = (size_t)(end - strings) + 1;
        if (i + 1 == 2 + request.argc) {
            words[slot++] = NULL;
        }
    }
    words[slot] = NULL;
    return 0;
}

static void give_up(pg_launch_step step) {
    failed_step = step;
    failed_errno = errno;
    _exit(127);
}

/* Runs in the child, in our memory, until exec. */
static int child(void *unused) {
    (void)unused;
    pg_launch_step step = sandbox_enter(&request, &done);
    if (step) {
        give_up(step);
    }
    if (dup2(null_fd, STDIN_FILENO) < 0 || dup2(PG_LAUNCH_STDOUT, STDOUT_FILENO) < 0 ||
        dup2(PG_LAUNCH_STDERR, STDERR_FILENO) < 0) {
        give_up(PG_LAUNCH_DESCRIPTORS);
    }
    unsigned first_unused = PG_LAUNCH_CHANNEL;
    if (channel >= 0) { /* 3 is our copy of the socket: the descriptors are ours alone to change */
        if (dup2(channel, PG_LAUNCH_CHANNEL) < 0) {
            give_up(PG_LAUNCH_DESCRIPTORS);
        }
        first_unused++;
    }
    /* Older kernels have no close_range; ours are all close-on-exec already but those above. */
    syscall(SYS_close_range, first_unused, ~0U, 0U);
    if (chdir(directory) < 0) {
        give_up(PG_LAUNCH_DIRECTORY);
    }
    signal(SIGPIPE, SIG_DFL);
    sigset_t empty;
    sigemptyset(&empty);
    sigprocmask(SIG_SETMASK, &empty, NULL);
    execve(program, words, words + request.argc + 1);
    give_up(PG_LAUNCH_EXEC);
    return 127;
}

static int flooded(void) {
    struct stat out, err;
    return fstat(PG_LAUNCH_STDOUT, &out) == 0 && fstat(PG_LAUNCH_STDERR, &err) == 0 &&
           ((uint64_t)out.st_size > request.output_max ||
            (uint64_t)err.st_size > request.output_max);
}

static int has_ended(pid_t pid) {
    siginfo_t info = {0};
    return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid;
}

/* Sleeps until the child has ended, SIGTERM came or `until` is reached; 1 where it has ended. */
static int wait_until(pid_t pid, uint64_t until, int *terminated) {
    for (;;) {
        uint64_t now = now_ns();
        uint64_t left = until > now ? until - now : 0;
        struct timespec t = {(time_t)(left / SECOND_NS), (long)(left % SECOND_NS)};
        int caught = sigtimedwait(&watched, NULL, &t);
        if (has_ended(pid)) {
            return 1;
        }
        if (caught == SIGTERM) {
            *terminated = 1;
            return 0;
        }
        if (!left) {
            return 0;
        }
    }
}

/* Waits for the child to end, by itself or by force. Leaves it unreaped. */
static uint64_t watch(pid_t pid, uint64_t start, uint32_t *end, int *terminated) {
    uint64_t deadline = request.timeout_ns ? start + request.timeout_ns : UINT64_MAX;
    for (;;) {
        uint64_t look = now_ns() + WATCH_NS;
        if (wait_until(pid, look < deadline ? look : deadline, terminated)) {
            return now_ns();
        }
        *end = flooded() ? PG_LAUNCH_FLOOD : now_ns() >= deadline ? PG_LAUNCH_TIMEOUT : *end;
        if (*terminated || *end != PG_LAUNCH_ENDED) {
            break;
        }
    }
    kill(-pid, SIGTERM);
    int again = 0;
    if (!wait_until(pid, now_ns() + GRACE_NS, &again)) {
        kill(-pid, SIGKILL);
        wait_until(pid, UINT64_MAX / 2, &again);
    }
    return now_ns();
}

/* Kills our children by number, as the kernel lists them; how many it listed. The kernel ends each
 * number with a space: one that was cut off at the end of our buffer would be somebody else's. */
static unsigned kill_children(void) {
    char list[4096];
    unsigned count = 0;
    int fd = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return 0;
    }
    ssize_t size = read(fd, list, sizeof(list) - 1);
    close(fd);
    while (size > 0 && list[size - 1] != ' ') {
        size--;
    }
    list[size > 0 ? size : 0] = 0;
    for (char *at = list, *next;; at = next, count++) {
        long pid = strtol(at, &next, 10);
        if (next == at) {
            return count;
        }
        kill((pid_t)pid, SIGKILL);
    }
}

/* Ends and reaps what escaped the group; how many of them had to be killed. */
static uint32_t sweep(void) {
    uint32_t count = 0;
    for (int round = 0; round < 10000; round++) {
        int status = 0;
        pid_t pid = waitpid(-1, &status, WNOHANG);
        if (pid < 0) {
            break;
        }
        if (pid == 0 && !kill_children()) {
            break; /* they cannot be named: rather leave them than wait for ever */
        }
        if (pid == 0) {
            pid = waitpid(-1, &status, 0);
        }
        /* One that had ended by itself was only waiting to be reaped. */
        count += pid > 0 && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    }
    return count;
}

static uint64_t to_ns(struct timeval t) {
    return (uint64_t)t.tv_sec * SECOND_NS + (uint64_t)t.tv_usec * 1000;
}

/* Goes where the program is to run, so that it is born there: one that has to move first is charged
 * with the move, which can take as long as a tick of the scheduler. We sleep while it runs. */
static int go_there(void) {
    static uint8_t here[sizeof(request.cpus)];
    if (!memcmp(here, request.cpus, sizeof(here))) {
        return 0;
    }
    if (syscall(SYS_sched_setaffinity, 0, sizeof(request.cpus), request.cpus) < 0) {
        return -1;
    }
    memcpy(here, request.cpus, sizeof(here));
    return 0;
}

static void close_channel(void) {
    if (channel >= 0) {
        close(channel);
        channel = -1;
    }
}

static int launch(pg_launch_reply *reply) {
    static char stack[64 * 1024] __attribute__((aligned(64)));
    int terminated = 0;
    failed_step = PG_LAUNCH_STARTED;
    done = 0;
    if (ftruncate(PG_LAUNCH_STDOUT, 0) < 0 || ftruncate(PG_LAUNCH_STDERR, 0) < 0 ||
        lseek(PG_LAUNCH_STDOUT, 0, SEEK_SET) < 0 || lseek(PG_LAUNCH_STDERR, 0, SEEK_SET) < 0) {
        reply->failed_step = PG_LAUNCH_DESCRIPTORS;
        reply->error_number = errno;
        return 0;
    }
    if (go_there() < 0) {
        reply->failed_step = PG_LAUNCH_AFFINITY;
        reply->error_number = errno;
        return 0;
    }
    int counter = -1;
    if (request.flags & PG_LAUNCH_COUNTED) {
        counter = counter_open(request.counter_type, request.counter_config);
        reply->counter_error = counter < 0 ? errno : 0;
    }
    reply->start_ns = now_ns();
    pid_t pid = clone(child, stack + sizeof(stack), CLONE_VM | CLONE_VFORK | SIGCHLD, NULL);
    if (pid < 0) {
        reply->failed_step = PG_LAUNCH_CLONE;
        reply->error_number = errno;
        close(counter);
        return 0;
    }
    close_channel();
    uint64_t end_ns = watch(pid, reply->start_ns, &reply->end, &terminated);
    kill(-pid, SIGKILL);
    if (request.flags & PG_LAUNCH_END_USER) {
        sandbox_end_user(request.uid);
    }
    struct rusage usage = {0};
    wait4(pid, &reply->wait_status, 0, &usage);
    reply->left_behind = sweep();
    if (reply->end == PG_LAUNCH_ENDED && flooded()) {
        reply->end = PG_LAUNCH_FLOOD;
    }
    if (counter >= 0 && counter_close(counter, &reply->counter)) {
        done |= PG_LAUNCH_DID_COUNT;
    }
    reply->done = done;
    reply->failed_step = failed_step;
    reply->error_number = failed_step ? failed_errno : 0;
    reply->wall_ns = end_ns - reply->start_ns;
    reply->user_ns = to_ns(usage.ru_utime);
    reply->system_ns = to_ns(usage.ru_stime);
    reply->peak_rss = (uint64_t)usage.ru_maxrss * 1024;
    reply->minor_faults = (uint64_t)usage.ru_minflt;
    reply->major_faults = (uint64_t)usage.ru_majflt;
    reply->voluntary_switches = (uint64_t)usage.ru_nvcsw;
    reply->involuntary_switches = (uint64_t)usage.ru_nivcsw;
    return terminated ? -1 : 0;
}

int main(void) {
    prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); /* nor may what we start reach our socket through /proc */
    signal(SIGPIPE, SIG_IGN);
    null_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    for (int fd = PG_LAUNCH_SOCKET; fd <= PG_LAUNCH_STDERR; fd++) {
        if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0) {
            static const char hint[] = "perfgate-launch is started by perfgate, not by hand\n";
            return write(STDERR_FILENO, hint, sizeof(hint) - 1) < 0 ? 4 : 2;
        }
    }
    sigemptyset(&watched);
    sigaddset(&watched, SIGCHLD);
    sigaddset(&watched, SIGTERM);
    sigprocmask(SIG_BLOCK, &watched, NULL);
    /* SIGTERM while idle: the closed socket ends us as well, so blocking it loses nothing. */
    while (!read_request()) {
        if (request.magic != PG_LAUNCH_MAGIC || request.strings > sizeof(strings) ||
            request.channel != (channel >= 0) || read_all(strings, request.strings) ||
            split_strings()) {
            return 2;
        }
        pg_launch_reply reply = {.magic = PG_LAUNCH_MAGIC};
        int terminated = launch(&reply);
        close_channel();
        if (write_all(&reply, sizeof(reply)) || terminated) {
            return 4;
        }
    }
    return 0;
}
