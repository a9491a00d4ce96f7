#include "flow/clinic_pictures.h"

#include "flow/profile_folder.h"
#include "profile/flamegraph.h"
#include "profile/hotspot.h"
#include "sys/file.h"

static pg_case_profile describe(pg_arena *arena, const pg_profile *profile, const char *title,
                                const char *path) {
    pg_hotspots spots = pg_hotspots_find(arena, profile->tree, 0);
    pg_buf picture = pg_buf_new(arena);
    pg_flamegraph_options options = {.title = title, .min_width = PG_FLAMEGRAPH_MIN_WIDTH};
    pg_case_profile p = {.samples = spots.weight,
                         .spots = PG_ARRAY(arena, pg_case_spot, spots.count),
                         .count = spots.count,
                         .path = path};
    for (size_t i = 0; i < spots.count; i++) {
        p.spots[i] =
            (pg_case_spot){pg_hotspot_name(arena, spots.names, spots.spots[i].name),
                           spots.spots[i].self / spots.weight, spots.spots[i].total / spots.weight};
    }
    pg_flamegraph(&picture, profile->tree, &options);
    p.picture = picture.data;
    return p;
}

pg_status pg_clinic_pictures(pg_arena *arena, const pg_case *c, const char *folder,
                             pg_case_material *m, pg_error *err) {
    pg_names *names = pg_names_new(arena);
    const char *final = pg_file_join(arena, folder, PG_CLINIC_FINAL);
    pg_profile before, after;
    pg_status status =
        pg_profile_read(arena, pg_file_join(arena, folder, c->profile), false, names, &before, err);
    if (status) {
        return status;
    }
    if (pg_file_exists(final)) {
        status = pg_profile_read(arena, final, false, names, &after, err);
        if (status) {
            return status;
        }
        pg_buf picture = pg_buf_new(arena);
        pg_flamegraph_options options = {.title = pg_format(arena, "%s: what has moved", c->name),
                                         .sides = {"baseline", "final"},
                                         .min_width = PG_FLAMEGRAPH_MIN_WIDTH};
        m->has_final = true;
        m->final = describe(arena, &after, pg_format(arena, "%s: final", c->name),
                            "evidence/flamegraph-final.svg");
        pg_flamegraph_diff(&picture, before.tree, after.tree, &options);
        m->pictures[PG_PICTURE_DIFFERENCE] = picture.data;
    }
    m->baseline = describe(arena, &before, pg_format(arena, "%s: baseline", c->name),
                           "evidence/flamegraph-baseline.svg");
    return PG_OK;
}
