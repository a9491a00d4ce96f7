/* Text from outside as XML and as JSON within XML, never more than text: what cannot be shown (see
 * pg_text_step) and the code points that XML forbids become U+FFFD, the replacement character. A
 * tab stays one. */
#ifndef PG_BASE_XML_H
#define PG_BASE_XML_H

#include "base/buf.h"

/* For an element's content or a quoted attribute: & < > " ' as entities. */
void pg_xml_add(pg_buf *out, const char *text, size_t length);
void pg_xml_text(pg_buf *out, const char *text);

/* A JSON string with its quotes that may stand in a <script> of XML or HTML: < > & as \u003c ... */
void pg_xml_json_string(pg_buf *out, const char *text, size_t length);

#endif
