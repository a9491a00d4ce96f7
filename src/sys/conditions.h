/* What bears on measuring on this machine, and what we may do about it. Looked at, never changed.
 */
#ifndef PG_SYS_CONDITIONS_H
#define PG_SYS_CONDITIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* Where a fact is "" or its has_ is false, the machine does not tell. */
typedef struct pg_conditions {
    const char *governor; /* of the last CPU's frequency */
    bool has_turbo, turbo;
    bool has_smt, smt;       /* two CPUs on one core, switched on */
    unsigned cpus;           /* that we may use */
    double load;             /* programs that wanted to run, mean of the last minute */
    uint64_t steal, ticks;   /* time the hypervisor gave to others, and all time, since the start */
    bool counters;           /* hardware counters can be opened */
    const char *no_counters; /* why not */
    bool has_paranoid;
    int paranoid;      /* kernel.perf_event_paranoid */
    bool fixed_layout; /* address space randomisation can be switched off for a program */
    bool filtered;     /* a seccomp filter is on us */
    bool root;
    bool perf, valgrind;             /* are in PATH */
    uint64_t free_memory, used_swap; /* bytes */
} pg_conditions;

pg_conditions pg_conditions_look(pg_arena *arena);

#endif
