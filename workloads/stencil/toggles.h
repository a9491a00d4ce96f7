/* The candidates of candidates.json that are toggles, in the order in which they are built one on
 * the other. 1: accepted. 0: rejected, or not decided. With all of them 0 this is the plain
 * program.
 *
 * rows, turned, tiles and the plain order are ways to visit the same cells; where more than one is
 * on, grid.h compiles the first of turned, tiles, rows, and the others rest.
 */
#ifndef STENCIL_TOGGLES_H
#define STENCIL_TOGGLES_H

/* Cells are visited in the order in which they lie in memory, row by row. */
#ifndef OPT_ROWS
#define OPT_ROWS 1
#endif
/* The two grids change places after a sweep; without it the new one is copied over the old one. */
#ifndef OPT_SWAP
#define OPT_SWAP 1
#endif
/* Four cells of a row at a time, as a vector. Only where a row is visited: rows, turned, paired. */
#ifndef OPT_VECTOR
#define OPT_VECTOR 0
#endif
/* The compiler is told that the rows of a sweep do not overlap. */
#ifndef OPT_RESTRICT
#define OPT_RESTRICT 0
#endif
/* Two sweeps in one pass, row by row: the second follows one row behind the first. */
#ifndef OPT_PAIRED
#define OPT_PAIRED 0
#endif
/* Still column by column, but inside tiles of 32 rows and 16 columns, which stay in the cache. */
#ifndef OPT_TILES
#define OPT_TILES 0
#endif
/* Column by column in two more grids that are turned over, so that a column is contiguous. */
#ifndef OPT_TURNED
#define OPT_TURNED 0
#endif
/* Cells are float rather than double. */
#ifndef OPT_FLOAT
#define OPT_FLOAT 0
#endif
/* -O3 for this program instead of -O2: meson.build looks at it, the source does not. */
#ifndef OPT_O3
#define OPT_O3 1
#endif

#endif
