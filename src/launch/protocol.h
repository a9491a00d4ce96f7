/* What perfgate and perfgate-launch say to each other, over a stream socket on descriptor 3.
 *
 * perfgate sends a request and the strings that belong to it, each NUL-terminated: the program's
 * path, the working directory, then argc arguments and envc environment entries. The launcher runs
 * the program once and answers with one reply. Both are the same build on the same machine: host
 * byte order, structs as they are.
 *
 * A worker gets a socket of its own: its other end comes along with the request, as SCM_RIGHTS of
 * the request's first byte, and becomes the program's descriptor 3. The launcher keeps no copy, so
 * the program's end closes it.
 *
 * Descriptors of the launcher: 3 the socket, 4 and 5 the memory files that take the program's
 * standard output and standard error (emptied before each launch, read by perfgate after it). */
#ifndef PG_LAUNCH_PROTOCOL_H
#define PG_LAUNCH_PROTOCOL_H

#include <stdint.h>

enum {
    PG_LAUNCH_MAGIC = 0x70676c32, /* changes with the layout */
    PG_LAUNCH_SOCKET = 3,
    PG_LAUNCH_STDOUT = 4,
    PG_LAUNCH_STDERR = 5,
    PG_LAUNCH_STRINGS_MAX = 1 << 20,
    PG_LAUNCH_WORDS_MAX = 8192, /* arguments and environment entries together */
    PG_LAUNCH_CPUS_MAX = 1024,
    PG_LAUNCH_CHANNEL = 3, /* a worker's end of its socket */
};

typedef enum pg_launch_flag {
    PG_LAUNCH_OTHER_USER = 1,   /* as uid and gid, without further groups */
    PG_LAUNCH_END_USER = 8,     /* with the program all of that user's processes end */
    PG_LAUNCH_FIXED_LAYOUT = 2, /* the same addresses each time, where that is permitted */
    PG_LAUNCH_KEEPS_SIGHT = 16, /* of other processes and the kernel, as far as we have it */
    PG_LAUNCH_COUNTED = 4,      /* by the counter of `counter_type` and `counter_config` */
} pg_launch_flag;

typedef struct pg_launch_request {
    uint32_t magic, strings; /* bytes of strings that follow */
    uint32_t argc, envc;
    uint32_t channel;        /* 1: a descriptor comes along */
    uint32_t flags;          /* pg_launch_flag */
    uint64_t timeout_ns;     /* 0: none */
    uint64_t output_max;     /* bytes on each of stdout and stderr before the program is killed */
    uint64_t counter_config; /* as in perf_event_open */
    uint32_t counter_type;
    uint32_t uid, gid;
    uint8_t cpus[PG_LAUNCH_CPUS_MAX / 8]; /* where it may run, as the kernel's mask */
} pg_launch_request;

typedef enum pg_launch_step { /* where starting failed */
                              PG_LAUNCH_STARTED,
                              PG_LAUNCH_CLONE,
                              PG_LAUNCH_SESSION,
                              PG_LAUNCH_PRIVILEGES,
                              PG_LAUNCH_USER,
                              PG_LAUNCH_AFFINITY,
                              PG_LAUNCH_DESCRIPTORS,
                              PG_LAUNCH_DIRECTORY,
                              PG_LAUNCH_EXEC,
} pg_launch_step;

typedef enum pg_launch_end { PG_LAUNCH_ENDED, PG_LAUNCH_TIMEOUT, PG_LAUNCH_FLOOD } pg_launch_end;

typedef enum pg_launch_done { /* what was asked for and could be done */
                              PG_LAUNCH_DID_FIX_LAYOUT = 1,
                              PG_LAUNCH_DID_COUNT = 2,
} pg_launch_done;

typedef struct pg_launch_reply {
    uint32_t magic;
    uint32_t failed_step;  /* pg_launch_step */
    int32_t error_number;  /* errno of that step */
    uint32_t end;          /* pg_launch_end */
    int32_t wait_status;   /* as wait4 gives it */
    uint32_t done;         /* pg_launch_done */
    int32_t counter_error; /* errno of opening the counter; 0 where it did not count all the time */
    uint32_t left_behind;  /* processes that outlived the program and were killed */
    uint64_t start_ns;     /* CLOCK_MONOTONIC_RAW */
    uint64_t wall_ns;      /* from before the program's process exists until it has ended */
    uint64_t user_ns, system_ns;
    uint64_t peak_rss; /* bytes */
    uint64_t minor_faults, major_faults;
    uint64_t counter;
    uint64_t voluntary_switches, involuntary_switches;
} pg_launch_reply;

#endif
