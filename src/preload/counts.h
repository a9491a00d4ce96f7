/* What the counting library and perfgate say to each other: a file of one struct, which every
 * process of the measured program maps. It outlives them, however they end.
 *
 * The sums are over the program and all it starts; `peak` is the largest of any one process, as
 * peak_rss is. Both are the same whichever process runs first. */
#ifndef PG_PRELOAD_COUNTS_H
#define PG_PRELOAD_COUNTS_H

#include <stdint.h>

/* The environment variable that names the file. */
#define PG_COUNTS_VARIABLE "PERFGATE_COUNTS"

enum { PG_COUNTS_MAGIC = 0x70676131 }; /* changes with the layout */

typedef struct pg_counts_file {
    uint32_t magic;     /* PG_COUNTS_MAGIC once a process has loaded the library */
    uint32_t processes; /* that did: one for each exec */
    uint32_t foreign;   /* of these, whose malloc is their own and was not counted */
    uint32_t lost;      /* of these, that ran out of memory for the books: counts are too low */
    uint64_t calls;     /* that allocated */
    uint64_t bytes;     /* asked for by them */
    uint64_t peak;      /* most bytes asked for and not freed, in one process, at one time */
} pg_counts_file;

#endif
