/* Counts the words of a text and prints the most frequent ones.
 *
 * Without a toggle this is the plain version: every word is put into lower case letter by letter,
 * looked up in the table (table.h), and all entries are sorted at the end. What each toggle changes
 * is said in toggles.h.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/fnv.h"
#include "common/hotspot.h"
#include "common/input.h"
#include "common/message.h"
#include "perfgate_worker.h"
#include "wordfreq/table.h"

enum { SHOWN = 20 };

/* The result of an iteration. The checksum covers every word with its count, not only those that
 * are shown; it does not depend on the order of the others.
 */
typedef struct {
    uint64_t word_count;
    uint64_t distinct;
    uint64_t checksum;
    size_t shown;
    uint64_t counts[SHOWN];
    char words[SHOWN][LONGEST_WORD + 1];
} word_report;

typedef struct {
    wl_text text;
    word_report report;
} word_job;

/* ---- words ---- */

#if OPT_LETTERS
/* One look: the letter in lower case, or 0 for all that is none. */
static const char letters[256] = {
    ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e', ['F'] = 'f', ['G'] = 'g',
    ['H'] = 'h', ['I'] = 'i', ['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n',
    ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r', ['S'] = 's', ['T'] = 't', ['U'] = 'u',
    ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z', ['a'] = 'a', ['b'] = 'b',
    ['c'] = 'c', ['d'] = 'd', ['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i',
    ['j'] = 'j', ['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o', ['p'] = 'p',
    ['q'] = 'q', ['r'] = 'r', ['s'] = 's', ['t'] = 't', ['u'] = 'u', ['v'] = 'v', ['w'] = 'w',
    ['x'] = 'x', ['y'] = 'y', ['z'] = 'z',
};

static char lower_letter(char byte) {
    return letters[(unsigned char)byte];
}
#else
/* The letter in lower case, or 0 for all that is none. */
static char lower_letter(char byte) {
    if (byte >= 'A' && byte <= 'Z') {
        return (char)(byte - 'A' + 'a');
    }
    return byte >= 'a' && byte <= 'z' ? byte : 0;
}
#endif

/* A word is a run of letters; upper and lower case are the same. */
WL_HOTSPOT static bool count_words(const wl_text *text, word_table *table) {
    const char *end = text->data + text->size;
    const char *at = text->data;
    size_t line = 1;

    while (at < end) {
#if OPT_HASH || OPT_PACKED
        char word[WORD_ROOM] = {0};
#else
        char word[WORD_ROOM];
#endif
        const char *start = at;
        size_t length = 0;
        char letter;

        while ((letter = lower_letter(*at)) != 0) {
            if (length == LONGEST_WORD) {
                return wl_malformed(text->path, line, "words of at most 63 letters", start,
                                    length + 1);
            }
            word[length++] = letter;
            at++;
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

/* ---- the report ---- */

/* Frequent words first; words of one count in the order of the alphabet. */
static int compare_entries(const void *left, const void *right) {
    const word_entry *a = *(const word_entry *const *)left;
    const word_entry *b = *(const word_entry *const *)right;

    if (a->count != b->count) {
        return a->count > b->count ? -1 : 1;
    }
    return strcmp(a->word, b->word);
}

#if OPT_SELECT
/* Brings the first SHOWN entries to the front: each entry is compared with the last of the best so
 * far, and hardly any gets further.
 */
WL_HOTSPOT static void rank_entries(const word_entry **entries, size_t count) {
    for (size_t i = 1; i < count; i++) {
        const word_entry *entry = entries[i];
        size_t place = i < SHOWN ? i : SHOWN - 1;

        if (i >= SHOWN) {
            if (compare_entries(&entry, &entries[place]) > 0) {
                continue;
            }
            entries[i] = entries[place];
        }
        while (place > 0 && compare_entries(&entry, &entries[place - 1]) < 0) {
            entries[place] = entries[place - 1];
            place--;
        }
        entries[place] = entry;
    }
}
#else
WL_HOTSPOT static void rank_entries(const word_entry **entries, size_t count) {
    qsort(entries, count, sizeof *entries, compare_entries);
}
#endif

WL_HOTSPOT static void make_report(const word_table *table, word_report *report) {
    size_t count = table->entry_count;
    const word_entry **entries = wl_alloc(count * sizeof *entries);

    *report = (word_report){.word_count = table->word_count, .distinct = count};
    list_entries(table, entries);
    rank_entries(entries, count);
    for (size_t i = 0; i < count; i++) {
        uint64_t hash = wl_fnv_bytes(WL_FNV_START, entries[i]->word, strlen(entries[i]->word));

        report->checksum += wl_fnv_number(hash, entries[i]->count);
        if (i < SHOWN) {
            strcpy(report->words[i], entries[i]->word);
            report->counts[i] = entries[i]->count;
            report->shown++;
        }
    }
    free(entries);
}

static void print_report(const word_report *report) {
    for (size_t i = 0; i < report->shown; i++) {
        printf("%8" PRIu64 " %s\n", report->counts[i], report->words[i]);
    }
    printf("%" PRIu64 " words, %" PRIu64 " distinct, checksum %016" PRIx64 "\n", report->word_count,
           report->distinct, report->checksum);
}

/* Everything from an empty table to the report, as for one text after the other. */
static uint64_t iterate(void *data) {
    word_job *job = data;
    word_table table = make_table();
    uint64_t hash;

    if (!count_words(&job->text, &table)) {
        free_table(&table);
        exit(WL_FAILED);
    }
    make_report(&table, &job->report);
    free_table(&table);
    hash = wl_fnv_number(wl_fnv_number(WL_FNV_START, job->report.word_count), job->report.checksum);
    return perfgate_worker_hash(hash, job->report.words, sizeof job->report.words);
}

int main(int argc, char **argv) {
    word_job job = {0};
    int status;

    if (argc != 2 || argv[1][0] == '-') {
        return wl_usage("FILE");
    }
    if (!wl_text_read(&job.text, argv[1])) {
        return WL_FAILED;
    }
    status = perfgate_worker(iterate, &job, job.text.size);
    if (status == WL_OK) {
        print_report(&job.report);
        status = wl_finish();
    }
    wl_text_free(&job.text);
    return status;
}
