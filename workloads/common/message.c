#include "message.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { FOUND_SHOWN = 40 };

void wl_say(const char *format, ...) {
    va_list arguments;

    fprintf(stderr, "%s: ", program_invocation_short_name);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}

int wl_usage(const char *arguments) {
    fprintf(stderr, "usage: %s %s\n", program_invocation_short_name, arguments);
    return WL_USAGE;
}

bool wl_malformed(const char *path, size_t line, const char *expected, const char *found,
                  size_t found_length) {
    char shown[FOUND_SHOWN * 4 + 4];
    size_t used = 0;

    for (size_t i = 0; i < found_length && i < FOUND_SHOWN; i++) {
        unsigned char byte = (unsigned char)found[i];

        if (byte >= ' ' && byte <= '~') {
            shown[used++] = (char)byte;
        } else {
            used += (size_t)snprintf(shown + used, 5, "\\x%02x", byte);
        }
    }
    shown[used] = '\0';
    wl_say("%s:%zu: expected %s, found \"%s\"%s", path, line, expected, shown,
           found_length > FOUND_SHOWN ? "..." : "");
    return false;
}

int wl_finish(void) {
    if (fflush(stdout) != 0 || ferror(stdout)) {
        wl_say("the report cannot be written: %s", strerror(errno));
        return WL_FAILED;
    }
    return WL_OK;
}
