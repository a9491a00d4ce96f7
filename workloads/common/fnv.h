/* FNV-1a, 64 bits: the checksums of the reports and the hash of the word table. */
#ifndef WL_FNV_H
#define WL_FNV_H

#include <stddef.h>
#include <stdint.h>

#define WL_FNV_START UINT64_C(0xcbf29ce484222325)
#define WL_FNV_PRIME UINT64_C(0x100000001b3)

static inline uint64_t wl_fnv_bytes(uint64_t hash, const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)bytes[i]) * WL_FNV_PRIME;
    }
    return hash;
}

/* A whole number in one step. The shift lets its high bits reach the low bits of the hash. */
static inline uint64_t wl_fnv_number(uint64_t hash, uint64_t number) {
    hash = (hash ^ number) * WL_FNV_PRIME;
    return hash ^ (hash >> 32);
}

#endif
