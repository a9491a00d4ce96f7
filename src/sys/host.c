#include "sys/host.h"

#include <fcntl.h>
#include <gnu/libc-version.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/buf.h"

/* Files below /proc have no size: read to the end, at most 64 KiB. */
static char *read_proc(pg_arena *arena, const char *path) {
    pg_buf text = pg_buf_new(arena);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char bytes[4096];
    ssize_t got;
    while (fd >= 0 && text.length < 65536 && (got = read(fd, bytes, sizeof(bytes))) > 0) {
        pg_buf_add(&text, bytes, (size_t)got);
    }
    if (fd >= 0) {
        close(fd);
    }
    return text.data;
}

/* The value of the first line "key : value". */
static const char *line_value(pg_arena *arena, const char *text, const char *key) {
    for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        size_t length = strlen(key);
        if (strncmp(line, key, length) != 0) {
            continue;
        }
        const char *at = line + length;
        at += strspn(at, " \t");
        if (*at == ':') {
            at += 1 + strspn(at + 1, " \t");
            return pg_copy_n(arena, at, strcspn(at, "\n"));
        }
    }
    return NULL;
}

static const char *cpu_model(pg_arena *arena, const char *cpuinfo, const char *architecture) {
    const char *model = line_value(arena, cpuinfo, "model name");
    if (model) {
        return model;
    }
    const char *maker = line_value(arena, cpuinfo, "CPU implementer");
    const char *part = line_value(arena, cpuinfo, "CPU part");
    return maker && part ? pg_format(arena, "%s %s %s", architecture, maker, part)
                         : pg_copy(arena, architecture);
}

static const char *machine_kind(pg_arena *arena, const char *cpuinfo) {
    const char *cgroup = read_proc(arena, "/proc/1/cgroup");
    if (access("/.dockerenv", F_OK) == 0 || access("/run/.containerenv", F_OK) == 0 ||
        strstr(cgroup, "docker") || strstr(cgroup, "kubepods") || strstr(cgroup, "libpod")) {
        return "container";
    }
    const char *flags = line_value(arena, cpuinfo, "flags");
    return flags && strstr(flags, " hypervisor") ? "vm" : "metal";
}

pg_host_facts pg_host_look(pg_arena *arena) {
    struct utsname names = {0};
    uname(&names);
    const char *cpuinfo = read_proc(arena, "/proc/cpuinfo");
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    return (pg_host_facts){
        .cpu = cpu_model(arena, cpuinfo, names.machine),
        .cpus = cpus > 0 ? (unsigned)cpus : 1,
        .libc = pg_format(arena, "glibc %s", gnu_get_libc_version()),
        .machine = machine_kind(arena, cpuinfo),
        .kernel = pg_copy(arena, names.release),
    };
}
