#include "support/expect.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

bool is_close(double found, double expected, double relative) {
    return found == expected || fabs(found - expected) <= relative * fabs(expected);
}

const char *row_label(const char *format, ...) {
    static char label[256];
    va_list args;
    va_start(args, format);
    vsnprintf(label, sizeof(label), format, args);
    va_end(args);
    return label;
}
