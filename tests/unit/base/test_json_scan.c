/* What a text must be before it is read: RFC 8259 within our limits, errors with line and column.
 */
#include "base/json.h"
#include "support/expect.h"

#define TEXT(literal) literal, sizeof(literal) - 1

/* Parses a copy of the text that ends where its allocation ends. */
static pg_status parse(pg_arena *arena, const char *text, size_t length, pg_json_flag flags,
                       pg_error *err) {
    pg_json top;
    *err = (pg_error){0};
    return pg_json_parse(arena, "f", pg_copy_n(arena, text, length), length, flags, &top, err);
}

typedef struct accepted {
    const char *label, *text;
    size_t length;
} accepted;

static const accepted good[] = {
    {"empty object", TEXT("{}")},
    {"empty array", TEXT("[]")},
    {"blank of every kind", TEXT(" \t\r\n[ \t\r\n] \t\r\n")},
    {"numbers", TEXT("[0, -0, 1, -1, 10, 0.5, -0.5, 1e3, 1E3, 1e+3, 1e-3, 1.25e10, 0e0, 0.0]")},
    {"words", TEXT("[true, false, null]")},
    {"a scalar alone", TEXT("\"text\"")},
    {"a number alone", TEXT("-12.5e-3")},
    {"a word alone", TEXT("null")},
    {"escapes", TEXT("\"\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u0001 \\u00e9 \\uFFFF\"")},
    {"a pair of surrogates", TEXT("\"\\ud83d\\ude00 \\uD800\\uDC00 \\udbff\\udfff\"")},
    {"UTF-8", TEXT("{\"Größe\": \"\xf0\x9f\x98\x80\"}")},
    {"DEL may stand in a string", TEXT("\"\x7f\"")},
    {"empty text and key", TEXT("{\"\": \"\"}")},
    {"nested both ways", TEXT("{\"a\":[{\"b\":[]},[[1],{}]],\"c\":{\"d\":{}}}")},
    {"no blank at all", TEXT("[1,\"a\",{\"b\":2},true]")},
    {"brackets in a string", TEXT("[\"]}[{,:\", \"/* // */\"]")},
    {"32 levels", TEXT("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]")},
};

Test(json_scan, accepts) {
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        pg_error err;
        cr_expect(parse(arena, good[i].text, good[i].length, PG_JSON_PLAIN, &err) == PG_OK,
                  "%s: %s: %s", good[i].label, err.place, err.text);
        cr_expect(parse(arena, good[i].text, good[i].length, PG_JSON_COMMENTS, &err) == PG_OK,
                  "%s, comments allowed: %s: %s", good[i].label, err.place, err.text);
    }
    pg_arena_free(arena);
}

typedef struct refused {
    const char *label, *text;
    size_t length;
    const char *place, *message;
} refused;

static void expect_refused(const refused *rows, size_t count, pg_json_flag flags) {
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < count; i++) {
        pg_error err;
        pg_status status = parse(arena, rows[i].text, rows[i].length, flags, &err);
        cr_expect(status == PG_INPUT && err.status == PG_INPUT, "%s: accepted", rows[i].label);
        expect_text(err.place, rows[i].place, "%s (%s)", rows[i].label, err.text);
        expect_text(err.text, rows[i].message, "%s", rows[i].label);
    }
    pg_arena_free(arena);
}

static const refused numbers[] = {
    {"leading zero", TEXT("[01]"), "f:1:2", "expected a number as JSON allows it, found '01'"},
    {"leading zero, negative", TEXT("[-01]"), "f:1:2",
     "expected a number as JSON allows it, found '-01'"},
    {"hexadecimal", TEXT("[0x10]"), "f:1:2", "expected a number as JSON allows it, found '0x10'"},
    {"plus sign", TEXT("[+1]"), "f:1:2", "expected a JSON value, found '+1'"},
    {"minus alone", TEXT("[-]"), "f:1:2", "expected a number as JSON allows it, found '-'"},
    {"two signs", TEXT("[--1]"), "f:1:2", "expected a number as JSON allows it, found '--1'"},
    {"no digit before the point", TEXT("[.5]"), "f:1:2", "expected a JSON value, found '.5'"},
    {"no digit behind the point", TEXT("[5.]"), "f:1:2",
     "expected a number as JSON allows it, found '5.'"},
    {"point, then exponent", TEXT("[5.e1]"), "f:1:2",
     "expected a number as JSON allows it, found '5.e1'"},
    {"two points", TEXT("[1.2.3]"), "f:1:2", "expected a number as JSON allows it, found '1.2.3'"},
    {"empty exponent", TEXT("[1e]"), "f:1:2", "expected a number as JSON allows it, found '1e'"},
    {"signed empty exponent", TEXT("[1e+]"), "f:1:2",
     "expected a number as JSON allows it, found '1e+'"},
    {"two exponents", TEXT("[1e2e3]"), "f:1:2",
     "expected a number as JSON allows it, found '1e2e3'"},
    {"letters behind a number", TEXT("[5ms]"), "f:1:2",
     "expected a number as JSON allows it, found '5ms'"},
    {"underscore", TEXT("[1_000]"), "f:1:3", "expected ',' or ']', found '_000'"},
    {"NaN", TEXT("[NaN]"), "f:1:2", "expected a JSON value, found 'NaN'"},
    {"Infinity", TEXT("[Infinity]"), "f:1:2", "expected a JSON value, found 'Infinity'"},
    {"-Infinity", TEXT("[-Infinity]"), "f:1:2",
     "expected a number as JSON allows it, found '-Infinity'"},
    {"other digits", TEXT("[\xd9\xa1]"), "f:1:2", "expected a JSON value, found '\xd9\xa1'"},
};

static const refused strings[] = {
    {"raw tab", TEXT("[\"a\tb\"]"), "f:1:4",
     "expected no raw control character in a string, found '?b\"'"},
    {"raw line feed", TEXT("[\"a\nb\"]"), "f:1:4",
     "expected no raw control character in a string, found the end of the line"},
    {"raw 1f", TEXT("\"\x1f\""), "f:1:2",
     "expected no raw control character in a string, found '?\"'"},
    {"raw NUL", TEXT("\"a\0b\""), "f:1:3", "expected text without NUL, found '?b\"'"},
    {"escaped NUL", TEXT("\"ab\\u0000\""), "f:1:4", "expected text without NUL, found '\\u0000\"'"},
    {"unknown escape", TEXT("\"\\x41\""), "f:1:2",
     "expected an escape such as \\n or \\u00e9, found '\\x41\"'"},
    {"escaped quote mark of C", TEXT("\"\\'\""), "f:1:2",
     "expected an escape such as \\n or \\u00e9, found '\\'\"'"},
    {"escaped NUL byte", TEXT("\"\\\0\""), "f:1:2",
     "expected an escape such as \\n or \\u00e9, found '\\'"},
    {"short \\u", TEXT("\"\\u12\""), "f:1:2",
     "expected an escape such as \\n or \\u00e9, found '\\u12\"'"},
    {"\\u with other letters", TEXT("\"\\u00g0\""), "f:1:2",
     "expected an escape such as \\n or \\u00e9, found '\\u00g0\"'"},
    {"\\U", TEXT("\"\\U00e9\""), "f:1:2",
     "expected an escape such as \\n or \\u00e9, found '\\U00e9\"'"},
    {"lone high surrogate", TEXT("\"\\ud83d\""), "f:1:2",
     "expected a pair of surrogates, found '\\ud83d\"'"},
    {"lone low surrogate", TEXT("\"\\ude00\""), "f:1:2",
     "expected a pair of surrogates, found '\\ude00\"'"},
    {"two high surrogates", TEXT("\"\\ud83d\\ud83d\""), "f:1:2",
     "expected a pair of surrogates, found '\\ud83d\\ud83d\"'"},
    {"two low surrogates", TEXT("\"\\ude00\\ude00\""), "f:1:2",
     "expected a pair of surrogates, found '\\ude00\\ude00\"'"},
    {"high surrogate, then an escape above all surrogates", TEXT("\"\\ud83d\\ue000\""), "f:1:2",
     "expected a pair of surrogates, found '\\ud83d\\ue000\"'"},
    {"high surrogate, then an escape below all surrogates", TEXT("\"\\ud83d\\u0041\""), "f:1:2",
     "expected a pair of surrogates, found '\\ud83d\\u0041\"'"},
    {"surrogates the wrong way round", TEXT("\"\\ude00\\ud83d\""), "f:1:2",
     "expected a pair of surrogates, found '\\ude00\\ud83d\"'"},
    {"high surrogate, then text", TEXT("\"\\ud83dabcdef\""), "f:1:2",
     "expected a pair of surrogates, found '\\ud83dabcdef\"'"},
    {"high surrogate, then a short escape", TEXT("\"\\ud83d\\u12"), "f:1:2",
     "expected a pair of surrogates, found '\\ud83d\\u12'"},
    {"no comma in a long array", TEXT("[1000000, 2000000, 3000000 4000000]"), "f:1:28",
     "expected ',' or ']', found '4000000'"},
    {"a long array closed by another bracket", TEXT("[1000000, 2000000, 3000000, 4000000}"),
     "f:1:36", "expected ',' or ']', found '}'"},
    {"a long array without an end", TEXT("[1000000, 2000000, 3000000, 4000000"), "f:1:36",
     "expected ',' or ']', found the end of the file"},
    {"no JSON number in a long array", TEXT("[1000000, 2000000, 3000000, 04]"), "f:1:29",
     "expected a number as JSON allows it, found '04'"},
    {"byte ff", TEXT("\"a\xff\""), "f:1:3", "expected valid UTF-8, found '?\"'"},
    {"overlong slash", TEXT("\"\xc0\xaf\""), "f:1:2", "expected valid UTF-8, found '??\"'"},
    {"surrogate in UTF-8", TEXT("\"\xed\xa0\x80\""), "f:1:2",
     "expected valid UTF-8, found '???\"'"},
    {"UTF-8 cut by the quote", TEXT("\"\xe2\x82\""), "f:1:2", "expected valid UTF-8, found '??\"'"},
    {"UTF-8 cut by the end", TEXT("\"\xe2\x82"), "f:1:2", "expected valid UTF-8, found '??'"},
    {"no end", TEXT("\"abc"), "f:1:5",
     "expected the end of the string, \", found the end of the file"},
    {"no end behind a backslash", TEXT("\"abc\\"), "f:1:5",
     "expected an escape such as \\n or \\u00e9, found '\\'"},
    {"single quotes", TEXT("['a']"), "f:1:2", "expected a JSON value, found ''a''"},
};

static const refused structure[] = {
    {"nothing", TEXT(""), "f", "expected a JSON object, found an empty file"},
    {"blank only", TEXT(" \n\t\r\n"), "f", "expected a JSON object, found an empty file"},
    {"text behind the value", TEXT("{} x"), "f:1:4", "expected the end of the file, found 'x'"},
    {"a second value", TEXT("{}\n{}"), "f:2:1", "expected the end of the file, found '{'"},
    {"a closing bracket too many", TEXT("[1]]"), "f:1:4",
     "expected the end of the file, found ']'"},
    {"NUL behind the value", TEXT("[1]\0"), "f:1:4", "expected the end of the file, found '?'"},
    {"NUL between values", TEXT("[1,\0 2]"), "f:1:4", "expected a JSON value, found '?'"},
    {"NUL alone", TEXT("\0"), "f:1:1", "expected a JSON value, found '?'"},
    {"NUL behind a number", TEXT("[1\0]"), "f:1:3", "expected ',' or ']', found '?'"},
    {"array without end", TEXT("[1, 2"), "f:1:6", "expected ',' or ']', found the end of the file"},
    {"object without end", TEXT("{\"a\": 1"), "f:1:8",
     "expected ',' or '}', found the end of the file"},
    {"nothing behind [", TEXT("["), "f:1:2", "expected a JSON value, found the end of the file"},
    {"nothing behind {", TEXT("{"), "f:1:2",
     "expected a key in double quotes, found the end of the file"},
    {"nothing behind a key", TEXT("{\"a\""), "f:1:5", "expected ':', found the end of the file"},
    {"nothing behind a colon", TEXT("{\"a\":"), "f:1:6",
     "expected a JSON value, found the end of the file"},
    {"closed by the other bracket", TEXT("[1}"), "f:1:3", "expected ',' or ']', found '}'"},
    {"closed by the other brace", TEXT("{\"a\": 1]"), "f:1:8", "expected ',' or '}', found ']'"},
    {"comma before ]", TEXT("[1,]"), "f:1:4", "expected a JSON value, found ']'"},
    {"comma before }", TEXT("{\"a\": 1,}"), "f:1:9", "expected a key in double quotes, found '}'"},
    {"comma first", TEXT("[,1]"), "f:1:2", "expected a JSON value, found ',1'"},
    {"two commas", TEXT("[1,,2]"), "f:1:4", "expected a JSON value, found ',2'"},
    {"no comma", TEXT("[1 2]"), "f:1:4", "expected ',' or ']', found '2'"},
    {"no colon", TEXT("{\"a\" 1}"), "f:1:6", "expected ':', found '1'"},
    {"equals sign", TEXT("{\"a\" = 1}"), "f:1:6", "expected ':', found '='"},
    {"key without quotes", TEXT("{a: 1}"), "f:1:2", "expected a key in double quotes, found 'a'"},
    {"number as key", TEXT("{1: 1}"), "f:1:2", "expected a key in double quotes, found '1'"},
    {"value in an object", TEXT("{\"a\": 1, 2}"), "f:1:10",
     "expected a key in double quotes, found '2'"},
    {"word in capitals", TEXT("[True]"), "f:1:2", "expected a JSON value, found 'True'"},
    {"word cut", TEXT("[nul]"), "f:1:2", "expected a JSON value, found 'nul'"},
    {"word with more letters", TEXT("[nullx]"), "f:1:2", "expected a JSON value, found 'nullx'"},
    {"byte order mark", TEXT("\xef\xbb\xbf{}"), "f:1:1",
     "expected a JSON value, found '\xef\xbb\xbf{'"},
    {"UTF-16", TEXT("\xff\xfe{\0}\0"), "f:1:1", "expected a JSON value, found '??{'"},
    {"no-break space",
     TEXT("[\xc2\xa0"
          "1]"),
     "f:1:2",
     "expected a JSON value, found '\xc2\xa0"
     "1'"},
    {"vertical tab", TEXT("[\v1]"), "f:1:2", "expected a JSON value, found '?1'"},
    {"33 levels", TEXT("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"),
     "f:1:33", "expected at most 32 levels of nesting, found '[1'"},
    {"33 levels, the last an empty object",
     TEXT("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[{}]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"), "f:1:33",
     "expected at most 32 levels of nesting, found '{'"},
};

static const refused positions[] = {
    {"a later line", TEXT("{\n  \"a\": 1,\n  \"b\": x\n}"), "f:3:8",
     "expected a JSON value, found 'x'"},
    {"carriage return and line feed", TEXT("{\r\n\"a\": x}"), "f:2:6",
     "expected a JSON value, found 'x'"},
    {"columns count characters", TEXT("[\"\xc3\xa4\xf0\x9f\x98\x80\", x]"), "f:1:8",
     "expected a JSON value, found 'x'"},
    {"what was found is cut to 24 bytes", TEXT("[abcdefghijklmnopqrstuvwxyz0123456789]"), "f:1:2",
     "expected a JSON value, found 'abcdefghijklmnopqrstuvwx'"},
};

static const refused no_comments[] = {
    {"line comment", TEXT("{} // x"), "f:1:4",
     "expected a JSON value or punctuation (comments are for perfgate.json only), found '//'"},
    {"block comment", TEXT("[/* x */1]"), "f:1:2",
     "expected a JSON value or punctuation (comments are for perfgate.json only), found '/*'"},
    {"slash alone", TEXT("/"), "f:1:1",
     "expected a JSON value or punctuation (comments are for perfgate.json only), found '/'"},
    {"hash comment", TEXT("# x\n{}"), "f:1:1", "expected a JSON value, found '#'"},
};

Test(json_scan, refuses_numbers) {
    expect_refused(numbers, COUNT_OF(numbers), PG_JSON_PLAIN);
    expect_refused(numbers, COUNT_OF(numbers), PG_JSON_COMMENTS);
}

Test(json_scan, refuses_strings) {
    expect_refused(strings, COUNT_OF(strings), PG_JSON_PLAIN);
    expect_refused(strings, COUNT_OF(strings), PG_JSON_COMMENTS);
}

Test(json_scan, refuses_structure) {
    expect_refused(structure, COUNT_OF(structure), PG_JSON_PLAIN);
    expect_refused(structure, COUNT_OF(structure), PG_JSON_COMMENTS);
}

Test(json_scan, tells_line_and_column) {
    expect_refused(positions, COUNT_OF(positions), PG_JSON_PLAIN);
}

Test(json_scan, refuses_comments_where_they_are_off) {
    expect_refused(no_comments, COUNT_OF(no_comments), PG_JSON_PLAIN);
}

static const accepted with_comments[] = {
    {"line comments", TEXT("// first\n{ // second\n\"a\": 1 // third\n} // last")},
    {"block comments", TEXT("/* first */{/**/\"a\"/* * / ** */:/*\n\n*/1/***/}/* last */")},
    {"comments in comments", TEXT("// /* \n[1, /* // */ 2] // */")},
    {"bytes that are not UTF-8", TEXT("[1] // \xff\xfe")},
};

Test(json_scan, accepts_comments_where_they_are_on) {
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(with_comments); i++) {
        pg_error err;
        const accepted *row = &with_comments[i];
        cr_expect(parse(arena, row->text, row->length, PG_JSON_COMMENTS, &err) == PG_OK,
                  "%s: %s: %s", row->label, err.place, err.text);
    }
    pg_arena_free(arena);
}

static const refused bad_comments[] = {
    {"no end", TEXT("{} /* x"), "f:1:8",
     "expected the end of the comment, */, found the end of the file"},
    {"no end, shortest", TEXT("{} /*/"), "f:1:7",
     "expected the end of the comment, */, found the end of the file"},
    {"comments only", TEXT("/* x */ // y\n"), "f", "expected a JSON object, found an empty file"},
    {"position behind comments", TEXT("/* a\nb */ [ // c\n 1 /* d */ x]"), "f:3:12",
     "expected ',' or ']', found 'x'"},
    {"slash alone", TEXT("[1] /"), "f:1:5",
     "expected a JSON value or punctuation (comments are for perfgate.json only), found '/'"},
    {"slash and letter", TEXT("[1, /x 2]"), "f:1:5",
     "expected a JSON value or punctuation (comments are for perfgate.json only), found '/x'"},
    {"a comment does not join numbers", TEXT("[1/**/2]"), "f:1:7",
     "expected ',' or ']', found '2'"},
    {"a comment inside a word", TEXT("[tr/**/ue]"), "f:1:2",
     "expected a JSON value, found 'tr/**/ue'"},
};

Test(json_scan, refuses_bad_comments) {
    expect_refused(bad_comments, COUNT_OF(bad_comments), PG_JSON_COMMENTS);
}

/* Every prefix of a good text is refused, but the whole. */
Test(json_scan, every_cut_is_noticed) {
    static const char text[] = "{\"name\": \"a\\u00e9\\n\xc3\xa9\", \"values\": [1.5e3, -2, true, "
                               "null, {\"x\": []}], \"k\": false}";
    pg_arena *arena = pg_arena_new();
    for (size_t length = 0; length < sizeof(text) - 1; length++) {
        pg_error err;
        cr_expect(parse(arena, text, length, PG_JSON_PLAIN, &err) == PG_INPUT, "%zu bytes", length);
    }
    pg_error err;
    cr_expect(parse(arena, text, sizeof(text) - 1, PG_JSON_PLAIN, &err) == PG_OK, "%s", err.text);
    pg_arena_free(arena);
}

/* RFC 8259 limits neither the digits of a number nor their use. */
Test(json_scan, long_numbers) {
    static const char digits[] = "0.1000000000000000055511151231257827021181583404541015625000000"
                                 "00000000000000000000000000000000000000";
    pg_arena *arena = pg_arena_new();
    for (size_t length = 3; length < sizeof(digits); length++) {
        pg_error err;
        char *text = pg_format(arena, "[%.*s, 1]", (int)length, digits);
        cr_expect(parse(arena, text, strlen(text), PG_JSON_PLAIN, &err) == PG_OK,
                  "%zu characters: %s: %s", length, err.place, err.text);
    }
    pg_arena_free(arena);
}
