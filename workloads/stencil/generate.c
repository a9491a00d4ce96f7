/* Prints a plate with warm and cold patches: generate_stencil SEED ROWS COLUMNS SWEEPS. */
#include <inttypes.h>
#include <stdio.h>

#include "common/input.h"
#include "common/message.h"
#include "common/rng.h"

enum { PATCHES = 40, LARGEST_SIDE = 10000, MOST_SWEEPS = 1000, DEGREES = 100 };

/* Anywhere, also across one another and on the border, which keeps its temperature. */
static void print_patch(wl_rng *rng, uint32_t rows, uint32_t columns) {
    uint32_t height = 1 + wl_rng_below(rng, rows / 4 + 1);
    uint32_t width = 1 + wl_rng_below(rng, columns / 4 + 1);
    uint32_t row = wl_rng_below(rng, rows - height + 1);
    uint32_t column = wl_rng_below(rng, columns - width + 1);

    printf("patch %" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu32 "\n", row, column,
           height, width, wl_rng_below(rng, DEGREES * 1000));
}

int main(int argc, char **argv) {
    uint64_t seed;
    uint64_t rows;
    uint64_t columns;
    uint64_t sweeps;
    wl_rng rng;

    if (argc != 5 || !wl_number(argv[1], 0, UINT64_MAX, &seed) ||
        !wl_number(argv[2], 1, LARGEST_SIDE, &rows) ||
        !wl_number(argv[3], 1, LARGEST_SIDE, &columns) ||
        !wl_number(argv[4], 0, MOST_SWEEPS, &sweeps)) {
        return wl_usage("SEED ROWS COLUMNS SWEEPS");
    }
    rng = (wl_rng){.state = seed};
    printf("plate %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", rows, columns, sweeps);
    for (int i = 0; i < PATCHES; i++) {
        print_patch(&rng, (uint32_t)rows, (uint32_t)columns);
    }
    return wl_finish();
}
