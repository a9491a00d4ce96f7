/* Ctrl-C and SIGTERM as a flag that loops look at between launches. A second Ctrl-C ends the
 * process the ordinary way. */
#ifndef PG_SYS_INTERRUPT_H
#define PG_SYS_INTERRUPT_H

#include <stdbool.h>

void pg_interrupt_catch(void);
bool pg_interrupted(void);

#endif
