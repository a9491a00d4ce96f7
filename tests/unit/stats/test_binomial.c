/* The examples of Newcombe (Statistics in Medicine 17, 1998): method 3 for one share, method 10 for
 * the difference of two; more digits by solving the equations of the definition. */
#include "stats/binomial.h"
#include "support/expect.h"

static const struct {
    double hits, draws, level, low, high;
} shares[] = {
    {81, 263, 0.95, 0.255288519878274, 0.3662095769828},
    {15, 148, 0.95, 0.0623863995307363, 0.160487241723308},
    {0, 20, 0.95, 0, 0.161125158052819},
    {1, 29, 0.95, 0.00611321429276266, 0.171755218793203},
    {29, 29, 0.95, 0.883030201500259, 1},
    {81, 263, 0.99, 0.240136902687608, 0.38528250231823},
    {500, 1000, 0.99, 0.459407005212085, 0.540592994787915},
};

Test(binomial, share) {
    for (size_t i = 0; i < COUNT_OF(shares); i++) {
        pg_interval found = pg_share_interval(shares[i].hits, shares[i].draws, shares[i].level);
        expect_close(found.low, shares[i].low, 1e-12, "low of row %zu", i);
        expect_close(found.high, shares[i].high, 1e-12, "high of row %zu", i);
    }
}

/* head - base. */
static const struct {
    double head, head_draws, base, base_draws, low, high;
} differences[] = {
    {56, 70, 48, 80, 0.052431472402365, 0.333872654036906},
    {9, 10, 3, 10, 0.170522723934503, 0.809017973535488},
    {5, 56, 0, 29, -0.0381371479035369, 0.192560013855112},
    {0, 10, 0, 20, -0.161125158052819, 0.277532799862889},
    {10, 10, 0, 10, 0.607509350430524, 1},
};

Test(binomial, difference) {
    static const double ones[2] = {1, 1};
    for (size_t i = 0; i < COUNT_OF(differences); i++) {
        double shares_of[2] = {differences[i].base / differences[i].base_draws,
                               differences[i].head / differences[i].head_draws};
        pg_interval intervals[2] = {
            pg_share_interval(differences[i].base, differences[i].base_draws, 0.95),
            pg_share_interval(differences[i].head, differences[i].head_draws, 0.95)};
        pg_interval found = pg_share_difference(shares_of, intervals, ones);
        expect_close(found.low, differences[i].low, 1e-12, "low of row %zu", i);
        expect_close(found.high, differences[i].high, 1e-12, "high of row %zu", i);
    }
}

/* A factor of both sides is a factor of the interval; with one side absent it is the other's. */
Test(binomial, difference_of_times) {
    double shares_of[2] = {0.2, 0.5};
    pg_interval intervals[2] = {{0.1, 0.3}, {0.4, 0.7}};
    pg_interval one = pg_share_difference(shares_of, intervals, (const double[2]){1, 1});
    pg_interval ten = pg_share_difference(shares_of, intervals, (const double[2]){10, 10});
    pg_interval head = pg_share_difference(shares_of, intervals, (const double[2]){0, 10});
    expect_close(ten.low, 10 * one.low, 1e-12, "low");
    expect_close(ten.high, 10 * one.high, 1e-12, "high");
    expect_close(head.low, 4, 1e-12, "head alone");
    expect_close(head.high, 7, 1e-12, "head alone");
}
