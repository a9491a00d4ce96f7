#include "texts.h"

#include <criterion/criterion.h>
#include <string.h>

char *quoted(pg_arena *arena, const char *text) {
    char *copy = pg_copy(arena, text);
    for (char *c = copy; *c; c++) {
        *c = *c == '\'' ? '"' : *c;
    }
    return copy;
}

pg_json parsed(pg_arena *arena, const char *text, pg_json_flag flags) {
    pg_json top;
    pg_error err = {0};
    char *copy = pg_copy(arena, text);
    cr_assert(!pg_json_parse(arena, "f.json", copy, strlen(copy), flags, &top, &err), "%s: %s\n%s",
              err.place, err.text, text);
    return top;
}

void expect_refused(const bad_text *rows, size_t count, read_text *read) {
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < count; i++) {
        pg_error err = {0};
        pg_status status = read(arena, quoted(arena, rows[i].text), &err);
        cr_expect(status == PG_INPUT, "status %d of %s", (int)status, rows[i].text);
        cr_expect(strstr(err.text, rows[i].says) || strstr(err.text, quoted(arena, rows[i].says)),
                  "\"%s\" says nothing of \"%s\": %s", err.text, rows[i].says, rows[i].text);
        if (*rows[i].place) {
            const char *place = pg_format(arena, "f.json: %s", rows[i].place);
            cr_expect(!strcmp(err.place, place), "expected \"%s\", found \"%s\": %s", place,
                      err.place, rows[i].text);
        }
    }
    pg_arena_free(arena);
}
