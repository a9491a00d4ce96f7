#include "parser/values.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/hotspot.h"
#include "parser/countries.h"
#include "parser/likely.h"

/* The C library's conversions also take spaces, "inf" and hexadecimal: not in this format. What
 * follows the text is in no such set.
 */
static bool is_made_of(const field_text *text, const char *allowed) {
    return text->length > 0 && strspn(text->bytes, allowed) == text->length;
}

static bool library_integer(const field_text *text, int64_t *value) {
    char *end;

    errno = 0;
    *value = strtoll(text->bytes, &end, 10);
    return is_made_of(text, "-0123456789") && end == text->bytes + text->length && errno == 0;
}

static bool library_decimal(const field_text *text, double *value) {
    char *end;

    *value = strtod(text->bytes, &end);
    return is_made_of(text, "-.0123456789") && end == text->bytes + text->length &&
           isfinite(*value);
}

#if OPT_INTEGER

/* Up to 18 digits fit into 64 bits; the library takes care of all else. */
WL_HOTSPOT bool parse_integer(const field_text *text, int64_t *value) {
    const char *at = text->bytes;
    const char *end = at + text->length;
    bool negative = at < end && *at == '-';
    int64_t number = 0;

    at += negative;
    if (unlikely(at == end || end - at > 18)) {
        return library_integer(text, value);
    }
    for (; at < end; at++) {
        unsigned digit = (unsigned)(*at - '0');

        if (unlikely(digit > 9)) {
            return library_integer(text, value);
        }
        number = number * 10 + digit;
    }
    *value = negative ? -number : number;
    return true;
}

#else

WL_HOTSPOT bool parse_integer(const field_text *text, int64_t *value) {
    return library_integer(text, value);
}

#endif

#if OPT_DECIMAL || OPT_RECIPROCAL

/* By the power of ten that the digits are that many places too great by. */
static double shift_point(double digits, ptrdiff_t places) {
#if OPT_RECIPROCAL
    static const double tenths[] = {1e0,  1e-1, 1e-2,  1e-3,  1e-4,  1e-5,  1e-6,  1e-7,
                                    1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-13, 1e-14, 1e-15};

    return digits * tenths[places];
#else
    static const double powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

    return digits / powers[places];
#endif
}

/* Up to 15 digits, and up to 10^15, are doubles without rounding, so that IEEE 754 makes their
 * quotient the nearest double (Clinger 1990). The library takes care of all else.
 */
WL_HOTSPOT bool parse_decimal(const field_text *text, double *value) {
    const char *at = text->bytes;
    const char *end = at + text->length;
    const char *point = NULL;
    bool negative = at < end && *at == '-';
    int64_t digits = 0;
    int count = 0;
    double number;

    if (unlikely(text->length > 17)) {
        return library_decimal(text, value);
    }
    for (at += negative; at < end; at++) {
        unsigned digit = (unsigned)(*at - '0');

        if (digit <= 9) {
            digits = digits * 10 + digit;
            count++;
        } else if (*at == '.' && point == NULL) {
            point = at;
        } else {
            return library_decimal(text, value);
        }
    }
    if (unlikely(count < 1 || count > 15)) {
        return library_decimal(text, value);
    }
    number = shift_point((double)digits, point != NULL ? end - point - 1 : 0);
    *value = negative ? -number : number;
    return true;
}

#else

WL_HOTSPOT bool parse_decimal(const field_text *text, double *value) {
    return library_decimal(text, value);
}

#endif

static const char time_shape[] = "YYYY-MM-DDThh:mm:ssZ";

#if OPT_TIMESTAMP

/* Two digits as a number; anything else sets `*wrong`. */
static unsigned two_digits(const char *at, unsigned *wrong) {
    unsigned tens = (unsigned)(at[0] - '0');
    unsigned ones = (unsigned)(at[1] - '0');

    *wrong |= (tens > 9) | (ones > 9);
    return tens * 10 + ones;
}

/* Days from 1970-01-01 in the Gregorian calendar: years begin in March, so that the day that comes
 * and goes is the last one.
 */
static int64_t days_since_1970(int64_t year, unsigned month, unsigned day) {
    int64_t shifted = year - (month <= 2) + 400; /* not negative */
    int64_t days = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400;
    unsigned from_march = month + (month > 2 ? 0 : 12) - 3;

    return days + (153 * from_march + 2) / 5 + day - 1 - (719468 + 146097);
}

WL_HOTSPOT bool parse_time(const field_text *text, int64_t *seconds) {
    static const unsigned char lengths[] = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const char *at = text->bytes;
    unsigned wrong = 0;
    unsigned year;
    unsigned month;
    unsigned day;
    unsigned hour;
    unsigned minute;
    unsigned second;
    bool leap;

    if (unlikely(text->length != strlen(time_shape))) {
        return false;
    }
    year = two_digits(at, &wrong) * 100 + two_digits(at + 2, &wrong);
    month = two_digits(at + 5, &wrong);
    day = two_digits(at + 8, &wrong);
    hour = two_digits(at + 11, &wrong);
    minute = two_digits(at + 14, &wrong);
    second = two_digits(at + 17, &wrong);
    wrong |= (at[4] != '-') | (at[7] != '-') | (at[10] != 'T') | (at[13] != ':') | (at[16] != ':') |
             (at[19] != 'Z');
    leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (unlikely(wrong != 0 || month < 1 || month > 12 || day < 1 || day > lengths[month] ||
                 (month == 2 && day == 29 && !leap) || hour > 23 || minute > 59 || second > 59)) {
        return false;
    }
    *seconds = days_since_1970(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
    return true;
}

#else

/* strptime() takes spaces for digits, and timegm() would turn the 30th of February into a day of
 * March: what it has changed did not exist.
 */
WL_HOTSPOT bool parse_time(const field_text *text, int64_t *seconds) {
    struct tm tm = {0};
    struct tm given;
    const char *end;

    if (text->length != strlen(time_shape) || !is_made_of(text, "-0123456789T:Z")) {
        return false;
    }
    end = strptime(text->bytes, "%Y-%m-%dT%H:%M:%SZ", &tm);
    given = tm;
    *seconds = timegm(&tm);
    return end == text->bytes + text->length && tm.tm_mday == given.tm_mday &&
           tm.tm_sec == given.tm_sec;
}

#endif

#if OPT_COUNTRY

/* A place for each two letters, 1 more than the country's; 0: there is none. */
static unsigned char places[26 * 26];

static bool fill_places(void) {
    for (size_t i = 0; i < COUNTRY_COUNT; i++) {
        places[(countries[i][0] - 'A') * 26 + countries[i][1] - 'A'] = (unsigned char)(i + 1);
    }
    return true;
}

WL_HOTSPOT bool find_country(const field_text *code, size_t *country) {
    static bool filled;
    unsigned first;
    unsigned second;
    unsigned place;

    if (unlikely(!filled)) {
        filled = fill_places();
    }
    if (unlikely(code->length != 2)) {
        return false;
    }
    first = (unsigned)(code->bytes[0] - 'A');
    second = (unsigned)(code->bytes[1] - 'A');
    place = first < 26 && second < 26 ? places[first * 26 + second] : 0;
    *country = place - 1;
    return place > 0;
}

#else

WL_HOTSPOT bool find_country(const field_text *code, size_t *country) {
    for (size_t i = 0; i < COUNTRY_COUNT; i++) {
        if (strncmp(countries[i], code->bytes, code->length) == 0 &&
            countries[i][code->length] == '\0') {
            *country = i;
            return true;
        }
    }
    return false;
}

#endif
