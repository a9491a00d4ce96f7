#include <stdint.h>
#include <stdio.h>

#include "base/text.h"
#include "support/expect.h"

/* Bytes with a length of their own, as rows hold NUL and bytes that are no text. */
typedef struct sequence {
    const char *label, *bytes;
    size_t available, length;
} sequence;

static const sequence sequences[] = {
    {"ASCII", "a", 1, 1},
    {"NUL", "\0", 1, 1},
    {"DEL", "\x7f", 1, 1},
    {"U+0080, the first of two bytes", "\xc2\x80", 2, 2},
    {"U+07FF, the last of two bytes", "\xdf\xbf", 2, 2},
    {"U+0800, the first of three", "\xe0\xa0\x80", 3, 3},
    {"U+D7FF, before the surrogates", "\xed\x9f\xbf", 3, 3},
    {"U+E000, behind the surrogates", "\xee\x80\x80", 3, 3},
    {"U+FFFF, the last of three", "\xef\xbf\xbf", 3, 3},
    {"U+10000, the first of four", "\xf0\x90\x80\x80", 4, 4},
    {"U+10FFFF, the last of all", "\xf4\x8f\xbf\xbf", 4, 4},
    {"more text behind is not looked at", "\xc3\xa9\xff", 3, 2},
    {"a lone continuation", "\x80", 1, 0},
    {"a lone continuation, last", "\xbf", 1, 0},
    {"overlong NUL", "\xc0\x80", 2, 0},
    {"overlong DEL", "\xc1\xbf", 2, 0},
    {"overlong U+07FF in three", "\xe0\x9f\xbf", 3, 0},
    {"overlong U+FFFF in four", "\xf0\x8f\xbf\xbf", 4, 0},
    {"the first surrogate", "\xed\xa0\x80", 3, 0},
    {"the last surrogate", "\xed\xbf\xbf", 3, 0},
    {"U+110000", "\xf4\x90\x80\x80", 4, 0},
    {"lead byte f5", "\xf5\x80\x80\x80", 4, 0},
    {"lead byte f8", "\xf8\x88\x80\x80\x80", 5, 0},
    {"ff", "\xff", 1, 0},
    {"two bytes, cut", "\xc3", 1, 0},
    {"three bytes, cut", "\xe2\x82", 2, 0},
    {"four bytes, cut", "\xf0\x9f\x98", 3, 0},
    {"second byte is ASCII", "\xc3\x28", 2, 0},
    {"third byte is ASCII", "\xe2\x82\x28", 3, 0},
    {"fourth byte is ASCII", "\xf0\x9f\x98\x28", 4, 0},
    {"second byte is a lead", "\xe2\xe2\x82", 3, 0},
};

Test(text, utf8_sequences) {
    for (size_t i = 0; i < COUNT_OF(sequences); i++) {
        const sequence *row = &sequences[i];
        size_t length = pg_utf8_length((const unsigned char *)row->bytes, row->available);
        cr_expect(length == row->length, "%s: expected %zu, found %zu", row->label, row->length,
                  length);
    }
}

static size_t encode(uint32_t point, unsigned char *out) {
    if (point < 0x80) {
        out[0] = (unsigned char)point;
        return 1;
    }
    size_t length = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (size_t i = length; i-- > 1; point >>= 6) {
        out[i] = (unsigned char)(0x80 | (point & 0x3f));
    }
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    out[0] = (unsigned char)(lead[length] | point);
    return length;
}

Test(text, every_code_point) {
    for (uint32_t point = 0; point <= 0x10ffff; point++) {
        unsigned char bytes[4];
        size_t length = encode(point, bytes);
        bool surrogate = point >= 0xd800 && point < 0xe000;
        cr_assert(pg_utf8_length(bytes, length) == (surrogate ? 0 : length), "U+%04X", point);
        cr_assert(length == 1 || pg_utf8_length(bytes, length - 1) == 0, "U+%04X, cut", point);
    }
}

typedef struct taming {
    const char *label, *before, *after;
} taming;

static const taming tamings[] = {
    {"nothing", "", ""},
    {"plain text", "parser_small, +5 %", "parser_small, +5 %"},
    {"other alphabets", "Größe μs 時間 😀", "Größe μs 時間 😀"},
    {"line feed, tab, escape", "a\nb\tc\x1b[31m", "a?b?c?[31m"},
    {"DEL", "a\x7f", "a?"},
    {"C1: first, next line, CSI, last", "a\xc2\x80\xc2\x85\xc2\x9b\xc2\x9f", "a????"},
    {"no-break space is no control", "a\xc2\xa0", "a\xc2\xa0"},
    {"line and paragraph separator", "\xe2\x80\xa8\xe2\x80\xa9", "??"},
    {"marks: left-to-right, right-to-left", "\xe2\x80\x8e\xe2\x80\x8f", "??"},
    {"mark: Arabic letter", "\xd8\x9c", "?"},
    {"bidirectional embeddings", "\xe2\x80\xaa\xe2\x80\xab\xe2\x80\xac\xe2\x80\xad\xe2\x80\xae",
     "?????"},
    {"bidirectional isolates", "\xe2\x81\xa6\xe2\x81\xa7\xe2\x81\xa8\xe2\x81\xa9", "????"},
    {"narrow no-break space is no control", "\xe2\x80\xaf", "\xe2\x80\xaf"},
    {"euro sign", "\xe2\x82\xac", "\xe2\x82\xac"},
    {"bytes that are not UTF-8", "\xff\x80 \xc3", "?? ?"},
    {"a bad byte inside good text", "\xc3\xa9\xc3(\xc3\xa9", "\xc3\xa9?(\xc3\xa9"},
    {"a surrogate is three bytes", "\xed\xa0\x80", "???"},
    {"a command of a CI runner", "::set-output name=a::b", "?:set-output name=a::b"},
    {"the same where a line may be folded", "x ::add-mask::a", "x ?:add-mask::a"},
    {"the same behind a blank of another kind", "\xc2\xa0::stop", "\xc2\xa0?:stop"},
    {"many colons", ":::: ::", "?::: ?:"},
    {"a name with a scope", "std::sort<a::b>::c operator()::d", "std::sort<a::b>::c operator()::d"},
    {"an older command", "x##[add-mask]##[##[", "x#?[add-mask]#?[#?["},
    {"an older command, hidden", "#\x1b#[##\n[##[", "#?#[##?[#?["},
};

Test(text, taming) {
    for (size_t i = 0; i < COUNT_OF(tamings); i++) {
        char text[64];
        snprintf(text, sizeof(text), "%s", tamings[i].before);
        pg_text_disarm(text);
        expect_text(text, tamings[i].after, "%s", tamings[i].label);
        pg_text_disarm(text);
        expect_text(text, tamings[i].after, "%s, twice", tamings[i].label);
    }
}

Test(text, columns) {
    cr_expect_eq(pg_text_columns(""), 0);
    cr_expect_eq(pg_text_columns("abc"), 3);
    cr_expect_eq(pg_text_columns("Größe"), 5);
    cr_expect_eq(pg_text_columns("±5 %"), 4);
    cr_expect_eq(pg_text_columns("\xf0\x9f\x98\x80"), 1);
}

static const char *const words[] = {"workloads", "threshold", "blocks", "filter", "seed", "out"};

typedef struct meant {
    const char *word, *nearest; /* NULL: none */
} meant;

static const meant typing_errors[] = {
    {"workloads", "workloads"},
    {"workload", "workloads"},
    {"worlkoads", "workloads"},
    {"wrkload", "workloads"},
    {"treshold", "threshold"},
    {"thresholt", "threshold"},
    {"block", "blocks"},
    {"bloks", "blocks"},
    {"seeds", "seed"},
    {"sed", "seed"},
    {"ot", "out"},
    {"os", NULL},
    {"xlocky", "blocks"},
    {"xyocky", NULL},
    {"Filter", "filter"},
    {"filtering", "filter"},
    {"baseline", NULL},
    {"xyz", NULL},
    {"completely-different", NULL},
    {"a-word-that-is-much-longer-than-anything-in-the-list-of-words", NULL},
};

Test(text, nearest_word) {
    for (size_t i = 0; i < COUNT_OF(typing_errors); i++) {
        const char *nearest = pg_text_nearest(typing_errors[i].word, words, COUNT_OF(words));
        expect_text(nearest ? nearest : "(none)",
                    typing_errors[i].nearest ? typing_errors[i].nearest : "(none)", "%s",
                    typing_errors[i].word);
    }
    cr_expect_null(pg_text_nearest("seed", words, 0));
}

Test(text, nearest_takes_the_first_of_equals) {
    static const char *const list[] = {"abcdeX", "abcdeY"};
    cr_expect_str_eq(pg_text_nearest("abcdeZ", list, 2), "abcdeX");
}

Test(text, nearest_skips_words_that_are_too_long) {
    char longest[50];
    memset(longest, 'x', 49);
    longest[49] = 0;
    const char *const list[] = {longest, longest + 1};
    cr_expect_eq(pg_text_nearest(longest + 1, list, 2), list[1]);
    cr_expect_eq(pg_text_nearest(longest + 2, list, 2), list[1]);
    cr_expect_null(pg_text_nearest(longest, list, 2));
}
