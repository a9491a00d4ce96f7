#include "report/doctor.h"

#include "base/unit.h"

static const char *const marks[] = {
    [PG_GRADE_GOOD] = "=", [PG_GRADE_FAIR] = "~", [PG_GRADE_POOR] = "!"};

static const char *seen(pg_arena *arena, double ratio) {
    return ratio <= 0 ? "-" : ratio < 1.001 ? "< 0.1 %" : pg_change(arena, ratio);
}

void pg_doctor_text(pg_arena *arena, const pg_diagnosis *d, pg_buf *out) {
    size_t advice = 0;
    pg_buf_format(out, "perfgate doctor\nhost  %s, Linux %s\n\n", d->host.class_name,
                  d->host.kernel);
    for (size_t i = 0; i < d->finding_count; i++) {
        const pg_finding *f = &d->findings[i];
        pg_buf_format(out, "%s %-10s %s\n", marks[f->grade], f->name, f->text);
        advice += f->advice != NULL;
    }
    if (d->noise_count) {
        pg_buf_format(out,
                      "\nThe same program against itself, in %.0f s of measuring: it differs by "
                      "what is noise.\nA "
                      "slowdown must be larger to be seen (80 %% of the time, one workload); below "
                      "its threshold,\n5 "
                      "%% by default, the gate calls none:\n\n"
                      "  %-8s %-10s %9s %10s %9s %11s %13s\n",
                      d->seconds, "way", "metric", "a launch", "spread", "differs", "in a minute",
                      "in 5 minutes");
    }
    for (size_t i = 0; i < d->noise_count; i++) {
        const pg_noise *n = &d->noises[i];
        pg_buf_format(out, "  %-8s %-10s %9s %8.1f %% %9s %11s %13s\n", n->way, n->metric,
                      pg_quantity(arena, n->launch_seconds * 1e9, "ns"), 100 * n->spread,
                      pg_change(arena, n->ratio), seen(arena, n->minute),
                      seen(arena, n->five_minutes));
    }
    pg_buf_format(out, advice ? "\nWhat would help\n" : "\nNothing to advise.\n");
    for (size_t i = 0; i < d->finding_count; i++) {
        if (d->findings[i].advice) {
            pg_buf_format(out, "  %s: %s\n", d->findings[i].name, d->findings[i].advice);
        }
    }
}
