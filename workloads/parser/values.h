/* From the text of a field to its value. Each returns false where the text is no such value, and
 * then says nothing: the caller knows the place.
 */
#ifndef VALUES_H
#define VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "parser/text.h"

bool parse_integer(const field_text *text, int64_t *value);

/* Digits with a sign and a point: no exponent, no "inf". The nearest double, ties to even. */
bool parse_decimal(const field_text *text, double *value);

/* Only "2024-03-07T14:05:09Z", and only times that existed; seconds since 1970. */
bool parse_time(const field_text *text, int64_t *seconds);

/* The place in `countries`. */
bool find_country(const field_text *code, size_t *country);

#endif
