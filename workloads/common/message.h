/* How every workload ends and what it says: reports on stdout, complaints on stderr. */
#ifndef WL_MESSAGE_H
#define WL_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

enum wl_status {
    WL_OK = 0,
    WL_FAILED = 1, /* unreadable or malformed input, or an output that cannot be written */
    WL_USAGE = 2,
};

/* "PROGRAM: ..." and a line end on stderr. */
__attribute__((format(printf, 1, 2))) void wl_say(const char *format, ...);

/* "usage: PROGRAM ARGUMENTS" on stderr. Returns WL_USAGE. */
int wl_usage(const char *arguments);

/* "PROGRAM: PATH:LINE: expected EXPECTED, found FOUND" on stderr; bytes that would spoil a terminal
 * are escaped and a long text is cut. Returns false, so that a parser can say and give up at once.
 */
bool wl_malformed(const char *path, size_t line, const char *expected, const char *found,
                  size_t found_length);

/* Flushes stdout: a report that was not written whole is no success. Returns the exit status. */
int wl_finish(void);

#endif
