/* Prints the orders of a web shop as CSV: generate_parser SEED ROWS. */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "common/input.h"
#include "common/language.h"
#include "common/message.h"
#include "common/rng.h"
#include "parser/countries.h"

enum { VOCABULARY = 3000 };

/* 2023-01-01T00:00:00Z */
static const time_t first_order = 1672531200;

typedef struct {
    wl_rng rng;
    wl_language language;
    wl_zipf words;
    wl_zipf customers_per_country;
    const char *countries_by_orders[COUNTRY_COUNT];
} web_shop;

static void make_shop(web_shop *shop, uint64_t seed) {
    shop->rng = (wl_rng){.state = seed};
    wl_language_make(&shop->language, &shop->rng);
    wl_zipf_make(&shop->words, VOCABULARY);
    wl_zipf_make(&shop->customers_per_country, COUNTRY_COUNT);
    for (uint32_t i = 0; i < COUNTRY_COUNT; i++) {
        uint32_t other = wl_rng_below(&shop->rng, i + 1);

        shop->countries_by_orders[i] = shop->countries_by_orders[other];
        shop->countries_by_orders[other] = countries[i];
    }
}

static void free_shop(web_shop *shop) {
    wl_zipf_free(&shop->words);
    wl_zipf_free(&shop->customers_per_country);
}

static void print_time(time_t seconds) {
    struct tm tm;
    char text[32];

    gmtime_r(&seconds, &tm);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
    fputs(text, stdout);
}

/* Mostly prices with cents; some refunds, some whole numbers, some prices converted from another
 * currency, and now and then one with more digits than a double holds.
 */
static void print_amount(wl_rng *rng) {
    uint32_t whole = wl_rng_below(rng, wl_rng_chance(rng, 20) ? 5000 : 200);
    uint32_t kind = wl_rng_below(rng, 500);

    if (wl_rng_chance(rng, 6)) {
        putchar('-');
    }
    if (kind == 0) {
        /* Two statements: C does not say which argument of a call is drawn first. */
        printf("%" PRIu32 ".%08" PRIu32, whole, wl_rng_below(rng, 100000000));
        printf("%08" PRIu32, wl_rng_below(rng, 100000000));
    } else if (kind < 40) {
        printf("%" PRIu32, whole);
    } else if (kind < 100) {
        printf("%" PRIu32 ".%04" PRIu32, whole, wl_rng_below(rng, 10000));
    } else {
        printf("%" PRIu32 ".%02" PRIu32, whole, wl_rng_below(rng, 100));
    }
}

static void print_word(web_shop *shop, bool capital) {
    char word[WL_WORD_SIZE];

    wl_language_word(&shop->language, wl_zipf_pick(&shop->words, &shop->rng), word);
    if (capital) {
        word[0] = (char)(word[0] - 'a' + 'A');
    }
    fputs(word, stdout);
}

/* Three of five come as "Surname, First", which has to be quoted. */
static void print_customer(web_shop *shop) {
    bool surname_first = wl_rng_chance(&shop->rng, 60);

    fputs(surname_first ? "\"" : "", stdout);
    print_word(shop, true);
    fputs(surname_first ? ", " : " ", stdout);
    print_word(shop, true);
    fputs(surname_first ? "\"" : "", stdout);
}

/* One note of three is empty, one of four quoted: with a comma, a quotation or a second line. */
static void print_note(web_shop *shop) {
    uint32_t kind = wl_rng_below(&shop->rng, 100);
    uint32_t words = 2 + wl_rng_below(&shop->rng, 6);

    if (kind < 33) {
        return;
    }
    fputs(kind < 58 ? "\"" : "", stdout);
    for (uint32_t i = 0; i < words; i++) {
        if (i > 0) {
            fputs(kind < 35 && i == 1 ? "\n" : kind < 46 && i == 1 ? ", " : " ", stdout);
        }
        if (kind >= 46 && kind < 58 && i == 1) {
            fputs("\"\"", stdout);
            print_word(shop, false);
            fputs("\"\"", stdout);
        } else {
            print_word(shop, false);
        }
    }
    fputs(kind < 58 ? "\"" : "", stdout);
}

static void print_orders(web_shop *shop, uint64_t rows) {
    time_t when = first_order;
    uint64_t number = 100000;

    puts("order,time,country,amount,quantity,customer,note");
    for (uint64_t row = 0; row < rows; row++) {
        wl_rng *rng = &shop->rng;

        when += wl_rng_below(rng, 4 * 60 * 60);
        number += 1 + wl_rng_below(rng, 3);
        printf("%" PRIu64 ",", number);
        print_time(when);
        printf(",%s,", shop->countries_by_orders[wl_zipf_pick(&shop->customers_per_country, rng)]);
        print_amount(rng);
        printf(",%" PRIu32 ",", 1 + wl_rng_below(rng, wl_rng_chance(rng, 10) ? 100 : 5));
        print_customer(shop);
        putchar(',');
        print_note(shop);
        putchar('\n');
    }
}

int main(int argc, char **argv) {
    uint64_t seed;
    uint64_t rows;
    web_shop shop;

    if (argc != 3 || !wl_number(argv[1], 0, UINT64_MAX, &seed) ||
        !wl_number(argv[2], 1, 10000000, &rows)) {
        return wl_usage("SEED ROWS");
    }
    make_shop(&shop, seed);
    print_orders(&shop, rows);
    free_shop(&shop);
    return wl_finish();
}
