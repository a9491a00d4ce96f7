#include <signal.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "support/expect.h"

static bool is_zero(const unsigned char *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) {
        if (bytes[i]) {
            return false;
        }
    }
    return true;
}

Test(arena, pieces_are_zeroed_aligned_and_apart) {
    enum { PIECES = 3000 };
    pg_arena *arena = pg_arena_new();
    unsigned char *pieces[PIECES];
    for (size_t i = 0; i < PIECES; i++) {
        size_t size = i % 131;
        pieces[i] = pg_alloc(arena, size, 1);
        cr_assert(pieces[i], "piece %zu", i);
        cr_assert((uintptr_t)pieces[i] % _Alignof(max_align_t) == 0, "piece %zu", i);
        cr_assert(is_zero(pieces[i], size), "piece %zu", i);
        memset(pieces[i], (int)(i % 251) + 1, size);
    }
    for (size_t i = 0; i < PIECES; i++) {
        for (size_t k = 0; k < i % 131; k++) {
            cr_assert(pieces[i][k] == i % 251 + 1, "piece %zu was written over", i);
        }
    }
    pg_arena_free(arena);
}

/* Chunks start at 64 KiB and double up to 4 MiB: sizes on both sides of these edges, small pieces
 * between them. */
Test(arena, pieces_larger_than_a_chunk) {
    static const size_t sizes[] = {64 * 1024 - 1, 64 * 1024,     64 * 1024 + 1,
                                   4 << 20,       (4 << 20) + 1, 9 << 20};
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        unsigned char *before = pg_alloc(arena, 1, 24);
        unsigned char *large = pg_alloc(arena, sizes[i], 1);
        unsigned char *after = pg_alloc(arena, 1, 24);
        cr_expect(is_zero(large, sizes[i]), "%zu bytes", sizes[i]);
        memset(large, 0xff, sizes[i]);
        cr_expect(is_zero(before, 24) && is_zero(after, 24), "%zu bytes", sizes[i]);
        memset(before, 0x55, 24);
        memset(after, 0x55, 24);
        cr_expect(large[0] == 0xff && large[sizes[i] - 1] == 0xff, "%zu bytes", sizes[i]);
    }
    pg_arena_free(arena);
}

Test(arena, a_large_piece_may_come_first) {
    pg_arena *arena = pg_arena_new();
    unsigned char *large = pg_alloc(arena, 1 << 20, 8);
    memset(large, 1, 8 << 20);
    cr_expect(is_zero(pg_alloc(arena, 100, 1), 100));
    pg_arena_free(arena);
}

Test(arena, growing_copies_and_keeps_the_old) {
    pg_arena *arena = pg_arena_new();
    int *old = PG_ARRAY(arena, int, 3);
    old[0] = 7;
    old[1] = 8;
    old[2] = 9;
    int *grown = pg_grow(arena, old, 3, 1000, sizeof(int));
    cr_expect(grown[0] == 7 && grown[1] == 8 && grown[2] == 9);
    cr_expect(is_zero((unsigned char *)(grown + 3), 997 * sizeof(int)));
    grown[0] = 0;
    cr_expect(old[0] == 7);
    int *from_nothing = pg_grow(arena, NULL, 0, 2, sizeof(int));
    cr_expect(from_nothing[0] == 0 && from_nothing[1] == 0);
    pg_arena_free(arena);
}

Test(arena, copies_of_text) {
    pg_arena *arena = pg_arena_new();
    char source[] = "base and head";
    char *copy = pg_copy(arena, source), *part = pg_copy_n(arena, source, 4);
    char *with_nul = pg_copy_n(arena, "a\0b", 3);
    source[0] = 'B';
    cr_expect_str_eq(copy, "base and head");
    cr_expect_str_eq(part, "base");
    cr_expect_str_eq(pg_copy(arena, ""), "");
    cr_expect_str_eq(pg_copy_n(arena, "x", 0), "");
    cr_expect(!memcmp(with_nul, "a\0b\0", 4));
    pg_arena_free(arena);
}

Test(arena, formatting) {
    pg_arena *arena = pg_arena_new();
    cr_expect_str_eq(pg_format(arena, "%s: %d", "blocks", 10), "blocks: 10");
    cr_expect_str_eq(pg_format(arena, "%s", ""), "");
    char *wide = pg_format(arena, "%*s", 100000, "x");
    cr_expect_eq(strlen(wide), 100000);
    cr_expect_eq(wide[99999], 'x');
    pg_arena_free(arena);
}

Test(arena, freeing_nothing_is_fine) {
    pg_arena_free(NULL);
    pg_arena_free(pg_arena_new());
}

Test(arena, a_size_that_overflows_aborts, .signal = SIGABRT) {
    volatile size_t count = SIZE_MAX / 2;
    pg_alloc(pg_arena_new(), count, 4);
}

Test(arena, a_size_beyond_all_memory_aborts, .signal = SIGABRT) {
    volatile size_t count = PTRDIFF_MAX;
    pg_alloc(pg_arena_new(), count, 1);
}

/* Rounded up for alignment, this size would be 0. */
Test(arena, a_size_that_rounds_up_to_nothing_aborts, .signal = SIGABRT) {
    volatile size_t count = SIZE_MAX - 4;
    pg_alloc(pg_arena_new(), count, 1);
}
