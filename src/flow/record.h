/* Recording where a program spends its time.
 *
 * By perf: stacks by DWARF (frame pointers are not to be trusted: a compiler leaves them out of
 * leaf functions even with -fno-omit-frame-pointer, and the leaf's caller vanishes), 16 KiB of
 * each. Short programs are launched again until there are enough samples. The event is perf's
 * choice unless one is asked for; on machines without hardware counters that is cpu-clock, whatever
 * was asked for, so what was really recorded is read back. What leaves a profile in doubt is a
 * remark.
 *
 * By callgrind where perf is absent or forbidden: exact counts of instructions, about 60 times
 * slower; its limits stand in profile/callgrind.h. */
#ifndef PG_FLOW_RECORD_H
#define PG_FLOW_RECORD_H

#include "flow/subject.h"
#include "model/profile_info.h"
#include "profile/fold.h"
#include "sys/launcher.h"

enum {
    PG_RECORD_RATE = 997, /* a prime: in step with nothing */
    PG_RECORD_STACK = 16384,
    PG_RECORD_SAMPLES = 2000, /* are enough where no time is asked for, */
    PG_RECORD_SECONDS = 10,   /* and this is */
    PG_RECORD_LAUNCHES = 1000,
};

typedef struct pg_record_request {
    const pg_subject *subject;
    const char *event; /* NULL: perf's choice */
    uint64_t rate;
    double seconds;        /* to record; 0: until PG_RECORD_SAMPLES, PG_RECORD_SECONDS at most */
    double limit;          /* seconds after which a launch is stopped; 0: its timeout is one */
    const char *keep_data; /* where the first launch's perf.data is to be copied; NULL: nowhere */
    bool by_line;   /* look source lines up, too: slow where there is much debug information */
    bool perf_only; /* no callgrind in its place */
    const char *tool;
    void (*say)(void *context, const char *line); /* what is being done, for people */
    void *context;
} pg_record_request;

typedef struct pg_recording {
    pg_tree *tree, *libraries, *lines; /* NULL where they are not known */
    pg_profile_info info;
} pg_recording;

/* PG_CHILD where the program cannot be run or fails, PG_UNSUPPORTED where there is neither perf nor
 * valgrind, PG_INTERRUPTED where the user asked to stop. */
pg_status pg_record(pg_arena *arena, pg_launcher *launcher, const pg_record_request *request,
                    pg_recording *ret, pg_error *err);

/* The part of perf; *ret_forbidden where it failed because the system does not let it. */
pg_status pg_record_perf(pg_arena *arena, pg_launcher *launcher, const pg_record_request *request,
                         const char *scratch, pg_recording *ret, bool *ret_forbidden,
                         pg_error *err);

/* The end of what the last launch said. */
char *pg_record_tail(pg_arena *arena, pg_launcher *launcher);

/* Adds a remark. */
void pg_record_remark(pg_arena *arena, pg_profile_info *info, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
