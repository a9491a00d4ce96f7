/* The samples as a picture: a script for gnuplot, as of report/chart.h.
 *
 * A panel a workload, worst first: every launch, block by block in the order it was taken, base as
 * hollow circles and head as filled ones, with the median of each block as a line; and beside it,
 * on the same axis, how the samples of each side are distributed: every sample as a dot, the middle
 * half as a box, the median as a line. So drift, two speeds, a noisy neighbour and outliers are
 * seen, which a comparison does not tell. It is readable without colour.
 *
 * A comparison holds no samples: they are those of the runs it was made of. */
#ifndef PG_REPORT_DISTRIBUTIONS_H
#define PG_REPORT_DISTRIBUTIONS_H

#include "model/run.h"
#include "report/chart.h"

/* Of more workloads the worst are drawn, and a line says how many are not. */
enum { PG_DISTRIBUTIONS_MAX = 12 };

/* `base` may be NULL. Returns how many workloads are drawn; 0: the picture says that there are no
 * samples. */
size_t pg_distributions_script(pg_buf *out, const pg_comparison *comparison, const pg_run *base,
                               const pg_run *head, pg_chart_format format, pg_chart_theme theme);

#endif
