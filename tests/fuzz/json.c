/* Any bytes as a JSON text: parsed with and without comments, walked, every object read through a
 * table, and what was read written and read again.
 *
 * Beside the sanitizers it checks what the reader promises: texts are UTF-8 without NUL, nesting is
 * at most 32, numbers are finite, a failure says where and why, outputs read back to the same. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/json_write.h"
#include "base/text.h"
#include "target.h"

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))

static void must(bool good) {
    if (!good) {
        abort();
    }
}

static void check_text(const char *text) {
    for (size_t left = strlen(text), length; left; left -= length, text += length) {
        length = pg_utf8_length((const unsigned char *)text, left);
        must(length > 0);
    }
}

static void check_error(pg_status status, const pg_error *err) {
    must(status == PG_INPUT && err->status == PG_INPUT && *err->place && *err->text);
    check_text(err->place);
    check_text(err->text);
}

typedef struct record {
    const char *string, *text;
    bool flag, has_number;
    double number;
    uint64_t count;
    pg_numbers numbers;
    pg_counts counts;
    pg_strings strings;
} record;

/* Keys of one letter, which mutations find. */
static const pg_json_field table[] = {
    PG_FIELD("s", PG_JSON_STRING, false, record, string),
    PG_FIELD("t", PG_JSON_TEXT, false, record, text),
    PG_FIELD("b", PG_JSON_BOOL, false, record, flag),
    PG_FIELD_HAS("n", PG_JSON_NUMBER, record, number, has_number),
    PG_FIELD("c", PG_JSON_COUNT, false, record, count),
    PG_FIELD("N", PG_JSON_NUMBERS, false, record, numbers),
    PG_FIELD("C", PG_JSON_COUNTS, false, record, counts),
    PG_FIELD("S", PG_JSON_STRINGS, false, record, strings),
};

static void write_record(pg_buf *out, const record *r) {
    pg_json_writer w = pg_json_writer_new(out);
    pg_json_open_object(&w, NULL, PG_JSON_LINES);
    pg_json_put_text(&w, "s", r->string);
    pg_json_put_text(&w, "t", r->text);
    pg_json_put_bool(&w, "b", r->flag);
    if (r->has_number) {
        pg_json_put_number(&w, "n", r->number);
    }
    pg_json_put_count(&w, "c", r->count);
    pg_json_open_array(&w, "N", PG_JSON_LINE);
    for (size_t i = 0; i < r->numbers.count; i++) {
        pg_json_put_number(&w, NULL, r->numbers.values[i]);
    }
    pg_json_close(&w);
    pg_json_open_array(&w, "C", PG_JSON_LINES);
    for (size_t i = 0; i < r->counts.count; i++) {
        pg_json_put_count(&w, NULL, r->counts.values[i]);
    }
    pg_json_close(&w);
    pg_json_open_array(&w, "S", PG_JSON_LINES);
    for (size_t i = 0; i < r->strings.count; i++) {
        pg_json_put_text(&w, NULL, r->strings.values[i]);
    }
    pg_json_close(&w);
    pg_json_close(&w);
}

static bool same_text(const char *a, const char *b) {
    return a && b ? !strcmp(a, b) : a == b;
}

static void check_same(const record *a, const record *b) {
    must(same_text(a->string, b->string) && same_text(a->text, b->text) && a->flag == b->flag);
    must(a->has_number == b->has_number && a->number == b->number && a->count == b->count);
    must(a->numbers.count == b->numbers.count && a->counts.count == b->counts.count);
    must(a->strings.count == b->strings.count);
    for (size_t i = 0; i < a->numbers.count; i++) {
        must(isfinite(a->numbers.values[i]) && a->numbers.values[i] == b->numbers.values[i]);
    }
    for (size_t i = 0; i < a->counts.count; i++) {
        must(a->counts.values[i] <= UINT64_C(1) << 53 &&
             a->counts.values[i] == b->counts.values[i]);
    }
    for (size_t i = 0; i < a->strings.count; i++) {
        check_text(a->strings.values[i]);
        must(same_text(a->strings.values[i], b->strings.values[i]));
    }
}

static void read_by_table(pg_arena *arena, const pg_json *at) {
    record first = {0}, second = {0};
    pg_error err = {0};
    pg_status status = pg_json_object(arena, at, table, COUNT_OF(table), &first, &err);
    if (status) {
        check_error(status, &err);
        return;
    }
    pg_buf out = pg_buf_new(arena);
    write_record(&out, &first);
    pg_json top;
    must(!pg_json_parse(arena, "copy", out.data, out.length, PG_JSON_PLAIN, &top, NULL));
    must(!pg_json_object(arena, &top, table, COUNT_OF(table), &second, NULL));
    check_same(&first, &second);
}

/* Visits a value and all below it; numbers and words have no reader of their own. */
static pg_status walk(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    (void)ret;
    size_t depth = 0;
    for (const pg_json *up = at->up; up; up = up->up) {
        depth++;
    }
    must(depth <= 32);
    if (at->key) {
        check_text(at->key);
    }
    pg_error ignored = {0};
    if (pg_json_schema(at, "perfgate-run", 1, &ignored)) {
        check_error(PG_INPUT, &ignored);
    }
    const char *text;
    if (pg_json_is_array(at)) {
        void *elements;
        size_t count;
        return pg_json_array(arena, at, 1, walk, &elements, &count, err);
    }
    if (pg_json_is_string(at)) {
        if (!pg_json_string(at, &text, err)) {
            check_text(text);
        }
        return PG_OK;
    }
    pg_status status = pg_json_members(arena, at, walk, NULL, &ignored);
    if (status) {
        check_error(status, &ignored);
    }
    read_by_table(arena, at);
    return PG_OK;
}

static bool try_flags(const uint8_t *data, size_t size, pg_json_flag flags) {
    pg_arena *arena = pg_arena_new();
    char *text = pg_copy_n(arena, (const char *)data, size);
    pg_json top;
    pg_error err = {0};
    pg_status status = pg_json_parse(arena, "file", text, size, flags, &top, &err);
    if (status) {
        check_error(status, &err);
    } else {
        must(!walk(arena, &top, NULL, &err));
    }
    pg_arena_free(arena);
    return !status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bool plain = try_flags(data, size, PG_JSON_PLAIN);
    bool commented = try_flags(data, size, PG_JSON_COMMENTS);
    must(commented || !plain);
    return 0;
}
