/* Counts the words of a text and prints the most frequent ones.
 *
 * This is the plain version: a hash table of chains, an entry and a copy of the word on the heap
 * for every word seen first, and all entries sorted at the end.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/fnv.h"
#include "common/input.h"
#include "common/message.h"

enum { LONGEST_WORD = 63, FIRST_BUCKETS = 1024, SHOWN = 20 };

typedef struct word_entry {
    struct word_entry *next;
    char *word;
    uint64_t count;
} word_entry;

typedef struct {
    word_entry **buckets;
    size_t bucket_count; /* a power of two */
    size_t entry_count;
    uint64_t word_count;
} word_table;

static word_entry **make_buckets(size_t count) {
    word_entry **buckets = wl_alloc(count * sizeof *buckets);

    for (size_t i = 0; i < count; i++) {
        buckets[i] = NULL;
    }
    return buckets;
}

static word_table make_table(void) {
    return (word_table){.buckets = make_buckets(FIRST_BUCKETS), .bucket_count = FIRST_BUCKETS};
}

static word_entry **bucket_of(const word_table *table, const char *word) {
    uint64_t hash = wl_fnv_bytes(WL_FNV_START, word, strlen(word));

    return &table->buckets[hash & (table->bucket_count - 1)];
}

static void grow(word_table *table) {
    word_entry **old = table->buckets;
    size_t old_count = table->bucket_count;

    table->bucket_count = old_count * 2;
    table->buckets = make_buckets(table->bucket_count);
    for (size_t i = 0; i < old_count; i++) {
        while (old[i] != NULL) {
            word_entry *moved = old[i];
            word_entry **bucket = bucket_of(table, moved->word);

            old[i] = moved->next;
            moved->next = *bucket;
            *bucket = moved;
        }
    }
    free(old);
}

static void count_word(word_table *table, const char *word) {
    word_entry **bucket = bucket_of(table, word);
    word_entry *entry;

    table->word_count++;
    for (entry = *bucket; entry != NULL; entry = entry->next) {
        if (strcmp(entry->word, word) == 0) {
            entry->count++;
            return;
        }
    }
    entry = wl_alloc(sizeof *entry);
    entry->word = wl_copy(word, strlen(word));
    entry->count = 1;
    entry->next = *bucket;
    *bucket = entry;
    if (++table->entry_count > table->bucket_count) {
        grow(table);
    }
}

static void free_table(word_table *table) {
    for (size_t i = 0; i < table->bucket_count; i++) {
        while (table->buckets[i] != NULL) {
            word_entry *freed = table->buckets[i];

            table->buckets[i] = freed->next;
            free(freed->word);
            free(freed);
        }
    }
    free(table->buckets);
}

static bool is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

/* A word is a run of letters; upper and lower case are the same. */
static bool count_words(const wl_text *text, word_table *table) {
    const char *end = text->data + text->size;
    const char *at = text->data;
    size_t line = 1;

    while (at < end) {
        char word[LONGEST_WORD + 1];
        const char *start = at;
        size_t length = 0;

        while (is_letter(*at)) {
            if (length == LONGEST_WORD) {
                return wl_malformed(text->path, line, "words of at most 63 letters", start,
                                    length + 1);
            }
            word[length++] = lower(*at++);
        }
        if (length > 0) {
            word[length] = '\0';
            count_word(table, word);
            continue;
        }
        if ((unsigned char)*at > 127) {
            return wl_malformed(text->path, line, "ASCII text", at, 1);
        }
        line += *at == '\n';
        at++;
    }
    return true;
}

/* Frequent words first; words of one count in the order of the alphabet. */
static int compare_entries(const void *left, const void *right) {
    const word_entry *a = *(word_entry *const *)left;
    const word_entry *b = *(word_entry *const *)right;

    if (a->count != b->count) {
        return a->count > b->count ? -1 : 1;
    }
    return strcmp(a->word, b->word);
}

static void print_report(const word_table *table) {
    word_entry **entries = wl_alloc(table->entry_count * sizeof *entries);
    uint64_t hash = WL_FNV_START;
    size_t used = 0;

    for (size_t i = 0; i < table->bucket_count; i++) {
        for (word_entry *entry = table->buckets[i]; entry != NULL; entry = entry->next) {
            entries[used++] = entry;
        }
    }
    qsort(entries, used, sizeof *entries, compare_entries);
    for (size_t i = 0; i < used; i++) {
        if (i < SHOWN) {
            printf("%8" PRIu64 " %s\n", entries[i]->count, entries[i]->word);
        }
        hash = wl_fnv_bytes(hash, entries[i]->word, strlen(entries[i]->word));
        hash = wl_fnv_number(hash, entries[i]->count);
    }
    printf("%" PRIu64 " words, %zu distinct, checksum %016" PRIx64 "\n", table->word_count, used,
           hash);
    free(entries);
}

int main(int argc, char **argv) {
    uint64_t passes;
    const char *path = wl_repeat_and_file(argc, argv, &passes);
    wl_text text;
    word_table table = {0};
    bool good = true;

    if (path == NULL) {
        return WL_USAGE;
    }
    if (!wl_text_read(&text, path)) {
        return WL_FAILED;
    }
    /* Each pass starts from an empty table, as for one text after the other. */
    for (uint64_t pass = 0; pass < passes && good; pass++) {
        free_table(&table);
        table = make_table();
        good = count_words(&text, &table);
    }
    if (good) {
        print_report(&table);
    }
    free_table(&table);
    wl_text_free(&text);
    return good ? wl_finish() : WL_FAILED;
}
