/* What can be known of a workload before it is started: are its fixtures what they should be, and
 * do its artifacts have the bytes of the other side. */
#include <string.h>

#include "base/buf.h"
#include "measure/measure.h"
#include "sys/file.h"

enum { COMPILER_MAX = 100 };

static const uint64_t ARTIFACT_MAX = (uint64_t)1 << 30;

/* The compiler's own mark in an ELF file: "GCC: (Debian 12.2.0-14) 12.2.0" or "clang version ...".
 */
static const char *find_compiler(pg_arena *arena, const char *bytes, size_t length) {
    static const char *const marks[] = {"GCC: (", "clang version ", "rustc version ", "Go cmd/"};
    for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
        const char *at = memmem(bytes, length, marks[i], strlen(marks[i]));
        if (at) {
            size_t left = length - (size_t)(at - bytes), size = 0;
            while (size < left && size < COMPILER_MAX && at[size] >= ' ' && at[size] < 0x7f) {
                size++;
            }
            return pg_copy_n(arena, at, size);
        }
    }
    return "";
}

static void prepare_fixtures(pg_arena *arena, const pg_workload *workload, const char *directory,
                             pg_buf *inputs, pg_prepared *ret) {
    for (size_t i = 0; i < workload->fixture_count; i++) {
        const pg_fixture *fixture = &workload->fixtures[i];
        char hash[PG_FILE_HASH_SIZE];
        pg_error err;
        if (pg_file_hash(pg_file_join(arena, directory, fixture->path), hash, &err)) {
            ret->broken = pg_format(arena, "fixture %s %s", fixture->path, err.text);
            ret->not_there = !pg_file_exists(pg_file_join(arena, directory, fixture->path));
            return;
        }
        if (fixture->sha256 && strcmp(fixture->sha256, hash) != 0) {
            ret->broken = pg_format(arena, "fixture %s: expected sha256 %s, found %s",
                                    fixture->path, fixture->sha256, hash);
            return;
        }
        pg_buf_format(inputs, "fixture %s %s\n", fixture->path, hash);
    }
}

/* One hash over all artifacts; "" where there are none or one cannot be read. */
static void prepare_artifacts(pg_arena *arena, const pg_workload *workload, const char *directory,
                              pg_prepared *ret) {
    pg_buf all = pg_buf_new(arena);
    for (size_t i = 0; i < workload->artifacts.count; i++) {
        const char *path = workload->artifacts.values[i];
        pg_arena *scratch = pg_arena_new();
        char *bytes, hash[PG_FILE_HASH_SIZE];
        size_t length;
        bool good = !pg_file_read(scratch, pg_file_join(scratch, directory, path), ARTIFACT_MAX,
                                  &bytes, &length, NULL);
        if (good) {
            pg_file_hash_bytes(bytes, length, hash);
            pg_buf_format(&all, "%s %s\n", path, hash);
            ret->compiler = *ret->compiler ? ret->compiler : find_compiler(arena, bytes, length);
        }
        pg_arena_free(scratch);
        if (!good) {
            return;
        }
    }
    if (all.length) {
        char *hash = pg_alloc(arena, PG_FILE_HASH_SIZE, 1);
        pg_file_hash_bytes(all.data, all.length, hash);
        ret->artifacts = hash;
    }
}

static pg_prepared prepare_workload(pg_arena *arena, const pg_workload *workload,
                                    const char *directory) {
    pg_prepared prepared = {.inputs = "", .artifacts = "", .compiler = ""};
    pg_buf inputs = pg_buf_new(arena);
    for (size_t i = 0; workload->command.argv[i]; i++) {
        pg_buf_format(&inputs, "argument %s\n", workload->command.argv[i]);
    }
    if (workload->worker) {
        pg_buf_format(&inputs, "worker %llu iterations after %llu\n",
                      (unsigned long long)workload->iterations,
                      (unsigned long long)workload->warmup_iterations);
    }
    for (size_t i = 0; i < workload->env.count; i++) {
        pg_buf_format(&inputs, "environment %s\n", workload->env.values[i]);
    }
    prepare_fixtures(arena, workload, directory, &inputs, &prepared);
    char *hash = pg_alloc(arena, PG_FILE_HASH_SIZE, 1);
    pg_file_hash_bytes(inputs.data, inputs.length, hash);
    prepared.inputs = hash;
    prepare_artifacts(arena, workload, directory, &prepared);
    prepared.not_there &= !*prepared.artifacts;
    return prepared;
}

pg_prepared *pg_prepare(pg_arena *arena, const pg_config *config, const char *directory) {
    pg_prepared *all = PG_ARRAY(arena, pg_prepared, config->workload_count);
    for (size_t i = 0; i < config->workload_count; i++) {
        all[i] = prepare_workload(arena, &config->workloads[i], directory);
    }
    return all;
}
