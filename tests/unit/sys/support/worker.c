/* A worker that misbehaves as told: worker MODE [N]. It adds up; N is the iteration that goes
 * wrong. */
#include "worker/perfgate_worker.h"

typedef struct plan {
    const char *mode;
    unsigned long when, iteration;
} plan;

static int is(const plan *p, const char *mode) {
    return !strcmp(p->mode, mode);
}

static uint64_t work(void *data) {
    plan *p = (plan *)data;
    uint64_t hash = PERFGATE_WORKER_HASH, i;
    volatile uint64_t spin = 0;
    for (i = 0; i < 1000; i++) {
        spin += i;
    }
    if (p->iteration++ == p->when) {
        if (is(p, "dies")) {
            abort();
        }
        if (is(p, "leaves")) {
            exit(7);
        }
        if (is(p, "ends")) {
            exit(0);
        }
        if (is(p, "hangs")) {
            sleep(60);
        }
        if (is(p, "changes")) {
            hash++;
        }
        if (is(p, "garbles")) {
            perfgate_worker_write("nonsense, and more of it, at length", 32);
        }
    }
    return perfgate_worker_hash(hash, "result", 6);
}

int main(int argc, char **argv) {
    plan p = {"works", 0, 0};
    int status;
    if (argc > 1) {
        p.mode = argv[1];
    }
    if (argc > 2) {
        p.when = strtoul(argv[2], NULL, 10);
    }
    if (is(&p, "mute")) {
        return 0;
    }
    if (is(&p, "garbled")) {
        return perfgate_worker_write("good morning, world", 16) < 0;
    }
    status = perfgate_worker(work, &p, 1000);
    if (is(&p, "stays")) {
        sleep(60);
    }
    if (is(&p, "fails")) {
        fputs("could not say goodbye\n", stderr);
        return 3;
    }
    return status;
}
