/* Reads the orders of a web shop from a CSV file and prints what each country ordered.
 *
 * This is the plain version: every field is copied to the heap, the C library converts it, and the
 * whole file becomes a table before anything is added up.
 */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/alloc.h"
#include "common/fnv.h"
#include "common/input.h"
#include "common/message.h"
#include "parser/countries.h"

enum field {
    FIELD_ORDER,
    FIELD_TIME,
    FIELD_COUNTRY,
    FIELD_AMOUNT,
    FIELD_QUANTITY,
    FIELD_CUSTOMER,
    FIELD_NOTE,
    FIELD_COUNT
};

static const char header[] = "order,time,country,amount,quantity,customer,note";

typedef struct {
    int64_t number;
    int64_t time; /* seconds since 1970 */
    size_t country;
    double amount;
    int64_t quantity;
    char *customer;
    char *note;
} order_row;

typedef struct {
    order_row *orders;
    size_t count;
    size_t capacity;
} order_table;

typedef struct {
    uint64_t orders;
    double amount;
    double value; /* amount times quantity */
    int64_t first;
    int64_t last;
} country_total;

typedef struct {
    const wl_text *text;
    const char *at;
    const char *end;
    size_t line;        /* of `at`, from 1 */
    size_t record_line; /* where the record began: a quoted field may span lines */
} csv_reader;

static bool complain(const csv_reader *reader, const char *expected, const char *found) {
    return wl_malformed(reader->text->path, reader->record_line, expected, found, strlen(found));
}

/* ---- CSV: records of fields ---- */

static char *read_plain_field(csv_reader *reader) {
    const char *start = reader->at;

    while (reader->at < reader->end && *reader->at != ',' && *reader->at != '\n') {
        reader->at++;
    }
    return wl_copy(start, (size_t)(reader->at - start));
}

/* A quote inside a quoted field is written twice. NULL: the closing quote is missing. */
static char *read_quoted_field(csv_reader *reader) {
    char *field;
    size_t length = 0;
    const char *start = ++reader->at;

    while (reader->at < reader->end) {
        if (*reader->at == '"') {
            if (reader->at + 1 == reader->end || reader->at[1] != '"') {
                break;
            }
            reader->at++;
        }
        reader->at++;
    }
    if (reader->at >= reader->end) {
        complain(reader, "a closing quote", "the end of the file");
        return NULL;
    }
    field = wl_alloc((size_t)(reader->at - start) + 1);
    for (const char *from = start; from < reader->at; from++) {
        if (*from == '"') {
            from++;
        }
        if (*from == '\n') {
            reader->line++;
        }
        field[length++] = *from;
    }
    field[length] = '\0';
    reader->at++;
    return field;
}

/* Checks and skips what follows field `i`: a comma, or after the last one the end of the line. */
static bool skip_separator(csv_reader *reader, int i) {
    bool at_end = reader->at == reader->end || *reader->at == '\n';
    char found[64];

    if (!at_end && *reader->at != ',') {
        snprintf(found, sizeof found, "%c", *reader->at);
        return complain(reader, "a comma or the end of the line after a closing quote", found);
    }
    if (at_end != (i == FIELD_COUNT - 1)) {
        snprintf(found, sizeof found, at_end ? "%d" : "more than %d", i + 1);
        return complain(reader, "7 fields", found);
    }
    if (at_end) {
        reader->line++;
    }
    if (reader->at < reader->end) {
        reader->at++;
    }
    return true;
}

static void free_record(char *fields[FIELD_COUNT]) {
    for (int i = 0; i < FIELD_COUNT; i++) {
        free(fields[i]);
        fields[i] = NULL;
    }
}

static bool read_record(csv_reader *reader, char *fields[FIELD_COUNT]) {
    reader->record_line = reader->line;
    for (int i = 0; i < FIELD_COUNT; i++) {
        bool quoted = reader->at < reader->end && *reader->at == '"';

        fields[i] = quoted ? read_quoted_field(reader) : read_plain_field(reader);
        if (fields[i] == NULL || !skip_separator(reader, i)) {
            free_record(fields);
            return false;
        }
    }
    return true;
}

/* ---- from text to values ---- */

/* The C library's conversions also take spaces, "inf" and hexadecimal: not in this format. */
static bool is_made_of(const char *text, const char *allowed) {
    return *text != '\0' && text[strspn(text, allowed)] == '\0';
}

static bool parse_integer(const char *text, int64_t *value) {
    char *end;

    errno = 0;
    *value = strtoll(text, &end, 10);
    return is_made_of(text, "-0123456789") && *end == '\0' && errno == 0;
}

static bool parse_decimal(const char *text, double *value) {
    char *end;

    *value = strtod(text, &end);
    return is_made_of(text, "-.0123456789") && *end == '\0' && isfinite(*value);
}

/* Only "2024-03-07T14:05:09Z": timegm() would turn the 30th of February into a day of March, so
 * what it has changed did not exist.
 */
static bool parse_time(const char *text, int64_t *seconds) {
    struct tm tm = {0};
    struct tm given;
    const char *end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm);

    if (end == NULL || *end != '\0' || strlen(text) != strlen("YYYY-MM-DDThh:mm:ssZ")) {
        return false;
    }
    given = tm;
    *seconds = timegm(&tm);
    return tm.tm_mday == given.tm_mday && tm.tm_sec == given.tm_sec;
}

static bool find_country(const char *code, size_t *country) {
    for (size_t i = 0; i < COUNTRY_COUNT; i++) {
        if (strcmp(countries[i], code) == 0) {
            *country = i;
            return true;
        }
    }
    return false;
}

/* Takes the customer and the note out of the fields; the other values are converted. */
static bool convert_order(const csv_reader *reader, char *fields[FIELD_COUNT], order_row *order) {
    if (!parse_integer(fields[FIELD_ORDER], &order->number)) {
        return complain(reader, "an order number", fields[FIELD_ORDER]);
    }
    if (!parse_time(fields[FIELD_TIME], &order->time)) {
        return complain(reader, "a time like 2024-03-07T14:05:09Z", fields[FIELD_TIME]);
    }
    if (!find_country(fields[FIELD_COUNTRY], &order->country)) {
        return complain(reader, "a country code of two letters", fields[FIELD_COUNTRY]);
    }
    if (!parse_decimal(fields[FIELD_AMOUNT], &order->amount)) {
        return complain(reader, "a decimal amount", fields[FIELD_AMOUNT]);
    }
    if (!parse_integer(fields[FIELD_QUANTITY], &order->quantity)) {
        return complain(reader, "a whole quantity", fields[FIELD_QUANTITY]);
    }
    order->customer = fields[FIELD_CUSTOMER];
    order->note = fields[FIELD_NOTE];
    fields[FIELD_CUSTOMER] = NULL;
    fields[FIELD_NOTE] = NULL;
    return true;
}

/* ---- the table ---- */

static void append_order(order_table *table, const order_row *order) {
    if (table->count == table->capacity) {
        table->orders = wl_double(table->orders, &table->capacity, sizeof *table->orders);
    }
    table->orders[table->count++] = *order;
}

static void free_orders(order_table *table) {
    for (size_t i = 0; i < table->count; i++) {
        free(table->orders[i].customer);
        free(table->orders[i].note);
    }
    free(table->orders);
    *table = (order_table){0};
}

static bool skip_header(csv_reader *reader) {
    const char *newline = memchr(reader->at, '\n', (size_t)(reader->end - reader->at));
    const char *end = newline != NULL ? newline : reader->end;
    size_t length = (size_t)(end - reader->at);

    if (length != strlen(header) || memcmp(reader->at, header, length) != 0) {
        return wl_malformed(reader->text->path, reader->line, header, reader->at, length);
    }
    reader->at = newline != NULL ? newline + 1 : reader->end;
    reader->line++;
    return true;
}

static bool parse_orders(const wl_text *text, order_table *table) {
    csv_reader reader = {.text = text, .at = text->data, .end = text->data + text->size, .line = 1};

    if (!skip_header(&reader)) {
        return false;
    }
    while (reader.at < reader.end) {
        char *fields[FIELD_COUNT] = {NULL};
        order_row order;
        bool good;

        good = read_record(&reader, fields) && convert_order(&reader, fields, &order);
        free_record(fields);
        if (!good) {
            return false;
        }
        append_order(table, &order);
    }
    return true;
}

/* ---- the report ---- */

static void add_up(const order_table *table, country_total totals[COUNTRY_COUNT]) {
    memset(totals, 0, COUNTRY_COUNT * sizeof *totals);
    for (size_t i = 0; i < table->count; i++) {
        const order_row *order = &table->orders[i];
        country_total *total = &totals[order->country];

        if (total->orders == 0 || order->time < total->first) {
            total->first = order->time;
        }
        if (total->orders == 0 || order->time > total->last) {
            total->last = order->time;
        }
        total->orders++;
        total->amount += order->amount;
        total->value += order->amount * (double)order->quantity;
    }
}

static uint64_t fnv_double(uint64_t hash, double value) {
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    return wl_fnv_number(hash, bits);
}

/* Covers every value of every row and the last bit of every sum: two versions of this program that
 * print the same checksum have understood the file alike.
 */
static uint64_t checksum(const order_table *table, const country_total totals[COUNTRY_COUNT]) {
    uint64_t hash = WL_FNV_START;

    for (size_t i = 0; i < table->count; i++) {
        const order_row *order = &table->orders[i];

        hash = wl_fnv_number(hash, (uint64_t)order->number);
        hash = wl_fnv_number(hash, (uint64_t)order->time);
        hash = wl_fnv_number(hash, order->country);
        hash = fnv_double(hash, order->amount);
        hash = wl_fnv_number(hash, (uint64_t)order->quantity);
        hash = wl_fnv_bytes(hash, order->customer, strlen(order->customer) + 1);
        hash = wl_fnv_bytes(hash, order->note, strlen(order->note) + 1);
    }
    for (size_t i = 0; i < COUNTRY_COUNT; i++) {
        hash = fnv_double(hash, totals[i].amount);
        hash = fnv_double(hash, totals[i].value);
    }
    return hash;
}

static void format_time(int64_t seconds, char text[32]) {
    time_t time = (time_t)seconds;
    struct tm tm;

    gmtime_r(&time, &tm);
    strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

static void print_report(const order_table *table, const country_total totals[COUNTRY_COUNT]) {
    puts("country  orders        amount          value  first                 last");
    for (size_t i = 0; i < COUNTRY_COUNT; i++) {
        char first[32];
        char last[32];

        if (totals[i].orders > 0) {
            format_time(totals[i].first, first);
            format_time(totals[i].last, last);
            printf("%-7s %7" PRIu64 " %13.2f %14.2f  %s  %s\n", countries[i], totals[i].orders,
                   totals[i].amount, totals[i].value, first, last);
        }
    }
    printf("%zu orders, checksum %016" PRIx64 "\n", table->count, checksum(table, totals));
}

int main(int argc, char **argv) {
    uint64_t passes;
    const char *path = wl_repeat_and_file(argc, argv, &passes);
    wl_text text;
    order_table table = {0};
    country_total totals[COUNTRY_COUNT] = {0};
    bool good = true;

    if (path == NULL) {
        return WL_USAGE;
    }
    if (!wl_text_read(&text, path)) {
        return WL_FAILED;
    }
    /* Each pass starts from nothing, as a service does that gets one file after the other. */
    for (uint64_t pass = 0; pass < passes && good; pass++) {
        free_orders(&table);
        good = parse_orders(&text, &table);
        if (good) {
            add_up(&table, totals);
        }
    }
    if (good) {
        print_report(&table, totals);
    }
    free_orders(&table);
    wl_text_free(&text);
    return good ? wl_finish() : WL_FAILED;
}
