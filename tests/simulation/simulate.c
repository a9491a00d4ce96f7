/* simulate RECORDED fast|smoke         checks the promises and prints TAP
 * simulate RECORDED full K/N RESULTS   runs every N-th study from the K-th on, writes their rows
 * simulate RECORDED head               prints what stands above the rows
 *
 * The rows of all slices, sorted by their numbers, are the results that document.py turns into
 * tables. Exit status: 0 done (TAP tells whether the promises are kept), 2 usage or a file. */
#include <stdio.h>
#include <string.h>

#include "results.h"

enum { SEED = 20240229 };

static int run_tap(const plan *all, bench *b) {
    printf("1..%zu\n", all->count);
    for (size_t i = 0; i < all->count; i++) {
        outcome out = study_run(b, &all->entries[i].study, i);
        results_write_tap(stdout, i + 1, &all->entries[i], &out);
    }
    return 0;
}

static int run_slice(const plan *all, bench *b, size_t first, size_t step, const char *path) {
    FILE *to = fopen(path, "w");
    if (!to) {
        perror(path);
        return 2;
    }
    for (size_t i = first; i < all->count; i += step) {
        outcome out = study_run(b, &all->entries[i].study, i);
        results_write_row(to, i, &all->entries[i], &out);
    }
    return fclose(to) == 0 ? 0 : 2;
}

/* The effort that is asked for, EFFORTS where the arguments make no sense. */
static effort read_effort(int argc, char **argv, size_t *ret_first, size_t *ret_step) {
    if (argc == 5 && !strcmp(argv[2], "full")) {
        bool good = sscanf(argv[3], "%zu/%zu", ret_first, ret_step) == 2 && *ret_first < *ret_step;
        return good ? EFFORT_FULL : EFFORTS;
    }
    return argc != 3                   ? EFFORTS
           : !strcmp(argv[2], "fast")  ? EFFORT_FAST
           : !strcmp(argv[2], "smoke") ? EFFORT_SMOKE
                                       : EFFORTS;
}

int main(int argc, char **argv) {
    size_t first = 0, step = 1;
    if (argc == 3 && !strcmp(argv[2], "head")) {
        results_write_head(stdout, SEED);
        return 0;
    }
    effort how = read_effort(argc, argv, &first, &step);
    if (how == EFFORTS) {
        fputs("usage: simulate RECORDED fast|smoke|head, simulate RECORDED full K/N RESULTS\n",
              stderr);
        return 2;
    }
    pg_arena *arena = pg_arena_new();
    recorded from;
    pg_error err;
    if (recorded_load(arena, argv[1], &from, &err)) {
        fprintf(stderr, "simulate: %s: %s\n", err.place, err.text);
        return 2;
    }
    bench b = bench_new(&from, SEED);
    plan all = plan_make(arena, how);
    int status = how == EFFORT_FULL ? run_slice(&all, &b, first, step, argv[4]) : run_tap(&all, &b);
    bench_free(&b);
    pg_arena_free(arena);
    return status;
}
