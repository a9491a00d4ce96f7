/* Facts about this machine. Which of them make its class is decided in model/host.h. */
#ifndef PG_SYS_HOST_H
#define PG_SYS_HOST_H

#include "base/arena.h"

typedef struct pg_host_facts {
    const char *cpu;     /* "AMD EPYC" */
    unsigned cpus;       /* online */
    const char *libc;    /* "glibc 2.36" */
    const char *machine; /* "container", "vm" or "metal" */
    const char *kernel;  /* "6.1.0" */
} pg_host_facts;

pg_host_facts pg_host_look(pg_arena *arena);

#endif
