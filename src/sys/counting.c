#include "sys/counting.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "preload/counts.h"
#include "sys/env.h"
#include "sys/file.h"

const char pg_counting_preload[] = "LD_PRELOAD", pg_counting_file[] = PG_COUNTS_VARIABLE;

enum { LIBRARY_MAX = 16 << 20 };

char *pg_counting_library(pg_arena *arena) {
    return pg_env_companion(arena, "libperfgate-alloc.so");
}

/* A new file with these bytes, in place of an old one. */
static pg_status make(const char *path, const void *bytes, size_t length, mode_t mode,
                      unsigned user, pg_error *err) {
    unlink(path);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    bool good = fd >= 0 && write(fd, bytes, length) == (ssize_t)length && fchmod(fd, mode) == 0 &&
                (!user || fchown(fd, user, user) == 0);
    int why = errno;
    if (fd >= 0) {
        close(fd);
    }
    return good ? PG_OK : pg_fail(err, PG_IO, path, "cannot be written: %s", strerror(why));
}

pg_status pg_counting_copy(const char *from, const char *to, pg_error *err) {
    pg_arena *scratch = pg_arena_new();
    char *bytes;
    size_t length;
    pg_status status = pg_file_read(scratch, from, LIBRARY_MAX, &bytes, &length, err);
    if (!status) {
        status = make(to, bytes, length, 0444, 0, err);
    }
    pg_arena_free(scratch);
    return status;
}

pg_status pg_counting_make(const char *path, unsigned user, pg_error *err) {
    static const pg_counts_file empty;
    return make(path, &empty, sizeof(empty), 0600, user, err);
}

pg_status pg_counting_read(const char *path, pg_heap_counts *ret, pg_error *err) {
    pg_counts_file file;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    bool whole = fd >= 0 && read(fd, &file, sizeof(file)) == (ssize_t)sizeof(file);
    if (fd >= 0) {
        close(fd);
    }
    if (!whole) {
        return pg_fail(err, PG_IO, path, "expected the counts of a program, found none");
    }
    *ret = (pg_heap_counts){.loaded = file.magic == PG_COUNTS_MAGIC && file.processes,
                            .foreign = file.foreign > 0,
                            .lost = file.lost > 0,
                            .allocations = (double)file.calls,
                            .bytes = (double)file.bytes,
                            .peak_bytes = (double)file.peak};
    return PG_OK;
}
