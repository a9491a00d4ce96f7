#include "sys/handed.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct walk {
    pg_arena *arena;
    const char *const *names;
    size_t name_count;
    uint64_t limit, bytes;
    size_t entries;
    pg_strings found;
    pg_error *err;
} walk;

static pg_status look_into(walk *w, int above, const char *name, const char *path, int depth);

static bool is_named(const walk *w, const char *name) {
    for (size_t i = 0; i < w->name_count; i++) {
        if (!strcmp(w->names[i], name)) {
            return true;
        }
    }
    return false;
}

static pg_status take_entry(walk *w, int fd, const char *folder, const char *name, int depth,
                            bool *ret_named) {
    struct stat st;
    const char *path = pg_format(w->arena, "%s/%s", folder, name);
    if (++w->entries > PG_HANDED_ENTRIES) {
        return pg_fail(w->err, PG_INPUT, path, "expected at most %d entries, found more",
                       PG_HANDED_ENTRIES);
    }
    if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0) {
        return pg_fail(w->err, PG_INPUT, path, "cannot be looked at: %s", strerror(errno));
    }
    if (S_ISDIR(st.st_mode)) {
        return look_into(w, fd, name, path, depth + 1);
    }
    if (!S_ISREG(st.st_mode)) {
        return pg_fail(w->err, PG_INPUT, path, "expected a file or a folder, found %s",
                       S_ISLNK(st.st_mode) ? "a symbolic link" : "something else");
    }
    if (is_named(w, name)) {
        *ret_named = true;
        w->bytes += (uint64_t)st.st_size;
    }
    if (w->bytes > w->limit) {
        return pg_fail(w->err, PG_INPUT, path, "expected at most %llu MiB of runs together",
                       (unsigned long long)(w->limit >> 20));
    }
    return PG_OK;
}

static pg_status take_entries(walk *w, int fd, DIR *entries, const char *path, int depth) {
    bool named = false;
    pg_status status = PG_OK;
    struct dirent *entry;
    while (!status && (entry = readdir(entries))) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            status = take_entry(w, fd, path, entry->d_name, depth, &named);
        }
    }
    if (!status && named) {
        size_t count = w->found.count++;
        w->found.values =
            pg_grow(w->arena, w->found.values, count, count + 1, sizeof(const char *));
        w->found.values[count] = path;
    }
    return status;
}

static pg_status look_into(walk *w, int above, const char *name, const char *path, int depth) {
    if (depth > PG_HANDED_DEPTH) {
        return pg_fail(w->err, PG_INPUT, path,
                       "expected at most %d folders in each other, found "
                       "more",
                       PG_HANDED_DEPTH);
    }
    int fd = openat(above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *entries = fd < 0 ? NULL : fdopendir(fd);
    if (!entries) {
        int why = errno;
        if (fd >= 0) {
            close(fd);
        }
        return pg_fail(w->err, PG_INPUT, path, "expected a folder that is no link: %s",
                       strerror(why));
    }
    pg_status status = take_entries(w, fd, entries, path, depth);
    closedir(entries);
    return status;
}

static int by_text(const void *a, const void *b) {
    const char *const *left = a, *const *right = b;
    return strcmp(*left, *right);
}

pg_status pg_handed_list(pg_arena *arena, const char *folder, const char *const *names,
                         size_t name_count, uint64_t limit, pg_strings *ret, pg_error *err) {
    walk w = {.arena = arena, .names = names, .name_count = name_count, .limit = limit, .err = err};
    /* "folder/" would be followed where it is a link. */
    char *bare = pg_copy(arena, folder);
    for (size_t end = strlen(bare); end > 1 && bare[end - 1] == '/'; end--) {
        bare[end - 1] = 0;
    }
    pg_status status = look_into(&w, AT_FDCWD, bare, bare, 0);
    if (!status) {
        if (w.found.count) {
            qsort(w.found.values, w.found.count, sizeof(*w.found.values), by_text);
        }
        *ret = w.found;
    }
    return status;
}
