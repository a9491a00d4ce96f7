/* How much room a text takes in a picture. */
#ifndef PG_REPORT_CHART_TEXT_H
#define PG_REPORT_CHART_TEXT_H

#include "base/arena.h"

/* Width in em (the size of the font), estimated for DejaVu Sans, the widest of the usual fonts. */
double pg_text_em(const char *text);

/* The text, or both its ends with "…" between them where it is wider than `most` em: names that
 * differ do so at the end as often as at the beginning. */
const char *pg_text_fit(pg_arena *arena, const char *text, double most);

#endif
