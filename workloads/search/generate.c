/* Prints prose of an invented language, or words and phrases to look for in it:
 * generate_search text SEED BYTES, generate_search needles SEED COUNT; and tables as they are drawn
 * in plain text, or the corners of their cells: tables SEED BYTES, corners SEED COUNT.
 */
#include <stdio.h>
#include <string.h>

#include "common/input.h"
#include "common/language.h"
#include "common/message.h"

enum { VOCABULARY = 8000 };

/* In turn: a frequent word, a rarer one, a phrase of two words, a word that the text never has, and
 * a piece of the rules of dashes, on which searches that skip ahead have their worst day.
 */
static void print_needle(const wl_language *language, wl_rng *rng, uint64_t i) {
    char word[WL_WORD_SIZE];
    char second[WL_WORD_SIZE] = "";

    if (i % 20 == 19) {
        for (uint32_t dashes = 4 + wl_rng_below(rng, 40); dashes > 0; dashes--) {
            putchar('-');
        }
        putchar('\n');
        return;
    }
    switch (i % 4) {
    case 0: wl_language_word(language, wl_rng_below(rng, 600), word); break;
    case 1: wl_language_word(language, 600 + wl_rng_below(rng, VOCABULARY - 600), word); break;
    case 2:
        wl_language_word(language, wl_rng_below(rng, 20), word);
        wl_language_word(language, wl_rng_below(rng, 20), second);
        break;
    default: wl_language_word(language, VOCABULARY + wl_rng_below(rng, 1000000), word); break;
    }
    printf("%s%s%s\n", word, second[0] != '\0' ? " " : "", second);
}

static void print_cell(uint32_t width) {
    putchar('+');
    for (uint32_t i = 0; i < width; i++) {
        putchar('-');
    }
}

/* Hardly anything but dashes: a needle that begins with "+" fails at once when it is compared from
 * its beginning, and only at its last byte when it is compared from its end.
 */
static void print_tables(wl_rng *rng, uint64_t size) {
    for (uint64_t written = 0; written < size;) {
        for (uint32_t cells = 2 + wl_rng_below(rng, 3); cells > 0; cells--) {
            uint32_t width = 60 + wl_rng_below(rng, 60);

            print_cell(width);
            written += width + 1;
        }
        puts("+");
        written += 2;
    }
}

static void print_corners(wl_rng *rng, uint64_t count) {
    for (uint64_t i = 0; i < count; i++) {
        print_cell(30 + wl_rng_below(rng, 60));
        putchar('\n');
    }
}

static bool is_kind(const char *word) {
    static const char *const kinds[] = {"text", "needles", "tables", "corners"};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(word, kinds[i]) == 0) {
            return true;
        }
    }
    return false;
}

int main(int argc, char **argv) {
    uint64_t seed;
    uint64_t size;
    wl_rng rng;
    wl_language language;
    wl_zipf words;

    if (argc != 4 || !is_kind(argv[1]) || !wl_number(argv[2], 0, UINT64_MAX, &seed) ||
        !wl_number(argv[3], 1, 100000000, &size)) {
        return wl_usage("text|needles|tables|corners SEED SIZE");
    }
    rng = (wl_rng){.state = seed};
    if (strcmp(argv[1], "tables") == 0) {
        print_tables(&rng, size);
        return wl_finish();
    }
    if (strcmp(argv[1], "corners") == 0) {
        print_corners(&rng, size);
        return wl_finish();
    }
    wl_language_make(&language, &rng);
    if (strcmp(argv[1], "needles") == 0) {
        for (uint64_t i = 0; i < size; i++) {
            print_needle(&language, &rng, i);
        }
        return wl_finish();
    }
    wl_zipf_make(&words, VOCABULARY);
    wl_language_prose(&language, &words, &rng, size);
    wl_zipf_free(&words);
    return wl_finish();
}
