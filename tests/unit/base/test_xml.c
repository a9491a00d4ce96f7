#include "base/rng.h"
#include "base/xml.h"
#include "support/expect.h"
#include "support/wellformed.h"

static pg_arena *arena;

static void setup(void) {
    arena = pg_arena_new();
}

static void teardown(void) {
    pg_arena_free(arena);
}

TestSuite(xml, .init = setup, .fini = teardown);

#define GONE "\xef\xbf\xbd"

typedef struct escaped {
    const char *text, *xml, *json;
} escaped;

static const escaped rows[] = {
    {"", "", "\"\""},
    {"std::sort<int>(a&)", "std::sort&lt;int&gt;(a&amp;)",
     "\"std::sort\\u003cint\\u003e(a\\u0026)\""},
    {"]]>", "]]&gt;", "\"]]\\u003e\""},
    {"\"'\\", "&quot;&#39;\\", "\"\\\"'\\\\\""},
    {"a\tb", "a&#9;b", "\"a\\tb\""},
    {"a\nb\x01\x7f", "a" GONE "b" GONE GONE, "\"a" GONE "b" GONE GONE "\""},
    {"é😀時", "é😀時", "\"é😀時\""},
    {"\xff\xc3", GONE GONE, "\"" GONE GONE "\""},
    {"\xef\xbf\xbe\xef\xbf\xbf\xef\xbf\xbd", GONE GONE GONE, "\"" GONE GONE GONE "\""},
    {"\xe2\x80\xae\xc2\x85", GONE GONE, "\"" GONE GONE "\""},
    {"</script>", "&lt;/script&gt;", "\"\\u003c/script\\u003e\""},
};

Test(xml, vectors) {
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pg_buf xml = pg_buf_new(arena), json = pg_buf_new(arena);
        pg_xml_text(&xml, rows[i].text);
        pg_xml_json_string(&json, rows[i].text, strlen(rows[i].text));
        expect_text(xml.data, rows[i].xml, "%s", rows[i].text);
        expect_text(json.data, rows[i].json, "%s", rows[i].text);
    }
}

Test(xml, any_bytes_become_text) {
    pg_rng rng = pg_rng_new(5);
    for (int round = 0; round < 2000; round++) {
        char bytes[24];
        size_t length = pg_rng_below(&rng, sizeof(bytes) + 1);
        for (size_t i = 0; i < length; i++) {
            bytes[i] = (char)pg_rng_below(&rng, 256);
        }
        pg_buf out = pg_buf_new(arena);
        pg_buf_text(&out, "<a b=\"");
        pg_xml_add(&out, bytes, length);
        pg_buf_text(&out, "\">");
        pg_xml_add(&out, bytes, length);
        pg_xml_json_string(&out, bytes, length);
        pg_buf_text(&out, "</a>\n");
        const char *fault = xml_fault(out.data, out.length);
        cr_assert_null(fault, "round %d: %s", round, fault);
    }
}

/* The check itself must be able to fail. */
Test(xml, faults_are_found) {
    static const char *const bad[] = {
        "",         "text",          "<a>",          "<a></b>",          "<a/><b/>",
        "<a>&</a>", "<a>&nbsp;</a>", "<a>\x01</a>",  "<a>\xff</a>",      "<a>]]></a>",
        "<a b=1/>", "<a b=\"<\"/>",  "<a b=\"\"c/>", "<a><![CDATA[</a>", "<a>\xef\xbf\xbf</a>",
        "<a></a",   "</a>",          "<a/>text",     "<?xml<a/>",
    };
    static const char *const good[] = {
        "<a/>",
        "<?xml version=\"1.0\"?>\n<a b=\"&lt;\" c=\"\"><b-c>x &amp; é</b-c><![CDATA[<&]]></a>\n",
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        cr_expect(xml_fault(bad[i], strlen(bad[i])), "%s", bad[i]);
    }
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        const char *fault = xml_fault(good[i], strlen(good[i]));
        cr_expect_null(fault, "%s: %s", good[i], fault);
    }
}
