#include "base/json.h"

#include <assert.h>
#include <cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/json_scan.h"
#include "base/number.h"
#include "base/text.h"

enum { MOST_MEMBERS = 4096 };

/* cJSON's allocation hooks take no context; the arena of the parse under way stands here. */
static _Thread_local pg_arena *parse_arena;

static void *parse_alloc(size_t size) {
    return pg_alloc(parse_arena, size, 1);
}

static void parse_free(void *piece) {
    (void)piece; /* goes with the arena */
}

static const cJSON *node_of(const pg_json *at) {
    return at->node;
}

static void write_path(const pg_json *at, char *out, size_t size) {
    if (!at->up) {
        snprintf(out, size, "%s: $", at->file);
        return;
    }
    write_path(at->up, out, size);
    size_t used = strlen(out);
    if (at->key) {
        snprintf(out + used, size - used, ".%s", at->key);
    } else {
        snprintf(out + used, size - used, "[%zu]", at->index);
    }
}

pg_status(pg_json_fail)(const pg_json *at, pg_error *err, const char *format, ...) {
    char place[PG_PLACE_MAX], text[PG_TEXT_MAX];
    write_path(at, place, sizeof(place));
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    return pg_fail(err, PG_INPUT, place, "%s", text);
}

/* What was found, in a word or two, for messages. */
static const char *found(const cJSON *node, char *out, size_t size) {
    if (cJSON_IsString(node)) {
        snprintf(out, size, "\"%.40s\"", node->valuestring);
    } else if (cJSON_IsNumber(node) && isfinite(node->valuedouble)) {
        char number[PG_NUMBER_MAX];
        pg_number_write(number, node->valuedouble);
        snprintf(out, size, "%s", number);
    } else {
        snprintf(out, size, "%s",
                 cJSON_IsNumber(node)   ? "a number beyond the range of a double"
                 : cJSON_IsObject(node) ? "an object"
                 : cJSON_IsArray(node)  ? "an array"
                 : cJSON_IsNull(node)   ? "null"
                 : cJSON_IsTrue(node)   ? "true"
                                        : "false");
    }
    return out;
}

static pg_status expected(const pg_json *at, const char *what, pg_error *err) {
    char text[64];
    return pg_json_fail(at, err, "expected %s, found %s", what,
                        found(node_of(at), text, sizeof(text)));
}

/* The array that was taken out here, NULL where none was. */
static const pg_numbers *flat_of(const pg_json *at) {
    const cJSON *first = cJSON_IsArray(node_of(at)) ? node_of(at)->child : NULL;
    if (!first || !cJSON_IsString(first) ||
        (unsigned char)*first->valuestring != PG_JSON_FLAT_MARK) {
        return NULL;
    }
    while (at->up) {
        at = at->up;
    }
    return &at->flats[strtoul(first->valuestring + 1, NULL, 10)].numbers;
}

/* The elements as nodes of cJSON; of an array that was taken out they are made. */
static const cJSON *elements(pg_arena *arena, const pg_json *at) {
    const pg_numbers *flat = flat_of(at);
    if (!flat) {
        return node_of(at)->child;
    }
    cJSON *nodes = PG_ARRAY(arena, cJSON, flat->count);
    for (size_t i = 0; i < flat->count; i++) {
        nodes[i].type = cJSON_Number;
        nodes[i].valuedouble = flat->values[i];
        nodes[i].next = i + 1 < flat->count ? &nodes[i + 1] : NULL;
    }
    return nodes;
}

pg_status pg_json_parse(pg_arena *arena, const char *file, char *text, size_t length,
                        pg_json_flag flags, pg_json *ret, pg_error *err) {
    pg_json_flats flats = {0};
    pg_status status = pg_json_scan(arena, file, text, length, flags, &flats, err);
    if (status) {
        return status;
    }
    length = pg_json_take_out(text, length, &flats);
    cJSON_Hooks hooks = {parse_alloc, parse_free};
    parse_arena = arena;
    cJSON_InitHooks(&hooks);
    const char *end;
    cJSON *node = cJSON_ParseWithLengthOpts(text, length + 1, &end, 1);
    cJSON_InitHooks(NULL);
    parse_arena = NULL;
    if (!node) {
        return pg_fail(err, PG_INPUT, file, "expected JSON, found something cJSON refuses");
    }
    *ret = (pg_json){.node = node, .file = file, .flats = flats.list};
    return PG_OK;
}

bool pg_json_member(const pg_json *at, const char *key, pg_json *ret) {
    const cJSON *node = cJSON_GetObjectItemCaseSensitive(node_of(at), key);
    if (!node) {
        return false;
    }
    *ret = (pg_json){.node = node, .up = at, .key = node->string};
    return true;
}

bool pg_json_is_array(const pg_json *at) {
    return cJSON_IsArray(node_of(at));
}

bool pg_json_is_string(const pg_json *at) {
    return cJSON_IsString(node_of(at));
}

bool pg_json_is_null(const pg_json *at) {
    return cJSON_IsNull(node_of(at));
}

pg_status pg_json_string(const pg_json *at, const char **ret, pg_error *err) {
    if (!cJSON_IsString(node_of(at)) || !*node_of(at)->valuestring) {
        return expected(at, "a text that is not empty", err);
    }
    *ret = node_of(at)->valuestring;
    return PG_OK;
}

static pg_status read_text(const pg_json *at, void *ret, pg_error *err) {
    if (!cJSON_IsString(node_of(at))) {
        return expected(at, "a text", err);
    }
    *(const char **)ret = node_of(at)->valuestring;
    return PG_OK;
}

static pg_status read_bool(const pg_json *at, void *ret, pg_error *err) {
    if (!cJSON_IsBool(node_of(at))) {
        return expected(at, "true or false", err);
    }
    *(bool *)ret = cJSON_IsTrue(node_of(at));
    return PG_OK;
}

pg_status pg_json_number(const pg_json *at, double *ret, pg_error *err) {
    if (!cJSON_IsNumber(node_of(at)) || !isfinite(node_of(at)->valuedouble)) {
        return expected(at, "a finite number", err);
    }
    *ret = node_of(at)->valuedouble;
    return PG_OK;
}

static pg_status read_count(const pg_json *at, uint64_t *ret, pg_error *err) {
    double value = cJSON_IsNumber(node_of(at)) ? node_of(at)->valuedouble : -1;
    if (!(value >= 0 && value <= PG_INTEGER_MAX && value == floor(value))) {
        return expected(at, "an integer from 0 to 2^53", err);
    }
    *ret = (uint64_t)value;
    return PG_OK;
}

/* The three plain arrays: checks the type and returns the number of elements. */
static pg_status array_size(const pg_json *at, size_t *ret, pg_error *err) {
    if (!cJSON_IsArray(node_of(at))) {
        return expected(at, "an array", err);
    }
    const pg_numbers *flat = flat_of(at);
    *ret = flat ? flat->count : (size_t)cJSON_GetArraySize(node_of(at));
    return PG_OK;
}

/* Reads an array of numbers, or of counts. */
static pg_status read_values(pg_arena *arena, const pg_json *at, bool counts, pg_numbers *ret,
                             pg_error *err) {
    const pg_numbers *flat = flat_of(at);
    size_t count = 0;
    pg_status status = array_size(at, &count, err);
    double *values = status ? NULL : flat ? flat->values : PG_ARRAY(arena, double, count);
    cJSON number = {.type = cJSON_Number};
    pg_json element = {.node = flat || status ? &number : node_of(at)->child, .up = at};
    for (; element.index < count && !status; element.index++) {
        uint64_t value;
        if (flat) {
            number.valuedouble = values[element.index];
        }
        status = counts ? read_count(&element, &value, err)
                        : pg_json_number(&element, &values[element.index], err);
        if (counts && !status) {
            values[element.index] = (double)value;
        }
        element.node = flat ? &number : node_of(&element)->next;
    }
    if (!status) {
        *ret = (pg_numbers){values, count};
    }
    return status;
}

static pg_status read_counts(pg_arena *arena, const pg_json *at, pg_counts *ret, pg_error *err) {
    pg_numbers read = {0};
    pg_status status = read_values(arena, at, true, &read, err);
    if (!status) {
        ret->values = PG_ARRAY(arena, uint64_t, read.count);
        for (size_t i = 0; i < read.count; i++) {
            ret->values[i] = (uint64_t)read.values[i];
        }
        ret->count = read.count;
    }
    return status;
}

pg_status pg_json_strings(pg_arena *arena, const pg_json *at, pg_strings *ret, pg_error *err) {
    size_t count = 0;
    pg_status status = array_size(at, &count, err);
    const char **values = status ? NULL : PG_ARRAY(arena, const char *, count);
    pg_json element = {.up = at};
    for (const cJSON *c = status ? NULL : elements(arena, at); c && !status; c = c->next) {
        element.node = c;
        status = read_text(&element, &values[element.index], err);
        element.index++;
    }
    if (!status) {
        *ret = (pg_strings){values, count};
    }
    return status;
}

static pg_status read_field(pg_arena *arena, const pg_json *at, const pg_json_field *field,
                            void *target, pg_error *err) {
    switch (field->type) {
    case PG_JSON_STRING: return pg_json_string(at, target, err);
    case PG_JSON_TEXT: return read_text(at, target, err);
    case PG_JSON_BOOL: return read_bool(at, target, err);
    case PG_JSON_NUMBER: return pg_json_number(at, target, err);
    case PG_JSON_COUNT: return read_count(at, target, err);
    case PG_JSON_NUMBERS: return read_values(arena, at, false, target, err);
    case PG_JSON_COUNTS: return read_counts(arena, at, target, err);
    case PG_JSON_STRINGS: return pg_json_strings(arena, at, target, err);
    case PG_JSON_READ: return field->read(arena, at, target, err);
    }
    assert(false);
    return PG_INPUT;
}

static pg_status unknown_key(const pg_json *at, const pg_json_field *fields, size_t count,
                             pg_error *err) {
    const char *keys[64] = {0};
    assert(count && count <= sizeof(keys) / sizeof(*keys));
    for (size_t i = 0; i < count; i++) {
        keys[i] = fields[i].key;
    }
    const char *nearest = pg_text_nearest(at->key, keys, count);
    if (nearest) {
        return pg_json_fail(at, err, "unknown key; did you mean \"%s\"?", nearest);
    }
    char list[PG_TEXT_MAX / 2] = "";
    for (size_t i = 0; i < count; i++) {
        size_t used = strlen(list);
        snprintf(list + used, sizeof(list) - used, "%s%s", i ? ", " : "", keys[i]);
    }
    return pg_json_fail(at, err, "unknown key; known are: %s", list);
}

pg_status pg_json_object(pg_arena *arena, const pg_json *at, const pg_json_field *fields,
                         size_t field_count, void *ret, pg_error *err) {
    if (!cJSON_IsObject(node_of(at))) {
        return expected(at, "an object", err);
    }
    uint64_t seen = 0;
    for (const cJSON *c = node_of(at)->child; c; c = c->next) {
        pg_json member = {.node = c, .up = at, .key = c->string};
        size_t i = 0;
        while (i < field_count && strcmp(fields[i].key, c->string) != 0) {
            i++;
        }
        if (i == field_count) {
            return unknown_key(&member, fields, field_count, err);
        }
        if (seen & UINT64_C(1) << i) {
            return pg_json_fail(&member, err, "expected each key once, found it again");
        }
        seen |= UINT64_C(1) << i;
        pg_status status =
            read_field(arena, &member, &fields[i], (char *)ret + fields[i].offset, err);
        if (status) {
            return status;
        }
        if (fields[i].has) {
            *(bool *)((char *)ret + fields[i].has - 1) = true;
        }
    }
    for (size_t i = 0; i < field_count; i++) {
        if (fields[i].required && !(seen & UINT64_C(1) << i)) {
            return pg_json_fail(at, err, "expected the key \"%s\", found none", fields[i].key);
        }
    }
    return PG_OK;
}

pg_status pg_json_array(pg_arena *arena, const pg_json *at, size_t size, pg_json_read *read,
                        void **ret, size_t *ret_count, pg_error *err) {
    size_t count = 0;
    pg_status status = array_size(at, &count, err);
    char *values = status ? NULL : pg_alloc(arena, count, size);
    pg_json element = {.up = at};
    for (const cJSON *c = status ? NULL : elements(arena, at); c && !status; c = c->next) {
        element.node = c;
        status = read(arena, &element, values + element.index * size, err);
        element.index++;
    }
    if (!status) {
        *ret = values;
        *ret_count = count;
    }
    return status;
}

pg_status pg_json_members(pg_arena *arena, const pg_json *at, pg_json_read *each, void *context,
                          pg_error *err) {
    if (!cJSON_IsObject(node_of(at))) {
        return expected(at, "an object", err);
    }
    size_t count = 0;
    for (const cJSON *c = node_of(at)->child; c; c = c->next) {
        pg_json member = {.node = c, .up = at, .key = c->string};
        if (++count > MOST_MEMBERS) {
            return pg_json_fail(at, err, "expected at most %d members, found more", MOST_MEMBERS);
        }
        for (const cJSON *before = node_of(at)->child; before != c; before = before->next) {
            if (!strcmp(before->string, c->string)) {
                return pg_json_fail(&member, err, "expected each key once, found it again");
            }
        }
        pg_status status = each(arena, &member, context, err);
        if (status) {
            return status;
        }
    }
    return PG_OK;
}

pg_status pg_json_schema(const pg_json *at, const char *family, unsigned version, pg_error *err) {
    pg_json schema;
    if (!cJSON_IsObject(node_of(at))) {
        return expected(at, "an object", err);
    }
    if (!pg_json_member(at, "schema", &schema)) {
        return pg_json_fail(at, err, "expected \"schema\": \"%s/%u\", found no schema", family,
                            version);
    }
    const char *text;
    pg_status status = pg_json_string(&schema, &text, err);
    if (status) {
        return status;
    }
    size_t length = strlen(family);
    uint64_t other;
    if (strncmp(text, family, length) != 0 || text[length] != '/') {
        return pg_json_fail(&schema, err, "expected %s/%u, found \"%.60s\"", family, version, text);
    }
    if (!pg_count_read(text + length + 1, &other) || other != version) {
        return pg_json_fail(&schema, err,
                            "expected %s/%u, found \"%.60s\": read it with the perfgate that wrote "
                            "it, or measure again with this one",
                            family, version, text);
    }
    return PG_OK;
}
