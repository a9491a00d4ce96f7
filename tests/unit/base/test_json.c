/* Reading parsed JSON through tables, and the words in which it fails. */
#include "base/buf.h"
#include "base/json.h"
#include "support/expect.h"

typedef struct point {
    double x, y;
} point;

typedef struct everything {
    const char *string, *text;
    bool flag, has_number;
    double number;
    uint64_t count;
    pg_numbers numbers;
    pg_counts counts;
    pg_strings strings;
    point inner;
} everything;

static pg_status read_point(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    static const pg_json_field fields[] = {
        PG_FIELD("x", PG_JSON_NUMBER, true, point, x),
        PG_FIELD("y", PG_JSON_NUMBER, true, point, y),
    };
    return pg_json_object(arena, at, fields, COUNT_OF(fields), ret, err);
}

static pg_status read_everything(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    static const pg_json_field fields[] = {
        PG_FIELD("string", PG_JSON_STRING, true, everything, string),
        PG_FIELD("text", PG_JSON_TEXT, false, everything, text),
        PG_FIELD("flag", PG_JSON_BOOL, false, everything, flag),
        PG_FIELD_HAS("number", PG_JSON_NUMBER, everything, number, has_number),
        PG_FIELD("count", PG_JSON_COUNT, false, everything, count),
        PG_FIELD("numbers", PG_JSON_NUMBERS, false, everything, numbers),
        PG_FIELD("counts", PG_JSON_COUNTS, false, everything, counts),
        PG_FIELD("strings", PG_JSON_STRINGS, false, everything, strings),
        PG_FIELD_READ("inner", false, everything, inner, read_point),
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

Test(json, reads_every_type) {
    pg_arena *arena = pg_arena_new();
    pg_json top = parsed(arena, "{\"string\": \"s\\u00e9\\n\\ud83d\\ude00\", \"text\": \"\", "
                                "\"flag\": true, \"number\": -1.5e3, \"count\": 9007199254740992, "
                                "\"numbers\": [0.1, -2, 3e300], \"counts\": [0, 1e3], "
                                "\"strings\": [\"a\", \"\"], \"inner\": {\"y\": 2, \"x\": 1}}");
    everything e = {0};
    pg_error err = {0};
    cr_assert_eq(read_everything(arena, &top, &e, &err), PG_OK, "%s: %s", err.place, err.text);
    cr_expect_str_eq(e.string, "s\xc3\xa9\n\xf0\x9f\x98\x80");
    cr_expect_str_eq(e.text, "");
    cr_expect(e.flag && e.has_number && e.number == -1500);
    cr_expect(e.count == UINT64_C(1) << 53);
    cr_assert_eq(e.numbers.count, 3);
    cr_expect(e.numbers.values[0] == 0.1 && e.numbers.values[1] == -2 &&
              e.numbers.values[2] == 3e300);
    cr_assert_eq(e.counts.count, 2);
    cr_expect(e.counts.values[0] == 0 && e.counts.values[1] == 1000);
    cr_assert_eq(e.strings.count, 2);
    cr_expect_str_eq(e.strings.values[0], "a");
    cr_expect_str_eq(e.strings.values[1], "");
    cr_expect(e.inner.x == 1 && e.inner.y == 2);
    pg_arena_free(arena);
}

Test(json, absent_members_keep_what_is_there) {
    pg_arena *arena = pg_arena_new();
    pg_json top = parsed(arena, "{\"string\": \"s\", \"numbers\": [], \"flag\": false}");
    double old = 4;
    everything e = {.number = 7, .count = 8, .flag = true, .text = "kept", .numbers = {&old, 1}};
    cr_assert_eq(read_everything(arena, &top, &e, NULL), PG_OK);
    cr_expect(e.number == 7 && !e.has_number && e.count == 8 && !e.flag);
    cr_expect_str_eq(e.text, "kept");
    cr_expect_eq(e.numbers.count, 0);
    pg_arena_free(arena);
}

/* A member of the object {"string": "s", ...}, the path and words of its refusal. */
typedef struct wrong {
    const char *member, *path, *message;
} wrong;

static const wrong wrong_members[] = {
    {"\"string\": 1", "$.string", "expected a text that is not empty, found 1"},
    {"\"string\": \"\"", "$.string", "expected a text that is not empty, found \"\""},
    {"\"string\": null", "$.string", "expected a text that is not empty, found null"},
    {"\"text\": false", "$.text", "expected a text, found false"},
    {"\"text\": [\"a\"]", "$.text", "expected a text, found an array"},
    {"\"flag\": 1", "$.flag", "expected true or false, found 1"},
    {"\"flag\": \"true\"", "$.flag", "expected true or false, found \"true\""},
    {"\"number\": \"1\"", "$.number", "expected a finite number, found \"1\""},
    {"\"number\": true", "$.number", "expected a finite number, found true"},
    {"\"number\": {}", "$.number", "expected a finite number, found an object"},
    {"\"number\": 1e999", "$.number",
     "expected a finite number, found a number beyond the range of a double"},
    {"\"number\": -1e400", "$.number",
     "expected a finite number, found a number beyond the range of a double"},
    {"\"count\": -1", "$.count", "expected an integer from 0 to 2^53, found -1"},
    {"\"count\": 1.5", "$.count", "expected an integer from 0 to 2^53, found 1.5"},
    {"\"count\": 9007199254740994", "$.count",
     "expected an integer from 0 to 2^53, found 9007199254740994"},
    {"\"count\": 1e300", "$.count", "expected an integer from 0 to 2^53, found 1e+300"},
    {"\"count\": 1e999", "$.count",
     "expected an integer from 0 to 2^53, found a number beyond the range of a double"},
    {"\"count\": \"12\"", "$.count", "expected an integer from 0 to 2^53, found \"12\""},
    {"\"numbers\": 1", "$.numbers", "expected an array, found 1"},
    {"\"numbers\": [1, \"2\"]", "$.numbers[1]", "expected a finite number, found \"2\""},
    {"\"numbers\": [1, 2, 1e309]", "$.numbers[2]",
     "expected a finite number, found a number beyond the range of a double"},
    {"\"numbers\": [null]", "$.numbers[0]", "expected a finite number, found null"},
    {"\"counts\": {\"0\": 1}", "$.counts", "expected an array, found an object"},
    {"\"counts\": [1, 2, -3]", "$.counts[2]", "expected an integer from 0 to 2^53, found -3"},
    {"\"counts\": [0.1]", "$.counts[0]", "expected an integer from 0 to 2^53, found 0.1"},
    {"\"strings\": \"a\"", "$.strings", "expected an array, found \"a\""},
    {"\"strings\": [\"a\", 1]", "$.strings[1]", "expected a text, found 1"},
    /* Long arrays of numbers, which the scan takes out. */
    {"\"numbers\": [1, 2, 3, 4, 5, 6, 7, 8, 9, 1e309, 11]", "$.numbers[9]",
     "expected a finite number, found a number beyond the range of a double"},
    {"\"numbers\": [1, 2, 3, 4, 5, 6, 7, 8, 9, \"10\"]", "$.numbers[9]",
     "expected a finite number, found \"10\""},
    {"\"counts\": [1000, 1001, 1002, 1003, -1, 1005]", "$.counts[4]",
     "expected an integer from 0 to 2^53, found -1"},
    {"\"counts\": [1000, 1001, 1002, 1003, 1e999]", "$.counts[4]",
     "expected an integer from 0 to 2^53, found a number beyond the range of a double"},
    {"\"strings\": [1000, 1001, 1002, 1003, 1004]", "$.strings[0]", "expected a text, found 1000"},
    {"\"text\": [1000, 1001, 1002, 1003, 1004]", "$.text", "expected a text, found an array"},
    {"\"inner\": [1000, 1001, 1002, 1003, 1004]", "$.inner", "expected an object, found an array"},
    {"\"inner\": 1", "$.inner", "expected an object, found 1"},
    {"\"inner\": {\"x\": 1}", "$.inner", "expected the key \"y\", found none"},
    {"\"inner\": {\"x\": 1, \"y\": []}", "$.inner.y", "expected a finite number, found an array"},
    {"\"inner\": {\"x\": 1, \"y\": 2, \"z\": 3}", "$.inner.z", "unknown key; did you mean \"x\"?"},
    {"\"nubmer\": 1", "$.nubmer", "unknown key; did you mean \"number\"?"},
    {"\"Count\": 1", "$.Count", "unknown key; did you mean \"count\"?"},
    {"\"completely_else\": 1", "$.completely_else",
     "unknown key; known are: string, text, flag, number, count, numbers, counts, strings, inner"},
    {"\"text\": \"a\", \"text\": \"a\"", "$.text", "expected each key once, found it again"},
    {"\"t\\u0065xt\": \"a\", \"text\": \"b\"", "$.text", "expected each key once, found it again"},
    {"\"text\": \"a much longer text than a message ought to show in full\", \"flag\": 0", "$.flag",
     "expected true or false, found 0"},
};

Test(json, says_what_is_wrong) {
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(wrong_members); i++) {
        const wrong *row = &wrong_members[i];
        bool has_string = !strncmp(row->member, "\"string\"", 8);
        pg_json top =
            parsed(arena, pg_format(arena, "{%s%s}", has_string ? "" : "\"string\": \"s\", ",
                                    row->member));
        everything e = {0};
        pg_error err = {0};
        pg_status status = read_everything(arena, &top, &e, &err);
        cr_expect(status == PG_INPUT && err.status == PG_INPUT, "%s: accepted", row->member);
        expect_text(err.place, pg_format(arena, "run.json: %s", row->path), "%s", row->member);
        expect_text(err.text, row->message, "%s", row->member);
        cr_expect_eq(read_everything(arena, &top, &e, NULL), PG_INPUT, "%s, no error wanted",
                     row->member);
    }
    pg_arena_free(arena);
}

Test(json, long_texts_are_cut_in_messages) {
    pg_arena *arena = pg_arena_new();
    pg_json top = parsed(arena, "{\"string\": \"s\", \"flag\": "
                                "\"0123456789012345678901234567890123456789and more\"}");
    everything e;
    pg_error err = {0};
    read_everything(arena, &top, &e, &err);
    cr_expect_str_eq(err.text, "expected true or false, found "
                               "\"0123456789012345678901234567890123456789\"");
    pg_arena_free(arena);
}

Test(json, a_missing_key_is_named) {
    pg_arena *arena = pg_arena_new();
    pg_json top = parsed(arena, "{}");
    everything e;
    pg_error err = {0};
    cr_expect_eq(read_everything(arena, &top, &e, &err), PG_INPUT);
    cr_expect_str_eq(err.place, "run.json: $");
    cr_expect_str_eq(err.text, "expected the key \"string\", found none");
    pg_arena_free(arena);
}

Test(json, arrays_of_structs) {
    pg_arena *arena = pg_arena_new();
    pg_json top = parsed(arena, "[{\"x\": 1, \"y\": 2}, {\"x\": 3, \"y\": 4}]");
    void *points = NULL;
    size_t count = 99;
    cr_assert_eq(pg_json_array(arena, &top, sizeof(point), read_point, &points, &count, NULL),
                 PG_OK);
    cr_assert_eq(count, 2);
    cr_expect(((point *)points)[0].y == 2 && ((point *)points)[1].x == 3);

    top = parsed(arena, "[{\"x\": 1, \"y\": 2}, {\"x\": 3}]");
    pg_error err = {0};
    void *untouched = &top;
    cr_expect_eq(pg_json_array(arena, &top, sizeof(point), read_point, &untouched, &count, &err),
                 PG_INPUT);
    cr_expect_str_eq(err.place, "run.json: $[1]");
    cr_expect(untouched == &top && count == 2, "outputs are untouched on failure");

    top = parsed(arena, "[]");
    cr_expect_eq(pg_json_array(arena, &top, sizeof(point), read_point, &points, &count, NULL),
                 PG_OK);
    cr_expect_eq(count, 0);
    pg_arena_free(arena);
}

typedef struct visit {
    size_t count;
    char keys[64];
} visit;

static pg_status visit_member(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    (void)arena;
    visit *v = ret;
    v->count++;
    if (strlen(v->keys) + strlen(at->key) + 2 < sizeof(v->keys)) {
        strcat(strcat(v->keys, at->key), ",");
    }
    return strcmp(at->key, "stop") ? PG_OK : pg_json_fail(at, err, "stopped at %d", 3);
}

Test(json, members_in_order) {
    pg_arena *arena = pg_arena_new();
    visit v = {0};
    pg_error err = {0};
    pg_json top = parsed(arena, "{\"b\": 1, \"a\": {}, \"\": [], \"c\": null}");
    cr_expect_eq(pg_json_members(arena, &top, visit_member, &v, &err), PG_OK);
    cr_expect_str_eq(v.keys, "b,a,,c,");

    top = parsed(arena, "{\"b\": 1, \"a\": 2, \"b\": 3}");
    cr_expect_eq(pg_json_members(arena, &top, visit_member, &v, &err), PG_INPUT);
    cr_expect_str_eq(err.place, "run.json: $.b");
    cr_expect_str_eq(err.text, "expected each key once, found it again");

    top = parsed(arena, "{\"b\": 1, \"stop\": 2, \"c\": 3}");
    cr_expect_eq(pg_json_members(arena, &top, visit_member, &v, &err), PG_INPUT);
    cr_expect_str_eq(err.place, "run.json: $.stop");
    cr_expect_str_eq(err.text, "stopped at 3");

    top = parsed(arena, "[1]");
    cr_expect_eq(pg_json_members(arena, &top, visit_member, &v, &err), PG_INPUT);
    cr_expect_str_eq(err.text, "expected an object, found an array");
    pg_arena_free(arena);
}

Test(json, at_most_4096_members) {
    for (int members = 4096; members <= 4097; members++) {
        pg_arena *arena = pg_arena_new();
        pg_buf text = pg_buf_new(arena);
        for (int i = 0; i < members; i++) {
            pg_buf_format(&text, "%s\"k%d\": %d", i ? ", " : "{", i, i);
        }
        pg_buf_char(&text, '}');
        pg_json top = parsed(arena, text.data);
        visit v = {0};
        pg_error err = {0};
        pg_status status = pg_json_members(arena, &top, visit_member, &v, &err);
        cr_expect_eq(status, members == 4096 ? PG_OK : PG_INPUT, "%d members", members);
        cr_expect_str_eq(err.text,
                         members == 4096 ? "" : "expected at most 4096 members, found more");
        cr_expect_eq(v.count, 4096);
        pg_arena_free(arena);
    }
}

Test(json, single_values) {
    pg_arena *arena = pg_arena_new();
    pg_json top = parsed(arena, "{\"list\": [\"a\", \"b\"], \"text\": \"t\", \"none\": null, "
                                "\"empty\": \"\", \"mixed\": [\"a\", 2]}");
    pg_json list, text, none, empty, mixed, absent = {0};
    cr_assert(pg_json_member(&top, "list", &list) && pg_json_member(&top, "text", &text));
    cr_assert(pg_json_member(&top, "none", &none) && pg_json_member(&top, "empty", &empty));
    cr_assert(pg_json_member(&top, "mixed", &mixed));
    cr_expect(!pg_json_member(&top, "List", &absent), "keys are compared with their case");
    cr_expect(!pg_json_member(&list, "a", &absent) && !pg_json_member(&text, "t", &absent));
    cr_expect(pg_json_is_array(&list) && !pg_json_is_array(&top) && !pg_json_is_array(&text));
    cr_expect(pg_json_is_string(&text) && pg_json_is_string(&empty) && !pg_json_is_string(&list));
    cr_expect(pg_json_is_null(&none) && !pg_json_is_null(&empty) && !pg_json_is_null(&top));

    const char *value = "untouched";
    cr_expect_eq(pg_json_string(&empty, &value, NULL), PG_INPUT);
    cr_expect_str_eq(value, "untouched");
    cr_expect_eq(pg_json_string(&text, &value, NULL), PG_OK);
    cr_expect_str_eq(value, "t");

    pg_strings strings = {0};
    pg_error err = {0};
    cr_expect_eq(pg_json_strings(arena, &mixed, &strings, &err), PG_INPUT);
    cr_expect_str_eq(err.place, "run.json: $.mixed[1]");
    cr_expect(!strings.values && !strings.count);
    cr_expect_eq(pg_json_strings(arena, &list, &strings, NULL), PG_OK);
    cr_expect_eq(strings.count, 2);
    cr_expect_str_eq(strings.values[1], "b");
    pg_arena_free(arena);
}

static pg_status descend(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    if (pg_json_is_array(at)) {
        void *values;
        size_t count;
        return pg_json_array(arena, at, 1, descend, &values, &count, err);
    }
    return pg_json_is_string(at) ? pg_json_fail(at, err, "here")
                                 : pg_json_members(arena, at, descend, ret, err);
}

Test(json, paths) {
    pg_arena *arena = pg_arena_new();
    pg_error err = {0};
    pg_json top = parsed(arena, "{\"a\": {\"b\": [[], [{}, {\"c d\": [{\"e\": \"x\"}]}]]}}");
    cr_expect_eq(descend(arena, &top, NULL, &err), PG_INPUT);
    cr_expect_str_eq(err.place, "run.json: $.a.b[1][1].c d[0].e");

    top = parsed(arena, "{\"a\\nb\\u001b\": \"x\"}");
    descend(arena, &top, NULL, &err);
    cr_expect_str_eq(err.place, "run.json: $.a?b?");
    pg_arena_free(arena);
}

Test(json, paths_longer_than_their_room_are_cut) {
    pg_arena *arena = pg_arena_new();
    pg_error err = {0};
    char key[601];
    memset(key, 'k', 600);
    key[600] = 0;
    pg_json top = parsed(arena, pg_format(arena, "{\"%s\": {\"%s\": [\"x\"]}}", key, key));
    cr_expect_eq(descend(arena, &top, NULL, &err), PG_INPUT);
    cr_expect_eq(strlen(err.place), PG_PLACE_MAX - 1);
    cr_expect_str_eq(err.text, "here");
    pg_arena_free(arena);
}

static const wrong schemas[] = {
    {"{\"schema\": \"perfgate-run/1\", \"more\": 1}", "", ""},
    {"{\"schema\": \"perfgate-run/2\"}", "run.json: $.schema",
     "expected perfgate-run/1, found \"perfgate-run/2\": read it with the perfgate that wrote it, "
     "or measure again with this one"},
    {"{\"schema\": \"perfgate-run/x\"}", "run.json: $.schema",
     "expected perfgate-run/1, found \"perfgate-run/x\": read it with the perfgate that wrote it, "
     "or measure again with this one"},
    {"{\"schema\": \"perfgate-run\"}", "run.json: $.schema",
     "expected perfgate-run/1, found \"perfgate-run\""},
    {"{\"schema\": \"perfgate-runs/1\"}", "run.json: $.schema",
     "expected perfgate-run/1, found \"perfgate-runs/1\""},
    {"{\"schema\": \"perfgate-comparison/1\"}", "run.json: $.schema",
     "expected perfgate-run/1, found \"perfgate-comparison/1\""},
    {"{\"schema\": 1}", "run.json: $.schema", "expected a text that is not empty, found 1"},
    {"{}", "run.json: $", "expected \"schema\": \"perfgate-run/1\", found no schema"},
    {"[]", "run.json: $", "expected an object, found an array"},
};

Test(json, schemas) {
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(schemas); i++) {
        pg_json top = parsed(arena, schemas[i].member);
        pg_error err = {0};
        pg_status status = pg_json_schema(&top, "perfgate-run", 1, &err);
        cr_expect_eq(status, *schemas[i].message ? PG_INPUT : PG_OK, "%s", schemas[i].member);
        expect_text(err.place, schemas[i].path, "%s", schemas[i].member);
        expect_text(err.text, schemas[i].message, "%s", schemas[i].member);
    }
    pg_arena_free(arena);
}
