#include "base/json.h"
#include "profile/speedscope.h"
#include "support/expect.h"

Test(speedscope, stacks_and_weights) {
    pg_arena *arena = pg_arena_new();
    pg_names *names = pg_names_new(arena);
    pg_tree *tree = pg_tree_new(arena, names);
    uint32_t main_name = pg_names_add(names, "main", 4), odd = pg_names_add(names, "\"\n\xff", 3);
    pg_tree_add(tree, (const uint32_t[]){main_name, odd}, 2, 0, 3);
    pg_tree_add(tree, (const uint32_t[]){main_name}, 1, 0, 2);
    pg_tree_sum(tree);
    pg_buf text = pg_buf_new(arena);
    pg_speedscope(&text, tree, "demo", "perfgate 1", "none");
    cr_expect_str_eq(text.data,
                     "{\n"
                     "  \"$schema\": \"https://www.speedscope.app/file-format-schema.json\",\n"
                     "  \"name\": \"demo\",\n"
                     "  \"exporter\": \"perfgate 1\",\n"
                     "  \"activeProfileIndex\": 0,\n"
                     "  \"shared\": {\n"
                     "    \"frames\": [\n"
                     "      {\"name\": \"\"},\n"
                     "      {\"name\": \"main\"},\n"
                     "      {\"name\": \"\\\"??\"}\n"
                     "    ]\n"
                     "  },\n"
                     "  \"profiles\": [\n"
                     "    {\n"
                     "      \"type\": \"sampled\",\n"
                     "      \"name\": \"demo\",\n"
                     "      \"unit\": \"none\",\n"
                     "      \"startValue\": 0,\n"
                     "      \"endValue\": 5,\n"
                     "      \"samples\": [\n"
                     "        [1],\n"
                     "        [1, 2]\n"
                     "      ],\n"
                     "      \"weights\": [2, 3]\n"
                     "    }\n"
                     "  ]\n"
                     "}\n");
    pg_json top;
    cr_expect_eq(
        pg_json_parse(arena, "profile.json", text.data, text.length, PG_JSON_PLAIN, &top, NULL),
        PG_OK);
    pg_arena_free(arena);
}
