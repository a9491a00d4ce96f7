/* An invented language for the fixture generators: its words are made of syllables, frequent words
 * are short, and their frequencies fall with the rank as in real prose (Zipf's law).
 */
#ifndef WL_LANGUAGE_H
#define WL_LANGUAGE_H

#include <stddef.h>
#include <stdint.h>

#include "rng.h"

/* Picks ranks 0 .. count-1, the weight of rank r being in proportion to 1 / (r + 3). */
typedef struct {
    uint32_t *cumulative;
    size_t count;
} wl_zipf;

enum { WL_SYLLABLES = 150, WL_WORD_SIZE = 32 };

typedef struct {
    char syllables[WL_SYLLABLES][4];
} wl_language;

void wl_zipf_make(wl_zipf *zipf, size_t count);
size_t wl_zipf_pick(const wl_zipf *zipf, wl_rng *rng);
void wl_zipf_free(wl_zipf *zipf);

/* The seed decides which syllables are frequent. */
void wl_language_make(wl_language *language, wl_rng *rng);

/* The word of this rank, in lower case; no two ranks share a word. Returns its length. */
size_t wl_language_word(const wl_language *language, size_t rank, char word[WL_WORD_SIZE]);

/* Prints sentences in paragraphs, wrapped, with a rule of dashes now and then, until `size` bytes
 * are reached and the paragraph is at its end.
 */
void wl_language_prose(const wl_language *language, const wl_zipf *zipf, wl_rng *rng, size_t size);

#endif
