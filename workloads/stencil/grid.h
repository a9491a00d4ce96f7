/* The sweeps over a plate: every inner cell moves towards the mean of its four neighbours, the
 * border keeps its temperature. Without a toggle: column by column, from one grid into another that
 * is copied back. What each toggle changes is said in toggles.h.
 */
#ifndef STENCIL_GRID_H
#define STENCIL_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/hotspot.h"
#include "stencil/toggles.h"

#if OPT_FLOAT
typedef float cell;
#else
typedef double cell;
#endif

#if OPT_VECTOR
enum { VECTOR = 16 / sizeof(cell) };
/* Wherever in a row they begin. */
typedef cell cells __attribute__((vector_size(16), aligned(sizeof(cell)), may_alias));
#endif

#if OPT_RESTRICT
#define ROW cell *restrict
#else
#define ROW cell *
#endif

/* Two grids of rows * columns cells, row by row: what is, and where the next sweep goes. */
typedef struct {
    size_t rows;
    size_t columns;
    cell *now;
    cell *next;
} plate_grid;

static plate_grid make_grid(size_t rows, size_t columns) {
    size_t size = rows * columns * sizeof(cell);

    return (plate_grid){
        .rows = rows, .columns = columns, .now = wl_alloc(size), .next = wl_alloc(size)};
}

static void free_grid(plate_grid *grid) {
    free(grid->now);
    free(grid->next);
}

static const cell diffusion = (cell)0.2;

/* The order of these operations is part of the result: its last bit is in the checksum. */
static inline cell relax(cell here, cell up, cell down, cell left, cell right) {
    return here + diffusion * (up + down + left + right - 4 * here);
}

/* One row from the three of the sweep before; its first and last cell stay as they are. What is up
 * in a grid that is turned over was left before.
 */
static void sweep_row(const ROW above, const ROW here, const ROW below, ROW next, size_t columns) {
    const cell *up = OPT_TURNED ? here - 1 : above;
    const cell *down = OPT_TURNED ? here + 1 : below;
    const cell *left = OPT_TURNED ? above : here - 1;
    const cell *right = OPT_TURNED ? below : here + 1;
    size_t i = 1;

#if OPT_VECTOR
    for (; i + VECTOR < columns; i += VECTOR) {
        const cells now = *(const cells *)(here + i);
        const cells around = *(const cells *)(up + i) + *(const cells *)(down + i) +
                             *(const cells *)(left + i) + *(const cells *)(right + i);

        *(cells *)(next + i) = now + diffusion * (around - 4 * now);
    }
#endif
    for (; i + 1 < columns; i++) {
        next[i] = relax(here[i], up[i], down[i], left[i], right[i]);
    }
}

/* ---- one sweep, from `now` to `next` ---- */

static inline void sweep_rows(const plate_grid *grid) {
    for (size_t row = 1; row + 1 < grid->rows; row++) {
        const cell *here = grid->now + row * grid->columns;

        sweep_row(here - grid->columns, here, here + grid->columns,
                  grid->next + row * grid->columns, grid->columns);
    }
}

static inline void sweep_cell(const plate_grid *grid, size_t row, size_t column) {
    size_t i = row * grid->columns + column;
    const cell *now = grid->now;

    grid->next[i] =
        relax(now[i], now[i - grid->columns], now[i + grid->columns], now[i - 1], now[i + 1]);
}

#if OPT_TURNED
/* The grid is turned over already. */
WL_HOTSPOT static void sweep(const plate_grid *grid) {
    sweep_rows(grid);
}
#elif OPT_TILES
static size_t smaller(size_t a, size_t b) {
    return a < b ? a : b;
}

WL_HOTSPOT static void sweep(const plate_grid *grid) {
    enum { TILE_ROWS = 32, TILE_COLUMNS = 16 };

    for (size_t left = 1; left + 1 < grid->columns; left += TILE_COLUMNS) {
        size_t right = smaller(left + TILE_COLUMNS, grid->columns - 1);

        for (size_t top = 1; top + 1 < grid->rows; top += TILE_ROWS) {
            size_t bottom = smaller(top + TILE_ROWS, grid->rows - 1);

            for (size_t column = left; column < right; column++) {
                for (size_t row = top; row < bottom; row++) {
                    sweep_cell(grid, row, column);
                }
            }
        }
    }
}
#elif OPT_ROWS
WL_HOTSPOT static void sweep(const plate_grid *grid) {
    sweep_rows(grid);
}
#else
WL_HOTSPOT static void sweep(const plate_grid *grid) {
    for (size_t column = 1; column + 1 < grid->columns; column++) {
        for (size_t row = 1; row + 1 < grid->rows; row++) {
            sweep_cell(grid, row, column);
        }
    }
}
#endif

/* ---- what makes the result of a sweep the start of the next one ---- */

#if OPT_SWAP
WL_HOTSPOT static void settle(plate_grid *grid) {
    cell *now = grid->now;

    grid->now = grid->next;
    grid->next = now;
}
#else
WL_HOTSPOT static void settle(plate_grid *grid) {
    memcpy(grid->now, grid->next, grid->rows * grid->columns * sizeof(cell));
}
#endif

/* ---- all sweeps ---- */

/* The border is never written again: it has to stand in both grids. */
static void start(plate_grid *grid) {
    memcpy(grid->next, grid->now, grid->rows * grid->columns * sizeof(cell));
}

#if OPT_TURNED
static void turn(const cell *from, cell *to, size_t rows, size_t columns) {
    for (size_t row = 0; row < rows; row++) {
        for (size_t column = 0; column < columns; column++) {
            to[column * rows + row] = from[row * columns + column];
        }
    }
}

static void sweep_all(plate_grid *grid, uint64_t sweeps) {
    plate_grid turned = make_grid(grid->columns, grid->rows);

    turn(grid->now, turned.now, grid->rows, grid->columns);
    start(&turned);
    for (uint64_t i = 0; i < sweeps; i++) {
        sweep(&turned);
        settle(&turned);
    }
    turn(turned.now, grid->now, turned.rows, turned.columns);
    free_grid(&turned);
}
#elif OPT_PAIRED
/* Between the two sweeps only three rows have to be kept. The second sweep needs one that lies
 * below its own and thus follows one row behind.
 */
WL_HOTSPOT static void sweep_twice(const plate_grid *grid, cell *between) {
    const size_t columns = grid->columns;
    const size_t size = columns * sizeof(cell);

    memcpy(between, grid->now, size);
    for (size_t row = 1; row < grid->rows; row++) {
        const cell *here = grid->now + row * columns;
        cell *middle = between + row % 3 * columns;

        memcpy(middle, here, size);
        if (row + 1 < grid->rows) {
            sweep_row(here - columns, here, here + columns, middle, columns);
        }
        if (row > 1) {
            sweep_row(between + (row - 2) % 3 * columns, between + (row - 1) % 3 * columns, middle,
                      grid->next + (row - 1) * columns, columns);
        }
    }
}

static void sweep_all(plate_grid *grid, uint64_t sweeps) {
    cell *between = wl_alloc(3 * grid->columns * sizeof *between);

    start(grid);
    for (uint64_t i = 0; i + 1 < sweeps; i += 2) {
        sweep_twice(grid, between);
        settle(grid);
    }
    if (sweeps % 2 == 1) {
        sweep(grid);
        settle(grid);
    }
    free(between);
}
#else
static void sweep_all(plate_grid *grid, uint64_t sweeps) {
    start(grid);
    for (uint64_t i = 0; i < sweeps; i++) {
        sweep(grid);
        settle(grid);
    }
}
#endif

#endif
