#include "flow/clinic_report.h"

#include <string.h>

#include "clinic/rank.h"
#include "flow/clinic_pictures.h"
#include "report/case_chart.h"
#include "report/gnuplot.h"
#include "sys/file.h"

static pg_status draw_series(pg_arena *arena, const pg_evaluation *e, pg_chart_theme theme,
                             const char **ret, pg_error *err) {
    pg_buf script = pg_buf_new(arena);
    char *picture = NULL;
    size_t length = 0;
    if (!pg_case_chart_script(&script, e, PG_CHART_SVG, theme)) {
        return PG_OK;
    }
    pg_status status = pg_gnuplot_draw(arena, script.data, script.length, &picture, &length, err);
    *ret = status ? NULL : pg_copy_n(arena, picture, length);
    return status;
}

static pg_status write_picture(pg_arena *arena, const pg_clinic_case *c, const char *picture,
                               const char *path, pg_error *err) {
    return picture
               ? pg_file_write(pg_file_join(arena, c->folder, path), picture, strlen(picture), err)
               : PG_OK;
}

pg_status pg_clinic_material(pg_arena *arena, const pg_clinic_case *c, const pg_evaluation *e,
                             pg_case_material *ret, const char **ret_note, pg_error *err) {
    const pg_ranked *ranked = pg_rank(arena, &c->text);
    pg_case_rank *ranks = PG_ARRAY(arena, pg_case_rank, c->text.candidate_count);
    pg_case_material m = {.c = &c->text, .e = e, .workload = c->workload, .ranks = ranks};
    for (size_t i = 0; i < c->text.candidate_count; i++) {
        size_t index = (size_t)(ranked[i].candidate - c->text.candidates);
        ranks[i] = (pg_case_rank){index, ranked[i].score, c->shares[index], ranked[i].beyond};
    }
    m.paths[PG_PICTURE_SERIES] = "evidence/series.svg";
    m.paths[PG_PICTURE_SERIES_DARK] = "evidence/series-dark.svg";
    m.paths[PG_PICTURE_DIFFERENCE] = "evidence/flamegraph-diff.svg";
    *ret_note = NULL;
    pg_status status = pg_clinic_pictures(arena, &c->text, c->folder, &m, err);
    for (int theme = 0; theme < PG_CHART_THEMES && !status && !*ret_note; theme++) {
        pg_error own;
        if (draw_series(arena, e, (pg_chart_theme)theme, &m.pictures[PG_PICTURE_SERIES + theme],
                        &own)) {
            *ret_note = pg_format(arena, "%s: %s", own.place, own.text);
        }
    }
    for (int i = 0; i < PG_CASE_PICTURES && !status; i++) {
        status = write_picture(arena, c, m.pictures[i], m.paths[i], err);
    }
    status = status ? status : write_picture(arena, c, m.baseline.picture, m.baseline.path, err);
    if (!status && m.has_final) {
        status = write_picture(arena, c, m.final.picture, m.final.path, err);
    }
    if (!status) {
        *ret = m;
    }
    return status;
}
