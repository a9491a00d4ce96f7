#include "base/number.h"

#include <assert.h>
#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t write_integer(char *out, double value) {
    char digits[PG_NUMBER_MAX];
    size_t count = 0, length = 0;
    uint64_t rest = (uint64_t)fabs(value);
    do {
        digits[count++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0) {
        out[length++] = '-';
    }
    while (count) {
        out[length++] = digits[--count];
    }
    out[length] = 0;
    return length;
}

size_t pg_number_write(char out[static PG_NUMBER_MAX], double value) {
    assert(isfinite(value));
    if (fabs(value) < 1e15 && value == floor(value)) {
        return write_integer(out, value);
    }
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(out, PG_NUMBER_MAX, "%.*g", precision, value);
        if (strtod(out, NULL) == value) {
            break;
        }
    }
    return strlen(out);
}

bool pg_number_read(const char *text, double *ret) {
    if (!*text || strspn(text, "+-.0123456789eE") != strlen(text)) {
        return false;
    }
    char *end;
    double value = strtod(text, &end);
    if (*end || end == text || !isfinite(value)) {
        return false;
    }
    *ret = value;
    return true;
}

bool pg_count_read(const char *text, uint64_t *ret) {
    if (!*text || strspn(text, "0123456789") != strlen(text)) {
        return false;
    }
    errno = 0;
    unsigned long long value = strtoull(text, NULL, 10);
    if (errno) {
        return false;
    }
    *ret = value;
    return true;
}

static const char *digits_of(const char *text, uint64_t *sum) {
    for (; *text >= '0' && *text <= '9'; text++) {
        *sum = *sum * 10 + (uint64_t)(*text - '0');
    }
    return text;
}

const char *pg_number_scan(const char *text, double *ret) {
    /* The powers of ten that are exact: a quotient of two exact doubles is rounded once (Clinger
     * 1990). So is an integer below 2^64, which any one of 19 digits is. */
    static const double tens[] = {1,    1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                  1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                  1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    enum { MOST_DIGITS = 19 };
    uint64_t sum = 0, exponent = 0;
    bool negative = *text == '-';
    const char *whole = text + negative, *at = digits_of(whole, &sum);
    if (at == whole || (*whole == '0' && at > whole + 1)) {
        return NULL;
    }
    size_t digits = (size_t)(at - whole), decimals = 0;
    if (*at == '.') {
        const char *start = at + 1;
        at = digits_of(start, &sum);
        decimals = (size_t)(at - start);
        if (!decimals) {
            return NULL;
        }
    }
    bool scaled = (*at | 0x20) == 'e';
    if (scaled) {
        at += at[1] == '+' || at[1] == '-' ? 2 : 1;
        const char *start = at;
        at = digits_of(start, &exponent);
        if (at == start) {
            return NULL;
        }
    }
    bool exact = FLT_EVAL_METHOD == 0 && !scaled && digits + decimals <= MOST_DIGITS;
    if (exact && (!decimals || (double)sum <= PG_INTEGER_MAX)) {
        double value = (double)sum / tens[decimals];
        *ret = negative ? -value : value;
    } else {
        *ret = strtod(text, NULL);
    }
    return at;
}
