#include "base/rng.h"
#include "base/text.h"
#include "report/escape.h"
#include "support/expect.h"

static pg_arena *arena;

static void setup(void) {
    arena = pg_arena_new();
}

static void teardown(void) {
    pg_arena_free(arena);
}

TestSuite(escape, .init = setup, .fini = teardown);

typedef struct escaping {
    const char *text, *escaped;
} escaping;

static const escaping terminal[] = {
    {"", ""},
    {"parser_small +5 %", "parser_small +5 %"},
    {"std::sort", "std::sort"},
    {"a\033[31mb", "a?[31mb"},
    {"##[error]x", "#?[error]x"},
    {"###[x", "##?[x"},
    {"##[##[", "#?[#?["},
    {"\xff", "?"},
    {"Größe", "Größe"},
};

Test(escape, for_a_terminal) {
    for (size_t i = 0; i < COUNT_OF(terminal); i++) {
        expect_text(pg_escape_terminal(arena, terminal[i].text), terminal[i].escaped, "row %zu", i);
    }
}

#define ZWSP "&#8203;"
static const escaping names[] = {
    {"search", "<code>search</code>"},
    {"a-b 1", "<code>a-b 1</code>"},
    {"wall_time", "<code>wall&#95;time</code>"},
    {"</code><script>", "<code>&#60;&#47;code&#62;&#60;script&#62;</code>"},
    {"a|b", "<code>a&#124;b</code>"},
    {"&amp;", "<code>&#38;amp&#59;</code>"},
    {"@me", "<code>&#64;" ZWSP "me</code>"},
    {"me@host.org", "<code>me&#64;" ZWSP "host&#46;org</code>"},
    {"www.x", "<code>www" ZWSP "&#46;x</code>"},
    {"WWW.x", "<code>WWW" ZWSP "&#46;x</code>"},
    {"http://x", "<code>http&#58;" ZWSP "&#47;&#47;x</code>"},
    {"std::sort", "<code>std&#58;&#58;sort</code>"},
    {"#12", "<code>&#35;" ZWSP "12</code>"},
    {"GH-12", "<code>GH-" ZWSP "12</code>"},
    {"x-12", "<code>x-12</code>"},
    {"deadbee", "<code>deadbe" ZWSP "e</code>"},
    {"a_20240131", "<code>a&#95;20240131</code>"},
    {"20240131-a", "<code>202401" ZWSP "31-a</code>"},
    {"deadbeg", "<code>deadbeg</code>"},
    {"é", "<code>&#233;</code>"},
    {"😀", "<code>&#128512;</code>"},
    {"a\nb", "<code>a&#63;b</code>"},
};

Test(escape, names_for_markdown) {
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        pg_buf out = pg_buf_new(arena);
        pg_escape_name(&out, names[i].text);
        expect_text(out.data, names[i].escaped, "%s", names[i].text);
    }
}

static const escaping running[] = {
    {"+25.9 %, q 0.01 (20+20); a/b", "+25.9 %, q 0.01 (20+20); a/b"},
    {"search: too noisy", "search&#58; too noisy"},
    {":tada:", "&#58;" ZWSP "tada&#58;"},
    {":+1:", "&#58;" ZWSP "+1&#58;"},
    {"[x](http://y)", "&#91;x&#93;(http&#58;" ZWSP "//y)"},
    {"**b**", "&#42;&#42;b&#42;&#42;"},
    {"org/repo#7", "org/repo&#35;" ZWSP "7"},
    {"0123456789abcdef", "012345" ZWSP "6789ab" ZWSP "cdef"},
    {"0123456…", "012345" ZWSP "6&#8230;"},
    {"0123456 and 89abcdef", "012345" ZWSP "6 and 89abcd" ZWSP "ef"},
};

Test(escape, running_text_for_markdown) {
    for (size_t i = 0; i < COUNT_OF(running); i++) {
        pg_buf out = pg_buf_new(arena);
        pg_escape_markdown(&out, running[i].text);
        expect_text(out.data, running[i].escaped, "%s", running[i].text);
    }
}

static const escaping gnuplot[] = {
    {"", "''"},
    {"search", "'search'"},
    {"it's", "'it’s'"},
    {"''", "'’’'"},
    {"'; system('reboot'); '", "'’; system(’reboot’); ’'"},
    {"`reboot`", "'`reboot`'"},
    {"a\\", "'a\\'"},
    {"]]> >", "']]? >'"},
    {"a\nb", "'a?b'"},
    {"Größe λ Ж …", "'Größe λ Ж …'"},
};

Test(escape, strings_for_gnuplot) {
    for (size_t i = 0; i < COUNT_OF(gnuplot); i++) {
        for (int plain = 0; plain < 2; plain++) {
            pg_buf out = pg_buf_new(arena);
            pg_escape_gnuplot(&out, gnuplot[i].text, plain);
            expect_text(out.data, gnuplot[i].escaped, "%s, plain %d", gnuplot[i].text, plain);
        }
    }
}

Test(escape, characters_that_a_font_may_lack) {
    pg_buf plain = pg_buf_new(arena), any = pg_buf_new(arena);
    pg_escape_gnuplot(&plain, "時間 😀 \xef\xbf\xbe x", true);
    expect_text(plain.data, "'?? ? ? x'", "plain");
    pg_escape_gnuplot(&any, "時間 😀 \xef\xbf\xbe\xef\xbf\xbf x", false);
    expect_text(any.data, "'時間 😀 ?? x'", "any");
}

/* Bytes that mean something somewhere, and some that are no text. */
static char *hostile(pg_rng *rng) {
    static const char *const parts[] = {
        "<",
        ">",
        "&",
        "'",
        "\"",
        "`",
        "$(x)",
        "|",
        "\n",
        "\r",
        "\t",
        "\x7f",
        "\x1b[1m",
        "@",
        "#1",
        "gh-1",
        "www.",
        "://",
        ":a:",
        "*",
        "_",
        "~",
        "[",
        "](",
        "!",
        "\\",
        "{",
        "}",
        "%",
        "%s",
        "##[",
        "::",
        "-",
        "+",
        "1.",
        " ",
        "\xff",
        "\xc3",
        "\xe2\x80\xae",
        "\xef\xbf\xbf",
        "\xc2\x85",
        "é",
        "時",
        "😀",
        "abcdef0",
        "EOD",
        "system",
        "<!--",
        "-->",
        "]]>",
        "0",
    };
    pg_buf out = pg_buf_new(arena);
    for (uint64_t left = pg_rng_below(rng, 24); left; left--) {
        pg_buf_text(&out, parts[pg_rng_below(rng, COUNT_OF(parts))]);
    }
    return out.data;
}

static bool is_entity(const char *at, size_t *ret_length) {
    size_t digits = strspn(at + 2, "0123456789");
    *ret_length = digits + 3;
    return at[1] == '#' && digits > 0 && digits <= 7 && at[digits + 2] == ';';
}

/* Between the tags there is nothing but entities and characters that mean nothing. */
static void expect_inert(const char *text, const char *allowed, const char *from) {
    for (const char *at = text; *at;) {
        size_t length = 1;
        bool good = *at == '&' ? is_entity(at, &length)
                               : (strchr(allowed, *at) || (*at >= 'a' && *at <= 'z') ||
                                  (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9'));
        cr_assert(good, "%s in %s of %s", at, text, from);
        at += length;
    }
}

Test(escape, thousands_of_names) {
    pg_rng rng = pg_rng_new(3);
    for (int i = 0; i < 5000; i++) {
        const char *text = hostile(&rng);
        pg_buf name = pg_buf_new(arena), line = pg_buf_new(arena), string = pg_buf_new(arena);
        pg_escape_name(&name, text);
        cr_assert(!strncmp(name.data, "<code>", 6));
        cr_assert_str_eq(name.data + name.length - 7, "</code>");
        expect_inert(pg_copy_n(arena, name.data + 6, name.length - 13), " -", text);
        pg_escape_markdown(&line, text);
        expect_inert(line.data, " -.,;%+()/", text);

        pg_escape_gnuplot(&string, text, i % 2);
        cr_assert(string.data[0] == '\'' && string.data[string.length - 1] == '\'');
        for (size_t k = 1; k + 1 < string.length; k++) {
            cr_assert((unsigned char)string.data[k] >= ' ' && string.data[k] != '\'');
        }
        char *shown = pg_escape_terminal(arena, text), *again = pg_copy(arena, shown);
        pg_text_tame(again);
        cr_assert_str_eq(shown, again);
        cr_assert_null(strstr(shown, "##["));
    }
}
