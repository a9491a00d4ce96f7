/* A program that tells what it was given, or misbehaves on request: see the table at the end. */
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static void note_pid(const char *file) {
    FILE *out = fopen(file, "a");
    if (out) {
        fprintf(out, "%d\n", (int)getpid());
        fclose(out);
    }
}

static int show_env(const char *word) {
    (void)word;
    for (char **at = environ; *at; at++) {
        puts(*at);
    }
    return 0;
}

static int show_descriptors(const char *word) {
    (void)word;
    for (int fd = 0; fd < 4096; fd++) {
        if (fcntl(fd, F_GETFD) >= 0) {
            printf("%d ", fd);
        }
    }
    return 0;
}

static int show_session(const char *word) {
    (void)word;
    printf("%s %s", getsid(0) == getpid() ? "leader" : "member",
           getpgrp() == getpid() ? "leader" : "member");
    return 0;
}

/* The lines of /proc/self/status that a test asks for. */
static int show_status(const char *word) {
    char line[256];
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof(line), status)) {
        if (!strncmp(line, word, strlen(word))) {
            fputs(line, stdout);
        }
    }
    return status ? 0 : 1;
}

static int show_cpus(const char *word) {
    (void)word;
    cpu_set_t set;
    sched_getaffinity(0, sizeof(set), &set);
    for (size_t cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (CPU_ISSET(cpu, &set)) {
            printf("%zu ", cpu);
        }
    }
    return 0;
}

/* Whether our parent may run on the CPUs that we may run on, and on no others. */
static int show_birthplace(const char *word) {
    (void)word;
    cpu_set_t own, parents;
    if (sched_getaffinity(0, sizeof(own), &own) < 0 ||
        sched_getaffinity(getppid(), sizeof(parents), &parents) < 0) {
        return 1;
    }
    fputs(CPU_EQUAL(&own, &parents) ? "same" : "another", stdout);
    return 0;
}

static int touch_mebibytes(const char *word) {
    size_t size = (size_t)strtoul(word, NULL, 10) << 20;
    volatile char *bytes = malloc(size);
    for (size_t i = 0; bytes && i < size; i += 4096) {
        bytes[i] = 1;
    }
    return bytes ? 0 : 1;
}

static int show_user(const char *word) {
    (void)word;
    gid_t groups[16];
    printf("%u %u %u %u %d", (unsigned)getuid(), (unsigned)geteuid(), (unsigned)getgid(),
           (unsigned)getegid(), getgroups(16, groups));
    return 0;
}

static int show_address(const char *word) {
    (void)word;
    printf("%p", (void *)&word);
    return 0;
}

/* What can be read of our parent, the launcher, and of its parent, perfgate. */
static int read_ancestors(const char *word) {
    char path[300], text[4096];
    const char *files[] = {"environ", "mem", "maps", "fd/3", "cwd", "exe"};
    long pid = getppid();
    (void)word;
    for (int up = 0; up < 2 && pid > 1; up++) {
        for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
            snprintf(path, sizeof(path), "/proc/%ld/%s", pid, files[i]);
            FILE *file = fopen(path, "r");
            ssize_t link = readlink(path, text, sizeof(text));
            if (link >= 0 || (file && fread(text, 1, sizeof(text), file) > 0)) {
                printf("%d:%s ", up, files[i]);
            }
            if (file) {
                fclose(file);
            }
        }
        snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
        FILE *stat = fopen(path, "r");
        size_t length = stat ? fread(text, 1, sizeof(text) - 1, stat) : 0;
        text[length] = 0;
        char *after = strrchr(text, ')');
        pid = after ? strtol(after + 3, NULL, 10) : 0;
        if (stat) {
            fclose(stat);
        }
    }
    return 0;
}

/* Touches so many pages in a child that a child starts, beside as many of its own. */
static int fault_in_children(const char *word) {
    if (fork() == 0) {
        execl("/proc/self/exe", "probe", "touch", word, (char *)NULL);
        _exit(1);
    }
    wait(NULL);
    return touch_mebibytes(word);
}

static int show_input(const char *word) {
    (void)word;
    char link[64] = "", byte;
    ssize_t got = read(0, &byte, 1);
    if (readlink("/proc/self/fd/0", link, sizeof(link) - 1) < 0) {
        return 1;
    }
    printf("%d %s", (int)got, link);
    return 0;
}

static int show_limits(const char *word) {
    (void)word;
    struct rlimit core;
    getrlimit(RLIMIT_CORE, &core);
    printf("%llu", (unsigned long long)core.rlim_cur);
    return 0;
}

static int show_directory(const char *word) {
    (void)word;
    char path[4096];
    puts(getcwd(path, sizeof(path)) ? path : "?");
    return 0;
}

static int end_with(const char *word) {
    return (int)strtol(word, NULL, 10);
}

static int be_killed(const char *word) {
    raise((int)strtol(word, NULL, 10));
    return 0;
}

/* A pattern of so many bytes. */
static int print_bytes(const char *word) {
    long size = strtol(word, NULL, 10);
    for (long i = 0; i < size; i++) {
        putchar((int)((i * 7 + i / 256) & 0xff));
    }
    return 0;
}

static int print_both(const char *word) {
    fputs(word, stderr);
    puts("to stdout");
    return 0;
}

/* More than any test allows, but not without an end. */
static int flood(const char *word) {
    enum { WRITES = 4096 };
    static char bytes[65536];
    int fd = *word == '2' ? 2 : 1;
    for (int i = 0; i < WRITES; i++) {
        if (write(fd, bytes, sizeof(bytes)) < 0) {
            return 1;
        }
    }
    sleep(60);
    return 0;
}

static double cpu_seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int spin_milliseconds(const char *word) {
    double wanted = strtod(word, NULL) / 1000;
    while (cpu_seconds() < wanted) {
    }
    return 0;
}

static int sleep_long(const char *file) {
    note_pid(file);
    sleep(60);
    return 0;
}

/* Ignores SIGTERM, as does its child in the same group. */
static int sleep_stubbornly(const char *file) {
    signal(SIGTERM, SIG_IGN);
    if (fork() >= 0) {
        sleep_long(file);
    }
    return 0;
}

/* Leaves a child of its own group behind. */
static int leave_child(const char *file) {
    if (fork() == 0) {
        sleep_long(file);
    } else {
        usleep(50000);
    }
    return 0;
}

/* Leaves behind a process that has a session of its own and no parent, ignores what it can and has
 * closed everything. */
static int leave_daemon(const char *file) {
    if (fork() == 0) {
        setsid();
        signal(SIGTERM, SIG_IGN);
        signal(SIGHUP, SIG_IGN);
        if (fork() == 0) {
            close(0);
            close(1);
            close(2);
            sleep_long(file);
        }
        _exit(0);
    }
    usleep(100000);
    return 0;
}

/* Many that are alive and have left the group. */
static int leave_many(const char *word) {
    for (long i = strtol(word, NULL, 10); i > 0; i--) {
        if (fork() == 0) {
            setsid();
            sleep(60);
            _exit(0);
        }
    }
    return 0;
}

static int kill_parent(const char *word) {
    (void)word;
    kill(getppid(), SIGKILL);
    return 0;
}

static int say_nothing(const char *word) {
    close(1);
    close(2);
    sleep((unsigned)strtoul(word, NULL, 10));
    return 0;
}

static const struct mode {
    const char *name;
    int (*run)(const char *word);
} modes[] = {
    {"env", show_env},
    {"descriptors", show_descriptors},
    {"session", show_session},
    {"status", show_status},
    {"cpus", show_cpus},
    {"birthplace", show_birthplace},
    {"input", show_input},
    {"user", show_user},
    {"address", show_address},
    {"ancestors", read_ancestors},
    {"fault", fault_in_children},
    {"limits", show_limits},
    {"directory", show_directory},
    {"exit", end_with},
    {"raise", be_killed},
    {"print", print_bytes},
    {"both", print_both},
    {"flood", flood},
    {"touch", touch_mebibytes},
    {"spin", spin_milliseconds},
    {"sleep", sleep_long},
    {"stubborn", sleep_stubbornly},
    {"child", leave_child},
    {"daemon", leave_daemon},
    {"many", leave_many},
    {"kill-parent", kill_parent},
    {"mute", say_nothing},
};

int main(int argc, char **argv) {
    for (size_t i = 0; argc > 1 && i < sizeof(modes) / sizeof(*modes); i++) {
        if (!strcmp(argv[1], modes[i].name)) {
            return modes[i].run(argc > 2 ? argv[2] : "");
        }
    }
    return 99;
}
