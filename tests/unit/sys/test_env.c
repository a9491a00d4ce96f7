/* The environment, the clock, the host, the terminal and Ctrl-C. */
#include "sys/env.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/expect.h"
#include "sys/clock.h"
#include "sys/host.h"
#include "sys/interrupt.h"
#include "sys/term.h"

Test(env, variables) {
    setenv("SET", "x", 1);
    setenv("EMPTY", "", 1);
    unsetenv("UNSET");
    expect_text(pg_env_get("SET"), "x", "set");
    cr_expect(!pg_env_get("EMPTY") && !pg_env_get("UNSET"));
}

Test(env, programs) {
    pg_arena *arena = pg_arena_new();
    setenv("PATH", "/no/such/place::/bin:/usr/bin", 1);
    expect_text(pg_env_find_program(arena, "sh"), "/bin/sh", "by PATH");
    expect_text(pg_env_find_program(arena, "./sh"), "./sh", "a path stays as it is");
    expect_text(pg_env_find_program(arena, "/x/y"), "/x/y", "even to nothing");
    cr_expect(!pg_env_find_program(arena, "no-such-program-anywhere"));
    setenv("PATH", "/:/usr:/bin", 1);
    cr_expect(!pg_env_find_program(arena, "bin"), "a directory is no program");
    unsetenv("PATH");
    cr_expect(pg_env_find_program(arena, "sh"), "without PATH: the usual places");
    char *self = pg_env_self_dir(arena);
    cr_expect(access(pg_format(arena, "%s/unit-sys", self), X_OK) == 0, "%s", self);
    pg_arena_free(arena);
}

Test(env, chance) {
    uint64_t a = pg_env_random(), b = pg_env_random(), c = pg_env_random();
    cr_expect(a != b || b != c);
}

Test(clock, goes_on) {
    pg_arena *arena = pg_arena_new();
    uint64_t before = pg_clock_ns();
    usleep(2000);
    uint64_t after = pg_clock_ns();
    cr_expect(after - before >= 2000000 && after - before < 1000000000, "%llu ns",
              (unsigned long long)(after - before));
    const char *now = pg_clock_utc(arena);
    int year = 0, month, day, hour, minute, second, used = 0;
    int fields = sscanf(now, "%4d-%2d-%2dT%2d:%2d:%2dZ%n", &year, &month, &day, &hour, &minute,
                        &second, &used);
    cr_expect(fields == 6 && used == 20 && strlen(now) == 20 && year >= 2024, "%s", now);
    pg_arena_free(arena);
}

Test(host, facts) {
    pg_arena *arena = pg_arena_new();
    pg_host_facts facts = pg_host_look(arena);
    cr_expect(*facts.cpu && facts.cpus >= 1 && *facts.kernel);
    cr_expect(!strncmp(facts.libc, "glibc 2.", 8), "%s", facts.libc);
    cr_expect(!strcmp(facts.machine, "container") || !strcmp(facts.machine, "vm") ||
                  !strcmp(facts.machine, "metal"),
              "%s", facts.machine);
    cr_expect(facts.cpus == (unsigned)sysconf(_SC_NPROCESSORS_ONLN));
    pg_arena_free(arena);
}

Test(term, a_file_is_none) {
    int fd = open("/dev/null", O_RDWR);
    cr_expect(!pg_term_is(fd) && !pg_term_is(-1));
    close(fd);
}

Test(interrupt, is_noted_once) {
    cr_expect(!pg_interrupted());
    pg_interrupt_catch();
    cr_expect(!pg_interrupted());
    raise(SIGINT);
    cr_expect(pg_interrupted());
    struct sigaction action;
    sigaction(SIGINT, NULL, &action);
    cr_expect(action.sa_handler == SIG_DFL, "the second one ends us");
    sigaction(SIGTERM, NULL, &action);
    cr_expect(action.sa_handler != SIG_DFL, "the other signal is still caught");
    sigaction(SIGPIPE, NULL, &action);
    cr_expect(action.sa_handler == SIG_IGN);
}

Test(interrupt, the_second_one_ends_the_process, .signal = SIGTERM) {
    pg_interrupt_catch();
    raise(SIGTERM);
    raise(SIGTERM);
}
