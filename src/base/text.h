/* Text from outside: checked, tamed, compared. Text inside perfgate is NUL-terminated UTF-8. */
#ifndef PG_BASE_TEXT_H
#define PG_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Length of the valid UTF-8 sequence at `text` (1 to 4), 0 where the bytes are not UTF-8: overlong
 * forms, surrogates and code points above U+10FFFF are not. */
size_t pg_utf8_length(const unsigned char *text, size_t available);

/* Length of the next character (1 for a byte that is not UTF-8), and whether it can be shown: it is
 * not where the byte is not UTF-8, is a NUL, or the character would change how a line is shown
 * rather than what it says. Precondition: left > 0. */
size_t pg_text_step(const char *text, size_t left, bool *ret_shown);

/* Makes text harmless for a terminal and for one line, in place: control characters (C0, DEL, C1,
 * line and paragraph separators, bidirectional controls) and bytes that are not UTF-8 become '?'.
 */
void pg_text_tame(char *text);

/* The same for text that ends up in the log of a CI runner, which would obey it: one character of
 * "::" at the beginning of a word and of "##[" anywhere becomes '?', too. */
void pg_text_disarm(char *text);

/* Number of columns the text takes on a terminal: code points, as we print no wide characters. */
size_t pg_text_columns(const char *text);

/* The word of the list nearest to `word` by edit distance, NULL where none is near enough to be
 * what was meant (at most a third of its length, at least one edit). */
const char *pg_text_nearest(const char *word, const char *const *list, size_t count);

#endif
