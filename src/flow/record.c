#include "flow/record.h"

#include <string.h>

#include "base/buf.h"
#include "profile/callgrind.h"
#include "sys/clock.h"
#include "sys/env.h"
#include "sys/file.h"
#include "sys/proc.h"

enum { OUTPUT_MAX = 64 << 20, LAUNCH_SECONDS = 3600, CALLERS = 60, TAIL = 400 };

static const uint64_t SECOND_NS = 1000000000;

void pg_record_remark(pg_arena *arena, pg_profile_info *info, const char *format, ...) {
    va_list args;
    va_start(args, format);
    char *text = pg_vformat(arena, format, args);
    va_end(args);
    size_t count = info->remarks.count;
    const char **values = pg_grow(arena, info->remarks.values, count, count + 1, sizeof(*values));
    values[count] = text;
    info->remarks = (pg_strings){values, count + 1};
}

char *pg_record_tail(pg_arena *arena, pg_launcher *launcher) {
    char *tail = pg_launcher_output_tail(launcher, arena, TAIL);
    for (size_t length = strlen(tail); length && strchr(" \n\r", tail[length - 1]);) {
        tail[--length] = 0;
    }
    return tail;
}

/* ---- callgrind ---- */

static pg_status run_callgrind(pg_arena *arena, pg_launcher *launcher, const pg_subject *subject,
                               const char *valgrind, const char *file, pg_error *err) {
    size_t words = 0;
    while (subject->argv[words]) {
        words++;
    }
    const char *const first[] = {valgrind,
                                 "-q",
                                 "--tool=callgrind",
                                 "--compress-strings=no",
                                 "--compress-pos=no",
                                 pg_format(arena, "--separate-callers=%d", CALLERS),
                                 pg_format(arena, "--callgrind-out-file=%s", file)};
    size_t count = sizeof(first) / sizeof(*first);
    const char **argv = PG_ARRAY(arena, const char *, count + words + 1);
    memcpy(argv, first, sizeof(first));
    memcpy(argv + count, subject->argv, words * sizeof(*argv));
    pg_launch request = {.argv = argv,
                         .env = subject->env,
                         .directory = subject->directory,
                         .timeout_ns = LAUNCH_SECONDS * SECOND_NS,
                         .output_max = OUTPUT_MAX};
    pg_launch_result result;
    pg_status status = pg_launcher_run(launcher, &request, &result, err);
    if (status) {
        return status;
    }
    if (result.outcome == PG_OUTCOME_TIMEOUT) {
        return pg_fail(err, PG_CHILD, subject->argv[0],
                       "did not end within an hour under callgrind");
    }
    if (result.outcome != PG_OUTCOME_EXITED || result.code) {
        return pg_fail(err, PG_CHILD, subject->argv[0], "failed under callgrind (%d): %s",
                       result.code, pg_record_tail(arena, launcher));
    }
    return PG_OK;
}

static pg_status record_callgrind(pg_arena *arena, pg_launcher *launcher,
                                  const pg_record_request *request, const char *scratch,
                                  pg_recording *ret, pg_error *err) {
    const char *valgrind = pg_env_find_program(arena, "valgrind");
    const char *file = pg_format(arena, "%s/callgrind.out", scratch);
    char *text;
    size_t length;
    if (!valgrind) {
        return pg_fail(err, PG_UNSUPPORTED, NULL,
                       "expected perf that may record, or valgrind in its place; found neither");
    }
    pg_status status = run_callgrind(arena, launcher, request->subject, valgrind, file, err);
    if (!status) {
        status = pg_file_read(arena, file, PG_FILE_LARGEST, &text, &length, err);
    }
    pg_tree *tree = pg_tree_new(arena, pg_names_new(arena));
    if (!status) {
        status = pg_callgrind_read(tree, PG_TREE_BASE, file, text, length, err);
    }
    const char *const argv[] = {valgrind, "--version", NULL};
    pg_proc proc = {.argv = argv, .output_max = 1000, .seconds = 10};
    pg_proc_result version;
    if (!status) {
        status = pg_proc_run(arena, &proc, &version, err);
    }
    if (status) {
        return status;
    }
    version.output[strcspn(version.output, "\n")] = 0;
    ret->tree = tree;
    ret->libraries = ret->lines = NULL;
    ret->info.recorder = version.output;
    ret->info.event = "Ir";
    ret->info.stacks = pg_format(arena, "callers,%d", CALLERS);
    ret->info.unit = "instructions";
    ret->info.launches = 1;
    ret->info.weight = pg_tree_weight(tree, PG_TREE_ROOT, PG_TREE_BASE)->total;
    return PG_OK;
}

/* ---- either ---- */

static void say(const pg_record_request *request, const char *line) {
    if (request->say) {
        request->say(request->context, line);
    }
}

static char *command_text(pg_arena *arena, const char *const *argv) {
    pg_buf text = pg_buf_new(arena);
    for (size_t i = 0; argv[i]; i++) {
        pg_buf_format(&text, "%s%s", i ? " " : "", argv[i]);
    }
    return text.data;
}

pg_status pg_record(pg_arena *arena, pg_launcher *launcher, const pg_record_request *request,
                    pg_recording *ret, pg_error *err) {
    pg_recording recording = {.info = {.name = request->subject->name,
                                       .command = command_text(arena, request->subject->argv),
                                       .tool = request->tool,
                                       .date = pg_clock_utc(arena)}};
    char *scratch;
    bool forbidden = false;
    pg_error perf_err = {0};
    const char *program = pg_env_find_program(arena, request->subject->argv[0]);
    if (!program || !pg_file_exists(pg_file_join(arena, request->subject->directory, program))) {
        return pg_fail(err, PG_CHILD, request->subject->argv[0], "cannot be found");
    }
    pg_status status = pg_file_scratch(arena, &scratch, err);
    if (status) {
        return status;
    }
    if (request->subject->remark) {
        pg_record_remark(arena, &recording.info, "%s", request->subject->remark);
    }
    say(request, pg_format(arena, "recording %s", recording.info.command));
    status = pg_record_perf(arena, launcher, request, scratch, &recording, &forbidden, &perf_err);
    if (status && forbidden && !request->perf_only) {
        pg_record_remark(arena, &recording.info,
                         "perf cannot record here (%s): callgrind counted instructions instead",
                         perf_err.text);
        say(request, "perf cannot record here: callgrind, some 60 times slower");
        status = record_callgrind(arena, launcher, request, scratch, &recording, err);
    } else if (status && err) {
        *err = perf_err;
    }
    pg_file_remove_tree(scratch);
    if (!status) {
        *ret = recording;
    }
    return status;
}
