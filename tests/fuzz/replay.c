/* Runs every file of the folders named on the command line through a fuzz target: what a fuzzer
 * once found, and a sample of good inputs, stay tested in ordinary builds. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "target.h"

enum { LARGEST_INPUT = 1024 * 1024 };

static int fail(const char *what, const char *path) {
    fprintf(stderr, "replay: %s %s\n", what, path);
    return 1;
}

/* The input in memory of just its size, so that a sanitizer sees a read beyond it. */
static int replay_file(const char *path) {
    static uint8_t bytes[LARGEST_INPUT];
    FILE *file = fopen(path, "rb");
    if (!file) {
        return fail("cannot open", path);
    }
    size_t size = fread(bytes, 1, sizeof(bytes), file);
    int bad = ferror(file) || size == sizeof(bytes);
    fclose(file);
    if (bad) {
        return fail("cannot read, or too large:", path);
    }
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy) {
        return fail("no memory for", path);
    }
    memcpy(copy, bytes, size);
    printf("%s\n", path); /* the last line names the file that crashed */
    fflush(stdout);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
    return 0;
}

static int replay_folder(const char *folder, size_t *count) {
    DIR *dir = opendir(folder);
    if (!dir) {
        return fail("cannot open the folder", folder);
    }
    int failed = 0;
    for (struct dirent *entry; (entry = readdir(dir));) {
        char path[4096];
        if (entry->d_name[0] != '.') {
            snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
            failed |= replay_file(path);
            (*count)++;
        }
    }
    closedir(dir);
    return failed;
}

int main(int argc, char **argv) {
    size_t count = 0;
    int failed = argc < 2;
    for (int i = 1; i < argc; i++) {
        failed |= replay_folder(argv[i], &count);
    }
    printf("%zu inputs\n", count);
    return failed || !count;
}
