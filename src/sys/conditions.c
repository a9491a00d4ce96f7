#include "sys/conditions.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/buf.h"
#include "sys/env.h"
#include "sys/file.h"

/* A short file of the kernel without its line feed, NULL where there is none. */
static char *read_line(pg_arena *arena, const char *path) {
    char text[256];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
    if (fd >= 0) {
        close(fd);
    }
    if (got < 0) {
        return NULL;
    }
    text[got] = 0;
    text[strcspn(text, "\n")] = 0;
    return pg_copy(arena, text);
}

static bool read_number(pg_arena *arena, const char *path, long *ret) {
    char *text = read_line(arena, path), *end;
    long value = text ? strtol(text, &end, 10) : 0;
    if (!text || end == text) {
        return false;
    }
    *ret = value;
    return true;
}

/* The number behind "key:" in a file of such lines, 0 where it is not there. */
static uint64_t read_key(pg_arena *arena, const char *path, const char *key) {
    pg_buf text = pg_buf_new(arena);
    char bytes[4096];
    ssize_t got = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    while (fd >= 0 && text.length < 65536 && (got = read(fd, bytes, sizeof(bytes))) > 0) {
        pg_buf_add(&text, bytes, (size_t)got);
    }
    if (fd >= 0) {
        close(fd);
    }
    const char *line = text.length ? strstr(text.data, key) : NULL;
    return line ? strtoull(line + strlen(key), NULL, 10) : 0;
}

static void look_at_clock(pg_arena *arena, pg_conditions *c) {
    static const char cpufreq[] = "/sys/devices/system/cpu/cpu0/cpufreq";
    long value;
    char *governor = read_line(arena, pg_format(arena, "%s/scaling_governor", cpufreq));
    c->governor = governor ? governor : "";
    if (read_number(arena, "/sys/devices/system/cpu/intel_pstate/no_turbo", &value)) {
        c->has_turbo = true;
        c->turbo = !value;
    } else if (read_number(arena, "/sys/devices/system/cpu/cpufreq/boost", &value)) {
        c->has_turbo = true;
        c->turbo = value;
    }
    c->has_smt = read_number(arena, "/sys/devices/system/cpu/smt/active", &value);
    c->smt = c->has_smt && value;
}

/* "cpu  user nice system idle iowait irq softirq steal ...": guest time is in user already. */
static void look_at_time(pg_arena *arena, pg_conditions *c) {
    char *line = read_line(arena, "/proc/stat"), *at = line ? line + strcspn(line, " ") : NULL;
    for (int i = 0; at && i < 8; i++) {
        uint64_t ticks = strtoull(at, &at, 10);
        c->ticks += ticks;
        c->steal = ticks; /* the eighth is the last */
    }
    char *load = read_line(arena, "/proc/loadavg");
    c->load = load ? strtod(load, NULL) : 0;
}

static void look_at_counters(pg_arena *arena, pg_conditions *c) {
    struct perf_event_attr attr = {.type = PERF_TYPE_HARDWARE,
                                   .size = sizeof(attr),
                                   .config = PERF_COUNT_HW_INSTRUCTIONS,
                                   .disabled = 1,
                                   .exclude_kernel = 1,
                                   .exclude_hv = 1};
    int fd = (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
    c->counters = fd >= 0;
    c->no_counters = fd >= 0                             ? ""
                     : errno == EPERM || errno == EACCES ? "not permitted"
                                                         : "the machine has none";
    if (fd >= 0) {
        close(fd);
    }
    long value = 0;
    c->has_paranoid = read_number(arena, "/proc/sys/kernel/perf_event_paranoid", &value);
    c->paranoid = (int)value;
}

static bool layout_can_be_fixed(void) {
    int before = personality(0xffffffff);
    bool can = before >= 0 && personality((unsigned long)before | ADDR_NO_RANDOMIZE) >= 0;
    if (can) {
        personality((unsigned long)before);
    }
    return can;
}

pg_conditions pg_conditions_look(pg_arena *arena) {
    pg_conditions c = {.no_counters = ""};
    cpu_set_t allowed;
    look_at_clock(arena, &c);
    look_at_time(arena, &c);
    look_at_counters(arena, &c);
    c.cpus = sched_getaffinity(0, sizeof(allowed), &allowed) ? 0 : (unsigned)CPU_COUNT(&allowed);
    c.fixed_layout = layout_can_be_fixed();
    c.filtered = read_key(arena, "/proc/self/status", "Seccomp:") == 2;
    c.root = geteuid() == 0;
    c.perf = pg_env_find_program(arena, "perf") != NULL;
    c.valgrind = pg_env_find_program(arena, "valgrind") != NULL;
    c.free_memory = 1024 * read_key(arena, "/proc/meminfo", "MemAvailable:");
    c.used_swap = 1024 * (read_key(arena, "/proc/meminfo", "SwapTotal:") -
                          read_key(arena, "/proc/meminfo", "SwapFree:"));
    return c;
}
