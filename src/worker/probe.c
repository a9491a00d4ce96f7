/* perfgate-probe: the program that `perfgate doctor` measures against itself. As a worker or as a
 * command: perfgate-probe [TIMES]. Arithmetic on a table that does not fit into the inner caches,
 * some milliseconds each time. */
#include "worker/perfgate_worker.h"

enum { ENTRIES = 1 << 17, STEPS = 200000 };

typedef struct probe {
    unsigned long times;
    uint32_t table[ENTRIES];
} probe;

static uint64_t work(void *data) {
    probe *p = (probe *)data;
    uint64_t hash = 1;
    unsigned long time;
    for (time = 0; time < p->times; time++) {
        uint32_t i;
        for (i = 0; i < ENTRIES; i++) {
            p->table[i] = i * 2654435761u;
        }
        for (i = 0; i < STEPS; i++) {
            uint32_t *entry = &p->table[hash >> 47];
            hash = (hash ^ *entry) * UINT64_C(0x9e3779b97f4a7c15);
            *entry += (uint32_t)hash;
        }
    }
    return hash;
}

int main(int argc, char **argv) {
    static probe p;
    p.times = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
    return perfgate_worker(work, &p, p.times * STEPS);
}
