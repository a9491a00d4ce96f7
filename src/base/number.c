#include "base/number.h"

#include <assert.h>
#include <errno.h>
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
