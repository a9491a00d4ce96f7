/* How a profile was recorded: the file info.json beside it, "perfgate-profile/1", described in
 * docs/reference/schemas/perfgate-profile-1.json. */
#ifndef PG_MODEL_PROFILE_INFO_H
#define PG_MODEL_PROFILE_INFO_H

#include "base/error.h"
#include "base/json.h"
#include "base/json_write.h"

typedef struct pg_profile_info {
    const char *name;     /* of the workload, or of the command's program */
    const char *command;  /* as one line */
    const char *recorder; /* "perf version 6.1.187", "valgrind-3.19.0" */
    const char *event;    /* that was really counted: "cpu-clock:ppp"; of callgrind "Ir" */
    const char *stacks;   /* how they were taken: "dwarf,16384" */
    const char *unit;     /* of the weights: "samples", "instructions" */
    const char *tool, *date;
    double rate_hz;    /* 0: not sampled, the weights are exact */
    uint64_t launches; /* of the program */
    double weight;     /* of the whole profile */
    double lost;       /* samples that the recorder had to drop */
    double severed;    /* samples whose stack does not reach the program's start */
    double unresolved; /* samples in code without a symbol */
    double cpu_ns;     /* of a launch; 0: not known */
    pg_strings remarks;
} pg_profile_info;

pg_status pg_profile_info_read(pg_arena *arena, const pg_json *top, pg_profile_info *ret,
                               pg_error *err);
void pg_profile_info_write(pg_json_writer *writer, const pg_profile_info *info);

#endif
