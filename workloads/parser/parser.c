/* Reads the orders of a web shop from a CSV file and prints what each country ordered.
 *
 * A worker of perfgate: an iteration turns the file, which is in memory, into a table, adds it up,
 * and ends with nothing, as a service does that gets one file after the other. The report on
 * standard output is that of the last iteration.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/input.h"
#include "common/message.h"
#include "parser/table.h"
#include "perfgate_worker.h"

typedef struct {
    wl_text text;
    size_t orders;
    country_total totals[COUNTRY_COUNT];
    uint64_t checksum;
} order_import;

static uint64_t import_orders(void *data) {
    order_import *import = data;
    order_table table = {0};
    bool good = table_read(&table, &import->text);

    if (good) {
        table_add_up(&table, import->totals);
        import->checksum = table_checksum(&table, import->totals);
        import->orders = table.count;
    }
    table_free(&table);
    if (!good) {
        wl_text_free(&import->text);
        exit(WL_FAILED);
    }
    return import->checksum;
}

static void format_time(int64_t seconds, char text[32]) {
    time_t time = (time_t)seconds;
    struct tm tm;

    gmtime_r(&time, &tm);
    strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

static void print_report(const order_import *import) {
    puts("country  orders        amount          value  first                 last");
    for (size_t i = 0; i < COUNTRY_COUNT; i++) {
        const country_total *total = &import->totals[i];
        char first[32];
        char last[32];

        if (total->orders > 0) {
            format_time(total->first, first);
            format_time(total->last, last);
            printf("%-7s %7" PRIu64 " %13.2f %14.2f  %s  %s\n", countries[i], total->orders,
                   total->amount, total->value, first, last);
        }
    }
    printf("%zu orders, checksum %016" PRIx64 "\n", import->orders, import->checksum);
}

int main(int argc, char **argv) {
    order_import import = {0};
    int status;

    if (argc != 2 || argv[1][0] == '-') {
        return wl_usage("FILE");
    }
    if (!wl_text_read(&import.text, argv[1])) {
        return WL_FAILED;
    }
    status = perfgate_worker(import_orders, &import, import.text.size);
    if (status == 0) {
        print_report(&import);
        status = wl_finish();
    }
    wl_text_free(&import.text);
    return status == 0 ? WL_OK : WL_FAILED;
}
