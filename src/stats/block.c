#include "stats/block.h"

size_t pg_block_pairs(const pg_block *blocks, size_t count) {
    size_t pairs = 0;
    for (size_t b = 0; b < count; b++) {
        pairs += blocks[b].m * blocks[b].n;
    }
    return pairs;
}
