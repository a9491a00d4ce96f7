/* Counts how often each of many words and phrases occurs in a text.
 *
 * Without a toggle this is the plain version: every needle is tried at every place of the text,
 * byte by byte (find.h). What each toggle changes is said in toggles.h.
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
#include "search/find.h"

enum { LONGEST_NEEDLE = 200 };

typedef struct {
    search_needle *needles;
    size_t count;
    size_t capacity;
} needle_list;

typedef struct {
    uint64_t count;
    uint64_t line; /* of the first occurrence; 0: there is none */
} search_row;

typedef struct {
    wl_text text;
    wl_text needle_text;
    needle_list list;
    search_row *rows; /* the result: one for each needle */
} search_job;

/* One needle a line. */
static bool split_needles(const wl_text *text, needle_list *list) {
    const char *end = text->data + text->size;
    const char *at = text->data;

    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((newline != NULL ? newline : end) - at);

        if (length == 0 || length > LONGEST_NEEDLE) {
            return wl_malformed(text->path, list->count + 1, "a needle of 1 to 200 bytes", at,
                                length);
        }
        if (list->count == list->capacity) {
            list->needles = wl_double(list->needles, &list->capacity, sizeof *list->needles);
        }
        list->needles[list->count++] = (search_needle){.bytes = at, .length = length};
        at += length + (newline != NULL);
    }
    if (list->count == 0) {
        return wl_malformed(text->path, 1, "at least one needle", "", 0);
    }
    return true;
}

/* ---- lines ---- */

#if OPT_LINES
typedef struct {
    const char **ends; /* the line ends of the text, in ascending order */
    size_t count;
    size_t capacity;
} line_list;

static line_list list_lines(const wl_text *text) {
    line_list lines = {0};
    const char *end = text->data + text->size;
    const char *at = text->data;

    while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        if (lines.count == lines.capacity) {
            lines.ends = wl_double(lines.ends, &lines.capacity, sizeof *lines.ends);
        }
        lines.ends[lines.count++] = at++;
    }
    return lines;
}

WL_HOTSPOT static size_t line_of(const line_list *lines, const char *place) {
    size_t low = 0;
    size_t high = lines->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (lines->ends[middle] < place) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low + 1;
}

static void free_lines(line_list *lines) {
    free(lines->ends);
}
#else
typedef struct {
    const char *start;
} line_list;

static line_list list_lines(const wl_text *text) {
    return (line_list){.start = text->data};
}

WL_HOTSPOT static size_t line_of(const line_list *lines, const char *place) {
    size_t line = 1;

    for (const char *at = lines->start; at < place; at++) {
        line += *at == '\n';
    }
    return line;
}

static void free_lines(line_list *lines) {
    (void)lines;
}
#endif

/* ---- the order in which needles are searched ---- */

#if OPT_ORDER
static int compare_needles(const void *left, const void *right) {
    const search_needle *a = *(const search_needle *const *)left;
    const search_needle *b = *(const search_needle *const *)right;
    int order = memcmp(a->bytes, b->bytes, a->length < b->length ? a->length : b->length);

    return order != 0 ? order : (a->length > b->length) - (a->length < b->length);
}

static void order_needles(const search_needle **order, size_t count) {
    qsort(order, count, sizeof *order, compare_needles);
}
#else
static void order_needles(const search_needle **order, size_t count) {
    (void)order;
    (void)count;
}
#endif

/* ---- the report ---- */

static uint64_t iterate(void *data) {
    search_job *job = data;
    const needle_list *list = &job->list;
    const search_needle **order = wl_alloc(list->count * sizeof *order);
    line_list lines = list_lines(&job->text);
    search_index index = {0};

    for (size_t i = 0; i < list->count; i++) {
        order[i] = &list->needles[i];
    }
    order_needles(order, list->count);
    make_index(&index, &job->text);
    for (size_t i = 0; i < list->count; i++) {
        search_row *row = &job->rows[order[i] - list->needles];
        search_result found = find(&job->text, &index, order[i]);

        row->count = found.count;
        row->line = found.count > 0 ? line_of(&lines, found.first) : 0;
    }
    free(index.starts);
    free(index.places);
    free_lines(&lines);
    free(order);
    return perfgate_worker_hash(PERFGATE_WORKER_HASH, job->rows, list->count * sizeof *job->rows);
}

static void print_report(const search_job *job) {
    uint64_t total = 0;

    puts("   count    line  needle");
    for (size_t i = 0; i < job->list.count; i++) {
        const search_needle *needle = &job->list.needles[i];

        printf("%8" PRIu64 " %7" PRIu64 "  %.*s\n", job->rows[i].count, job->rows[i].line,
               (int)needle->length, needle->bytes);
        total += job->rows[i].count;
    }
    printf("%zu needles, %" PRIu64 " occurrences\n", job->list.count, total);
}

static int run(search_job *job) {
    int status;

    if (!split_needles(&job->needle_text, &job->list)) {
        return WL_FAILED;
    }
    job->rows = wl_alloc(job->list.count * sizeof *job->rows);
    status = perfgate_worker(iterate, job, job->text.size * job->list.count);
    if (status == WL_OK) {
        print_report(job);
        status = wl_finish();
    }
    return status;
}

int main(int argc, char **argv) {
    search_job job = {0};
    int status = WL_FAILED;

    if (argc != 3 || argv[1][0] == '-') {
        return wl_usage("TEXT NEEDLES");
    }
    if (wl_text_read(&job.text, argv[1]) && wl_text_read(&job.needle_text, argv[2])) {
        status = run(&job);
    }
    free(job.rows);
    free(job.list.needles);
    wl_text_free(&job.needle_text);
    wl_text_free(&job.text);
    return status;
}
