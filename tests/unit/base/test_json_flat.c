/* Long arrays of numbers, which are read by the scan and taken out of what cJSON sees. */
#include "base/json.h"
#include "support/expect.h"

typedef struct arrays {
    const char *string;
    pg_numbers numbers;
    pg_counts counts;
    pg_strings strings;
} arrays;

static pg_status read_arrays(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    static const pg_json_field fields[] = {
        PG_FIELD("string", PG_JSON_STRING, true, arrays, string),
        PG_FIELD("numbers", PG_JSON_NUMBERS, true, arrays, numbers),
        PG_FIELD("counts", PG_JSON_COUNTS, true, arrays, counts),
        PG_FIELD("strings", PG_JSON_STRINGS, true, arrays, strings),
    };
    return pg_json_object(arena, at, fields, COUNT_OF(fields), ret, err);
}

static pg_json parsed(pg_arena *arena, const char *text) {
    pg_json top;
    pg_error err = {0};
    pg_json_parse(arena, "run.json", pg_copy(arena, text), strlen(text), PG_JSON_PLAIN, &top, &err);
    cr_assert(!err.status, "%s: %s: %s", text, err.place, err.text);
    return top;
}

/* An array reads the same whether it is short and cJSON sees it, or long and is taken out: with 24
 * characters between its brackets it is. */
Test(json_flat, long_arrays_of_numbers) {
    static const double values[] = {0, -0.0, 0.1, 12345678901234567, 1e22, -2.5e-3};
    pg_arena *arena = pg_arena_new();
    for (size_t blanks = 0; blanks < 30; blanks++) {
        const char *blank =
            pg_format(arena, "%.*s", (int)blanks, "\n \t\r                          ");
        pg_json top =
            parsed(arena, pg_format(arena,
                                    "{\"numbers\": [0%s,-0, 0.1,12345678901234567 , 1e22,-2.5E-3],"
                                    "\"strings\": [%s\"a\", \"\\u00ff0\"], \"counts\": [%s7 ,8],"
                                    "\"string\": \"[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]\"}",
                                    blank, blank, blank));
        arrays e = {0};
        pg_error err = {0};
        cr_assert_eq(read_arrays(arena, &top, &e, &err), PG_OK, "%s: %s", err.place, err.text);
        cr_assert_eq(e.numbers.count, COUNT_OF(values));
        cr_expect(!memcmp(e.numbers.values, values, sizeof(values)), "%zu blanks", blanks);
        cr_assert_eq(e.counts.count, 2);
        cr_expect(e.counts.values[0] == 7 && e.counts.values[1] == 8, "%zu blanks", blanks);
        cr_assert_eq(e.strings.count, 2);
        cr_expect_str_eq(e.strings.values[1], "\xc3\xbf"
                                              "0");
        cr_expect_str_eq(e.string, "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]");
    }
    pg_arena_free(arena);
}

/* Whoever asks for something else than numbers gets the elements one by one. */
static pg_status read_whole(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    (void)arena;
    return pg_json_number(at, ret, err);
}

Test(json_flat, long_arrays_element_by_element) {
    pg_arena *arena = pg_arena_new();
    pg_json top =
        parsed(arena, "[[1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5], [1000000, 2000000, 3000000]]");
    void *rows = NULL;
    size_t count = 0;
    pg_error err = {0};
    cr_expect_eq(pg_json_array(arena, &top, sizeof(double), read_whole, &rows, &count, &err),
                 PG_INPUT);
    cr_expect_str_eq(err.place, "run.json: $[0]");
    cr_expect_str_eq(err.text, "expected a finite number, found an array");
    top = parsed(arena, "[1000000, 2000000, 3000000, 4000000]");
    cr_expect(pg_json_is_array(&top) && !pg_json_is_string(&top));
    cr_assert_eq(pg_json_array(arena, &top, sizeof(double), read_whole, &rows, &count, &err),
                 PG_OK);
    cr_assert_eq(count, 4);
    for (size_t i = 0; i < count; i++) {
        cr_expect(((double *)rows)[i] == 1e6 * (double)(i + 1));
    }
    pg_arena_free(arena);
}
