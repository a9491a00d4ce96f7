/* The table of orders, and what it adds up to. */
#ifndef TABLE_H
#define TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/input.h"
#include "parser/countries.h"
#include "parser/text.h"

typedef struct {
    int64_t number;
    int64_t time; /* seconds since 1970 */
    size_t country;
    double amount;
    int64_t quantity;
    field_text customer;
    field_text note;
} order_row;

typedef struct {
    order_row *orders;
    size_t count;
    size_t capacity;
    text_store texts;
} order_table;

typedef struct {
    uint64_t orders;
    double amount;
    double value; /* amount times quantity */
    int64_t first;
    int64_t last;
} country_total;

/* Fills an empty table. False: the file is malformed, and it has been said where. The texts of the
 * rows may lie in the file: it has to live as long as the table.
 */
bool table_read(order_table *table, const wl_text *text);
void table_free(order_table *table);

void table_add_up(const order_table *table, country_total totals[COUNTRY_COUNT]);

/* Covers every value of every row and the last bit of every sum: two versions of this program that
 * have the same checksum have understood the file alike.
 */
uint64_t table_checksum(const order_table *table, const country_total totals[COUNTRY_COUNT]);

#endif
