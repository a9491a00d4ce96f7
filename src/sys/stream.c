#include "sys/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/interrupt.h"

static pg_status unreadable(pg_error *err, const char *path, const char *what) {
    return pg_fail(err, PG_INPUT, path, "%s: %s", what, strerror(errno));
}

static pg_status read_all(int fd, const char *path, char *chunk,
                          pg_status take(void *, const char *, size_t, pg_error *), void *self,
                          pg_error *err) {
    for (;;) {
        if (pg_interrupted()) {
            return pg_fail(err, PG_INTERRUPTED, path, "interrupted while it was read");
        }
        ssize_t got = read(fd, chunk, PG_STREAM_CHUNK);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return unreadable(err, path, "cannot be read");
        }
        if (got == 0) {
            return PG_OK;
        }
        pg_status status = take(self, chunk, (size_t)got, err);
        if (status) {
            return status;
        }
    }
}

pg_status pg_stream_read(const char *path,
                         pg_status take(void *self, const char *bytes, size_t length,
                                        pg_error *err),
                         void *self, pg_error *err) {
    bool standard = !strcmp(path, "-");
    const char *place = standard ? "standard input" : path;
    struct stat st;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return unreadable(err, place, "cannot be opened");
    }
    pg_status status = PG_OK;
    if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
        status = pg_fail(err, PG_INPUT, place, "expected a file, found a directory");
    }
    char *chunk = status ? NULL : malloc(PG_STREAM_CHUNK);
    if (!status && !chunk) {
        errno = ENOMEM;
        status = unreadable(err, place, "cannot be read");
    }
    if (!status) {
        status = read_all(fd, place, chunk, take, self, err);
    }
    free(chunk);
    if (!standard) {
        close(fd);
    }
    return status;
}
