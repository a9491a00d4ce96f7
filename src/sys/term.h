/* Terminals. */
#ifndef PG_SYS_TERM_H
#define PG_SYS_TERM_H

#include <stdbool.h>

bool pg_term_is(int descriptor);

#endif
