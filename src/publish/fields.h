/* Single fields of foreign JSON: GitHub's answers and event payloads have many we do not know. */
#ifndef PG_PUBLISH_FIELDS_H
#define PG_PUBLISH_FIELDS_H

#include <stdint.h>

#include "base/json.h"

/* The text or whole number at a path such as "head.repo.id"; "" and 0 where there is none. */
const char *pg_field_text(const pg_json *at, const char *path);
uint64_t pg_field_count(const pg_json *at, const char *path);

/* Makes a JSON text readable for base/json.h, in place: escapes for NUL and for halves of surrogate
 * pairs, which anybody can write into a comment, become U+FFFD. */
void pg_field_mend(char *json);

#endif
