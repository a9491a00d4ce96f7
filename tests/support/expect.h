/* Expectations for tables: a failure names the row. Criterion goes on to the next row after them.
 *
 *     expect_close(found, expected, 1e-12, "df %g", rows[i].df);
 *     expect_text(found, expected, "%s", rows[i].label);
 */
#ifndef PG_TESTS_EXPECT_H
#define PG_TESTS_EXPECT_H

#include <criterion/criterion.h>
#include <stdbool.h>
#include <string.h>

/* |found - expected| <= relative * |expected|; infinities and zeros must be equal. */
bool is_close(double found, double expected, double relative);

/* A row label, valid until the next call. */
const char *row_label(const char *format, ...) __attribute__((format(printf, 1, 2)));

#define expect_close(found, expected, relative, ...)                                               \
    do {                                                                                           \
        double found_ = (found), expected_ = (expected);                                           \
        cr_expect(is_close(found_, expected_, (relative)), "%s: expected %.17g, found %.17g",      \
                  row_label(__VA_ARGS__), expected_, found_);                                      \
    } while (0)

#define expect_text(found, expected, ...)                                                          \
    do {                                                                                           \
        const char *found_ = (found), *expected_ = (expected);                                     \
        cr_expect(!strcmp(found_, expected_), "%s: expected \"%s\", found \"%s\"",                 \
                  row_label(__VA_ARGS__), expected_, found_);                                      \
    } while (0)

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))

#endif
