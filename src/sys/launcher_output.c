/* What the last program printed, which lies in the launcher's memory files. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/launcher_inside.h"

static pg_status output_size(int fd, uint64_t *ret, pg_error *err) {
    struct stat st;
    if (fstat(fd, &st) < 0) {
        return pg_fail(err, PG_IO, "output", "cannot be read: %s", strerror(errno));
    }
    *ret = (uint64_t)st.st_size;
    return PG_OK;
}

pg_status pg_launcher_output_hash(pg_launcher *l, char *ret_hex, uint64_t *ret_size,
                                  pg_error *err) {
    uint64_t size = 0;
    pg_status status = output_size(l->output, &size, err);
    void *bytes = NULL;
    if (!status && size) {
        bytes = mmap(NULL, size, PROT_READ, MAP_SHARED, l->output, 0);
        if (bytes == MAP_FAILED) {
            return pg_fail(err, PG_IO, "output", "cannot be read: %s", strerror(errno));
        }
    }
    if (!status) {
        pg_file_hash_bytes(size ? bytes : "", size, ret_hex);
        *ret_size = size;
    }
    if (bytes) {
        munmap(bytes, size);
    }
    return status;
}

char *pg_launcher_output_tail(pg_launcher *l, pg_arena *arena, uint64_t most) {
    uint64_t size = 0;
    int fd = l->errors;
    if (output_size(fd, &size, NULL) || !size) {
        fd = l->output;
        output_size(fd, &size, NULL);
    }
    uint64_t length = size < most ? size : most;
    char *tail = pg_alloc(arena, length + 1, 1);
    ssize_t got = pread(fd, tail, length, (off_t)(size - length));
    tail[got > 0 ? got : 0] = 0;
    for (char *c = tail; got > 0 && c < tail + got; c++) {
        *c = *c ? *c : '?';
    }
    return tail;
}
