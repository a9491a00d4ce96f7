#include "model/comparison.h"

#include <math.h>

#include "base/json_write.h"

static void put_maybe(pg_json_writer *w, const char *key, bool has, double value) {
    if (has && isfinite(value)) {
        pg_json_put_number(w, key, value);
    } else {
        pg_json_put_null(w, key);
    }
}

static void write_describe(pg_json_writer *w, const char *key, const pg_describe *d) {
    pg_json_open_object(w, key, PG_JSON_LINE);
    pg_json_put_count(w, "n", d->n);
    if (d->n) {
        pg_json_put_number(w, "median", d->median);
        pg_json_put_number(w, "spread", d->spread);
    }
    pg_json_close(w);
}

static void write_strings(pg_json_writer *w, const char *key, const pg_strings *strings) {
    pg_json_open_array(w, key, PG_JSON_LINES);
    for (size_t i = 0; i < strings->count; i++) {
        pg_json_put_text(w, NULL, strings->values[i]);
    }
    pg_json_close(w);
}

static void write_row(pg_json_writer *w, const pg_row *row) {
    pg_json_open_object(w, NULL, PG_JSON_LINE);
    pg_json_put_text(w, "workload", row->workload);
    pg_json_put_text(w, "metric", row->metric);
    pg_json_put_text(w, "unit", row->unit);
    pg_json_put_text(w, "kind", pg_kind_word(row->kind));
    pg_json_put_text(w, "better", pg_better_word(row->better));
    pg_json_put_bool(w, "gated", row->gated);
    write_describe(w, "base", &row->base);
    write_describe(w, "head", &row->head);
    pg_json_put_count(w, "blocks", row->blocks);
    put_maybe(w, "u", row->tested, row->u);
    put_maybe(w, "p", row->tested, row->p);
    put_maybe(w, "q", row->tested, row->q);
    pg_json_put_bool(w, "exact_law", row->exact_law);
    put_maybe(w, "ratio", row->has_ratio, row->ratio);
    put_maybe(w, "ratio_low", row->has_bounds, row->ratio_low);
    put_maybe(w, "ratio_high", row->has_bounds, row->ratio_high);
    pg_json_put_number(w, "level", row->level);
    pg_json_put_number(w, "threshold", row->threshold);
    pg_json_put_number(w, "noise_floor", row->noise_floor);
    if (row->has_visible) {
        pg_json_put_number(w, "smallest_visible", row->visible);
    }
    if (row->has_needed) {
        pg_json_put_count(w, "needed", row->needed);
    }
    if (row->has_sight) {
        pg_json_put_number(w, "sight", row->sight);
    }
    if (row->in_control) {
        pg_json_put_bool(w, "control_differs", true);
    }
    pg_json_put_text(w, "waiver", row->waiver);
    pg_json_put_text(w, "verdict", pg_verdict_word(row->verdict));
    pg_json_put_text(w, "reason", row->reason);
    write_strings(w, "warnings", &row->warnings);
    pg_json_close(w);
}

static void write_side(pg_json_writer *w, const char *key, const pg_side_info *side) {
    pg_json_open_object(w, key, PG_JSON_LINE);
    pg_json_put_text(w, "label", side->label);
    pg_json_put_text(w, "revision", side->revision);
    pg_json_put_bool(w, "dirty", side->dirty);
    pg_json_put_text(w, "host_class", side->host_class);
    pg_json_put_text(w, "session", side->session);
    pg_json_close(w);
}

static void write_source(pg_json_writer *w, const pg_base_source *source) {
    pg_json_open_object(w, "base_source", PG_JSON_LINE);
    pg_json_put_text(w, "kind", pg_base_kind_word(source->kind));
    pg_json_put_count(w, "sessions", source->sessions);
    pg_json_put_number(w, "noise_floor", source->noise_floor);
    pg_json_put_text(w, "text", source->text);
    pg_json_close(w);
}

void pg_comparison_put(pg_json_writer *w, const char *key, const pg_comparison *c) {
    pg_json_open_object(w, key, PG_JSON_LINES);
    pg_json_put_text(w, "schema", "perfgate-comparison/1");
    pg_json_put_text(w, "suite", c->suite);
    pg_json_put_text(w, "result", pg_result_word(c->result));
    pg_json_put_count(w, "exit_status", (uint64_t)c->exit_status);
    pg_json_put_text(w, "headline", c->headline);
    write_source(w, &c->source);
    write_side(w, "base", &c->base);
    write_side(w, "head", &c->head);
    pg_json_put_number(w, "level", c->level);
    pg_json_put_number(w, "alpha", c->alpha);
    pg_json_put_number(w, "beta", c->beta);
    pg_json_put_bool(w, "strict", c->strict);
    if (c->selftested) {
        pg_json_put_bool(w, "selftested", true);
    }
    pg_json_put_bool(w, "complete", c->complete);
    pg_shards_write(w, &c->shards);
    pg_json_open_object(w, "counts", PG_JSON_LINE);
    for (int i = 0; i < PG_VERDICTS; i++) {
        pg_json_put_count(w, pg_verdict_word((pg_verdict)i), c->counts[i]);
    }
    pg_json_close(w);
    pg_json_open_array(w, "rows", PG_JSON_LINES);
    for (size_t i = 0; i < c->row_count; i++) {
        write_row(w, &c->rows[i]);
    }
    pg_json_close(w);
    pg_json_open_array(w, "means", PG_JSON_LINES);
    for (size_t i = 0; i < c->mean_count; i++) {
        pg_json_open_object(w, NULL, PG_JSON_LINE);
        pg_json_put_text(w, "metric", c->means[i].metric);
        pg_json_put_number(w, "ratio", c->means[i].ratio);
        pg_json_put_count(w, "n", c->means[i].n);
        pg_json_close(w);
    }
    pg_json_close(w);
    write_strings(w, "notes", &c->notes);
    if (c->beside) {
        pg_comparison_put(w, "beside", c->beside);
    }
    pg_json_close(w);
}

void pg_comparison_write(pg_buf *out, const pg_comparison *comparison) {
    pg_json_writer w = pg_json_writer_new(out);
    pg_comparison_put(&w, NULL, comparison);
}
