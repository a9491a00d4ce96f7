#include "base/error.h"
#include "support/expect.h"

Test(error, is_filled_and_its_status_returned) {
    pg_error err = {0};
    cr_expect_eq(pg_fail(&err, PG_IO, "run.json", "expected %d, found %s", 3, "none"), PG_IO);
    cr_expect_eq(err.status, PG_IO);
    cr_expect_str_eq(err.place, "run.json");
    cr_expect_str_eq(err.text, "expected 3, found none");
}

Test(error, may_be_null_and_have_no_place) {
    cr_expect_eq(pg_fail(NULL, PG_USAGE, "x", "%s", "text"), PG_USAGE);
    pg_error err = {.place = "old"};
    cr_expect_eq(pg_fail(&err, PG_CHILD, NULL, "text"), PG_CHILD);
    cr_expect_str_eq(err.place, "");
}

Test(error, foreign_text_is_tamed) {
    pg_error err;
    pg_fail(&err, PG_INPUT, "a\nb.json", "found '%s'", "\x1b[2J\xff\r");
    cr_expect_str_eq(err.place, "a?b.json");
    cr_expect_str_eq(err.text, "found '?[2J??'");
}

Test(error, long_text_is_cut) {
    char text[3 * PG_TEXT_MAX];
    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = 0;
    pg_error err;
    pg_fail(&err, PG_INPUT, text, "%s", text);
    cr_expect_eq(strlen(err.place), PG_PLACE_MAX - 1);
    cr_expect_eq(strlen(err.text), PG_TEXT_MAX - 1);
}

/* A multi-byte character that does not fit whole must not leave half of itself behind. */
Test(error, cut_text_stays_utf8) {
    char text[PG_TEXT_MAX + 8];
    memset(text, 'x', PG_TEXT_MAX - 2);
    memcpy(text + PG_TEXT_MAX - 2, "\xe2\x82\xac", 4);
    pg_error err;
    pg_fail(&err, PG_INPUT, "", "%s", text);
    cr_expect_eq(strlen(err.text), PG_TEXT_MAX - 1);
    cr_expect_eq(err.text[PG_TEXT_MAX - 2], '?');
}
