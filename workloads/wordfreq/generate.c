/* Prints prose of an invented language: generate_wordfreq SEED BYTES. */
#include "common/input.h"
#include "common/language.h"
#include "common/message.h"

enum { VOCABULARY = 12000 };

int main(int argc, char **argv) {
    uint64_t seed;
    uint64_t size;
    wl_rng rng;
    wl_language language;
    wl_zipf words;

    if (argc != 3 || !wl_number(argv[1], 0, UINT64_MAX, &seed) ||
        !wl_number(argv[2], 1, 100000000, &size)) {
        return wl_usage("SEED BYTES");
    }
    rng = (wl_rng){.state = seed};
    wl_language_make(&language, &rng);
    wl_zipf_make(&words, VOCABULARY);
    wl_language_prose(&language, &words, &rng, size);
    wl_zipf_free(&words);
    return wl_finish();
}
