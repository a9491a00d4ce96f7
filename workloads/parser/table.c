#include "parser/table.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/fnv.h"
#include "common/hotspot.h"
#include "parser/csv.h"
#include "parser/likely.h"
#include "parser/values.h"

static bool wrong_field(const csv_reader *reader, const char *expected, const field_text *found) {
    char *text = wl_copy(found->bytes, found->length);

    csv_complain(reader, expected, text);
    free(text);
    return false;
}

/* Takes the customer and the note out of the fields; the other values are converted. */
static bool convert_order(const csv_reader *reader, field_text fields[FIELD_COUNT],
                          order_row *order) {
    if (unlikely(!parse_integer(&fields[FIELD_ORDER], &order->number))) {
        return wrong_field(reader, "an order number", &fields[FIELD_ORDER]);
    }
    if (unlikely(!parse_time(&fields[FIELD_TIME], &order->time))) {
        return wrong_field(reader, "a time like 2024-03-07T14:05:09Z", &fields[FIELD_TIME]);
    }
    if (unlikely(!find_country(&fields[FIELD_COUNTRY], &order->country))) {
        return wrong_field(reader, "a country code of two letters", &fields[FIELD_COUNTRY]);
    }
    if (unlikely(!parse_decimal(&fields[FIELD_AMOUNT], &order->amount))) {
        return wrong_field(reader, "a decimal amount", &fields[FIELD_AMOUNT]);
    }
    if (unlikely(!parse_integer(&fields[FIELD_QUANTITY], &order->quantity))) {
        return wrong_field(reader, "a whole quantity", &fields[FIELD_QUANTITY]);
    }
    order->customer = fields[FIELD_CUSTOMER];
    order->note = fields[FIELD_NOTE];
    fields[FIELD_CUSTOMER] = (field_text){0};
    fields[FIELD_NOTE] = (field_text){0};
    return true;
}

static void drop_fields(field_text fields[FIELD_COUNT]) {
    for (int i = 0; i < FIELD_COUNT; i++) {
        text_drop(&fields[i]);
    }
}

/* ---- rows ---- */

static void make_room(order_table *table) {
    if (table->count == table->capacity) {
        table->orders = wl_double(table->orders, &table->capacity, sizeof *table->orders);
    }
}

#if OPT_PREALLOC
/* As many rows as the file has lines: rows with a line break in a note leave some over. */
static WL_HOTSPOT void preallocate(order_table *table, const csv_reader *reader) {
    const char *at = reader->at;
    size_t lines = 1;

    while ((at = memchr(at, '\n', (size_t)(reader->end - at))) != NULL) {
        lines++;
        at++;
    }
    table->orders = wl_alloc(lines * sizeof *table->orders);
    table->capacity = lines;
}
#endif

#if OPT_INPLACE

static WL_HOTSPOT bool append_order(order_table *table, csv_reader *reader,
                                    field_text fields[FIELD_COUNT]) {
    make_room(table);
    if (unlikely(!convert_order(reader, fields, &table->orders[table->count]))) {
        return false;
    }
    table->count++;
    return true;
}

#else

static WL_HOTSPOT bool append_order(order_table *table, csv_reader *reader,
                                    field_text fields[FIELD_COUNT]) {
    order_row order;

    if (unlikely(!convert_order(reader, fields, &order))) {
        return false;
    }
    make_room(table);
    table->orders[table->count++] = order;
    return true;
}

#endif

bool table_read(order_table *table, const wl_text *text) {
    csv_reader reader = {
        .text = text,
        .at = text->data,
        .end = text->data + text->size,
        .line = 1,
        .store = &table->texts,
    };

    if (!csv_skip_header(&reader)) {
        return false;
    }
#if OPT_PREALLOC
    preallocate(table, &reader);
#endif
    while (reader.at < reader.end) {
        field_text fields[FIELD_COUNT] = {{0}};
        bool good;

        good = csv_read_record(&reader, fields) && append_order(table, &reader, fields);
        drop_fields(fields);
        if (unlikely(!good)) {
            return false;
        }
    }
    return true;
}

void table_free(order_table *table) {
    for (size_t i = 0; i < table->count; i++) {
        text_drop(&table->orders[i].customer);
        text_drop(&table->orders[i].note);
    }
    text_drop_all(&table->texts);
    free(table->orders);
    *table = (order_table){0};
}

/* ---- what they come to ---- */

WL_HOTSPOT void table_add_up(const order_table *table, country_total totals[COUNTRY_COUNT]) {
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

/* Eight bytes at a time, the last ones filled up with zeros, and the length. */
static uint64_t fnv_text(uint64_t hash, const field_text *text) {
    size_t done = 0;
    uint64_t word;

    for (; text->length - done >= sizeof word; done += sizeof word) {
        memcpy(&word, text->bytes + done, sizeof word);
        hash = wl_fnv_number(hash, le64toh(word));
    }
    word = 0;
    memcpy(&word, text->bytes + done, text->length - done);
    return wl_fnv_number(wl_fnv_number(hash, le64toh(word)), text->length);
}

WL_HOTSPOT uint64_t table_checksum(const order_table *table,
                                   const country_total totals[COUNTRY_COUNT]) {
    uint64_t hash = WL_FNV_START;

    for (size_t i = 0; i < table->count; i++) {
        const order_row *order = &table->orders[i];

        hash = wl_fnv_number(hash, (uint64_t)order->number);
        hash = wl_fnv_number(hash, (uint64_t)order->time);
        hash = wl_fnv_number(hash, order->country);
        hash = fnv_double(hash, order->amount);
        hash = wl_fnv_number(hash, (uint64_t)order->quantity);
        hash = fnv_text(hash, &order->customer);
        hash = fnv_text(hash, &order->note);
    }
    for (size_t i = 0; i < COUNTRY_COUNT; i++) {
        hash = fnv_double(hash, totals[i].amount);
        hash = fnv_double(hash, totals[i].value);
    }
    return hash;
}
