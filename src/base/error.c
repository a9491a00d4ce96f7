#include "base/error.h"

#include <stdio.h>

#include "base/text.h"

pg_status(pg_fail)(pg_error *err, pg_status status, const char *place, const char *format, ...) {
    if (err) {
        err->status = status;
        snprintf(err->place, sizeof(err->place), "%s", place ? place : "");
        va_list args;
        va_start(args, format);
        vsnprintf(err->text, sizeof(err->text), format, args);
        va_end(args);
        pg_text_disarm(err->place);
        pg_text_disarm(err->text);
    }
    return status;
}
