#include "launched.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sys/env.h"
#include "sys/file.h"

launched open_launched(void) {
    launched l = {.arena = pg_arena_new(),
                  .env = {"LC_ALL=C", "TZ=UTC", NULL},
                  .timeout_ns = 20000000000u,
                  .output_max = 1 << 20,
                  .pinned = true};
    cr_assert(!pg_launcher_start(l.arena, &l.launcher, &l.err), "%s: %s", l.err.place, l.err.text);
    cr_assert(!pg_file_scratch(l.arena, &l.scratch, &l.err), "%s", l.err.text);
    l.probe = pg_format(l.arena, "%s/probe", pg_env_self_dir(l.arena));
    return l;
}

void close_launched(launched *l) {
    pg_launcher_stop(l->launcher);
    pg_file_remove_tree(l->scratch);
    pg_arena_free(l->arena);
}

void launch_argv(launched *l, const char *const *argv) {
    pg_launch launch = {.argv = argv,
                        .env = l->env,
                        .directory = l->scratch,
                        .pinned = l->pinned,
                        .fixed_layout = l->fixed_layout,
                        .counted = l->counted,
                        .trusted = l->trusted,
                        .counter_type = l->counter_type,
                        .counter_config = l->counter_config,
                        .user = l->user,
                        .timeout_ns = l->timeout_ns,
                        .output_max = l->output_max};
    cr_assert(!pg_launcher_run(l->launcher, &launch, &l->result, &l->err), "%s: %s", l->err.place,
              l->err.text);
}

void launch_probe(launched *l, const char *mode, const char *word) {
    const char *argv[] = {l->probe, mode, word, NULL};
    launch_argv(l, argv);
}

const char *ask_probe(launched *l, const char *mode, const char *word) {
    launch_probe(l, mode, word);
    cr_assert(l->result.outcome == PG_OUTCOME_EXITED && !l->result.code, "%s: outcome %d, code %d",
              mode, (int)l->result.outcome, l->result.code);
    return pg_launcher_output_tail(l->launcher, l->arena, 65536);
}

char *pid_file(launched *l) {
    return pg_format(l->arena, "%s/pids", l->scratch);
}

size_t read_pids(launched *l, pid_t *ret, size_t most) {
    char *text;
    size_t length, count = 0;
    if (pg_file_read(l->arena, pid_file(l), 65536, &text, &length, NULL)) {
        return 0;
    }
    for (char *at = text, *next; count < most; at = next) {
        long pid = strtol(at, &next, 10);
        if (next == at || *next != '\n') {
            break;
        }
        ret[count++] = (pid_t)pid;
    }
    return count;
}

size_t wait_for_pids(launched *l, pid_t *ret, size_t count, unsigned milliseconds) {
    size_t found = read_pids(l, ret, count);
    for (unsigned i = 0; i < milliseconds / 10 && found < count; i++) {
        usleep(10000);
        found = read_pids(l, ret, count);
    }
    return found;
}

/* Dead counts: in a container there may be nobody who reaps. */
static bool is_dead(pid_t pid) {
    char path[64], text[512], *after;
    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    FILE *stat = fopen(path, "r");
    if (!stat) {
        return true;
    }
    size_t length = fread(text, 1, sizeof(text) - 1, stat);
    fclose(stat);
    text[length] = 0;
    after = strrchr(text, ')');
    return after && (after[2] == 'Z' || after[2] == 'X');
}

bool is_gone(pid_t pid) {
    for (int i = 0; i < 100; i++) {
        if (is_dead(pid)) {
            return true;
        }
        usleep(10000);
    }
    return false;
}
