/* Launches /bin/true so many times and prints, for each launch, how long it took as the caller sees
 * it and the wall time that is reported, in ns; built and run by scripts/bench-launch.
 *
 *     launch spawn COUNT       posix_spawn and wait4, the least that it takes
 *     launch pinned COUNT      perfgate's launcher, as it measures workloads
 *     launch unpinned COUNT    the same without a CPU of its own
 *
 * The program gets an empty environment and /dev/null for its input in all of them. */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/clock.h"
#include "sys/launcher.h"

enum { WARM_UP = 20, OUTPUT_MAX = 1 << 20 };

typedef struct timing {
    double total_ns, reported_ns;
} timing;

static int spawn_once(timing *ret) {
    char program[] = "/bin/true", *argv[] = {program, NULL}, *env[] = {NULL};
    posix_spawn_file_actions_t actions;
    struct rusage usage;
    int status = -1;
    pid_t pid;
    uint64_t began = pg_clock_ns();
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    int failed = posix_spawn(&pid, program, &actions, NULL, argv, env) != 0 ||
                 wait4(pid, &status, 0, &usage) != pid || status != 0;
    posix_spawn_file_actions_destroy(&actions);
    ret->total_ns = ret->reported_ns = (double)(pg_clock_ns() - began);
    return failed;
}

static int launch_once(pg_launcher *launcher, bool pinned, timing *ret) {
    static const char *const argv[] = {"/bin/true", NULL}, *const env[] = {NULL};
    pg_launch launch = {.argv = argv,
                        .env = env,
                        .directory = "/",
                        .pinned = pinned,
                        .timeout_ns = 60000000000u,
                        .output_max = OUTPUT_MAX};
    pg_launch_result result;
    uint64_t began = pg_clock_ns();
    int failed = pg_launcher_run(launcher, &launch, &result, NULL) != PG_OK ||
                 result.outcome != PG_OUTCOME_EXITED || result.code != 0;
    ret->total_ns = (double)(pg_clock_ns() - began);
    ret->reported_ns = result.wall_ns;
    return failed;
}

int main(int argc, char **argv) {
    const char *how = argc == 3 ? argv[1] : "";
    long count = argc == 3 ? strtol(argv[2], NULL, 10) : 0;
    bool bare = !strcmp(how, "spawn"), pinned = !strcmp(how, "pinned");
    if (count < 1 || (!bare && !pinned && strcmp(how, "unpinned") != 0)) {
        fputs("usage: launch spawn|pinned|unpinned COUNT\n", stderr);
        return 2;
    }
    pg_arena *arena = pg_arena_new();
    pg_launcher *launcher = NULL;
    pg_error err;
    if (!bare && pg_launcher_start(arena, &launcher, &err)) {
        fprintf(stderr, "launch: %s: %s\n", err.place, err.text);
        return 4;
    }
    int failed = 0;
    for (long i = -WARM_UP; i < count && !failed; i++) {
        timing t = {0};
        failed = bare ? spawn_once(&t) : launch_once(launcher, pinned, &t);
        if (i >= 0) {
            printf("%.0f %.0f\n", t.total_ns, t.reported_ns);
        }
    }
    pg_launcher_stop(launcher);
    pg_arena_free(arena);
    if (failed) {
        fputs("launch: /bin/true failed\n", stderr);
    }
    return failed ? 4 : 0;
}
