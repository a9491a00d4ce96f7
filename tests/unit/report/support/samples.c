#include "unit/report/support/samples.h"

#include <math.h>
#include <string.h>

#include "base/rng.h"
#include "base/unit.h"

pg_row sample_row(const char *workload, const char *metric, pg_verdict verdict, double ratio,
                  double half) {
    pg_row row = {.workload = workload,
                  .metric = metric,
                  .unit = "ns",
                  .gated = true,
                  .base = {20, 41.2e6, 0.01},
                  .head = {20, 41.2e6 * ratio, 0.01},
                  .blocks = 10,
                  .tested = true,
                  .u = 200,
                  .p = 0.4,
                  .q = 0.6,
                  .exact_law = true,
                  .has_ratio = true,
                  .has_bounds = half > 0,
                  .ratio = ratio,
                  .ratio_low = ratio / (1 + half),
                  .ratio_high = ratio * (1 + half),
                  .level = 0.95,
                  .threshold = 0.05,
                  .has_sight = half < 0.1,
                  .sight = half < 0.013 ? 1.05 : 1.05 + 3 * half,
                  .verdict = verdict,
                  .reason = "a regression beyond 5 % is ruled out (p 0.0001)"};
    if (verdict == PG_REGRESSED || verdict == PG_IMPROVED) {
        row.p = 1e-9;
        row.q = 2e-9;
        row.reason = "q < 1e-6, threshold 5 %";
    } else if (verdict == PG_INCONCLUSIVE) {
        row.reason = "too noisy: changes from +14.0 % on would be seen; about 48 blocks would "
                     "settle 5 %";
    }
    return row;
}

static pg_row exact_row(const char *workload, const char *metric, double base, double head) {
    pg_verdict verdict = head > base ? PG_REGRESSED : head < base ? PG_IMPROVED : PG_UNCHANGED;
    pg_row row = sample_row(workload, metric, verdict, head / base, 0);
    row.unit = "count";
    row.kind = PG_EXACT;
    row.tested = row.exact_law = false;
    row.base = (pg_describe){5, base, 0};
    row.head = (pg_describe){5, head, 0};
    row.threshold = 0;
    row.reason = head == base ? "equal" : "exact, threshold 0 %";
    return row;
}

static pg_row whole_row(const char *workload, pg_verdict verdict, const char *reason) {
    return (pg_row){.workload = workload,
                    .metric = "*",
                    .unit = "",
                    .gated = true,
                    .level = 0.95,
                    .verdict = verdict,
                    .reason = reason};
}

pg_comparison sample_empty(void) {
    return (pg_comparison){
        .suite = "parser",
        .source = {.kind = PG_BASE_SESSION,
                   .sessions = 1,
                   .text = "measured side by side with head, in one session"},
        .base = {.label = "main",
                 .revision = "05d6bef0123456789abcdef0123456789abcdef0",
                 .host_class = "epyc-7763-2cpu-glibc2.36-vm",
                 .session = "a1b2"},
        .head = {.label = "work tree",
                 .revision = "3f2c1ab0123456789abcdef0123456789abcdef0",
                 .host_class = "epyc-7763-2cpu-glibc2.36-vm",
                 .session = "a1b2",
                 .dirty = true},
        .level = 0.95,
        .alpha = 0.01,
        .beta = 0.05,
        .complete = true,
        .result = PG_RESULT_PASS,
        .headline = "nothing got worse",
    };
}

pg_row *sample_add(pg_arena *arena, pg_comparison *c, pg_row row) {
    c->rows = pg_grow(arena, c->rows, c->row_count, c->row_count + 1, sizeof(row));
    c->rows[c->row_count] = row;
    c->counts[row.verdict]++;
    return &c->rows[c->row_count++];
}

static void add_text(pg_arena *arena, pg_strings *list, const char *text) {
    list->values =
        pg_grow(arena, list->values, list->count, list->count + 1, sizeof(*list->values));
    list->values[list->count++] = text;
}

static void regress(pg_comparison *c, const char *headline) {
    c->result = PG_RESULT_REGRESSED;
    c->exit_status = PG_EXIT_REGRESSED;
    c->headline = headline;
}

static void one(pg_arena *arena, pg_comparison *c) {
    sample_add(arena, c, sample_row("search", "wall_time", PG_REGRESSED, 1.259, 0.012));
    regress(c, "search wall_time +25.9 %");
}

static void typical(pg_arena *arena, pg_comparison *c) {
    sample_add(arena, c, sample_row("parser_small", "wall_time", PG_UNCHANGED, 1.004, 0.011));
    sample_add(arena, c, sample_row("parser_small", "cpu_time", PG_UNCHANGED, 0.998, 0.009));
    sample_add(arena, c, exact_row("parser_small", "allocations", 12381, 12381));
    sample_add(arena, c, sample_row("parser_large", "wall_time", PG_REGRESSED, 1.081, 0.014));
    sample_add(arena, c, sample_row("parser_large", "cpu_time", PG_INCONCLUSIVE, 1.062, 0.035));
    sample_add(arena, c, exact_row("parser_large", "allocations", 40000, 40600))->waiver =
        "waived up to +2.0 % until 2031-01-31: the new index needs them (issue 12)";
    sample_add(arena, c, sample_row("wordfreq", "wall_time", PG_IMPROVED, 0.842, 0.012));
    pg_row *real =
        sample_add(arena, c, sample_row("wordfreq", "cpu_time", PG_UNCHANGED, 1.014, 0.006));
    real->q = 0.0004;
    real->reason = "+1.4 % [+0.8 %, +2.0 %], real, below 5 %";
    pg_row *warned =
        sample_add(arena, c, sample_row("search", "wall_time", PG_REGRESSED, 1.259, 0.012));
    add_text(arena, &warned->warnings, "2 of 10 blocks lost a sample and were dropped");
    sample_add(arena, c, whole_row("convert", PG_BROKEN, "exit status 3 in launch 7"));
    sample_add(arena, c, whole_row("convert_utf16", PG_NEW, "not in base"));
    sample_add(arena, c,
               whole_row("sorter", PG_UNCHANGED,
                         "same bytes: artifacts and fixtures are those of base, not measured"));
    c->selftested = true;
    c->means = PG_ARRAY(arena, pg_geomean, 2);
    c->means[c->mean_count++] = (pg_geomean){"wall_time", 1.036, 4};
    c->means[c->mean_count++] = (pg_geomean){"cpu_time", 1.024, 3};
    add_text(arena, &c->notes, "the clock of this machine changed its speed during the session");
    c->result = PG_RESULT_BROKEN;
    c->exit_status = PG_EXIT_BROKEN;
    c->headline = "convert: exit status 3 in launch 7";
}

/* Rows drawn with a seed: mostly calm, some that moved. */
static void drawn(pg_arena *arena, pg_comparison *c, size_t rows) {
    static const char *const metrics[] = {"wall_time", "cpu_time", "peak_rss"};
    pg_rng rng = pg_rng_new(7);
    for (size_t i = 0; i < rows; i++) {
        double half = 0.004 + 0.03 * pg_rng_unit(&rng) * pg_rng_unit(&rng);
        double ratio = 1 + 0.02 * (pg_rng_unit(&rng) - 0.5);
        pg_verdict verdict = PG_UNCHANGED;
        if (i % 11 == 3) {
            ratio = 1.06 + 0.3 * pg_rng_unit(&rng) * pg_rng_unit(&rng);
            verdict = PG_REGRESSED;
        } else if (i % 13 == 5) {
            ratio = 0.93 - 0.2 * pg_rng_unit(&rng);
            verdict = PG_IMPROVED;
        } else if (i % 9 == 4) {
            half = 0.05 + 0.1 * pg_rng_unit(&rng);
            verdict = PG_INCONCLUSIVE;
        }
        const char *workload = pg_format(arena, "case_%02zu", i / 3);
        sample_add(arena, c, sample_row(workload, metrics[i % 3], verdict, ratio, half));
    }
    regress(c, "case_11 wall_time +29.7 % (and 5 more rows)");
}

static void many(pg_arena *arena, pg_comparison *c) {
    drawn(arena, c, 60);
}

static void crowd(pg_arena *arena, pg_comparison *c) {
    drawn(arena, c, 600);
}

static void far_off(pg_arena *arena, pg_comparison *c) {
    sample_add(arena, c, sample_row("index_build", "wall_time", PG_REGRESSED, 20.3, 0.03));
    sample_add(arena, c, sample_row("index_query", "wall_time", PG_UNCHANGED, 1.002, 0.008));
    sample_add(arena, c, sample_row("index_merge", "wall_time", PG_UNCHANGED, 0.994, 0.011));
    sample_add(arena, c, sample_row("index_open", "wall_time", PG_INCONCLUSIVE, 1.31, 0.9));
    sample_add(arena, c, sample_row("index_close", "wall_time", PG_INCONCLUSIVE, 1.021, 0));
    sample_add(arena, c, sample_row("index_drop", "wall_time", PG_IMPROVED, 0.21, 0.02));
    c->selftested = true;
    regress(c, "index_build wall_time +1930 %");
}

static void lengthy(pg_arena *arena, pg_comparison *c) {
    sample_add(arena, c,
               sample_row("a_workload_whose_name_was_made_by_a_generator/with=parameters,and=more/"
                          "variant_b",
                          "wall_time", PG_REGRESSED, 1.0801, 0.011));
    sample_add(arena, c,
               sample_row("a_workload_whose_name_was_made_by_a_generator/with=parameters,and=more/"
                          "variant_a",
                          "a_metric_with_a_name_of_many_words", PG_UNCHANGED, 1.001, 0.011));
    sample_add(arena, c, sample_row("時間を測る", "スループット", PG_INCONCLUSIVE, 1.02, 0.08))
        ->better = PG_HIGHER;
    sample_add(arena, c, sample_row("short", "wall_time", PG_UNCHANGED, 0.999, 0.004));
    c->suite = "a suite with a long name that goes on and on, as if there were room for all of it, "
               "and then some more words";
    regress(c, "a_workload_whose_name_was_made_by_a_generator/with=parameters,and=more/variant_b "
               "wall_time +8.0 %");
}

static void nothing(pg_arena *arena, pg_comparison *c) {
    (void)arena;
    c->source = (pg_base_source){.kind = PG_BASE_NONE, .text = "none"};
    c->base = (pg_side_info){"", "", "", "", false};
    c->result = PG_RESULT_NO_VERDICT;
    c->exit_status = PG_EXIT_NO_VERDICT;
    c->headline = "there is no base to compare with: give one (--base) or accept a baseline "
                  "(perfgate baseline accept)";
}

static void pass(pg_arena *arena, pg_comparison *c) {
    static const char *const names[] = {"parser_small", "parser_large", "wordfreq", "search"};
    for (size_t i = 0; i < 4; i++) {
        sample_add(arena, c,
                   sample_row(names[i], "wall_time", PG_UNCHANGED, 0.99 + 0.005 * (double)i, 0.01));
    }
    c->headline = "nothing got worse in 4 rows";
}

/* Judged against other sessions, with the noise floor above the threshold for one metric. */
static void baseline(pg_arena *arena, pg_comparison *c) {
    pass(arena, c);
    c->source = (pg_base_source){PG_BASE_SESSIONS, 5, 0.061,
                                 "5 earlier sessions of this host class, which may differ by "
                                 "6.1 %"};
    for (size_t i = 0; i < c->row_count; i++) {
        c->rows[i].noise_floor = i < 2 ? 0.061 : 0.02;
        add_text(arena, &c->rows[i].warnings, "base was built by another compiler");
    }
    c->beside = PG_NEW(arena, pg_comparison);
    *c->beside = sample_empty();
    c->beside->source = c->source;
    sample_add(arena, c->beside, sample_row("search", "wall_time", PG_REGRESSED, 1.12, 0.01));
    sample_add(arena, c->beside, sample_row("wordfreq", "wall_time", PG_IMPROVED, 0.88, 0.01));
    sample_add(arena, c->beside, exact_row("search", "allocations", 1024, 1056));
    sample_add(arena, c->beside, sample_row("parser_small", "wall_time", PG_UNCHANGED, 1, 0.01));
}

static const struct {
    const char *name;
    void (*fill)(pg_arena *, pg_comparison *);
} samples[] = {
    {"one", one},         {"typical", typical}, {"many", many},
    {"crowd", crowd},     {"far", far_off},     {"long", lengthy},
    {"nothing", nothing}, {"pass", pass},       {"baseline", baseline},
};

bool sample_named(pg_arena *arena, const char *name, pg_comparison *ret) {
    for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
        if (!strcmp(name, samples[i].name)) {
            *ret = sample_empty();
            samples[i].fill(arena, ret);
            return true;
        }
    }
    return false;
}

typedef struct supply {
    const char *const *texts;
    size_t count, next;
} supply;

static const char *take(supply *from) {
    return from->texts[from->next++ % from->count];
}

static pg_row hostile_row(pg_arena *arena, supply *from, pg_verdict verdict) {
    pg_row row = sample_row(take(from), "", verdict, 1.1, 0.01);
    row.metric = take(from);
    row.unit = take(from);
    row.reason = take(from);
    row.waiver = verdict == PG_REGRESSED ? take(from) : NULL;
    row.has_sight = verdict != PG_INCONCLUSIVE;
    row.sight = 1.05 + 0.05 * (double)verdict;
    add_text(arena, &row.warnings, take(from));
    return row;
}

pg_comparison sample_hostile(pg_arena *arena, const char *const *texts, size_t count) {
    pg_comparison c = sample_empty();
    supply from = {texts, count, 0};
    for (int i = 0; i < 2 * PG_VERDICTS || from.next < count; i++) {
        sample_add(arena, &c, hostile_row(arena, &from, (pg_verdict)(i % PG_VERDICTS)));
        if (i < 4) {
            add_text(arena, &c.notes, take(&from));
        }
    }
    c.selftested = true;
    c.suite = take(&from);
    c.headline = take(&from);
    c.base.label = take(&from);
    c.base.revision = take(&from);
    c.head.host_class = take(&from);
    c.source.text = take(&from);
    c.means = PG_NEW(arena, pg_geomean);
    c.means[c.mean_count++] = (pg_geomean){take(&from), 1.05, 3};
    c.beside = PG_NEW(arena, pg_comparison);
    *c.beside = sample_empty();
    c.beside->source.text = take(&from);
    sample_add(arena, c.beside, hostile_row(arena, &from, PG_REGRESSED));
    return c;
}
