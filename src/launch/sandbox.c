#include "launch/sandbox.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* System calls as they are: the C library would look for our threads to tell them, in memory that
 * is not the child's own. */
static int become(uint32_t uid, uint32_t gid) {
    return syscall(SYS_setgroups, 0, NULL) < 0 || syscall(SYS_setresgid, gid, gid, gid) < 0 ||
                   syscall(SYS_setresuid, uid, uid, uid) < 0
               ? -1
               : 0;
}

/* A program that keeps our user must not look into us, into whoever started us or into the kernel.
 * As root it could: so it loses the capabilities for that, and having fewer than another process
 * is what makes the kernel refuse. Without any there is none to lose. */
static void lose_sight(void) {
    static const unsigned capabilities[] = {CAP_SYS_PTRACE, CAP_SYS_ADMIN,  CAP_PERFMON,
                                            CAP_BPF,        CAP_SYS_MODULE, CAP_SYS_RAWIO};
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {{0, 0, 0}};
    int known = syscall(SYS_capget, &header, data) == 0;
    for (size_t i = 0; i < sizeof(capabilities) / sizeof(*capabilities); i++) {
        prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_LOWER, capabilities[i], 0, 0);
        prctl(PR_CAPBSET_DROP, capabilities[i], 0, 0, 0);
        data[CAP_TO_INDEX(capabilities[i])].inheritable &= ~CAP_TO_MASK(capabilities[i]);
    }
    if (known) {
        syscall(SYS_capset, &header, data);
    }
}

pg_launch_step sandbox_enter(const pg_launch_request *request, volatile uint32_t *done) {
    const struct rlimit none = {0, 0};
    if (setsid() < 0) {
        return PG_LAUNCH_SESSION;
    }
    setrlimit(RLIMIT_CORE, &none);
    if (request->flags & PG_LAUNCH_FIXED_LAYOUT) {
        int now = personality(0xffffffff);
        if (now >= 0 && personality((unsigned long)now | ADDR_NO_RANDOMIZE) >= 0) {
            *done |= PG_LAUNCH_DID_FIX_LAYOUT;
        }
    }
    if (request->flags & PG_LAUNCH_OTHER_USER) {
        if (become(request->uid, request->gid) < 0) {
            return PG_LAUNCH_USER;
        }
    } else if (!(request->flags & PG_LAUNCH_KEEPS_SIGHT)) {
        lose_sight();
    }
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? PG_LAUNCH_PRIVILEGES : PG_LAUNCH_STARTED;
}

static int end_user(void *uid) {
    uint32_t number = *(uint32_t *)uid;
    if (number && become(number, number) == 0) {
        kill(-1, SIGKILL); /* everything that this user may signal: its own, but for us */
    }
    _exit(0);
}

void sandbox_end_user(uint32_t uid) {
    static char stack[16 * 1024] __attribute__((aligned(64)));
    clone(end_user, stack + sizeof(stack), CLONE_VM | CLONE_VFORK | SIGCHLD, &uid);
}

int counter_open(uint32_t type, uint64_t config) {
    struct perf_event_attr attributes = {
        .type = type,
        .size = sizeof(attributes),
        .config = config,
        .disabled = 1,
        .inherit = 1,
        .enable_on_exec = 1, /* we never exec: only what we start is counted */
        .exclude_kernel = 1,
        .exclude_hv = 1,
        .read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING,
    };
    return (int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

int counter_close(int fd, uint64_t *ret) {
    struct {
        uint64_t value, enabled, running;
    } counted = {0, 0, 0};
    int whole = read(fd, &counted, sizeof(counted)) == (ssize_t)sizeof(counted) &&
                counted.running && counted.running == counted.enabled;
    close(fd);
    *ret = counted.value;
    return whole;
}
