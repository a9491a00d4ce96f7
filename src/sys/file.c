#include "sys/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/env.h"

static pg_status system_error(pg_error *err, pg_status status, const char *path, const char *what) {
    return pg_fail(err, status, path, "%s: %s", what, strerror(errno));
}

/* Opens a regular file for reading. */
static pg_status open_file(const char *path, int *ret, struct stat *ret_stat, pg_error *err) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, ret_stat) < 0) {
        pg_status status = system_error(err, PG_INPUT, path, "cannot be opened");
        if (fd >= 0) {
            close(fd);
        }
        return status;
    }
    if (!S_ISREG(ret_stat->st_mode)) {
        close(fd);
        return pg_fail(err, PG_INPUT, path, "expected a file, found %s",
                       S_ISDIR(ret_stat->st_mode) ? "a directory" : "something that is not a file");
    }
    *ret = fd;
    return PG_OK;
}

pg_status pg_file_read(pg_arena *arena, const char *path, uint64_t limit, char **ret,
                       size_t *ret_length, pg_error *err) {
    int fd;
    struct stat st;
    pg_status status = open_file(path, &fd, &st, err);
    if (status) {
        return status;
    }
    if ((uint64_t)st.st_size > limit) {
        close(fd);
        return pg_fail(err, PG_INPUT, path, "expected at most %llu bytes, found %llu",
                       (unsigned long long)limit, (unsigned long long)st.st_size);
    }
    size_t size = (size_t)st.st_size, length = 0;
    char *text = pg_alloc(arena, size + 1, 1);
    while (length < size) {
        ssize_t got = read(fd, text + length, size - length);
        if (got < 0) {
            status = system_error(err, PG_INPUT, path, "cannot be read");
            break;
        }
        if (got == 0) {
            break; /* it shrank meanwhile */
        }
        length += (size_t)got;
    }
    close(fd);
    if (!status) {
        text[length] = 0;
        *ret = text;
        *ret_length = length;
    }
    return status;
}

pg_status pg_file_read_json(pg_arena *arena, const char *path, pg_json_flag flags, pg_json *ret,
                            pg_error *err) {
    char *text;
    size_t length;
    pg_status status = pg_file_read(arena, path, PG_FILE_LARGEST, &text, &length, err);
    return status ? status
                  : pg_json_parse(arena, pg_copy(arena, path), text, length, flags, ret, err);
}

static bool write_all(int fd, const char *bytes, size_t length) {
    while (length) {
        ssize_t put = write(fd, bytes, length);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put < 0) {
            return false;
        }
        bytes += put;
        length -= (size_t)put;
    }
    return true;
}

static pg_status make_parents(const char *path, pg_error *err) {
    char above[4096];
    snprintf(above, sizeof(above), "%s", path);
    char *slash = strrchr(above, '/');
    if (!slash || slash == above) {
        return PG_OK;
    }
    *slash = 0;
    return pg_file_make_directory(above, err);
}

/* A device or a pipe: written as it is, since a rename would put a file in its place. */
static pg_status write_special(const char *path, const char *bytes, size_t length, pg_error *err) {
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return system_error(err, PG_IO, path, "cannot be written");
    }
    fcntl(fd, F_SETFL, 0); /* non-blocking was for a pipe that nobody reads */
    bool good = write_all(fd, bytes, length);
    pg_status status = good ? PG_OK : system_error(err, PG_IO, path, "cannot be written");
    close(fd);
    return status;
}

pg_status pg_file_write(const char *given, const char *bytes, size_t length, pg_error *err) {
    char aside[4096], target[PATH_MAX];
    struct stat st;
    bool exists = stat(given, &st) == 0;
    if (exists && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) {
        return write_special(given, bytes, length, err);
    }
    /* Through a link, what it leads to is written, and the link stays. */
    const char *path = exists && realpath(given, target) ? target : given;
    if (snprintf(aside, sizeof(aside), "%s.%08x~", path, (unsigned)pg_env_random()) >=
        (int)sizeof(aside)) {
        return pg_fail(err, PG_IO, NULL, "expected a path below 4096 bytes");
    }
    pg_status status = make_parents(path, err);
    if (status) {
        return status;
    }
    if (exists && S_ISDIR(st.st_mode)) {
        return pg_fail(err, PG_IO, given, "cannot be written: it is a directory");
    }
    int fd = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0) {
        return system_error(err, PG_IO, given, "cannot be written");
    }
    bool good = write_all(fd, bytes, length) && fsync(fd) == 0;
    int write_errno = errno;
    good = close(fd) == 0 && good;
    errno = good ? errno : write_errno;
    if (!good || rename(aside, path) < 0) {
        status = system_error(err, PG_IO, given, "cannot be written");
        unlink(aside);
    }
    return status;
}

static void to_hex(const uint8_t *digest, char *ret) {
    for (size_t i = 0; i < SHA256_DIGEST_LENGTH; i++) {
        snprintf(ret + 2 * i, 3, "%02x", digest[i]);
    }
}

void pg_file_hash_bytes(const void *bytes, size_t length, char ret[static PG_FILE_HASH_SIZE]) {
    SHA2_CTX context;
    uint8_t digest[SHA256_DIGEST_LENGTH];
    SHA256Init(&context);
    SHA256Update(&context, bytes, length);
    SHA256Final(digest, &context);
    to_hex(digest, ret);
}

pg_status pg_file_append(const char *path, const char *bytes, size_t length, uint64_t limit,
                         pg_error *err) {
    struct stat st;
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0 || fstat(fd, &st) < 0) {
        pg_status status = system_error(err, PG_IO, path, "cannot be opened for adding");
        if (fd >= 0) {
            close(fd);
        }
        return status;
    }
    bool fits = (uint64_t)st.st_size + length <= limit;
    bool good = fits && write_all(fd, bytes, length);
    pg_status status =
        good   ? PG_OK
        : fits ? system_error(err, PG_IO, path, "cannot be written")
               : pg_fail(err, PG_IO, path, "would become larger than %llu bytes: not added",
                         (unsigned long long)limit);
    close(fd);
    return status;
}

pg_status pg_file_hash(const char *path, char ret[static PG_FILE_HASH_SIZE], pg_error *err) {
    int fd;
    struct stat st;
    pg_status status = open_file(path, &fd, &st, err);
    if (status) {
        return status;
    }
    SHA2_CTX context;
    SHA256Init(&context);
    uint8_t buffer[65536], digest[SHA256_DIGEST_LENGTH];
    ssize_t got;
    while ((got = read(fd, buffer, sizeof(buffer))) > 0) {
        SHA256Update(&context, buffer, (size_t)got);
    }
    if (got < 0) {
        status = system_error(err, PG_INPUT, path, "cannot be read");
    }
    close(fd);
    if (!status) {
        SHA256Final(digest, &context);
        to_hex(digest, ret);
    }
    return status;
}

bool pg_file_exists(const char *path) {
    return access(path, F_OK) == 0;
}

bool pg_file_is_directory(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

char *pg_file_real(pg_arena *arena, const char *path) {
    char *real = realpath(path, NULL);
    char *copy = real ? pg_copy(arena, real) : NULL;
    free(real);
    return copy;
}

static int not_dots(const struct dirent *entry) {
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static int by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

pg_status pg_file_list(pg_arena *arena, const char *path, pg_strings *ret, pg_error *err) {
    struct dirent **entries;
    int count = scandir(path, &entries, not_dots, by_name);
    if (count < 0 && errno != ENOENT) {
        return system_error(err, PG_INPUT, path, "cannot be listed");
    }
    size_t n = count > 0 ? (size_t)count : 0;
    const char **names = PG_ARRAY(arena, const char *, n);
    for (size_t i = 0; i < n; i++) {
        names[i] = pg_copy(arena, entries[i]->d_name);
        free(entries[i]);
    }
    if (count >= 0) {
        free(entries);
    }
    *ret = (pg_strings){names, n};
    return PG_OK;
}

pg_status pg_file_make_directory(const char *path, pg_error *err) {
    if (pg_file_is_directory(path)) {
        return PG_OK;
    }
    pg_status status = make_parents(path, err);
    if (!status && mkdir(path, 0777) < 0 && !(errno == EEXIST && pg_file_is_directory(path))) {
        status = system_error(err, PG_IO, path, "the directory cannot be made");
    }
    return status;
}

pg_status pg_file_scratch(pg_arena *arena, char **ret, pg_error *err) {
    const char *above = pg_env_get("TMPDIR");
    char *path = pg_format(arena, "%s/perfgate-XXXXXX", above ? above : "/tmp");
    if (!mkdtemp(path)) {
        return system_error(err, PG_IO, path, "the directory cannot be made");
    }
    *ret = path;
    return PG_OK;
}

void pg_file_remove(const char *path) {
    unlink(path);
}

void pg_file_remove_empty(const char *path) {
    rmdir(path);
}

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *at) {
    (void)st;
    (void)kind;
    (void)at;
    remove(path);
    return 0;
}

void pg_file_remove_tree(const char *path) {
    nftw(path, remove_entry, 32, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

char *pg_file_join(pg_arena *arena, const char *directory, const char *path) {
    return *path == '/' ? pg_copy(arena, path) : pg_format(arena, "%s/%s", directory, path);
}
