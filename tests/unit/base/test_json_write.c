#include <math.h>

#include "base/json.h"
#include "base/json_write.h"
#include "base/rng.h"
#include "support/expect.h"

Test(json_write, layout) {
    pg_arena *arena = pg_arena_new();
    pg_buf out = pg_buf_new(arena);
    pg_json_writer w = pg_json_writer_new(&out);
    pg_json_open_object(&w, NULL, PG_JSON_LINES);
    pg_json_put_text(&w, "schema", "perfgate-run/1");
    pg_json_put_text(&w, "absent", NULL);
    pg_json_put_count(&w, "count", 9007199254740992);
    pg_json_put_count(&w, "seed", 2161219995293770);
    pg_json_open_object(&w, "none", PG_JSON_LINES);
    pg_json_close(&w);
    pg_json_open_array(&w, "empty", PG_JSON_LINE);
    pg_json_close(&w);
    pg_json_open_array(&w, "series", PG_JSON_LINES);
    for (int i = 0; i < 2; i++) {
        pg_json_open_object(&w, NULL, PG_JSON_LINES);
        pg_json_put_text(&w, "metric", "wall_ns");
        pg_json_open_array(&w, "values", PG_JSON_LINE);
        pg_json_put_number(&w, NULL, 1);
        pg_json_put_number(&w, NULL, 2.5);
        pg_json_open_object(&w, NULL, PG_JSON_LINES);
        pg_json_put_bool(&w, "a", true);
        pg_json_put_null(&w, "b");
        pg_json_close(&w);
        pg_json_close(&w);
        pg_json_put_bool(&w, "tied", false);
        pg_json_close(&w);
    }
    pg_json_close(&w);
    pg_json_close(&w);
    cr_expect_str_eq(out.data, "{\n"
                               "  \"schema\": \"perfgate-run/1\",\n"
                               "  \"count\": 9007199254740992,\n"
                               "  \"seed\": 2161219995293770,\n"
                               "  \"none\": {},\n"
                               "  \"empty\": [],\n"
                               "  \"series\": [\n"
                               "    {\n"
                               "      \"metric\": \"wall_ns\",\n"
                               "      \"values\": [1, 2.5, {\"a\": true, \"b\": null}],\n"
                               "      \"tied\": false\n"
                               "    },\n"
                               "    {\n"
                               "      \"metric\": \"wall_ns\",\n"
                               "      \"values\": [1, 2.5, {\"a\": true, \"b\": null}],\n"
                               "      \"tied\": false\n"
                               "    }\n"
                               "  ]\n"
                               "}\n");
    pg_arena_free(arena);
}

Test(json_write, a_line_at_the_top) {
    pg_arena *arena = pg_arena_new();
    pg_buf out = pg_buf_new(arena);
    pg_json_writer w = pg_json_writer_new(&out);
    pg_json_open_array(&w, NULL, PG_JSON_LINE);
    pg_json_open_array(&w, NULL, PG_JSON_LINES);
    pg_json_close(&w);
    pg_json_open_array(&w, NULL, PG_JSON_LINE);
    pg_json_put_number(&w, NULL, 1);
    pg_json_close(&w);
    pg_json_put_null(&w, NULL);
    pg_json_close(&w);
    cr_expect_str_eq(out.data, "[[], [1], null]\n");
    pg_arena_free(arena);
}

/* Texts that need escapes: written, and read back to the same. */
typedef struct quoted {
    const char *text, *json;
} quoted;

static const quoted quoted_texts[] = {
    {"", "\"\""},
    {"plain", "\"plain\""},
    {"a \"b\" \\c/", "\"a \\\"b\\\" \\\\c/\""},
    {"line\nfeed", "\"line\\nfeed\""},
    {"\t\r\b\f\x01\x1f\x7f", "\"\\u0009\\u000d\\u0008\\u000c\\u0001\\u001f\\u007f\""},
    {"Größe \xf0\x9f\x98\x80", "\"Größe \xf0\x9f\x98\x80\""},
    {"</script>", "\"</script>\""},
};

Test(json_write, texts_and_keys) {
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(quoted_texts); i++) {
        const quoted *row = &quoted_texts[i];
        pg_buf out = pg_buf_new(arena);
        pg_json_writer w = pg_json_writer_new(&out);
        pg_json_open_object(&w, NULL, PG_JSON_LINE);
        pg_json_put_text(&w, row->text, row->text);
        pg_json_close(&w);
        expect_text(out.data, pg_format(arena, "{%s: %s}\n", row->json, row->json), "%s",
                    row->json);
        pg_json top, member;
        pg_error err = {0};
        pg_json_parse(arena, "f", out.data, out.length, PG_JSON_PLAIN, &top, &err);
        cr_expect(!err.status, "%s: %s", row->json, err.text);
        cr_assert(pg_json_member(&top, row->text, &member), "%s", row->json);
        const char *read = "";
        pg_json_string(&member, &read, NULL);
        expect_text(read, row->text, "%s", row->json);
    }
    pg_arena_free(arena);
}

typedef struct holder {
    pg_numbers values;
} holder;

/* Any finite bit pattern but -0, which is written as 0; or, three times in four, what samples look
 * like: counts, decimals, ratios. */
static double draw(pg_rng *rng) {
    double value;
    switch (pg_rng_below(rng, 4)) {
    case 0: return (double)(pg_rng_next(rng) >> (11 + pg_rng_below(rng, 53)));
    case 1: return (double)pg_rng_below(rng, 1000000000) / 1000;
    case 2: return pg_rng_unit(rng) * (double)(1 + pg_rng_below(rng, 1000000));
    default:
        do {
            uint64_t bits = pg_rng_next(rng);
            memcpy(&value, &bits, sizeof(value));
        } while (!isfinite(value) || value == 0);
        return value;
    }
}

/* Writes, reads and compares one array; false at the first value that came back changed. */
static bool comes_back(pg_arena *arena, const double *values, size_t count) {
    static const pg_json_field fields[] = {
        PG_FIELD("values", PG_JSON_NUMBERS, true, holder, values),
    };
    pg_buf out = pg_buf_new(arena);
    pg_json_writer w = pg_json_writer_new(&out);
    pg_json_open_object(&w, NULL, PG_JSON_LINES);
    pg_json_open_array(&w, "values", PG_JSON_LINE);
    for (size_t i = 0; i < count; i++) {
        pg_json_put_number(&w, NULL, values[i]);
    }
    pg_json_close(&w);
    pg_json_close(&w);

    pg_json top;
    holder h = {0};
    pg_error err = {0};
    pg_json_parse(arena, "f", out.data, out.length, PG_JSON_PLAIN, &top, &err);
    cr_assert(!err.status, "%s: %s", err.place, err.text);
    cr_assert_eq(pg_json_object(arena, &top, fields, 1, &h, &err), PG_OK, "%s", err.text);
    return h.values.count == count && !memcmp(h.values.values, values, count * sizeof(double));
}

Test(json_write, a_million_doubles_come_back) {
    enum { ROUNDS = 100, VALUES = 10000 };
    static double values[VALUES];
    pg_rng rng = pg_rng_new(5);
    for (int round = 0; round < ROUNDS; round++) {
        pg_arena *arena = pg_arena_new();
        for (size_t i = 0; i < VALUES; i++) {
            values[i] = draw(&rng);
        }
        cr_assert(comes_back(arena, values, VALUES), "round %d", round);
        pg_arena_free(arena);
    }
}

Test(json_write, the_ends_of_the_range_come_back) {
    static const double values[] = {0,
                                    0x1p-1074,
                                    0x0.fffffffffffffp-1022,
                                    0x1p-1022,
                                    0x1p-53,
                                    1 - 0x1p-53,
                                    1 + 0x1p-52,
                                    0x1p53 - 1,
                                    0x1p53,
                                    999999999999999,
                                    1e15,
                                    1e15 + 2,
                                    1e22,
                                    1e23,
                                    0x1.fffffffffffffp1023,
                                    -0x1.fffffffffffffp1023};
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        cr_expect(comes_back(arena, &values[i], 1), "%a", values[i]);
    }
    pg_arena_free(arena);
}
