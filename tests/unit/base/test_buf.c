#include "base/buf.h"
#include "base/rng.h"
#include "support/expect.h"

Test(buf, starts_empty) {
    pg_arena *arena = pg_arena_new();
    pg_buf buf = pg_buf_new(arena);
    cr_expect_str_eq(buf.data, "");
    cr_expect_eq(buf.length, 0);
    pg_buf_add(&buf, "ignored", 0);
    pg_buf_text(&buf, "");
    pg_buf_repeat(&buf, "ignored", 0);
    pg_buf_format(&buf, "%s", "");
    cr_expect_str_eq(buf.data, "");
    cr_expect_eq(buf.length, 0);
    pg_arena_free(arena);
}

Test(buf, every_way_of_adding) {
    pg_arena *arena = pg_arena_new();
    pg_buf buf = pg_buf_new(arena);
    pg_buf_text(&buf, "one");
    pg_buf_char(&buf, ' ');
    pg_buf_add(&buf, "two and more", 3);
    pg_buf_repeat(&buf, "-=", 3);
    pg_buf_format(&buf, " %d of %s", 7, "nine");
    cr_expect_str_eq(buf.data, "one two-=-=-= 7 of nine");
    cr_expect_eq(buf.length, strlen(buf.data));
    pg_arena_free(arena);
}

Test(buf, bytes_may_hold_nul) {
    pg_arena *arena = pg_arena_new();
    pg_buf buf = pg_buf_new(arena);
    pg_buf_add(&buf, "a\0b", 3);
    pg_buf_char(&buf, 0);
    pg_buf_char(&buf, 'c');
    cr_expect_eq(buf.length, 5);
    cr_expect(!memcmp(buf.data, "a\0b\0c\0", 6));
    pg_arena_free(arena);
}

/* Growth happens at 256 bytes and its doubles: additions of all sizes, compared with a plain
 * array, always ended by a NUL. */
Test(buf, growing_keeps_the_bytes) {
    enum { MOST = 200000 };
    static char reference[MOST];
    pg_arena *arena = pg_arena_new();
    pg_rng rng = pg_rng_new(1);
    pg_buf buf = pg_buf_new(arena);
    size_t length = 0;
    for (;;) {
        char piece[700];
        size_t size = pg_rng_below(&rng, 8) ? pg_rng_below(&rng, 9) : pg_rng_below(&rng, 600);
        for (size_t i = 0; i < size; i++) {
            piece[i] = (char)('!' + pg_rng_below(&rng, 90));
        }
        piece[size] = 0;
        if (length + size > MOST) {
            break;
        }
        memcpy(reference + length, piece, size);
        length += size;
        switch (pg_rng_below(&rng, 3)) {
        case 0: pg_buf_add(&buf, piece, size); break;
        case 1: pg_buf_text(&buf, piece); break;
        default: pg_buf_format(&buf, "%s", piece); break;
        }
        cr_assert_eq(buf.length, length);
        cr_assert_eq(buf.data[length], 0);
        cr_assert(buf.capacity > length || !buf.length);
    }
    cr_expect(!memcmp(buf.data, reference, length));
    pg_arena_free(arena);
}

/* The NUL needs room of its own at the very lengths at which the buffer grows. */
Test(buf, there_is_always_room_for_the_nul) {
    pg_arena *arena = pg_arena_new();
    for (size_t step = 1; step <= 3; step++) {
        pg_buf buf = pg_buf_new(arena);
        for (size_t length = step; length < 3000; length += step) {
            pg_buf_add(&buf, "abc", step);
            cr_assert(buf.length == length && buf.capacity > length, "%zu bytes", length);
        }
    }
    pg_arena_free(arena);
}

Test(buf, one_long_format) {
    pg_arena *arena = pg_arena_new();
    pg_buf buf = pg_buf_new(arena);
    for (int width = 250; width < 262; width++) {
        size_t before = buf.length;
        pg_buf_format(&buf, "%*d", width, width);
        cr_expect_eq(buf.length, before + (size_t)width, "width %d", width);
        cr_expect_eq(buf.data[buf.length], 0, "width %d", width);
        cr_expect_eq(buf.data[buf.length - 1], '0' + width % 10, "width %d", width);
    }
    pg_arena_free(arena);
}
