#include "support/vectors.h"

#include <criterion/criterion.h>
#include <stdio.h>

enum { LARGEST_FILE = 1024 * 1024 };

static char *read_file(pg_arena *arena, const char *path, size_t *ret_length) {
    FILE *file = fopen(path, "rb");
    cr_assert(file, "cannot open %s", path);
    char *text = pg_alloc(arena, LARGEST_FILE + 1, 1);
    *ret_length = fread(text, 1, LARGEST_FILE, file);
    bool whole = !ferror(file) && fgetc(file) == EOF;
    fclose(file);
    cr_assert(whole, "%s is larger than %d bytes or cannot be read", path, LARGEST_FILE);
    return text;
}

void *load_cases(pg_arena *arena, const char *name, const char *key, size_t size,
                 pg_json_read *read, size_t *ret_count) {
    char *path = pg_format(arena, "%s/%s", PG_TEST_VECTORS, name);
    size_t length;
    char *text = read_file(arena, path, &length);
    pg_error err = {0};
    pg_json top, list;
    pg_json_parse(arena, name, text, length, PG_JSON_PLAIN, &top, &err);
    cr_assert(!err.status, "%s: %s", err.place, err.text);
    cr_assert(pg_json_member(&top, key, &list), "%s: expected the key \"%s\"", name, key);
    void *cases = NULL;
    pg_json_array(arena, &list, size, read, &cases, ret_count, &err);
    cr_assert(!err.status, "%s: %s", err.place, err.text);
    cr_assert(*ret_count > 0, "%s: no cases", name);
    return cases;
}
