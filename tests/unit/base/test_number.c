#include <float.h>
#include <math.h>
#include <stdio.h>

#include "base/number.h"
#include "base/rng.h"
#include "support/expect.h"

typedef struct written {
    double value;
    const char *text;
} written;

static const written written_as[] = {
    {0, "0"},
    {1, "1"},
    {-1, "-1"},
    {10, "10"},
    {1e6, "1000000"},
    {-123456789, "-123456789"},
    {999999999999999, "999999999999999"},
    {-999999999999999, "-999999999999999"},
    {1e15, "1e+15"},
    {1234567890123456, "1234567890123456"},
    {PG_INTEGER_MAX, "9007199254740992"},
    {1e22, "1e+22"},
    {0.5, "0.5"},
    {-1.5, "-1.5"},
    {0.1, "0.1"},
    {0.1 + 0.2, "0.30000000000000004"},
    {1.0 / 3, "0.3333333333333333"},
    {2.0 / 3, "0.6666666666666666"},
    {100.1, "100.1"},
    {1e-5, "1e-05"},
    {999999999999999.5, "999999999999999.5"},
    {DBL_MAX, "1.7976931348623157e+308"},
    {-DBL_MAX, "-1.7976931348623157e+308"},
    {DBL_MIN, "2.2250738585072014e-308"},
    {4.9406564584124654e-324, "4.94065645841247e-324"},
};

Test(number, writing) {
    for (size_t i = 0; i < COUNT_OF(written_as); i++) {
        char text[PG_NUMBER_MAX];
        memset(text, 'x', sizeof(text));
        size_t length = pg_number_write(text, written_as[i].value);
        expect_text(text, written_as[i].text, "%.17g", written_as[i].value);
        cr_expect_eq(length, strlen(written_as[i].text), "%s", written_as[i].text);
    }
}

typedef struct read_row {
    const char *text;
    bool good;
    double value;
} read_row;

static const read_row numbers_read[] = {
    {"0", true, 0},
    {"12", true, 12},
    {"-3.5", true, -3.5},
    {"+7", true, 7},
    {"1e3", true, 1000},
    {"1E-2", true, 0.01},
    {"0.1", true, 0.1},
    {"4.9406564584124654e-324", true, 4.9406564584124654e-324},
    {"1.7976931348623157e308", true, DBL_MAX},
    {"", false, 0},
    {" 1", false, 0},
    {"1 ", false, 0},
    {"1\n", false, 0},
    {"0x10", false, 0},
    {"inf", false, 0},
    {"nan", false, 0},
    {"-infinity", false, 0},
    {"1e999", false, 0},
    {"-1e999", false, 0},
    {"1e", false, 0},
    {"e1", false, 0},
    {"--1", false, 0},
    {"1-", false, 0},
    {"1.2.3", false, 0},
    {"-", false, 0},
    {".", false, 0},
    {"1,5", false, 0},
    {"5%", false, 0},
    {"1_000", false, 0},
};

Test(number, reading) {
    for (size_t i = 0; i < COUNT_OF(numbers_read); i++) {
        const read_row *row = &numbers_read[i];
        double value = -77;
        cr_expect_eq(pg_number_read(row->text, &value), row->good, "\"%s\"", row->text);
        expect_close(value, row->good ? row->value : -77, 0, "\"%s\"", row->text);
    }
}

typedef struct scan_row {
    const char *text;
    size_t length; /* of the number; 0: there is none */
} scan_row;

static const scan_row numbers_scanned[] = {
    {"0", 1},
    {"-0", 2},
    {"12,", 2},
    {"1.5]", 3},
    {"1e5 ", 3},
    {"-1.25E+10}", 9},
    {"1e-400", 6},
    {"1e999", 5},
    {"9007199254740993", 16},
    {"0.1", 3},
    {"0x10", 1},
    {"1.2.3", 3},
    {"12a", 2},
    {"", 0},
    {"-", 0},
    {"+1", 0},
    {".5", 0},
    {"1.", 0},
    {"1.e5", 0},
    {"1e", 0},
    {"1e+", 0},
    {"01", 0},
    {"-01.5", 0},
    {"00", 0},
    {" 1", 0},
    {"inf", 0},
    {"nan", 0},
    {"--1", 0},
    {"4.35", 4},
    {"18446744073709551615", 20},
    {"9999999999999999999", 19},
    {"123456789012345678901234567890", 30},
    {"0.000000000000000000000123", 26},
    {"9007199254740993.5", 18},
    {"900719925474099.3", 17},
    {"2.2250738585072014e-308", 23},
};

Test(number, scanning) {
    for (size_t i = 0; i < COUNT_OF(numbers_scanned); i++) {
        const scan_row *row = &numbers_scanned[i];
        double value = -77;
        const char *end = pg_number_scan(row->text, &value);
        cr_expect_eq(end ? (size_t)(end - row->text) : 0, row->length, "\"%s\"", row->text);
        char *other;
        double wanted = row->length ? strtod(row->text, &other) : -77;
        /* strtod knows hexadecimal numbers, too. */
        wanted = !strcmp(row->text, "0x10") ? 0 : wanted;
        cr_expect(!memcmp(&value, &wanted, sizeof(value)), "\"%s\": %.17g, expected %.17g",
                  row->text, value, wanted);
    }
}

/* The same bits as strtod's, whatever the number of digits and decimals. */
Test(number, scanning_agrees_with_strtod) {
    pg_rng rng = pg_rng_new(77);
    for (int i = 0; i < 200000; i++) {
        char text[64];
        size_t digits = 1 + (size_t)pg_rng_below(&rng, 21), n = 0;
        size_t dot = (size_t)pg_rng_below(&rng, digits + 4);
        n += (size_t)(pg_rng_below(&rng, 4) ? 0 : snprintf(text, sizeof(text), "-"));
        for (size_t d = 0; d < digits; d++) {
            text[n++] = (char)('0' + (d ? pg_rng_below(&rng, 10) : 1 + pg_rng_below(&rng, 9)));
            if (d == dot && d + 1 < digits) {
                text[n++] = '.';
            }
        }
        text[n] = 0;
        if (!pg_rng_below(&rng, 4)) {
            snprintf(text + n, sizeof(text) - n, "e%d", (int)pg_rng_below(&rng, 660) - 340);
        }
        double value = -77, wanted = strtod(text, NULL);
        const char *end = pg_number_scan(text, &value);
        cr_assert(end && !*end, "%s", text);
        cr_assert(!memcmp(&value, &wanted, sizeof(value)), "%s: %.17g, expected %.17g", text, value,
                  wanted);
    }
}

typedef struct count_row {
    const char *text;
    bool good;
    uint64_t value;
} count_row;

static const count_row counts_read[] = {
    {"0", true, 0},
    {"7", true, 7},
    {"007", true, 7},
    {"9007199254740993", true, 9007199254740993},
    {"18446744073709551615", true, UINT64_MAX},
    {"18446744073709551616", false, 0},
    {"99999999999999999999999", false, 0},
    {"", false, 0},
    {"-1", false, 0},
    {"+1", false, 0},
    {" 1", false, 0},
    {"1 ", false, 0},
    {"1.0", false, 0},
    {"1e3", false, 0},
    {"0x1f", false, 0},
};

Test(number, reading_counts) {
    for (size_t i = 0; i < COUNT_OF(counts_read); i++) {
        const count_row *row = &counts_read[i];
        uint64_t value = 77;
        cr_expect_eq(pg_count_read(row->text, &value), row->good, "\"%s\"", row->text);
        cr_expect_eq(value, row->good ? row->value : 77, "\"%s\"", row->text);
    }
}

/* A count read just after one that was out of range: errno of before must not stick. */
Test(number, counts_are_read_afresh) {
    uint64_t value = 0;
    cr_expect(!pg_count_read("18446744073709551616", &value));
    cr_expect(pg_count_read("12", &value));
    cr_expect_eq(value, 12);
}

/* Decimals as people write them come back as they were written. */
Test(number, short_decimals_stay_short) {
    pg_rng rng = pg_rng_new(2);
    for (int i = 0; i < 20000; i++) {
        char text[PG_NUMBER_MAX], again[PG_NUMBER_MAX];
        double value;
        snprintf(text, sizeof(text), "%d.%d", (int)pg_rng_below(&rng, 1000000),
                 (int)(pg_rng_below(&rng, 99999) * 10 + 1 + pg_rng_below(&rng, 9)));
        cr_assert(pg_number_read(text, &value));
        pg_number_write(again, value);
        cr_assert_str_eq(again, text);
    }
}
