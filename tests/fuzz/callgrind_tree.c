/* Any bytes as a file of callgrind: refused with a place and a reason, or a tree whose folded
 * stacks read back to the same total. */
#include "profile/callgrind.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "profile/folded.h"
#include "profile/folded_write.h"
#include "target.h"

static void must(bool good) {
    if (!good) {
        abort();
    }
}

static pg_status keep(void *self, const char *bytes, size_t length, pg_error *err) {
    (void)err;
    pg_buf_add(self, bytes, length);
    return PG_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pg_arena *arena = pg_arena_new();
    pg_names *names = pg_names_new(arena);
    pg_tree *tree = pg_tree_new(arena, names), *again = pg_tree_new(arena, names);
    char *text = pg_copy_n(arena, (const char *)data, size);
    pg_error err = {0};
    pg_status status = pg_callgrind_read(tree, PG_TREE_BASE, "file", text, size, &err);
    if (status) {
        must(status == PG_INPUT && *err.place && *err.text);
    } else {
        pg_buf folded = pg_buf_new(arena);
        must(!pg_folded_write(tree, keep, &folded, NULL));
        pg_folded *reader = pg_folded_new(again, "file", PG_FOLDED_ONE, PG_TREE_BASE);
        pg_folded_result read;
        must(!pg_folded_feed(reader, folded.data, folded.length, NULL));
        must(!pg_folded_end(reader, &read, NULL));
        must(read.total[0] == pg_tree_weight(tree, PG_TREE_ROOT, PG_TREE_BASE)->total);
    }
    pg_arena_free(arena);
    return 0;
}
