/* A worker of some 4 ms an iteration: a table that does not fit into the inner caches, walked and
 * changed, and arithmetic on top. Base and head of tests/bench/noise.py are both this program. */
#include "worker/perfgate_worker.h"

enum { ENTRIES = 1 << 18, STEPS = 400000 };

static uint64_t work(void *data) {
    uint32_t *table = data;
    uint64_t hash = 1;
    for (uint32_t i = 0; i < ENTRIES; i++) {
        table[i] = i * 2654435761u;
    }
    for (int i = 0; i < STEPS; i++) {
        uint32_t *entry = &table[hash >> 46];
        hash = (hash ^ *entry) * UINT64_C(0x9e3779b97f4a7c15);
        *entry += (uint32_t)hash;
    }
    return hash;
}

int main(void) {
    static uint32_t table[ENTRIES];
    return perfgate_worker(work, table, STEPS);
}
