/* Where a workload stands in perfgate.json: a hint for whoever points at it. */
#ifndef PG_MODEL_CONFIG_LINE_H
#define PG_MODEL_CONFIG_LINE_H

#include <stddef.h>

/* The line (from 1) of the member "name" whose value is `workload`; 0 where there is none. Names
 * that are written with escapes are not found. The text may be anything. Cost: one pass. */
size_t pg_config_line(const char *text, const char *workload);

#endif
