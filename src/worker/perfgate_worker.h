/* perfgate_worker.h: makes a program a worker workload of perfgate. C99 or C++, no dependency,
 * POSIX.
 *
 * A worker stays alive and does one iteration each time perfgate asks for one. Workers of the old
 * and the new build live side by side and are asked in random order, so both see the same
 * neighbours, the same frequency and the same temperature: on a noisy machine that is worth more
 * than any number of repetitions of whole processes. What happens before the first iteration, such
 * as reading a fixture, is not measured.
 *
 *     #include "perfgate_worker.h"
 *
 *     static uint64_t work(void *data) { // one iteration: does all of the work, every time
 *         return parse_all((struct input *)data);   // a checksum of the result
 *     }
 *     int main(int argc, char **argv) {
 *         struct input input = load(argv[1]);
 *         return perfgate_worker(work, &input, input.rows); // items an iteration: for items/s
 *     }
 *
 * perfgate.json then has "worker": ["build/bench", "data.csv"] in place of "command". How the
 * program was started decides what perfgate_worker does; the environment variable PERFGATE_WORKER
 * tells:
 *
 *   not set   by hand: iterates for about a second (PERFGATE_ITERATIONS=N: so many times) and
 * prints a summary on standard error once      one iteration, nothing is printed: for counting
 * tools (instructions, allocations) serve     answers perfgate on descriptor 3, in the protocol
 * below
 *
 * In all cases standard output is the program's own: what it prints there before or after is its
 * business. The checksum must be the same in every iteration, otherwise the workload is broken:
 * a program that computes something else each time cannot be compared. perfgate_worker_hash makes
 * one from bytes. The result of perfgate_worker is an exit status: 0, or 1 where the checksum
 * changed, perfgate went away in the middle or a variable is wrong.
 *
 * Protocol, for other languages: native byte order, no padding, over the stream socket on
 * descriptor 3. The worker begins with perfgate_worker_hello. For each perfgate_worker_request it
 * does one iteration and answers with perfgate_worker_answer of the same number. The end of the
 * stream is the end of the work. The measured section is the worker's to time: wall time by a
 * monotonic clock, CPU time of the whole process. */
#ifndef PERFGATE_WORKER_H
#define PERFGATE_WORKER_H

#if !defined(_POSIX_C_SOURCE) && !defined(_GNU_SOURCE) && !defined(_FEATURES_H)
#define _POSIX_C_SOURCE 200809L /* clock_gettime, also with -std=c99 */
#endif

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#ifndef CLOCK_MONOTONIC
#error "clock_gettime is hidden: include perfgate_worker.h first or define _POSIX_C_SOURCE 200809L"
#endif

#define PERFGATE_WORKER_MAGIC      0x70677731u /* changes with the protocol */
#define PERFGATE_WORKER_DESCRIPTOR 3

#ifdef MSG_NOSIGNAL /* perfgate may be gone: an error, no signal */
#define PERFGATE_WORKER_QUIET MSG_NOSIGNAL
#else
#define PERFGATE_WORKER_QUIET 0
#endif

typedef struct perfgate_worker_hello {
    uint32_t magic, size; /* size: of this struct */
    uint64_t items;       /* work in an iteration, for items/s; 0: not countable */
} perfgate_worker_hello;

typedef struct perfgate_worker_request {
    uint32_t magic, number;
} perfgate_worker_request;

typedef struct perfgate_worker_answer {
    uint32_t magic, number;
    uint64_t wall_ns, cpu_ns, checksum;
} perfgate_worker_answer;

/* One iteration; what it returns is the checksum of its result. */
typedef uint64_t (*perfgate_worker_function)(void *data);

/* FNV-1a, 64 bits, for checksums of results. Start with PERFGATE_WORKER_HASH, go on with what the
 * last call returned. */
#define PERFGATE_WORKER_HASH UINT64_C(0xcbf29ce484222325)
static inline uint64_t perfgate_worker_hash(uint64_t hash, const void *bytes, size_t size) {
    const unsigned char *at = (const unsigned char *)bytes;
    size_t i;
    for (i = 0; i < size; i++) {
        hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
    }
    return hash;
}

static inline uint64_t perfgate_worker_clock(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (uint64_t)t.tv_sec * UINT64_C(1000000000) + (uint64_t)t.tv_nsec;
}

static inline perfgate_worker_answer perfgate_worker_iterate(perfgate_worker_function iteration,
                                                             void *data, uint32_t number) {
    perfgate_worker_answer answer;
    uint64_t cpu = perfgate_worker_clock(CLOCK_PROCESS_CPUTIME_ID);
    uint64_t wall = perfgate_worker_clock(CLOCK_MONOTONIC);
    answer.checksum = iteration(data);
    answer.wall_ns = perfgate_worker_clock(CLOCK_MONOTONIC) - wall;
    answer.cpu_ns = perfgate_worker_clock(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    answer.magic = PERFGATE_WORKER_MAGIC;
    answer.number = number;
    return answer;
}

/* 1: all of it; 0: the stream ended before the first byte; -1: it ended or failed in the middle. */
static inline int perfgate_worker_read(void *to, size_t size) {
    size_t done = 0;
    while (done < size) {
        ssize_t got = read(PERFGATE_WORKER_DESCRIPTOR, (char *)to + done, size - done);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return got == 0 && done == 0 ? 0 : -1;
        }
        done += (size_t)got;
    }
    return 1;
}

static inline int perfgate_worker_write(const void *from, size_t size) {
    size_t done = 0;
    while (done < size) {
        ssize_t put = send(PERFGATE_WORKER_DESCRIPTOR, (const char *)from + done, size - done,
                           PERFGATE_WORKER_QUIET);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            return -1;
        }
        done += (size_t)put;
    }
    return 1;
}

static inline int perfgate_worker_serve(perfgate_worker_function iteration, void *data,
                                        uint64_t items) {
    perfgate_worker_hello hello;
    perfgate_worker_request request;
    int got;
    hello.magic = PERFGATE_WORKER_MAGIC;
    hello.size = (uint32_t)sizeof(hello);
    hello.items = items;
    if (perfgate_worker_write(&hello, sizeof(hello)) < 0) {
        fputs("perfgate_worker: PERFGATE_WORKER=serve is for perfgate: nobody on descriptor 3\n",
              stderr);
        return 1;
    }
    while ((got = perfgate_worker_read(&request, sizeof(request))) > 0) {
        perfgate_worker_answer answer;
        if (request.magic != PERFGATE_WORKER_MAGIC) {
            fputs("perfgate_worker: a request of another protocol: build with the header of the "
                  "perfgate that measures\n",
                  stderr);
            return 1;
        }
        answer = perfgate_worker_iterate(iteration, data, request.number);
        if (perfgate_worker_write(&answer, sizeof(answer)) < 0) {
            return 1;
        }
    }
    return got < 0;
}

static inline int perfgate_worker_by_size(const void *a, const void *b) {
    const uint64_t *x = (const uint64_t *)a, *y = (const uint64_t *)b;
    return (*x > *y) - (*x < *y);
}

/* Prints a time with four digits in its unit. */
static inline void perfgate_worker_time(const char *name, double ns) {
    const char *unit = ns < 1e3 ? "ns" : ns < 1e6 ? "us" : ns < 1e9 ? "ms" : "s";
    double scaled = ns < 1e3 ? ns : ns < 1e6 ? ns / 1e3 : ns < 1e9 ? ns / 1e6 : ns / 1e9;
    fprintf(stderr, "  %-9s %.*f %s\n", name, scaled < 10 ? 3 : scaled < 100 ? 2 : 1, scaled, unit);
}

/* By hand: iterations until `limit`, or for about a second where it is 0. */
static inline int perfgate_worker_by_hand(perfgate_worker_function iteration, void *data,
                                          uint64_t items, unsigned long limit) {
    enum { LEAST = 10, MOST = 100000 };
    size_t room = limit ? (size_t)limit : (size_t)MOST, count = 0, low, high;
    uint64_t *walls = (uint64_t *)malloc(room * sizeof(*walls));
    perfgate_worker_answer first = perfgate_worker_iterate(iteration, data, 0); /* warm-up */
    double wall = 0, cpu = 0, median;
    if (!walls) {
        fputs("perfgate_worker: no memory for so many iterations\n", stderr);
        return 1;
    }
    while (count < room && (limit || count < (size_t)LEAST || wall < 1e9)) {
        perfgate_worker_answer answer = perfgate_worker_iterate(iteration, data, 0);
        if (answer.checksum != first.checksum) {
            fprintf(stderr,
                    "perfgate_worker: the result changed: checksum %016llx in iteration 0, "
                    "%016llx in iteration %lu\n",
                    (unsigned long long)first.checksum, (unsigned long long)answer.checksum,
                    (unsigned long)count + 1);
            free(walls);
            return 1;
        }
        walls[count++] = answer.wall_ns;
        wall += (double)answer.wall_ns;
        cpu += (double)answer.cpu_ns;
    }
    qsort(walls, count, sizeof(*walls), perfgate_worker_by_size);
    low = (count - 1) / 2;
    high = count / 2;
    median = ((double)walls[low] + (double)walls[high]) / 2;
    fprintf(stderr, "%lu iterations after 1 of warm-up, checksum %016llx\n", (unsigned long)count,
            (unsigned long long)first.checksum);
    perfgate_worker_time("p50", median);
    perfgate_worker_time("p95", (double)walls[(size_t)((double)(count - 1) * 0.95 + 0.5)]);
    perfgate_worker_time("mean CPU", cpu / (double)count);
    if (items && median > 0) {
        fprintf(stderr, "  %-9s %.4g items/s\n", "rate", (double)items / median * 1e9);
    }
    free(walls);
    return 0;
}

/* Hands the program over: see the top. `items` is how much work an iteration does, 0 where that
 * cannot be counted. */
static inline int perfgate_worker(perfgate_worker_function iteration, void *data, uint64_t items) {
    const char *mode = getenv("PERFGATE_WORKER"), *number = getenv("PERFGATE_ITERATIONS");
    unsigned long limit = 0;
    char *end;
    if (mode && !strcmp(mode, "serve")) {
        return perfgate_worker_serve(iteration, data, items);
    }
    if (mode && !strcmp(mode, "once")) {
        iteration(data);
        return 0;
    }
    if (mode && *mode) {
        fprintf(stderr, "perfgate_worker: expected PERFGATE_WORKER to be once or serve\n");
        return 1;
    }
    if (number) {
        errno = 0;
        limit = strtoul(number, &end, 10);
        if (errno || end == number || *end || limit < 1 || limit > 100000000) {
            fprintf(stderr, "perfgate_worker: expected PERFGATE_ITERATIONS to be a number from 1 "
                            "to 100000000\n");
            return 1;
        }
    }
    return perfgate_worker_by_hand(iteration, data, items, limit);
}

#endif
