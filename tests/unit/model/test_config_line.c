#include "model/config_line.h"

#include "support/expect.h"

typedef struct row {
    const char *text, *workload;
    size_t line;
} row;

Test(config_line, of_a_workload) {
    static const row rows[] = {
        {"", "a", 0},
        {"{\"workloads\": [{\"name\": \"a\"}]}", "a", 1},
        {"{\n\"workloads\": [\n{\"name\": \"b\"},\n{ \"name\"\n:\n\"a\"}]}", "a", 4},
        {"// \"name\": \"a\"\n/* \"name\":\n\"a\" */ {\"name\": \"a\"}", "a", 3},
        {"{\"command\": [\"name\", \"a\"]}", "a", 0},
        {"{\"x\": \"name\", \"a\": \"name\"}", "a", 0},
        {"{\"note\": \"\\\"name\\\": \\\"a\\\"\",\n\"name\": \"a\"}", "a", 2},
        {"{\"name\": \"ab\"}", "a", 0},
        {"{\"name\": \"a\"}", "ab", 0},
        {"{\"name\": 7, \"name\": \"a\"}", "a", 1},
        {"\"name\": \"a", "a", 1},
        {"\"name\":", "a", 0},
        {"\"name", "a", 0},
        {"/* ", "a", 0},
        {"\"\\", "a", 0},
        {"\r\n\"name\" /* x\n */ : // y\n \"a\"", "a", 2},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        cr_expect_eq(pg_config_line(rows[i].text, rows[i].workload), rows[i].line, "row %zu: %zu",
                     i, pg_config_line(rows[i].text, rows[i].workload));
    }
}
