#include "baseline/store.h"

#include <string.h>

#include "base/buf.h"
#include "sys/file.h"

char *pg_baseline_path(pg_arena *arena, const char *folder, const char *suite,
                       const char *host_class) {
    return pg_format(arena, "%s/%s/%s.json", folder, suite, host_class);
}

pg_status pg_baseline_load(pg_arena *arena, const char *path, pg_baseline *ret, pg_error *err) {
    pg_json top;
    pg_status status = pg_file_read_json(arena, path, PG_JSON_PLAIN, &top, err);
    if (!status) {
        status = pg_baseline_read(arena, &top, ret, err);
    }
    if (!status) {
        ret->path = pg_copy(arena, path);
    }
    return status;
}

pg_status pg_baseline_save(pg_arena *arena, const pg_baseline *baseline, const char *path,
                           pg_error *err) {
    pg_buf text = pg_buf_new(arena);
    pg_baseline_write(&text, baseline);
    return pg_file_write(path, text.data, text.length, err);
}

pg_status pg_baseline_list(pg_arena *arena, const char *folder, const char *suite, pg_strings *ret,
                           pg_error *err) {
    char *directory = pg_format(arena, "%s/%s", folder, suite);
    pg_strings names;
    pg_status status = pg_file_list(arena, directory, &names, err);
    if (status) {
        return status;
    }
    size_t kept = 0;
    for (size_t i = 0; i < names.count; i++) {
        size_t length = strlen(names.values[i]);
        if (length > 5 && !strcmp(names.values[i] + length - 5, ".json")) {
            names.values[kept++] = pg_format(arena, "%s/%s", directory, names.values[i]);
        }
    }
    *ret = (pg_strings){names.values, kept};
    return PG_OK;
}

void pg_baseline_promote(pg_arena *arena, pg_baseline *baseline, const pg_session *session) {
    size_t count = baseline->session_count;
    pg_session *grown =
        pg_grow(arena, baseline->sessions, count, count + 1, sizeof(*baseline->sessions));
    grown[count++] = *session;
    if (count > PG_BASELINE_SESSIONS) {
        baseline->anchor = baseline->anchor ? baseline->anchor : &baseline->sessions[0];
        grown += count - PG_BASELINE_SESSIONS;
        count = PG_BASELINE_SESSIONS;
    }
    baseline->sessions = grown;
    baseline->session_count = count;
}

const pg_run *const *pg_baseline_runs(pg_arena *arena, const pg_baseline *baseline) {
    const pg_run **runs = PG_ARRAY(arena, const pg_run *, baseline->session_count);
    for (size_t i = 0; i < baseline->session_count; i++) {
        runs[i] = &baseline->sessions[i].run;
    }
    return runs;
}

/* The host class becomes a file's name: it may not lead anywhere else. */
static bool is_plain_name(const char *name) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    return *name != '.' && strlen(name) <= 200 && strspn(name, plain) == strlen(name);
}

static bool has_samples(const pg_workload_run *workload) {
    for (size_t i = 0; i < workload->series_count; i++) {
        if (!workload->series[i].samples.count) {
            return false;
        }
    }
    return workload->series_count > 0;
}

bool pg_baseline_holds(const pg_baseline *baseline, const char *session) {
    for (size_t i = 0; i < baseline->session_count; i++) {
        if (*session && !strcmp(baseline->sessions[i].run.session, session)) {
            return true;
        }
    }
    return baseline->anchor && *session && !strcmp(baseline->anchor->run.session, session);
}

const char *pg_baseline_refusal(pg_arena *arena, const pg_run *run) {
    if (!run->complete) {
        return "the run was interrupted";
    }
    if (!*run->host.class_name) {
        return "the run does not tell its host class";
    }
    if (!is_plain_name(run->host.class_name)) {
        return "its host class is not a plain name of letters, digits, '-', '_' and '.'";
    }
    for (size_t i = 0; i < run->workload_count; i++) {
        const pg_workload_run *workload = &run->workloads[i];
        if (workload->broken) {
            return pg_format(arena, "%s is broken: %s", workload->name, workload->broken);
        }
        if (!has_samples(workload)) {
            return pg_format(arena, "%s has no samples", workload->name);
        }
    }
    return run->workload_count ? NULL : "the run holds no workloads";
}
