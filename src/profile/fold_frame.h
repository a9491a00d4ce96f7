/* A frame's line of `perf script` into names: the part of profile/fold.h that knows how symbols are
 * cleaned. A symbol is cleaned once and then found by its bytes, whatever the address. */
#ifndef PG_PROFILE_FOLD_FRAME_H
#define PG_PROFILE_FOLD_FRAME_H

#include "profile/fold.h"

typedef struct pg_frames pg_frames;

typedef struct pg_frame {
    const uint32_t *names; /* from the caller to what was put in line; may be none */
    uint32_t count;
    uint32_t library; /* 0: in line, the file is told by the frame that follows */
    bool unresolved;  /* no symbol */
    bool starts;      /* nothing calls it, or one cannot tell */
} pg_frame;

pg_frames *pg_frames_new(pg_arena *arena, pg_names *names, const pg_fold_options *options);

/* NULL where the line is not a frame's. Valid until the next call. */
const pg_frame *pg_frames_read(pg_frames *frames, const char *line, size_t length, bool java);

/* The name of the bytes, made harmless. */
uint32_t pg_frames_name(pg_frames *frames, const char *bytes, size_t length);

/* Bytes kept of symbols and files as they came, beside the names. */
uint64_t pg_frames_bytes(const pg_frames *frames);

/* As \s of regular expressions in ASCII. */
static inline bool pg_is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

#endif
