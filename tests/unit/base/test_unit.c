#include <math.h>

#include "base/unit.h"
#include "support/expect.h"

typedef struct quantity {
    double value;
    const char *unit, *text;
} quantity;

static const quantity quantities[] = {
    {0, "ns", "0 ns"},
    {1, "ns", "1 ns"},
    {999, "ns", "999 ns"},
    {999.5, "ns", "1.00 us"},
    {1000, "ns", "1.00 us"},
    {1234, "ns", "1.23 us"},
    {9994, "ns", "9.99 us"},
    {9996, "ns", "10.0 us"},
    {12345, "ns", "12.3 us"},
    {99940, "ns", "99.9 us"},
    {99960, "ns", "100 us"},
    {123456, "ns", "123 us"},
    {999499, "ns", "999 us"},
    {999600, "ns", "1.00 ms"},
    {1e6, "ns", "1.00 ms"},
    {41.2e6, "ns", "41.2 ms"},
    {999.4e6, "ns", "999 ms"},
    {999.6e6, "ns", "1.00 s"},
    {1e9, "ns", "1.00 s"},
    {61.5e9, "ns", "61.5 s"},
    {3600e9, "ns", "3600 s"},
    {-1500, "ns", "-1.50 us"},
    {-20, "ns", "-20 ns"},
    {0.5, "ns", "0.5 ns"},
    {0, "bytes", "0 bytes"},
    {1000, "bytes", "1,000 bytes"},
    {1023, "bytes", "1,023 bytes"},
    {1024, "bytes", "1.00 KiB"},
    {1536, "bytes", "1.50 KiB"},
    {102400, "bytes", "100 KiB"},
    {1000 * 1024, "bytes", "1000 KiB"},
    {1024 * 1024 - 1, "bytes", "1.00 MiB"},
    {1048576, "bytes", "1.00 MiB"},
    {3219128, "bytes", "3.07 MiB"},
    {1073741824, "bytes", "1.00 GiB"},
    {1099511627776, "bytes", "1024 GiB"},
    {0, "count", "0"},
    {7, "count", "7"},
    {999, "count", "999"},
    {1000, "count", "1,000"},
    {12381, "count", "12,381"},
    {123456, "count", "123,456"},
    {1234567, "count", "1,234,567"},
    {999999999999999, "count", "999,999,999,999,999"},
    {-12381, "count", "-12,381"},
    {1e15, "count", "1e+15"},
    {0.25, "count", "0.25"},
    {12, "widgets/s", "12 widgets/s"},
    {12345, "widgets/s", "12,345 widgets/s"},
    {0.125, "widgets/s", "0.125 widgets/s"},
};

Test(unit, quantities) {
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(quantities); i++) {
        const quantity *row = &quantities[i];
        expect_text(pg_quantity(arena, row->value, row->unit), row->text, "%.17g %s", row->value,
                    row->unit);
    }
    pg_arena_free(arena);
}

typedef struct shown {
    double value;
    const char *text;
} shown;

static const shown changes[] = {
    {1, "0.0 %"},        {1.259, "+25.9 %"}, {0.75, "-25.0 %"},  {1.0004, "0.0 %"},
    {0.9996, "0.0 %"},   {1.0006, "+0.1 %"}, {0.9994, "-0.1 %"}, {1.05, "+5.0 %"},
    {1.9994, "+99.9 %"}, {1.9996, "+100 %"}, {2, "+100 %"},      {3.5, "+250 %"},
    {0.001, "-99.9 %"},  {0.0001, "-100 %"}, {0, "-100 %"},      {12, "+1100 %"},
};

Test(unit, changes) {
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        expect_text(pg_change(arena, changes[i].value), changes[i].text, "%.17g", changes[i].value);
    }
    pg_arena_free(arena);
}

static const shown probabilities[] = {
    {1, "1"},
    {0.5, "0.5"},
    {0.0952380952380952, "0.095"},
    {0.0034, "0.0034"},
    {0.00342, "0.0034"},
    {0.0001, "0.0001"},
    {0.00012, "0.00012"},
    {0.00001234, "1.2e-05"},
    {0.000001, "1.0e-06"},
    {9.9e-7, "< 1e-6"},
    {1e-300, "< 1e-6"},
    {0, "< 1e-6"},
};

Test(unit, probabilities) {
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(probabilities); i++) {
        expect_text(pg_probability(arena, probabilities[i].value), probabilities[i].text, "%.17g",
                    probabilities[i].value);
    }
    pg_arena_free(arena);
}
