/* Whether bytes are well-formed XML 1.0, as far as our own files go: no document type, entities by
 * the five names or by number. Gives what is wrong first, NULL where nothing is. */
#ifndef PG_TESTS_WELLFORMED_H
#define PG_TESTS_WELLFORMED_H

#include <stddef.h>

const char *xml_fault(const char *text, size_t length);

#endif
