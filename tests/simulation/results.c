#include "results.h"

#include <inttypes.h>

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))

static const pg_verdict VERDICTS[] = {PG_REGRESSED, PG_IMPROVED, PG_UNCHANGED, PG_INCONCLUSIVE};
static const char *const PEER_WORDS[PEERS] = {"p", "mean", "sigma", "plain"};

void results_write_head(FILE *to, uint64_t seed) {
    fprintf(to, "# seed\t%" PRIu64 "\n", seed);
    for (int k = 0; k < NOISE_KINDS; k++) {
        fprintf(to, "# noise\t%s\t%s\n", noise_models[k].name, noise_models[k].about);
    }
    fputs("number\ttable\tnoise\trows\tblocks\tadaptive\teffect\teverywhere\tthreshold\tsessions\t"
          "offset\toffset_sd\ttrials",
          to);
    for (int others = 0; others < 2; others++) {
        for (size_t i = 0; i < COUNT_OF(VERDICTS); i++) {
            fprintf(to, "\t%s%s", others ? "others_" : "", pg_verdict_word(VERDICTS[i]));
        }
    }
    fputs("\tred\tcalled\tpassed_over\tpassed\tjudged\tlaunches\tbounded\tcovered\terror\tsquared\t"
          "width",
          to);
    for (int red = 0; red < 2; red++) {
        for (size_t i = 0; i < PEERS; i++) {
            fprintf(to, "\t%s_%s", red ? "red" : "found", PEER_WORDS[i]);
        }
    }
    fputs("\tmeasure\tat_least\tlimit\tnominal\tobserved\tlow\thigh\tkept\n", to);
}

static void write_counts(FILE *to, const uint64_t *counts, size_t n) {
    for (size_t i = 0; i < n; i++) {
        fprintf(to, "\t%" PRIu64, counts[i]);
    }
}

static void write_verdicts(FILE *to, const uint64_t counts[PG_VERDICTS]) {
    for (size_t i = 0; i < COUNT_OF(VERDICTS); i++) {
        fprintf(to, "\t%" PRIu64, counts[VERDICTS[i]]);
    }
}

void results_write_row(FILE *to, size_t number, const plan_entry *entry, const outcome *out) {
    const study *s = &entry->study;
    const promise *p = &entry->promise;
    kept found = promise_kept(p, out);
    fprintf(to, "%zu\t%s\t%s\t%zu\t%" PRIu64 "\t%d\t%g\t%d\t%g\t%zu\t%s\t%g\t%" PRIu64, number,
            s->table, noise_models[s->noise].name, s->rows, s->blocks, s->adaptive, s->effect,
            s->everywhere, s->threshold, s->sessions, s->sessions ? offset_names[s->offset] : "-",
            s->offset_sd, out->trials);
    write_verdicts(to, out->first);
    write_verdicts(to, out->others);
    const uint64_t suites[] = {out->red, out->called, out->passed_over, out->passed, out->rows};
    write_counts(to, suites, COUNT_OF(suites));
    fprintf(to, "\t%.0f\t%" PRIu64 "\t%" PRIu64 "\t%.6g\t%.6g\t%.6g", out->launches, out->bounded,
            out->covered, out->error, out->squared, out->width);
    write_counts(to, out->peer_found, PEERS);
    write_counts(to, out->peer_red, PEERS);
    fprintf(to, "\t%s\t%d\t%g\t%d\t%.6g\t%.4g\t%.4g\t%s\n", measure_names[p->measure], p->at_least,
            p->limit, p->nominal, found.observed, found.low, found.high,
            keeping_words[found.keeping]);
    fflush(to);
}

void results_write_tap(FILE *to, size_t number, const plan_entry *entry, const outcome *out) {
    pg_arena *arena = pg_arena_new();
    kept found = promise_kept(&entry->promise, out);
    fprintf(to, "%s %zu - %s\n", found.keeping == KEEPING_BROKEN ? "not ok" : "ok", number,
            promise_text(arena, entry));
    if (found.counted) {
        fprintf(to, "# %" PRIu64 " of %" PRIu64 ", %.2f %% (95 %%: %.2f to %.2f %%), %s\n",
                found.count, found.trials, found.observed * 100, found.low * 100, found.high * 100,
                keeping_words[found.keeping]);
    } else {
        fprintf(to, "# %.2f\n", found.observed);
    }
    fflush(to);
    pg_arena_free(arena);
}
