/* Which launch comes when: the law of the test is the law of this drawing. */
#include <string.h>

#include "fake.h"
#include "support/expect.h"

enum { BLOCKS = 10, ORDERS = 6 };

/* The block's order as a word of b and h; index among the six, -1 where it is none of them. */
static int order_of(const fake *f, size_t at) {
    static const char *const orders[ORDERS] = {"bbhh", "bhbh", "bhhb", "hbbh", "hbhb", "hhbb"};
    char word[5] = "";
    for (size_t i = 0; i < 4; i++) {
        word[i] = f->asked[at + i].side ? 'h' : 'b';
    }
    for (int i = 0; i < ORDERS; i++) {
        if (!strcmp(word, orders[i])) {
            return i;
        }
    }
    return -1;
}

static fake *measured(pg_arena *arena, const pg_config *config, size_t sides, uint64_t seed,
                      pg_run *runs) {
    fake *f = new_fake(arena, config);
    pg_error err = {0};
    pg_status status =
        pg_measure(arena, fake_plan(arena, config, sides, BLOCKS, seed), &f->executor, runs, &err);
    cr_assert(status == PG_OK, "%s", err.text);
    return f;
}

/* 400 seeds of 10 blocks: 4000 draws, expected 666.7 each. Chi-square with 5 degrees of freedom is
 * above 25.7 once in ten thousand. */
Test(order, each_of_the_six_equally_often) {
    enum { SEEDS = 400 };
    size_t seen[ORDERS] = {0}, first_head = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        pg_arena *arena = pg_arena_new();
        pg_run runs[2] = {pg_run_empty(), pg_run_empty()};
        const pg_config *config = fake_config(arena, 1);
        fake *f = measured(arena, config, 2, seed, runs);
        cr_assert(f->count == 2 + 4 * BLOCKS, "two warm-ups and %d blocks", BLOCKS);
        for (size_t block = 0; block < BLOCKS; block++) {
            int order = order_of(f, 2 + 4 * block);
            cr_assert(order >= 0, "block %zu is not two and two", block);
            seen[order]++;
            first_head += order >= 3;
        }
        pg_arena_free(arena);
    }
    double expected = SEEDS * BLOCKS / (double)ORDERS, chi = 0;
    for (int i = 0; i < ORDERS; i++) {
        double difference = (double)seen[i] - expected;
        chi += difference * difference / expected;
    }
    cr_expect(chi < 25.7, "chi-square %g: %zu %zu %zu %zu %zu %zu", chi, seen[0], seen[1], seen[2],
              seen[3], seen[4], seen[5]);
    /* 3 sd of a fair coin thrown 4000 times are 95. */
    cr_expect(first_head > 1850 && first_head < 2150, "head first %zu of 4000", first_head);
}

/* The order of a block says nothing about the next: 36 pairs, chi-square with 35 degrees of freedom
 * is above 75 once in ten thousand. */
Test(order, blocks_are_independent) {
    enum { SEEDS = 400 };
    size_t seen[ORDERS][ORDERS] = {{0}}, total = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        pg_arena *arena = pg_arena_new();
        pg_run runs[2] = {pg_run_empty(), pg_run_empty()};
        fake *f = measured(arena, fake_config(arena, 1), 2, seed, runs);
        for (size_t block = 0; block + 1 < BLOCKS; block++) {
            seen[order_of(f, 2 + 4 * block)][order_of(f, 6 + 4 * block)]++;
            total++;
        }
        pg_arena_free(arena);
    }
    double expected = (double)total / (ORDERS * ORDERS), chi = 0;
    for (int i = 0; i < ORDERS; i++) {
        for (int j = 0; j < ORDERS; j++) {
            double difference = (double)seen[i][j] - expected;
            chi += difference * difference / expected;
        }
    }
    cr_expect(chi < 75, "chi-square %g", chi);
}

static bool same_asked(const fake *a, const fake *b) {
    return a->count == b->count && !memcmp(a->asked, b->asked, a->count * sizeof(*a->asked));
}

Test(order, the_seed_decides) {
    pg_arena *arena = pg_arena_new();
    pg_run runs[2] = {pg_run_empty(), pg_run_empty()};
    const pg_config *config = fake_config(arena, 2);
    fake *one = measured(arena, config, 2, 7, runs), *again = measured(arena, config, 2, 7, runs);
    fake *other = measured(arena, config, 2, 8, runs);
    cr_expect(same_asked(one, again));
    cr_expect(!same_asked(one, other));
    cr_expect(runs[0].settings.seed == 8 && runs[1].settings.seed == 8);
    pg_arena_free(arena);
}

Test(order, the_first_workload_is_ended_before_the_second) {
    pg_arena *arena = pg_arena_new();
    pg_run runs[2] = {pg_run_empty(), pg_run_empty()};
    fake *f = measured(arena, fake_config(arena, 2), 2, 1, runs);
    size_t half = f->count / 2;
    for (size_t i = 0; i < f->count; i++) {
        cr_expect(f->asked[i].workload == i / half, "launch %zu", i);
    }
    pg_arena_free(arena);
}

/* Three sides: every block holds two of each. */
Test(order, with_a_control_side) {
    pg_arena *arena = pg_arena_new();
    pg_run runs[3] = {pg_run_empty(), pg_run_empty(), pg_run_empty()};
    fake *f = measured(arena, fake_config(arena, 1), 3, 5, runs);
    cr_assert(f->count == 3 + 6 * BLOCKS);
    size_t orders_seen = 0, last = 0;
    for (size_t block = 0; block < BLOCKS; block++) {
        size_t count[3] = {0}, word = 0;
        for (size_t i = 0; i < 6; i++) {
            size_t side = f->asked[3 + 6 * block + i].side;
            count[side]++;
            word = 3 * word + side;
        }
        cr_expect(count[0] == 2 && count[1] == 2 && count[2] == 2, "block %zu", block);
        orders_seen += word != last;
        last = word;
    }
    cr_expect(orders_seen > 5, "the order hardly changes");
    pg_arena_free(arena);
}
