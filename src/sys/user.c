#include "sys/user.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* Marks the numbers that the process has: real, effective, saved, of the file system. */
static void mark_users(const char *pid, bool *taken) {
    char path[300], text[2048];
    snprintf(path, sizeof(path), "/proc/%s/status", pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
    if (fd >= 0) {
        close(fd);
    }
    text[length > 0 ? length : 0] = 0;
    char *line = strstr(text, "\nUid:");
    char *at = line ? line + strlen("\nUid:") : text, *next;
    for (int i = 0; line && i < 4; i++, at = next) {
        unsigned long id = strtoul(at, &next, 10);
        if (id >= PG_USER_FIRST && id < PG_USER_FIRST + PG_USER_COUNT) {
            taken[id - PG_USER_FIRST] = true;
        }
    }
}

static void mark_taken(bool *taken) {
    DIR *processes = opendir("/proc");
    for (struct dirent *entry; processes && (entry = readdir(processes));) {
        if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9') {
            mark_users(entry->d_name, taken);
        }
    }
    if (processes) {
        closedir(processes);
    }
}

/* An abstract socket: a name that goes with the process that holds it. -1 where it is taken. */
static int claim(unsigned id) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int length =
        snprintf(address.sun_path + 1, sizeof(address.sun_path) - 1, "perfgate-user-%u", id);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length);
    if (fd >= 0 && bind(fd, (struct sockaddr *)&address, size) < 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

/* Becomes the user for good, in a child. */
static bool become(unsigned id) {
    return setgroups(0, NULL) == 0 && setresgid(id, id, id) == 0 && setresuid(id, id, id) == 0;
}

typedef struct denial {
    size_t index;
    int why;
} denial;

static denial try_all(unsigned id, const pg_user_wish *wishes, size_t count) {
    static const int modes[] = {
        [PG_USER_ENTERS] = X_OK, [PG_USER_READS] = R_OK, [PG_USER_RUNS] = X_OK};
    bool *ours = calloc(count + 1, sizeof(*ours));
    for (size_t i = 0; ours && i < count; i++) {
        ours[i] = access(wishes[i].path, modes[wishes[i].access]) == 0;
    }
    if (!ours || !become(id)) {
        return (denial){0, errno ? errno : EPERM};
    }
    for (size_t i = 0; i < count; i++) {
        if (ours[i] && access(wishes[i].path, modes[wishes[i].access]) < 0) {
            return (denial){i, errno};
        }
    }
    return (denial){count, 0};
}

size_t pg_user_denied(unsigned id, const pg_user_wish *wishes, size_t count, int *ret_why) {
    int ends[2];
    denial found = {0, EAGAIN};
    pid_t pid = pipe2(ends, O_CLOEXEC) < 0 ? -1 : fork();
    if (pid == 0) {
        found = try_all(id, wishes, count);
        _exit(write(ends[1], &found, sizeof(found)) == (ssize_t)sizeof(found) ? 0 : 1);
    }
    if (pid > 0) {
        close(ends[1]);
        denial answer;
        found = read(ends[0], &answer, sizeof(answer)) == (ssize_t)sizeof(answer) ? answer : found;
        close(ends[0]);
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
        }
    }
    *ret_why = found.why;
    return found.index;
}

pg_status pg_user_reserve(pg_user *ret, pg_error *err) {
    bool taken[PG_USER_COUNT] = {false};
    *ret = (pg_user){0, -1};
    if (geteuid() != 0) {
        return pg_fail(err, PG_UNSUPPORTED, NULL, "perfgate does not run as root");
    }
    int obstacle;
    pg_user_denied(PG_USER_FIRST, NULL, 0, &obstacle);
    if (obstacle) {
        return pg_fail(err, PG_UNSUPPORTED, NULL, "the user cannot be changed here: %s",
                       strerror(obstacle));
    }
    mark_taken(taken);
    for (unsigned i = 0; i < PG_USER_COUNT; i++) {
        int fd = taken[i] ? -1 : claim(PG_USER_FIRST + i);
        if (fd >= 0) {
            *ret = (pg_user){PG_USER_FIRST + i, fd};
            return PG_OK;
        }
    }
    return pg_fail(err, PG_UNSUPPORTED, NULL, "all users from %u to %u are taken", PG_USER_FIRST,
                   PG_USER_FIRST + PG_USER_COUNT - 1);
}

/* Ends what is left of the user's processes, as the launcher does after each launch. */
static void end_all(unsigned id) {
    pid_t pid = fork();
    if (pid == 0) {
        _exit(become(id) && kill(-1, SIGKILL) == 0 ? 0 : 1);
    }
    while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
    }
}

void pg_user_release(pg_user *user) {
    if (user->id) {
        end_all(user->id);
        close(user->claim);
    }
    *user = (pg_user){0, -1};
}

pg_status pg_user_let_through(unsigned id, const char *path, pg_error *err) {
    if (id && (chown(path, (uid_t)-1, id) < 0 || chmod(path, 0710) < 0)) {
        return pg_fail(err, PG_IO, path, "cannot be opened to user %u: %s", id, strerror(errno));
    }
    return PG_OK;
}

pg_status pg_user_make_directory(unsigned id, const char *path, pg_error *err) {
    if (mkdir(path, 0700) < 0 || (id && chown(path, id, id) < 0)) {
        return pg_fail(err, PG_IO, path, "cannot be made: %s", strerror(errno));
    }
    return PG_OK;
}
