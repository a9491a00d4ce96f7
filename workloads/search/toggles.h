/* The toggles of search. 1: on, because its candidate was accepted (see candidates.json). The build
 * switches single ones: ./workloads/build --case search --off all --on memmem ...
 *
 * Several of them are ways to do the same thing, find.h has one after the other: where more than
 * one is on, the first of that file is compiled and the others rest.
 */
#ifndef SEARCH_TOGGLES_H
#define SEARCH_TOGGLES_H

/* The first and the last byte of a needle are compared with 16 places of the text at a time. */
#ifndef OPT_SSE2
#define OPT_SSE2 1
#endif

/* The lines of the text are listed once, and the line of an occurrence is looked up in the list. */
#ifndef OPT_LINES
#define OPT_LINES 1
#endif

/* The same as sse2 with 32 places, where the processor has AVX2. */
#ifndef OPT_AVX2
#define OPT_AVX2 0
#endif

/* memmem of the C library. */
#ifndef OPT_MEMMEM
#define OPT_MEMMEM 0
#endif

/* memchr for the first byte of a needle, and a comparison only where it stands. */
#ifndef OPT_MEMCHR
#define OPT_MEMCHR 0
#endif

/* memchr for the byte of a needle that is rarest in the text. */
#ifndef OPT_RARE
#define OPT_RARE 0
#endif

/* Horspool's search: compares from the end and skips what cannot match. */
#ifndef OPT_HORSPOOL
#define OPT_HORSPOOL 0
#endif

/* An index of the text by pairs of bytes; a needle is only tried where its first two stand. */
#ifndef OPT_PAIRS
#define OPT_PAIRS 0
#endif

/* Needles are searched in the order of their bytes, so that like follows on like. */
#ifndef OPT_ORDER
#define OPT_ORDER 0
#endif

#endif
