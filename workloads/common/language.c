#include "language.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"

enum { LINE_WIDTH = 72 };

/* Every syllable has one leading consonant and one vowel. A consonant before a vowel therefore
 * begins a syllable and any other ends one: a word has only one reading, and thus only one rank.
 */
static const char onsets[] = "bdfklmnrst";
static const char vowels[] = "aeiou";
static const char *const codas[] = {"", "n", "s"};

void wl_zipf_make(wl_zipf *zipf, size_t count) {
    uint32_t total = 0;

    zipf->cumulative = wl_alloc(count * sizeof *zipf->cumulative);
    zipf->count = count;
    for (size_t rank = 0; rank < count; rank++) {
        total += (uint32_t)(100000000 / (rank + 3));
        zipf->cumulative[rank] = total;
    }
}

size_t wl_zipf_pick(const wl_zipf *zipf, wl_rng *rng) {
    uint32_t drawn = wl_rng_below(rng, zipf->cumulative[zipf->count - 1]);
    size_t low = 0;
    size_t high = zipf->count - 1;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (drawn < zipf->cumulative[middle]) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

void wl_zipf_free(wl_zipf *zipf) {
    free(zipf->cumulative);
    zipf->cumulative = NULL;
}

void wl_language_make(wl_language *language, wl_rng *rng) {
    const size_t coda_count = sizeof codas / sizeof *codas;
    const size_t vowel_count = sizeof vowels - 1;

    for (size_t i = 0; i < WL_SYLLABLES; i++) {
        snprintf(language->syllables[i], sizeof language->syllables[i], "%c%c%s",
                 onsets[i / (vowel_count * coda_count)], vowels[i / coda_count % vowel_count],
                 codas[i % coda_count]);
    }
    for (uint32_t i = WL_SYLLABLES - 1; i > 0; i--) {
        uint32_t other = wl_rng_below(rng, i + 1);
        char kept[sizeof language->syllables[0]];

        memcpy(kept, language->syllables[i], sizeof kept);
        memcpy(language->syllables[i], language->syllables[other], sizeof kept);
        memcpy(language->syllables[other], kept, sizeof kept);
    }
}

size_t wl_language_word(const wl_language *language, size_t rank, char word[WL_WORD_SIZE]) {
    size_t rest = rank + 1;
    size_t length = 0;

    /* Bijective numeration: ranks 0 .. 149 have one syllable, the next 150 * 150 have two ... */
    do {
        const char *syllable = language->syllables[(rest - 1) % WL_SYLLABLES];
        size_t size = strlen(syllable);

        memcpy(word + length, syllable, size + 1);
        length += size;
        rest = (rest - 1) / WL_SYLLABLES;
    } while (rest > 0 && length + 4 < WL_WORD_SIZE);
    return length;
}

/* What has been printed so far: the length of the line for wrapping, and of all for the size. */
typedef struct {
    size_t column;
    size_t written;
} wl_page;

static void print_word(wl_page *page, const char *word, size_t length) {
    if (page->column > 0 && page->column + 1 + length > LINE_WIDTH) {
        putchar('\n');
        page->written++;
        page->column = 0;
    } else if (page->column > 0) {
        putchar(' ');
        page->written++;
        page->column++;
    }
    fwrite(word, 1, length, stdout);
    page->written += length;
    page->column += length;
}

static void print_sentence(const wl_language *language, const wl_zipf *zipf, wl_rng *rng,
                           wl_page *page) {
    uint32_t words = 4 + wl_rng_below(rng, 16);

    for (uint32_t i = 0; i < words; i++) {
        char word[WL_WORD_SIZE + 1];
        size_t length = wl_language_word(language, wl_zipf_pick(zipf, rng), word);

        if (i == 0) {
            word[0] = (char)(word[0] - 'a' + 'A');
        }
        if (i + 1 == words) {
            word[length++] = '.';
        } else if (wl_rng_chance(rng, 10)) {
            word[length++] = ',';
        }
        print_word(page, word, length);
    }
}

void wl_language_prose(const wl_language *language, const wl_zipf *zipf, wl_rng *rng, size_t size) {
    wl_page page = {0};

    while (page.written < size) {
        uint32_t sentences = 3 + wl_rng_below(rng, 6);

        for (uint32_t i = 0; i < sentences; i++) {
            print_sentence(language, zipf, rng, &page);
        }
        fputs("\n\n", stdout);
        page.written += 2;
        page.column = 0;
        if (wl_rng_chance(rng, 8)) {
            for (int i = 0; i < LINE_WIDTH; i++) {
                putchar('-');
            }
            fputs("\n\n", stdout);
            page.written += LINE_WIDTH + 2;
        }
    }
}
