/* What comes in: files and numbers from the command line. */
#ifndef WL_INPUT_H
#define WL_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    const char *path; /* borrowed from the command line */
    char *data;       /* `size` bytes without a NUL among them, and one NUL behind them */
    size_t size;
} wl_text;

/* Reads a text file whole, at most 256 MiB. False: it could not, and has said why. */
bool wl_text_read(wl_text *text, const char *path);

void wl_text_free(wl_text *text);

/* A decimal number from `least` to `most`, digits only. False leaves `*number` as it was. */
bool wl_number(const char *text, uint64_t least, uint64_t most, uint64_t *number);

#endif
