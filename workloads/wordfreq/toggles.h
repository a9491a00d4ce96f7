/* The toggles of wordfreq. 1: on, because its candidate was accepted (see candidates.json). The
 * build switches single ones: ./workloads/build --case wordfreq --off all --on arena ...
 */
#ifndef WORDFREQ_TOGGLES_H
#define WORDFREQ_TOGGLES_H

/* Open addressing: a flat array of hashes beside a flat array of entries, in place of chains. */
#ifndef OPT_OPEN
#define OPT_OPEN 1
#endif

/* Words, and the entries of chains, out of blocks of 64 KiB rather than from malloc one by one. */
#ifndef OPT_ARENA
#define OPT_ARENA 1
#endif

/* Only the words that are shown are put in order; without it all entries are sorted. */
#ifndef OPT_SELECT
#define OPT_SELECT 1
#endif

/* The first eight letters of two words are compared as one number. */
#ifndef OPT_PACKED
#define OPT_PACKED 1
#endif

/* A table of 256 bytes tells letters and their lower case, in place of comparisons. */
#ifndef OPT_LETTERS
#define OPT_LETTERS 0
#endif

/* A hash that takes eight letters at a time, in place of FNV-1a letter by letter. */
#ifndef OPT_HASH
#define OPT_HASH 0
#endif

/* The table is made so large that it never has to grow. */
#ifndef OPT_PREALLOC
#define OPT_PREALLOC 0
#endif

/* Words that are asked for move to the front of their chain. Nothing with OPT_OPEN. */
#ifndef OPT_FRONT
#define OPT_FRONT 0
#endif

/* Two words with the same 32 bits of hash are taken to be the same word. */
#ifndef OPT_TRUST_HASH
#define OPT_TRUST_HASH 0
#endif

#endif
