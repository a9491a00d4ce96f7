/* The candidates of candidates.json that are code, in the order in which they are built one on the
 * other. 1: accepted. 0: rejected, or not decided. With all of them 0 this is the plain program.
 * ./workloads/build --on and --off give a variant; tests/check_variants.py compares them all.
 */
#ifndef TOGGLES_H
#define TOGGLES_H

#ifndef OPT_SLICES
#define OPT_SLICES 1
#endif
#ifndef OPT_TIMESTAMP
#define OPT_TIMESTAMP 1
#endif
#ifndef OPT_COUNTRY
#define OPT_COUNTRY 1
#endif
#ifndef OPT_DECIMAL
#define OPT_DECIMAL 1
#endif
#ifndef OPT_INTEGER
#define OPT_INTEGER 1
#endif
#ifndef OPT_SSE2
#define OPT_SSE2 1
#endif
#ifndef OPT_SWAR
#define OPT_SWAR 0
#endif
#ifndef OPT_MEMCHR
#define OPT_MEMCHR 0
#endif
#ifndef OPT_ARENA
#define OPT_ARENA 0
#endif
#ifndef OPT_ALIGNED
#define OPT_ALIGNED 0
#endif
#ifndef OPT_PREALLOC
#define OPT_PREALLOC 0
#endif
#ifndef OPT_INPLACE
#define OPT_INPLACE 0
#endif
#ifndef OPT_PREFETCH
#define OPT_PREFETCH 0
#endif
#ifndef OPT_LIKELY
#define OPT_LIKELY 0
#endif
#ifndef OPT_RECIPROCAL
#define OPT_RECIPROCAL 0
#endif

#endif
