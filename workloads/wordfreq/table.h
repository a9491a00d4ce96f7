/* The table of words. Without a toggle: chains, an entry and a copy of the word on the heap for
 * every word seen first. What each toggle changes is said in toggles.h.
 */
#ifndef WORDFREQ_TABLE_H
#define WORDFREQ_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/fnv.h"
#include "common/hotspot.h"
#include "wordfreq/toggles.h"

enum {
    LONGEST_WORD = 63,
    WORD_ROOM = 64,
    /* A power of two. Preallocated: for 32,768 words before the table has to grow. */
    FIRST_BUCKETS = OPT_PREALLOC ? 65536 : 1024,
};

/* A word of the text on its way to the table. Behind its NUL are more of them, up to WORD_ROOM,
 * where a toggle reads several letters at a time.
 */
typedef struct {
    const char *word;
    size_t length;
    uint64_t hash;
} word_key;

typedef struct word_entry {
#if !OPT_OPEN
    struct word_entry *next;
#endif
    char *word;
    uint64_t count;
#if OPT_PACKED
    uint64_t head; /* its first eight letters */
#endif
#if OPT_TRUST_HASH
    uint32_t fingerprint; /* the last bits of its hash */
#endif
} word_entry;

#if OPT_OPEN
typedef struct {
    uint32_t hash;
    uint32_t entry; /* its number plus one; 0: empty */
} word_place;
#endif

typedef struct arena_block {
    struct arena_block *next;
    size_t used;
    char bytes[];
} arena_block;

typedef struct {
#if OPT_OPEN
    word_place *buckets;
    word_entry *entries; /* in the order in which they came */
    size_t entry_capacity;
#else
    word_entry **buckets;
#endif
    size_t bucket_count; /* a power of two */
    size_t entry_count;
    uint64_t word_count;
    arena_block *arena;
} word_table;

/* ---- memory of the table ---- */

#if OPT_ARENA
/* Memory from blocks that are given back together. */
static void *table_alloc(word_table *table, size_t size) {
    enum { BLOCK = 64 << 10 };
    arena_block *block = table->arena;
    void *memory;

    size = (size + 7) & ~(size_t)7;
    if (block == NULL || block->used + size > BLOCK - sizeof *block) {
        block = wl_alloc(BLOCK);
        *block = (arena_block){.next = table->arena};
        table->arena = block;
    }
    memory = block->bytes + block->used;
    block->used += size;
    return memory;
}

static void table_free(void *memory) {
    (void)memory;
}

static void free_arena(word_table *table) {
    while (table->arena != NULL) {
        arena_block *block = table->arena;

        table->arena = block->next;
        free(block);
    }
}
#else
static void *table_alloc(word_table *table, size_t size) {
    (void)table;
    return wl_alloc(size);
}

static void table_free(void *memory) {
    free(memory);
}

static void free_arena(word_table *table) {
    (void)table;
}
#endif

/* ---- what a word hashes to, and when two words are the same ---- */

#if OPT_HASH
/* Eight letters at a time, the last of them filled up with NULs. */
WL_HOTSPOT static uint64_t hash_word(const char *word, size_t length) {
    uint64_t hash = 0;

    for (size_t i = 0; i < length; i += 8) {
        uint64_t eight;

        memcpy(&eight, word + i, sizeof eight);
        hash = (hash ^ eight) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 32;
    }
    return hash;
}
#else
WL_HOTSPOT static uint64_t hash_word(const char *word, size_t length) {
    return wl_fnv_bytes(WL_FNV_START, word, length);
}
#endif

static word_key make_key(const char *word) {
    size_t length = strlen(word);

    return (word_key){.word = word, .length = length, .hash = hash_word(word, length)};
}

static bool same_word(const word_entry *entry, const word_key *key) {
#if OPT_TRUST_HASH
    return entry->fingerprint == (uint32_t)key->hash;
#elif OPT_PACKED
    return memcmp(&entry->head, key->word, sizeof entry->head) == 0 &&
           (key->length < sizeof entry->head ||
            strcmp(entry->word + sizeof entry->head, key->word + sizeof entry->head) == 0);
#else
    return strcmp(entry->word, key->word) == 0;
#endif
}

WL_HOTSPOT static void fill_entry(word_table *table, word_entry *entry, const word_key *key) {
    size_t size = OPT_HASH ? (key->length + 8) & ~(size_t)7 : key->length + 1;

    entry->word = table_alloc(table, size);
    memcpy(entry->word, key->word, size);
    entry->count = 1;
#if OPT_PACKED
    memcpy(&entry->head, key->word, sizeof entry->head);
#endif
#if OPT_TRUST_HASH
    entry->fingerprint = (uint32_t)key->hash;
#endif
}

/* ---- the table ---- */

#if OPT_OPEN
/* One array of hashes and one of entries; a word whose place is taken goes to the next one that is
 * free. At most three quarters full.
 */
static word_place *make_buckets(size_t count) {
    word_place *places = wl_alloc(count * sizeof *places);

    memset(places, 0, count * sizeof *places);
    return places;
}

WL_HOTSPOT static void grow(word_table *table) {
    word_place *old = table->buckets;
    size_t old_count = table->bucket_count;

    table->bucket_count = old_count * 2;
    table->buckets = make_buckets(table->bucket_count);
    for (size_t i = 0; i < old_count; i++) {
        size_t at = old[i].hash & (table->bucket_count - 1);

        while (old[i].entry != 0 && table->buckets[at].entry != 0) {
            at = (at + 1) & (table->bucket_count - 1);
        }
        if (old[i].entry != 0) {
            table->buckets[at] = old[i];
        }
    }
    free(old);
}

/* The place of the word, or the free one where it belongs. */
WL_HOTSPOT static word_place *look_up(const word_table *table, const word_key *key) {
    size_t at = key->hash & (table->bucket_count - 1);

    for (;;) {
        word_place *place = &table->buckets[at];

        if (place->entry == 0 || (place->hash == (uint32_t)key->hash &&
                                  same_word(&table->entries[place->entry - 1], key))) {
            return place;
        }
        at = (at + 1) & (table->bucket_count - 1);
    }
}

static void count_word(word_table *table, const char *word) {
    word_key key = make_key(word);
    word_place *place = look_up(table, &key);

    table->word_count++;
    if (place->entry != 0) {
        table->entries[place->entry - 1].count++;
        return;
    }
    if (table->entry_count == table->entry_capacity) {
        table->entries = wl_double(table->entries, &table->entry_capacity, sizeof *table->entries);
    }
    fill_entry(table, &table->entries[table->entry_count++], &key);
    *place = (word_place){.hash = (uint32_t)key.hash, .entry = (uint32_t)table->entry_count};
    if (table->entry_count > table->bucket_count / 4 * 3) {
        grow(table);
    }
}

static void list_entries(const word_table *table, const word_entry **entries) {
    for (size_t i = 0; i < table->entry_count; i++) {
        entries[i] = &table->entries[i];
    }
}

WL_HOTSPOT static void free_table(word_table *table) {
    for (size_t i = 0; i < table->entry_count; i++) {
        table_free(table->entries[i].word);
    }
    free(table->entries);
    free(table->buckets);
    free_arena(table);
}
#else
static word_entry **make_buckets(size_t count) {
    word_entry **buckets = wl_alloc(count * sizeof *buckets);

    for (size_t i = 0; i < count; i++) {
        buckets[i] = NULL;
    }
    return buckets;
}

WL_HOTSPOT static void grow(word_table *table) {
    word_entry **old = table->buckets;
    size_t old_count = table->bucket_count;

    table->bucket_count = old_count * 2;
    table->buckets = make_buckets(table->bucket_count);
    for (size_t i = 0; i < old_count; i++) {
        while (old[i] != NULL) {
            word_entry *moved = old[i];
            uint64_t hash = hash_word(moved->word, strlen(moved->word));
            word_entry **bucket = &table->buckets[hash & (table->bucket_count - 1)];

            old[i] = moved->next;
            moved->next = *bucket;
            *bucket = moved;
        }
    }
    free(old);
}

#if OPT_FRONT
/* A word that is asked for moves to the front of its chain, so that frequent ones stand there. */
WL_HOTSPOT static word_entry *look_up(word_entry **bucket, const word_key *key) {
    for (word_entry **link = bucket; *link != NULL; link = &(*link)->next) {
        if (same_word(*link, key)) {
            word_entry *found = *link;

            *link = found->next;
            found->next = *bucket;
            *bucket = found;
            return found;
        }
    }
    return NULL;
}
#else
WL_HOTSPOT static word_entry *look_up(word_entry **bucket, const word_key *key) {
    for (word_entry *entry = *bucket; entry != NULL; entry = entry->next) {
        if (same_word(entry, key)) {
            return entry;
        }
    }
    return NULL;
}
#endif

static void count_word(word_table *table, const char *word) {
    word_key key = make_key(word);
    word_entry **bucket = &table->buckets[key.hash & (table->bucket_count - 1)];
    word_entry *entry = look_up(bucket, &key);

    table->word_count++;
    if (entry != NULL) {
        entry->count++;
        return;
    }
    entry = table_alloc(table, sizeof *entry);
    fill_entry(table, entry, &key);
    entry->next = *bucket;
    *bucket = entry;
    if (++table->entry_count > table->bucket_count) {
        grow(table);
    }
}

static void list_entries(const word_table *table, const word_entry **entries) {
    size_t used = 0;

    for (size_t i = 0; i < table->bucket_count; i++) {
        for (word_entry *entry = table->buckets[i]; entry != NULL; entry = entry->next) {
            entries[used++] = entry;
        }
    }
}

WL_HOTSPOT static void free_table(word_table *table) {
    for (size_t i = 0; i < table->bucket_count; i++) {
        while (table->buckets[i] != NULL) {
            word_entry *freed = table->buckets[i];

            table->buckets[i] = freed->next;
            table_free(freed->word);
            table_free(freed);
        }
    }
    free(table->buckets);
    free_arena(table);
}
#endif

static word_table make_table(void) {
    return (word_table){.buckets = make_buckets(FIRST_BUCKETS), .bucket_count = FIRST_BUCKETS};
}

#endif
