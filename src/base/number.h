/* Numbers as text. Doubles are written so that they read back to the same bits (-0 as 0). */
#ifndef PG_BASE_NUMBER_H
#define PG_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PG_NUMBER_MAX = 32 };

/* Largest integer that every smaller integer is exact below in a double. */
#define PG_INTEGER_MAX 9007199254740992.0

/* The shortest of %.15g, %.16g, %.17g that reads back; integers without exponent below 1e15.
 * Precondition: finite. Returns the length. */
size_t pg_number_write(char out[static PG_NUMBER_MAX], double value);

/* A whole decimal number and nothing after it. Refuses empty text, hexadecimal, inf, nan, spaces.
 */
bool pg_number_read(const char *text, double *ret);
bool pg_count_read(const char *text, uint64_t *ret);

/* The number at `text` as JSON writes them, read to the same bits as strtod does: where it ends,
 * NULL where there is none. The text goes on with something that ends it, a NUL at the latest. What
 * comes out beyond the range of a double is infinite. Cost: some nanoseconds for integers and short
 * decimals, which are exact or one rounding away. */
const char *pg_number_scan(const char *text, double *ret);

#endif
