#include "parser/csv.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "common/hotspot.h"
#include "common/message.h"
#include "parser/likely.h"

static const char header[] = "order,time,country,amount,quantity,customer,note";

bool csv_complain(const csv_reader *reader, const char *expected, const char *found) {
    return wl_malformed(reader->text->path, reader->record_line, expected, found, strlen(found));
}

/* ---- the first of two bytes, or the end ---- */

#if OPT_SSE2 && defined(__SSE2__)

static WL_HOTSPOT const char *find_either(const char *at, const char *end, char a, char b) {
    const __m128i all_a = _mm_set1_epi8(a);
    const __m128i all_b = _mm_set1_epi8(b);

    for (; end - at >= (ptrdiff_t)sizeof all_a; at += sizeof all_a) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)at);
        __m128i equal = _mm_or_si128(_mm_cmpeq_epi8(bytes, all_a), _mm_cmpeq_epi8(bytes, all_b));
        unsigned found = (unsigned)_mm_movemask_epi8(equal);

        if (found != 0) {
            return at + __builtin_ctz(found);
        }
    }
    while (at < end && *at != a && *at != b) {
        at++;
    }
    return at;
}

#elif OPT_SWAR && defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__

/* The top bit of each byte of `word` that is `byte`; above the first such bit others may be set. */
static uint64_t matches(uint64_t word, char byte) {
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t differs = word ^ (ones * (unsigned char)byte);

    return (differs - ones) & ~differs & (ones << 7);
}

static WL_HOTSPOT const char *find_either(const char *at, const char *end, char a, char b) {
    for (; end - at >= 8; at += 8) {
        uint64_t word;
        uint64_t found;

        memcpy(&word, at, sizeof word);
        found = matches(word, a) | matches(word, b);
        if (found != 0) {
            return at + __builtin_ctzll(found) / 8;
        }
    }
    while (at < end && *at != a && *at != b) {
        at++;
    }
    return at;
}

#elif OPT_MEMCHR

static WL_HOTSPOT const char *find_either(const char *at, const char *end, char a, char b) {
    const char *found = memchr(at, b, (size_t)(end - at));

    end = found != NULL ? found : end;
    found = memchr(at, a, (size_t)(end - at));
    return found != NULL ? found : end;
}

#else

static WL_HOTSPOT const char *find_either(const char *at, const char *end, char a, char b) {
    while (at < end && *at != a && *at != b) {
        at++;
    }
    return at;
}

#endif

/* ---- fields ---- */

static field_text read_plain_field(csv_reader *reader) {
    const char *start = reader->at;

    reader->at = find_either(start, reader->end, ',', '\n');
#if OPT_SLICES
    return (field_text){.bytes = start, .length = (uint32_t)(reader->at - start)};
#else
    return text_keep(reader->store, start, (size_t)(reader->at - start));
#endif
}

/* Puts one quote where the file has two. */
static WL_HOTSPOT void unescape(char *to, const char *from, const char *end) {
    while (from < end) {
        from += *from == '"';
        *to++ = *from++;
    }
}

/* A quote inside a quoted field is written twice. False: the closing quote is missing. */
static bool read_quoted_field(csv_reader *reader, field_text *field) {
    const char *start = reader->at + 1;
    const char *at = start;
    size_t doubled = 0;

    for (;; at++) {
        at = find_either(at, reader->end, '"', '\n');
        if (unlikely(at == reader->end)) {
            return csv_complain(reader, "a closing quote", "the end of the file");
        }
        if (*at == '\n') {
            reader->line++;
        } else if (at + 1 < reader->end && at[1] == '"') {
            doubled++;
            at++;
        } else {
            break;
        }
    }
    reader->at = at + 1;
#if OPT_SLICES
    if (doubled == 0) {
        *field = (field_text){.bytes = start, .length = (uint32_t)(at - start)};
        return true;
    }
#endif
    *field = text_keep(reader->store, NULL, (size_t)(at - start) - doubled);
    unescape((char *)field->bytes, start, at);
    return true;
}

/* Checks and skips what follows field `i`: a comma, or after the last one the end of the line. */
static bool skip_separator(csv_reader *reader, int i) {
    bool at_end = reader->at == reader->end || *reader->at == '\n';
    char found[64];

    if (unlikely(!at_end && *reader->at != ',')) {
        snprintf(found, sizeof found, "%c", *reader->at);
        return csv_complain(reader, "a comma or the end of the line after a closing quote", found);
    }
    if (unlikely(at_end != (i == FIELD_COUNT - 1))) {
        snprintf(found, sizeof found, at_end ? "%d" : "more than %d", i + 1);
        return csv_complain(reader, "7 fields", found);
    }
    if (at_end) {
        reader->line++;
    }
    if (reader->at < reader->end) {
        reader->at++;
    }
    return true;
}

bool csv_read_record(csv_reader *reader, field_text fields[FIELD_COUNT]) {
    reader->record_line = reader->line;
#if OPT_PREFETCH
    __builtin_prefetch(reader->at + 512);
#endif
    for (int i = 0; i < FIELD_COUNT; i++) {
        if (reader->at < reader->end && *reader->at == '"') {
            if (unlikely(!read_quoted_field(reader, &fields[i]))) {
                return false;
            }
        } else {
            fields[i] = read_plain_field(reader);
        }
        if (unlikely(!skip_separator(reader, i))) {
            return false;
        }
    }
    return true;
}

bool csv_skip_header(csv_reader *reader) {
    const char *newline = memchr(reader->at, '\n', (size_t)(reader->end - reader->at));
    const char *end = newline != NULL ? newline : reader->end;
    size_t length = (size_t)(end - reader->at);

    if (length != strlen(header) || memcmp(reader->at, header, length) != 0) {
        return wl_malformed(reader->text->path, reader->line, header, reader->at, length);
    }
    reader->at = newline != NULL ? newline + 1 : reader->end;
    reader->line++;
    return true;
}
