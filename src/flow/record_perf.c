#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "base/unit.h"
#include "flow/record.h"
#include "profile/lines.h"
#include "stats/binomial.h"
#include "sys/clock.h"
#include "sys/env.h"
#include "sys/file.h"
#include "sys/interrupt.h"
#include "sys/proc.h"

enum {
    OUTPUT_MAX = 64 << 20,
    TOOL_OUTPUT_MAX = 1 << 20,
    TOOL_SECONDS = 60,
    SCRIPT_SECONDS = 1800,
    LAUNCH_SECONDS = 600, /* of a command that has no timeout of its own */
    SLOWER = 4,           /* under perf, at most */
    FEW = 1000,           /* samples */
    PERF_FAILED = 255,    /* its exit status where it is not the program's */
};

static const uint64_t SECOND_NS = 1000000000;

typedef struct perf {
    pg_arena *arena;
    pg_launcher *launcher;
    const pg_record_request *request;
    const char *program, *data;
    pg_fold *fold;
    pg_lines *lines; /* NULL: they are not asked for */
    double lost;
    bool stopped; /* the program was, when the time was over */
    bool forbidden;
} perf;

/* ---- one launch ---- */

static const char **arguments_of(perf *p) {
    const pg_record_request *request = p->request;
    size_t words = 0, at = 0;
    while (request->subject->argv[words]) {
        words++;
    }
    const char **argv = PG_ARRAY(p->arena, const char *, words + 16);
    const char *const first[] = {p->program,
                                 "record",
                                 "-q",
                                 "--no-buildid",
                                 "--no-buildid-cache",
                                 "-F",
                                 pg_format(p->arena, "%llu", (unsigned long long)request->rate),
                                 "-o",
                                 p->data};
    for (; at < sizeof(first) / sizeof(*first); at++) {
        argv[at] = first[at];
    }
    argv[at++] = pg_format(p->arena, "--call-graph=dwarf,%d", PG_RECORD_STACK);
    if (request->event) {
        argv[at++] = "-e";
        argv[at++] = request->event;
    }
    argv[at++] = "--";
    memcpy(argv + at, request->subject->argv, words * sizeof(*argv));
    return argv;
}

/* Whether perf's complaint is about what the system lets it do. */
static bool is_forbidden(const char *tail) {
    static const char *const signs[] = {"perf_event_paranoid", "ermission", "not permitted",
                                        "not supported", "PMU Hardware doesn't"};
    bool forbidden = false;
    for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
        forbidden = forbidden || strstr(tail, signs[i]);
    }
    return forbidden;
}

static pg_status judge_launch(perf *p, const pg_launch_result *result, bool stoppable,
                              pg_error *err) {
    const char *name = p->request->subject->argv[0];
    switch (result->outcome) {
    case PG_OUTCOME_EXITED:
        if (!result->code) {
            return PG_OK;
        }
        break;
    case PG_OUTCOME_TIMEOUT:
        p->stopped = stoppable;
        return stoppable ? PG_OK
                         : pg_fail(err, PG_CHILD, name,
                                   "did not end in time under perf; --seconds "
                                   "records a part of it");
    case PG_OUTCOME_FLOOD:
        return pg_fail(err, PG_CHILD, name, "printed more than 64 MiB under perf");
    case PG_OUTCOME_SIGNALED:
        return pg_fail(err, PG_CHILD, name, "was ended by signal %d under perf", result->code);
    case PG_OUTCOME_NOT_STARTED:
        return pg_fail(err, PG_CHILD, p->program, "cannot be started: %s", strerror(result->code));
    }
    const char *tail = pg_record_tail(p->arena, p->launcher);
    p->forbidden = result->code == PERF_FAILED && is_forbidden(tail);
    return pg_fail(err, PG_CHILD, name, "ended with status %d under perf%s%s", result->code,
                   *tail ? ": " : "", tail);
}

/* The first launch is stopped when the time is over. The others end by themselves, as they take no
 * longer than the first did: a launch that was cut would not tell its CPU time. */
static pg_status launch(perf *p, bool first, uint64_t *ret_wall_ns, pg_error *err) {
    const pg_record_request *asked = p->request;
    const pg_subject *subject = asked->subject;
    double least = asked->seconds > 0 ? asked->seconds : asked->limit;
    uint64_t most = (subject->timeout_s ? subject->timeout_s * SLOWER : LAUNCH_SECONDS) * SECOND_NS;
    bool stoppable = first && least > 0;
    pg_launch request = {.argv = arguments_of(p),
                         .env = subject->env,
                         .directory = subject->directory,
                         .trusted = subject->trusted,
                         .timeout_ns = stoppable ? (uint64_t)(least * 1e9) : most,
                         .output_max = OUTPUT_MAX};
    pg_launch_result result;
    pg_status status = pg_launcher_run(p->launcher, &request, &result, err);
    if (!status) {
        *ret_wall_ns = (uint64_t)result.wall_ns;
        status = judge_launch(p, &result, stoppable, err);
    }
    return status;
}

/* ---- what was recorded ---- */

static pg_status ask(perf *p, const char *const *words, char **ret, pg_error *err) {
    const char *const *const argv = words;
    static const char *const plain[] = {"LC_ALL=C", NULL};
    pg_proc proc = {
        .argv = argv, .extra_env = plain, .output_max = TOOL_OUTPUT_MAX, .seconds = TOOL_SECONDS};
    pg_proc_result result;
    pg_status status = pg_proc_run(p->arena, &proc, &result, err);
    if (!status && result.exit_status) {
        return pg_fail(err, PG_CHILD, p->program, "%s ended with status %d: %s", words[1],
                       result.exit_status, result.errors);
    }
    if (!status) {
        *ret = result.output;
    }
    return status;
}

static pg_status feed(void *fold, const char *bytes, size_t length, pg_error *err) {
    return pg_fold_feed(fold, bytes, length, err);
}

static pg_status feed_lines(void *lines, const char *bytes, size_t length, pg_error *err) {
    return pg_lines_feed(lines, bytes, length, err);
}

/* Gives the samples, with these fields, to `take`. */
static pg_status run_script(perf *p, const char *fields,
                            pg_status take(void *, const char *, size_t, pg_error *), void *self,
                            pg_error *err) {
    const char *const argv[] = {p->program, "script", "-i", p->data, "-F", fields, NULL};
    static const char *const plain[] = {"LC_ALL=C", NULL};
    pg_proc proc = {
        .argv = argv, .extra_env = plain, .seconds = SCRIPT_SECONDS, .take = take, .self = self};
    pg_proc_result result;
    pg_status status = pg_proc_run(p->arena, &proc, &result, err);
    if (!status && result.exit_status) {
        return pg_fail(err, PG_CHILD, p->program, "script ended with status %d: %s",
                       result.exit_status, result.errors);
    }
    return status;
}

static pg_status fold_data(perf *p, pg_error *err) {
    pg_status status =
        run_script(p, "comm,pid,tid,time,period,event,ip,sym,symoff,dso", feed, p->fold, err);
    if (!status) {
        status = pg_fold_feed(p->fold, "\n", 1, err); /* the last sample ends here */
    }
    if (!status && p->lines) {
        status = run_script(p, "comm,ip,sym,srcline", feed_lines, p->lines, err);
    }
    return status;
}

/* The number behind the last `key` of the text, 0 where there is none. */
static double last_number(const char *text, const char *key) {
    double last = 0;
    for (const char *at = text; (at = strstr(at, key));) {
        at += strlen(key);
        at += strspn(at, " ");
        char digits[24] = "";
        size_t length = strspn(at, "0123456789");
        if (length && length < sizeof(digits)) {
            memcpy(digits, at, length);
            pg_number_read(digits, &last);
        }
    }
    return last;
}

/* perf tells the samples it lost by event at the end of its statistics; older ones only how often
 * it lost some. */
static void count_lost(perf *p) {
    const char *const argv[] = {p->program, "report", "-i", p->data, "--stats", NULL};
    char *text;
    if (!ask(p, argv, &text, NULL)) {
        double samples = last_number(text, "LOST_SAMPLES events:");
        p->lost += samples > 0 ? samples : last_number(text, "LOST events:");
    }
}

static char *first_line(char *text) {
    text[strcspn(text, "\n")] = 0;
    pg_text_disarm(text);
    return text;
}

static pg_status record_once(perf *p, bool first, uint64_t *ret_wall_ns, pg_error *err) {
    pg_file_remove(p->data);
    pg_status status = launch(p, first, ret_wall_ns, err);
    if (!status && !pg_file_exists(p->data)) {
        status = pg_fail(err, PG_CHILD, p->program, "recorded nothing in the time it was given");
    }
    if (!status) {
        status = fold_data(p, err);
    }
    if (!status) {
        count_lost(p);
    }
    return status;
}

static pg_status keep_data(perf *p, pg_error *err) {
    static const uint64_t LARGEST = (uint64_t)4 << 30;
    pg_arena *scratch = pg_arena_new();
    char *bytes;
    size_t length;
    pg_status status = pg_file_read(scratch, p->data, LARGEST, &bytes, &length, err);
    if (!status) {
        status = pg_file_write(p->request->keep_data, bytes, length, err);
    }
    pg_arena_free(scratch);
    return status;
}

/* Launches until there are enough samples, or the time is over. */
static pg_status record_all(perf *p, uint64_t *ret_launches, pg_error *err) {
    const pg_record_request *request = p->request;
    double seconds = request->seconds > 0 ? request->seconds : PG_RECORD_SECONDS, used = 0;
    bool counted = !(request->seconds > 0);
    pg_status status = PG_OK;
    do {
        uint64_t wall_ns = 0;
        status = record_once(p, !*ret_launches, &wall_ns, err);
        used += (double)wall_ns / 1e9;
        if (!status && !*ret_launches && request->keep_data) {
            status = keep_data(p, err);
        }
        ++*ret_launches;
        if (!status && pg_interrupted()) {
            status = pg_fail(err, PG_INTERRUPTED, NULL, "interrupted");
        }
    } while (!status && !p->stopped && used < seconds && *ret_launches < PG_RECORD_LAUNCHES &&
             !(counted && pg_fold_so_far(p->fold)->samples >= PG_RECORD_SAMPLES));
    return status;
}

/* ---- telling ---- */

static bool counts_time(const char *event) {
    return !strncmp(event, "cpu-clock", 9) || !strncmp(event, "task-clock", 10);
}

static void remark(perf *p, const pg_fold_result *folded, pg_profile_info *info) {
    static const double MANY_SEVERED = 0.05, MANY_UNRESOLVED = 0.2;
    pg_arena *arena = p->arena;
    const char *asked = p->request->event;
    size_t length = strcspn(info->event, ":");
    bool other =
        asked && (strcspn(asked, ":") != length || strncmp(asked, info->event, length) != 0);
    if (other || (!asked && counts_time(info->event))) {
        pg_record_remark(arena, info,
                         "%s was recorded%s%s: this machine gives no hardware counters",
                         info->event, asked ? " in the place of " : "", asked ? asked : "");
    }
    if (memchr(info->event + length, 'u', strlen(info->event + length))) {
        pg_record_remark(arena, info,
                         "only time in user mode was recorded (%s): what the kernel does for the "
                         "program is not in it",
                         info->event);
    }
    if (folded->samples < FEW) {
        pg_record_remark(arena, info,
                         "only %llu samples: shares are known to %.1f points at best; a longer "
                         "--seconds, a higher --rate or a larger input gives more",
                         (unsigned long long)folded->samples,
                         100 * pg_share_interval(0.5 * info->weight, info->weight, 0.95).high - 50);
    }
    if (info->lost > 0) {
        pg_record_remark(arena, info, "%s samples were lost: a lower --rate loses none",
                         pg_quantity(arena, info->lost, "count"));
    }
    if (info->severed > MANY_SEVERED * info->weight) {
        pg_record_remark(arena, info,
                         "%.1f %% of the stacks do not reach the program's start: they are deeper "
                         "than 16 KiB, or go through code without unwind tables",
                         100 * info->severed / info->weight);
    }
    if (info->unresolved > MANY_UNRESOLVED * info->weight) {
        pg_record_remark(
            arena, info,
            "%.1f %% of the samples are in code without symbols: build with -g, do not "
            "strip, or install the debug symbols of the libraries",
            100 * info->unresolved / info->weight);
    }
    if (p->stopped) {
        pg_record_remark(arena, info, "the program was stopped when the time was over");
    }
}

pg_status pg_record_perf(pg_arena *arena, pg_launcher *launcher, const pg_record_request *request,
                         const char *scratch, pg_recording *ret, bool *ret_forbidden,
                         pg_error *err) {
    perf p = {.arena = arena,
              .launcher = launcher,
              .request = request,
              .program = pg_env_find_program(arena, "perf"),
              .data = pg_format(arena, "%s/perf.data", scratch)};
    *ret_forbidden = !p.program;
    if (!p.program) {
        return pg_fail(err, PG_UNSUPPORTED, NULL, "perf is not installed");
    }
    pg_names *names = pg_names_new(arena);
    pg_fold_options options = {0};
    ret->tree = pg_tree_new(arena, names);
    ret->libraries = pg_tree_new(arena, names);
    p.fold = pg_fold_new(ret->tree, ret->libraries, "perf script", &options, PG_TREE_BASE);
    if (request->by_line) {
        ret->lines = pg_tree_new(arena, names);
        p.lines = pg_lines_new(ret->lines);
    }
    const char *const version[] = {p.program, "--version", NULL};
    char *recorder;
    pg_fold_result folded;
    pg_profile_info *info = &ret->info;
    pg_status status = ask(&p, version, &recorder, err);
    if (!status) {
        status = record_all(&p, &info->launches, err);
    }
    *ret_forbidden = p.forbidden;
    if (!status && !pg_fold_so_far(p.fold)->samples) {
        status = pg_fail(err, PG_CHILD, request->subject->argv[0],
                         "ran too short for a single sample in %llu launches: a larger input or a "
                         "higher --rate gives some",
                         (unsigned long long)info->launches);
    }
    if (!status) {
        status = pg_fold_end(p.fold, &folded, err);
    }
    if (!status && p.lines) {
        status = pg_lines_end(p.lines, err);
    }
    if (status) {
        return status;
    }
    info->recorder = first_line(recorder);
    info->event = folded.event ? folded.event : "";
    info->stacks = pg_format(arena, "dwarf,%d", PG_RECORD_STACK);
    info->unit = "samples";
    info->rate_hz = (double)request->rate;
    info->weight = folded.weight;
    info->lost = p.lost;
    info->severed = (double)folded.severed;
    info->unresolved = (double)folded.unresolved;
    info->cpu_ns =
        counts_time(info->event) && !p.stopped ? folded.period / (double)info->launches : 0;
    remark(&p, &folded, info);
    return PG_OK;
}
