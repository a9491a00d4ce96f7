/* Lets the heat of a plate spread, and prints where it is hottest and coldest in the end.
 *
 * The plate is a grid of cells. A file says how large it is, how many sweeps are made and which
 * patches of it are warm or cold at the beginning:
 *
 *     plate ROWS COLUMNS SWEEPS
 *     patch ROW COLUMN HEIGHT WIDTH MILLIDEGREES
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
#include "stencil/grid.h"

enum { LARGEST_SIDE = 10000, MOST_SWEEPS = 1000, WARMEST = 1000000, NUMBERS = 5 };

typedef struct {
    size_t row;
    size_t column;
    size_t height;
    size_t width;
    double temperature;
} plate_patch;

typedef struct {
    size_t row;
    size_t column;
    double temperature;
} plate_place;

typedef struct {
    plate_place coldest;
    plate_place hottest;
    double mean;
    uint64_t checksum; /* of all cells to the last bit */
} plate_report;

typedef struct {
    plate_grid grid;
    uint64_t sweeps;
    plate_patch *patches;
    size_t patch_count;
    size_t patch_capacity;
    plate_report report;
} plate_job;

/* ---- the file ---- */

typedef struct {
    const wl_text *text;
    const char *at;
    size_t line;
} plate_reader;

/* Reads "WORD NUMBER NUMBER ..." to the end of the line. */
static bool read_line(plate_reader *reader, const char *word, size_t count,
                      const uint64_t most[NUMBERS], uint64_t numbers[NUMBERS]) {
    const char *end = reader->text->data + reader->text->size;
    const char *newline = memchr(reader->at, '\n', (size_t)(end - reader->at));
    size_t length = (size_t)((newline != NULL ? newline : end) - reader->at);
    char line[128];
    char *rest;
    char *part;
    bool good = length < sizeof line;

    snprintf(line, sizeof line, "%.*s", (int)(good ? length : 0), reader->at);
    part = strtok_r(line, " ", &rest);
    good = good && part != NULL && strcmp(part, word) == 0;
    for (size_t i = 0; i < count && good; i++) {
        part = strtok_r(NULL, " ", &rest);
        good = part != NULL && wl_number(part, 0, most[i], &numbers[i]);
    }
    if (!good || strtok_r(NULL, " ", &rest) != NULL) {
        char expected[64];

        snprintf(expected, sizeof expected, "\"%s\" and %zu numbers in range", word, count);
        return wl_malformed(reader->text->path, reader->line, expected, reader->at, length);
    }
    reader->at += length + (newline != NULL);
    reader->line++;
    return true;
}

static bool read_patch(plate_reader *reader, plate_job *job) {
    const size_t rows = job->grid.rows;
    const size_t columns = job->grid.columns;
    const uint64_t most[NUMBERS] = {rows - 1, columns - 1, rows, columns, WARMEST};
    const char *start = reader->at;
    uint64_t numbers[NUMBERS];

    if (!read_line(reader, "patch", NUMBERS, most, numbers)) {
        return false;
    }
    if (numbers[0] + numbers[2] > rows || numbers[1] + numbers[3] > columns) {
        return wl_malformed(reader->text->path, reader->line - 1, "a patch inside of the plate",
                            start, strcspn(start, "\n"));
    }
    if (job->patch_count == job->patch_capacity) {
        job->patches = wl_double(job->patches, &job->patch_capacity, sizeof *job->patches);
    }
    job->patches[job->patch_count++] = (plate_patch){.row = numbers[0],
                                                     .column = numbers[1],
                                                     .height = numbers[2],
                                                     .width = numbers[3],
                                                     .temperature = (double)numbers[4] / 1000};
    return true;
}

static bool read_plate(const wl_text *text, plate_job *job) {
    static const uint64_t most[NUMBERS] = {LARGEST_SIDE, LARGEST_SIDE, MOST_SWEEPS};
    plate_reader reader = {.text = text, .at = text->data, .line = 1};
    uint64_t numbers[NUMBERS];

    if (!read_line(&reader, "plate", 3, most, numbers)) {
        return false;
    }
    if (numbers[0] < 1 || numbers[1] < 1) {
        return wl_malformed(text->path, 1, "at least one row and one column", text->data,
                            strcspn(text->data, "\n"));
    }
    job->grid = make_grid(numbers[0], numbers[1]);
    job->sweeps = numbers[2];
    while (reader.at < text->data + text->size) {
        if (!read_patch(&reader, job)) {
            return false;
        }
    }
    return true;
}

/* ---- from the patches to the report ---- */

WL_HOTSPOT static void fill(const plate_job *job) {
    const plate_grid *grid = &job->grid;

    for (size_t i = 0; i < grid->rows * grid->columns; i++) {
        grid->now[i] = 20;
    }
    for (size_t i = 0; i < job->patch_count; i++) {
        const plate_patch *patch = &job->patches[i];

        for (size_t row = patch->row; row < patch->row + patch->height; row++) {
            for (size_t column = patch->column; column < patch->column + patch->width; column++) {
                grid->now[row * grid->columns + column] = (cell)patch->temperature;
            }
        }
    }
}

static uint64_t hash_cell(uint64_t hash, cell value) {
    uint64_t bits = 0;

    memcpy(&bits, &value, sizeof value);
    return wl_fnv_number(hash, bits);
}

/* Four sums and four hashes side by side, since each step of one has to wait for the step before.
 */
WL_HOTSPOT static void make_report(const plate_grid *grid, plate_report *report) {
    const cell *values = grid->now;
    size_t count = grid->rows * grid->columns;
    uint64_t hashes[4] = {WL_FNV_START, WL_FNV_START + 1, WL_FNV_START + 2, WL_FNV_START + 3};
    double sums[4] = {0};
    size_t coldest = 0;
    size_t hottest = 0;
    uint64_t hash = WL_FNV_START;
    size_t i = 0;

    for (; i + 4 <= count; i += 4) {
        for (size_t lane = 0; lane < 4; lane++) {
            sums[lane] += values[i + lane];
            hashes[lane] = hash_cell(hashes[lane], values[i + lane]);
        }
    }
    for (; i < count; i++) {
        sums[0] += values[i];
        hashes[0] = hash_cell(hashes[0], values[i]);
    }
    for (i = 0; i < 4; i++) {
        hash = wl_fnv_number(hash, hashes[i]);
    }
    for (i = 1; i < count; i++) {
        coldest = values[i] < values[coldest] ? i : coldest;
        hottest = values[i] > values[hottest] ? i : hottest;
    }
    *report = (plate_report){
        .coldest = {coldest / grid->columns, coldest % grid->columns, values[coldest]},
        .hottest = {hottest / grid->columns, hottest % grid->columns, values[hottest]},
        .mean = (sums[0] + sums[1] + sums[2] + sums[3]) / (double)count,
        .checksum = hash,
    };
}

static uint64_t iterate(void *data) {
    plate_job *job = data;

    fill(job);
    sweep_all(&job->grid, job->sweeps);
    make_report(&job->grid, &job->report);
    return perfgate_worker_hash(PERFGATE_WORKER_HASH, &job->report, sizeof job->report);
}

/* %.17g tells every double from every other. */
static void print_report(const plate_job *job) {
    const plate_report *report = &job->report;

    printf("%zu rows, %zu columns, %" PRIu64 " sweeps\n", job->grid.rows, job->grid.columns,
           job->sweeps);
    printf("coldest %.17g at row %zu, column %zu\n", report->coldest.temperature,
           report->coldest.row, report->coldest.column);
    printf("hottest %.17g at row %zu, column %zu\n", report->hottest.temperature,
           report->hottest.row, report->hottest.column);
    printf("mean    %.17g\n", report->mean);
    printf("checksum %016" PRIx64 "\n", report->checksum);
}

int main(int argc, char **argv) {
    plate_job job = {0};
    wl_text text;
    int status = WL_FAILED;

    if (argc != 2 || argv[1][0] == '-') {
        return wl_usage("FILE");
    }
    if (!wl_text_read(&text, argv[1])) {
        return WL_FAILED;
    }
    if (read_plate(&text, &job)) {
        status = perfgate_worker(iterate, &job, job.sweeps * job.grid.rows * job.grid.columns);
    }
    if (status == WL_OK) {
        print_report(&job);
        status = wl_finish();
    }
    free(job.patches);
    free_grid(&job.grid);
    wl_text_free(&text);
    return status;
}
