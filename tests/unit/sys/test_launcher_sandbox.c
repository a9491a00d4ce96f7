/* The user, the layout and the counter of a launched program, and what it cannot read. */
#include <errno.h>
#include <linux/perf_event.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "launched.h"
#include "support/expect.h"
#include "sys/user.h"

/* A user for the launches; 0 where we may not change it, which is said. */
static pg_user reserve(launched *l) {
    pg_user user;
    pg_error err;
    if (pg_user_reserve(&user, &err)) {
        cr_expect(geteuid() != 0 || strstr(err.text, "cannot be changed"), "%s", err.text);
        cr_log_info("no other user: %s", err.text);
        return user;
    }
    cr_assert(!pg_user_let_through(user.id, l->scratch, &err), "%s", err.text);
    l->user = user.id;
    return user;
}

static unsigned long capabilities_of_ours(void) {
    unsigned long mask = 0;
    char line[256];
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof(line), file)) {
        if (!strncmp(line, "CapEff:", 7)) {
            mask = strtoul(line + 7, NULL, 16);
        }
    }
    if (file) {
        fclose(file);
    }
    return mask;
}

Test(sandbox, another_user) {
    launched l = open_launched();
    pg_user user = reserve(&l);
    if (user.id) {
        const char *argv[] = {"/usr/bin/id", "-u", NULL};
        launch_argv(&l, argv);
        expect_text(pg_launcher_output_tail(l.launcher, l.arena, 100),
                    pg_format(l.arena, "%u\n", user.id), "user");
        const char *groups[] = {"/usr/bin/id", "-G", NULL};
        launch_argv(&l, groups);
        expect_text(pg_launcher_output_tail(l.launcher, l.arena, 100),
                    pg_format(l.arena, "%u\n", user.id), "its group and no other");
        cr_expect(chmod(l.scratch, 0700) == 0);
        launch_argv(&l, groups);
        cr_expect(l.result.outcome == PG_OUTCOME_NOT_STARTED && l.result.code == EACCES);
        expect_text(l.result.obstacle, "the directory could not be entered", "closed directory");
    }
    pg_user_release(&user);
    close_launched(&l);
}

/* A process of the user's that is no child of the launcher: only the number leads to it. */
Test(sandbox, everything_of_the_user_ends) {
    launched l = open_launched();
    pg_user user = reserve(&l);
    if (user.id) {
        pid_t stray = fork();
        if (stray == 0) {
            sleep(setresuid(user.id, user.id, user.id) == 0 ? 30 : 0);
            _exit(0);
        }
        const char *argv[] = {"/bin/true", NULL};
        usleep(50000);
        launch_argv(&l, argv);
        int status = 0;
        cr_expect(waitpid(stray, &status, 0) == stray && WIFSIGNALED(status) &&
                      WTERMSIG(status) == SIGKILL,
                  "status %x", (unsigned)status);
    }
    pg_user_release(&user);
    close_launched(&l);
}

/* Other programs on this machine reserve, too: what was given back may be theirs for a moment, but
 * not each time. */
Test(sandbox, numbers_are_reserved_once) {
    pg_user first, second;
    pg_error err;
    bool again = pg_user_reserve(&first, &err) != PG_OK; /* nothing to see here */
    for (int i = 0; i < 50 && !again; i++) {
        cr_assert(!pg_user_reserve(&second, &err), "%s", err.text);
        cr_expect(first.id && second.id && first.id != second.id);
        unsigned id = first.id;
        pg_user_release(&first);
        usleep(i ? 20000 : 0);
        cr_assert(!pg_user_reserve(&first, &err), "%s", err.text);
        again = first.id == id;
        pg_user_release(&second);
    }
    cr_expect(again, "what was given back is the first again");
    pg_user_release(&first);
}

static int denied(unsigned user, const char *path, pg_user_access access) {
    int why;
    pg_user_wish wishes[] = {{"/", PG_USER_ENTERS}, {path, access}};
    size_t index = pg_user_denied(user, wishes, COUNT_OF(wishes), &why);
    cr_expect(why ? index == 1 : index == 2, "%s: %zu", path, index);
    return why;
}

Test(sandbox, what_the_user_may) {
    launched l = open_launched();
    pg_user user = reserve(&l);
    if (user.id) {
        pg_error err;
        const char *own = pg_format(l.arena, "%s/own", l.scratch);
        cr_assert(!pg_user_make_directory(user.id, own, &err), "%s", err.text);
        cr_expect(!denied(user.id, own, PG_USER_READS), "its own directory");
        cr_expect(!denied(user.id, l.scratch, PG_USER_ENTERS), "passing through");
        cr_expect(denied(user.id, l.scratch, PG_USER_READS) == EACCES, "is not looking into");
        cr_expect(!denied(user.id, "/bin/true", PG_USER_RUNS));
        cr_expect(!denied(user.id, "/etc/passwd", PG_USER_READS));
        cr_expect(!denied(user.id, "/etc/passwd", PG_USER_RUNS), "nobody may");
        cr_expect(!denied(user.id, "/nowhere", PG_USER_READS), "nor this");
    }
    pg_user_release(&user);
    close_launched(&l);
}

/* Whatever user it has: it cannot look into the launcher or into perfgate. */
Test(sandbox, ancestors_are_closed) {
    launched l = open_launched();
    cr_expect(prctl(PR_GET_DUMPABLE) == 0, "closed while the launcher runs");
    expect_text(ask_probe(&l, "ancestors", NULL), "", "as we");
    pg_launcher_stop(l.launcher);
    l.launcher = NULL;
    cr_expect(prctl(PR_GET_DUMPABLE) == 1, "and open again");
    close_launched(&l);
}

/* The capabilities to look around are lost, but for a command that is the user's own. */
Test(sandbox, who_is_trusted_keeps_its_sight) {
    launched l = open_launched();
    const char *argv[] = {"/bin/sh", "-c", "grep CapEff /proc/self/status >&2", NULL};
    const unsigned long perfmon = 1ul << 38;
    unsigned long effective[2];
    for (int trusted = 0; trusted < 2; trusted++) {
        l.trusted = trusted;
        launch_argv(&l, argv);
        const char *line = pg_launcher_output_tail(l.launcher, l.arena, 200);
        cr_assert(!strncmp(line, "CapEff:", 7), "%s", line);
        effective[trusted] = strtoul(line + 7, NULL, 16);
    }
    cr_expect(!(effective[0] & perfmon), "%lx", effective[0]);
    cr_expect((effective[1] & perfmon) == (capabilities_of_ours() & perfmon), "%lx", effective[1]);
    close_launched(&l);
}

Test(sandbox, the_layout) {
    launched l = open_launched();
    const char *seen[3];
    l.fixed_layout = true;
    for (size_t i = 0; i < COUNT_OF(seen); i++) {
        seen[i] = ask_probe(&l, "address", NULL);
    }
    if (l.result.layout_was_fixed) {
        cr_expect(!strcmp(seen[0], seen[1]) && !strcmp(seen[1], seen[2]), "%s %s", seen[0],
                  seen[1]);
    }
    l.fixed_layout = false;
    const char *first = ask_probe(&l, "address", NULL);
    cr_expect(!l.result.layout_was_fixed);
    bool moves = false;
    for (size_t i = 0; i < 10 && !moves; i++) {
        moves = strcmp(first, ask_probe(&l, "address", NULL)) != 0;
    }
    cr_log_info("addresses: %s when fixed, %s", seen[0], moves ? "moving otherwise" : "never move");
    close_launched(&l);
}

/* There need not be a PMU: an event of the kernel's own counts in the same way. */
Test(sandbox, the_counter) {
    launched l = open_launched();
    l.counted = true;
    l.counter_type = PERF_TYPE_SOFTWARE;
    l.counter_config = PERF_COUNT_SW_PAGE_FAULTS;
    launch_probe(&l, "touch", "16");
    if (!l.result.has_count) {
        cr_expect(l.result.counter_error, "the reason is told");
        cr_log_info("no counter: %s", strerror(l.result.counter_error));
    } else {
        double one = l.result.count;
        cr_expect(one >= 4096 && one < 8192, "%g faults for 4096 pages", one);
        launch_probe(&l, "fault", "16");
        cr_expect(l.result.count > 2 * 4096 && l.result.count < 3 * 4096,
                  "children are counted, too: %g", l.result.count);
        launch_probe(&l, "exit", "0");
        cr_expect(l.result.has_count && l.result.count < 1000, "each launch for itself: %g",
                  l.result.count);
    }
    l.counter_type = 0xffff;
    launch_probe(&l, "exit", "0");
    cr_expect(l.result.outcome == PG_OUTCOME_EXITED && !l.result.has_count &&
              l.result.counter_error);
    l.counted = false;
    launch_probe(&l, "exit", "0");
    cr_expect(!l.result.has_count && !l.result.counter_error);
    close_launched(&l);
}
