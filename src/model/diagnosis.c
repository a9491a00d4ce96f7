#include "model/diagnosis.h"

#include "base/json_write.h"

static const char *const grade_words[] = {
    [PG_GRADE_GOOD] = "good", [PG_GRADE_FAIR] = "fair", [PG_GRADE_POOR] = "poor"};

const char *pg_grade_word(pg_grade grade) {
    return grade_words[grade];
}

static void write_finding(pg_json_writer *w, const pg_finding *finding) {
    pg_json_open_object(w, NULL, PG_JSON_LINE);
    pg_json_put_text(w, "name", finding->name);
    pg_json_put_text(w, "grade", pg_grade_word(finding->grade));
    pg_json_put_text(w, "text", finding->text);
    pg_json_put_text(w, "advice", finding->advice);
    pg_json_close(w);
}

static void write_noise(pg_json_writer *w, const pg_noise *noise) {
    pg_json_open_object(w, NULL, PG_JSON_LINE);
    pg_json_put_text(w, "way", noise->way);
    pg_json_put_text(w, "metric", noise->metric);
    pg_json_put_number(w, "spread", noise->spread);
    pg_json_put_number(w, "ratio", noise->ratio);
    pg_json_put_number(w, "launch_seconds", noise->launch_seconds);
    pg_json_put_number(w, "block_seconds", noise->block_seconds);
    if (noise->minute > 0) {
        pg_json_put_number(w, "visible_in_a_minute", noise->minute);
    }
    if (noise->five_minutes > 0) {
        pg_json_put_number(w, "visible_in_five_minutes", noise->five_minutes);
    }
    pg_json_close(w);
}

void pg_diagnosis_write(pg_buf *out, const pg_diagnosis *d) {
    pg_json_writer writer = pg_json_writer_new(out), *w = &writer;
    pg_json_open_object(w, NULL, PG_JSON_LINES);
    pg_json_put_text(w, "schema", "perfgate-doctor/1");
    pg_json_put_text(w, "tool", d->tool);
    pg_json_put_text(w, "host_class", d->host.class_name);
    pg_json_put_number(w, "seconds", d->seconds);
    pg_json_open_array(w, "findings", PG_JSON_LINES);
    for (size_t i = 0; i < d->finding_count; i++) {
        write_finding(w, &d->findings[i]);
    }
    pg_json_close(w);
    pg_json_open_array(w, "noise", PG_JSON_LINES);
    for (size_t i = 0; i < d->noise_count; i++) {
        write_noise(w, &d->noises[i]);
    }
    pg_json_close(w);
    pg_json_close(w);
}
