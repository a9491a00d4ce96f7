#include <assert.h>
#include <string.h>

#include "profile/tree.h"

typedef struct entry {
    const char *bytes;
    uint32_t length, hash;
} entry;

struct pg_names {
    pg_arena *arena;
    entry *entries;
    uint32_t count, room;
    uint32_t *slots; /* 1 + number, 0: free */
    uint32_t slot_mask;
    uint64_t bytes;
};

enum { FIRST_ROOM = 1024 };

static uint64_t mixed(uint64_t a, uint64_t b) {
    __uint128_t product = (__uint128_t)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Eight bytes a step; each is multiplied with all before it (as wyhash does). */
static uint32_t hash_of(const char *bytes, size_t length) {
    uint64_t hash = length * UINT64_C(0x9e3779b97f4a7c15), word;
    size_t at = 0;
    for (; length - at >= sizeof(word); at += sizeof(word)) {
        memcpy(&word, bytes + at, sizeof(word));
        hash = mixed(hash ^ word, UINT64_C(0xa0761d6478bd642f));
    }
    word = 0;
    memcpy(&word, bytes + at, length - at);
    hash = mixed(hash ^ word, UINT64_C(0xe7037ed1a0b428db));
    return (uint32_t)(hash ^ hash >> 32);
}

pg_names *pg_names_new(pg_arena *arena) {
    pg_names *names = PG_NEW(arena, pg_names);
    *names = (pg_names){.arena = arena,
                        .entries = PG_ARRAY(arena, entry, FIRST_ROOM),
                        .room = FIRST_ROOM,
                        .slots = PG_ARRAY(arena, uint32_t, (size_t)2 * FIRST_ROOM),
                        .slot_mask = 2 * FIRST_ROOM - 1};
    pg_names_add(names, "", 0);
    return names;
}

static void grow(pg_names *names) {
    uint32_t room = names->room * 2;
    assert(room <= UINT32_C(1) << 30);
    names->entries =
        pg_grow(names->arena, names->entries, names->count, room, sizeof(*names->entries));
    names->slots = PG_ARRAY(names->arena, uint32_t, 2 * (size_t)room);
    names->slot_mask = 2 * room - 1;
    names->room = room;
    for (uint32_t i = 0; i < names->count; i++) {
        uint32_t at = names->entries[i].hash & names->slot_mask;
        while (names->slots[at]) {
            at = (at + 1) & names->slot_mask;
        }
        names->slots[at] = i + 1;
    }
}

uint32_t pg_names_add(pg_names *names, const char *bytes, size_t length) {
    uint32_t hash = hash_of(bytes, length), at = hash & names->slot_mask;
    for (uint32_t slot; (slot = names->slots[at]); at = (at + 1) & names->slot_mask) {
        const entry *e = &names->entries[slot - 1];
        if (e->hash == hash && e->length == length && !memcmp(e->bytes, bytes, length)) {
            return slot - 1;
        }
    }
    assert(!memchr(bytes, 0, length) && length < UINT32_MAX);
    uint32_t name = names->count++;
    names->entries[name] = (entry){pg_copy_n(names->arena, bytes, length), (uint32_t)length, hash};
    names->slots[at] = name + 1;
    names->bytes += length;
    if (names->count == names->room) {
        grow(names);
    }
    return name;
}

uint32_t pg_names_count(const pg_names *names) {
    return names->count;
}

uint64_t pg_names_bytes(const pg_names *names) {
    return names->bytes;
}

const char *pg_name(const pg_names *names, uint32_t name) {
    assert(name < names->count);
    return names->entries[name].bytes;
}

size_t pg_name_length(const pg_names *names, uint32_t name) {
    assert(name < names->count);
    return names->entries[name].length;
}
