/* How the occurrences of one needle in a text are found: one way for each toggle (toggles.h), and
 * at the end the plain one, that tries the needle at every place of the text, byte by byte.
 */
#ifndef SEARCH_FIND_H
#define SEARCH_FIND_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/hotspot.h"
#include "common/input.h"
#include "search/toggles.h"

#if OPT_AVX2
#include <immintrin.h>
#elif OPT_SSE2 && defined(__SSE2__)
#include <emmintrin.h>
#endif

typedef struct {
    const char *bytes; /* inside the needle file */
    size_t length;
} search_needle;

typedef struct {
    uint64_t count;    /* also of occurrences that overlap */
    const char *first; /* NULL when there is none */
} search_result;

/* What is known about a text before the first needle; a way that needs nothing leaves it empty. */
typedef struct {
    uint32_t *starts; /* of each pair of bytes in `places`, and one more for the end */
    uint32_t *places; /* of the text, sorted by the pair that stands there */
    uint64_t bytes[256];
} search_index;

static void note(search_result *result, const char *place) {
    if (result->count == 0) {
        result->first = place;
    }
    result->count++;
}

/* Tries every place from `from` on. */
static inline void find_plain(const wl_text *text, const search_needle *needle, size_t from,
                              search_result *result) {
    for (size_t i = from; i + needle->length <= text->size; i++) {
        size_t equal = 0;

        while (equal < needle->length && text->data[i + equal] == needle->bytes[equal]) {
            equal++;
        }
        if (equal == needle->length) {
            note(result, text->data + i);
        }
    }
}

#if OPT_PAIRS
static size_t pair_at(const char *bytes) {
    return (size_t)(unsigned char)bytes[0] << 8 | (unsigned char)bytes[1];
}

/* Counting sort: how many of each pair, where they begin, and then every place into its own. */
WL_HOTSPOT static void make_index(search_index *index, const wl_text *text) {
    enum { PAIRS = 65536 };
    uint32_t sum = 0;

    index->starts = wl_alloc((PAIRS + 1) * sizeof *index->starts);
    index->places = wl_alloc(text->size * sizeof *index->places);
    memset(index->starts, 0, (PAIRS + 1) * sizeof *index->starts);
    for (size_t i = 0; i + 1 < text->size; i++) {
        index->starts[pair_at(text->data + i)]++;
    }
    for (size_t pair = 0; pair <= PAIRS; pair++) {
        uint32_t count = index->starts[pair];

        index->starts[pair] = sum;
        sum += count;
    }
    for (size_t i = 0; i + 1 < text->size; i++) {
        index->places[index->starts[pair_at(text->data + i)]++] = (uint32_t)i;
    }
    /* Each start has moved to the next one's. */
    memmove(index->starts + 1, index->starts, PAIRS * sizeof *index->starts);
    index->starts[0] = 0;
}

WL_HOTSPOT static search_result find(const wl_text *text, const search_index *index,
                                     const search_needle *needle) {
    search_result result = {0};
    size_t pair;

    if (needle->length < 2) {
        find_plain(text, needle, 0, &result);
        return result;
    }
    pair = pair_at(needle->bytes);
    for (uint32_t i = index->starts[pair]; i < index->starts[pair + 1]; i++) {
        size_t at = index->places[i];

        if (at + needle->length <= text->size &&
            memcmp(text->data + at + 2, needle->bytes + 2, needle->length - 2) == 0) {
            note(&result, text->data + at);
        }
    }
    return result;
}
#elif OPT_HORSPOOL
WL_HOTSPOT static search_result find(const wl_text *text, const search_index *index,
                                     const search_needle *needle) {
    search_result result = {0};
    size_t last = needle->length - 1;
    size_t skip[256];
    size_t at = 0;

    (void)index;
    for (size_t i = 0; i < 256; i++) {
        skip[i] = needle->length;
    }
    for (size_t i = 0; i < last; i++) {
        skip[(unsigned char)needle->bytes[i]] = last - i;
    }
    while (at + needle->length <= text->size) {
        size_t left = needle->length;

        while (left > 0 && text->data[at + left - 1] == needle->bytes[left - 1]) {
            left--;
        }
        if (left == 0) {
            note(&result, text->data + at);
        }
        at += skip[(unsigned char)text->data[at + last]];
    }
    return result;
}
#elif OPT_RARE
WL_HOTSPOT static void make_index(search_index *index, const wl_text *text) {
    for (size_t i = 0; i < text->size; i++) {
        index->bytes[(unsigned char)text->data[i]]++;
    }
}

WL_HOTSPOT static search_result find(const wl_text *text, const search_index *index,
                                     const search_needle *needle) {
    search_result result = {0};
    const char *end = text->data + text->size;
    size_t rare = 0;
    const char *at;

    for (size_t i = 1; i < needle->length; i++) {
        if (index->bytes[(unsigned char)needle->bytes[i]] <
            index->bytes[(unsigned char)needle->bytes[rare]]) {
            rare = i;
        }
    }
    if (needle->length > text->size) {
        return result;
    }
    at = text->data + rare;
    end -= needle->length - 1 - rare;
    while ((at = memchr(at, needle->bytes[rare], (size_t)(end - at))) != NULL) {
        if (memcmp(at - rare, needle->bytes, needle->length) == 0) {
            note(&result, at - rare);
        }
        at++;
    }
    return result;
}
#elif OPT_MEMCHR
WL_HOTSPOT static search_result find(const wl_text *text, const search_index *index,
                                     const search_needle *needle) {
    search_result result = {0};
    const char *at = text->data;
    const char *end;

    (void)index;
    if (needle->length > text->size) {
        return result;
    }
    end = text->data + text->size - (needle->length - 1);
    while ((at = memchr(at, needle->bytes[0], (size_t)(end - at))) != NULL) {
        if (memcmp(at + 1, needle->bytes + 1, needle->length - 1) == 0) {
            note(&result, at);
        }
        at++;
    }
    return result;
}
#elif OPT_MEMMEM
WL_HOTSPOT static search_result find(const wl_text *text, const search_index *index,
                                     const search_needle *needle) {
    search_result result = {0};
    const char *at = text->data;
    const char *end = text->data + text->size;

    (void)index;
    while ((at = memmem(at, (size_t)(end - at), needle->bytes, needle->length)) != NULL) {
        note(&result, at);
        at++;
    }
    return result;
}
#elif OPT_AVX2
__attribute__((target("avx2"))) WL_HOTSPOT static size_t
find_wide(const wl_text *text, const search_needle *needle, search_result *result) {
    const __m256i first = _mm256_set1_epi8(needle->bytes[0]);
    const __m256i last = _mm256_set1_epi8(needle->bytes[needle->length - 1]);
    size_t i = 0;

    for (; i + needle->length - 1 + sizeof first <= text->size; i += sizeof first) {
        const char *at = text->data + i;
        __m256i heads = _mm256_loadu_si256((const __m256i *)at);
        __m256i tails = _mm256_loadu_si256((const __m256i *)(at + needle->length - 1));
        __m256i both =
            _mm256_and_si256(_mm256_cmpeq_epi8(heads, first), _mm256_cmpeq_epi8(tails, last));

        for (unsigned mask = (unsigned)_mm256_movemask_epi8(both); mask != 0; mask &= mask - 1) {
            const char *place = at + __builtin_ctz(mask);

            if (memcmp(place, needle->bytes, needle->length) == 0) {
                note(result, place);
            }
        }
    }
    return i;
}

WL_HOTSPOT static search_result find(const wl_text *text, const search_index *index,
                                     const search_needle *needle) {
    search_result result = {0};
    size_t from = __builtin_cpu_supports("avx2") ? find_wide(text, needle, &result) : 0;

    (void)index;
    find_plain(text, needle, from, &result);
    return result;
}
#elif OPT_SSE2 && defined(__SSE2__)
WL_HOTSPOT static search_result find(const wl_text *text, const search_index *index,
                                     const search_needle *needle) {
    search_result result = {0};
    const __m128i first = _mm_set1_epi8(needle->bytes[0]);
    const __m128i last = _mm_set1_epi8(needle->bytes[needle->length - 1]);
    size_t i = 0;

    (void)index;
    for (; i + needle->length - 1 + sizeof first <= text->size; i += sizeof first) {
        const char *at = text->data + i;
        __m128i heads = _mm_loadu_si128((const __m128i *)at);
        __m128i tails = _mm_loadu_si128((const __m128i *)(at + needle->length - 1));
        __m128i both = _mm_and_si128(_mm_cmpeq_epi8(heads, first), _mm_cmpeq_epi8(tails, last));

        for (unsigned mask = (unsigned)_mm_movemask_epi8(both); mask != 0; mask &= mask - 1) {
            const char *place = at + __builtin_ctz(mask);

            if (memcmp(place, needle->bytes, needle->length) == 0) {
                note(&result, place);
            }
        }
    }
    find_plain(text, needle, i, &result);
    return result;
}
#else
WL_HOTSPOT static search_result find(const wl_text *text, const search_index *index,
                                     const search_needle *needle) {
    search_result result = {0};

    (void)index;
    find_plain(text, needle, 0, &result);
    return result;
}
#endif

#if !(OPT_PAIRS || (OPT_RARE && !OPT_HORSPOOL))
static void make_index(search_index *index, const wl_text *text) {
    (void)index;
    (void)text;
}
#endif

#endif
