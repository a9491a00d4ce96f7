#include "flow/clinic_profile.h"

#include <string.h>

#include "flow/profile_folder.h"
#include "profile/hotspot.h"
#include "sys/file.h"

static const pg_hotspot *find_spot(const pg_hotspots *spots, const char *function) {
    for (size_t i = 0; i < spots->count; i++) {
        if (!strcmp(pg_name(spots->names, spots->spots[i].name), function)) {
            return &spots->spots[i];
        }
    }
    return NULL;
}

/* The largest functions, for the message. */
static const char *largest(pg_arena *arena, const pg_hotspots *spots) {
    pg_buf text = pg_buf_new(arena);
    for (size_t i = 0; i < spots->count && i < 8; i++) {
        pg_buf_format(&text, "%s%s", i ? ", " : "",
                      pg_hotspot_name(arena, spots->names, spots->spots[i].name));
    }
    return text.data;
}

pg_status pg_clinic_shares(pg_arena *arena, const pg_case *c, const char *path, const char *folder,
                           double **ret, double *ret_samples, pg_error *err) {
    pg_profile profile;
    pg_status status = pg_profile_read(arena, pg_file_join(arena, folder, c->profile),
                                       PG_PROFILE_FUNCTIONS, pg_names_new(arena), &profile, err);
    if (status) {
        return status;
    }
    pg_hotspots spots = pg_hotspots_find(arena, profile.tree, 0);
    double *shares = PG_ARRAY(arena, double, c->candidate_count);
    for (size_t i = 0; i < c->candidate_count; i++) {
        const pg_hotspot_claim *claim = &c->candidates[i].hotspot;
        const pg_hotspot *spot = find_spot(&spots, claim->function);
        if (!spot) {
            return pg_fail(err, PG_INPUT,
                           pg_format(arena, "%s: $.candidates[%zu].hotspot.function", path, i),
                           "expected a function of %s, found \"%.60s\"; the largest are: %s",
                           c->profile, claim->function, largest(arena, &spots));
        }
        shares[i] = (strcmp(claim->kind, "self") ? spot->total : spot->self) / spots.weight;
    }
    *ret = shares;
    *ret_samples = spots.weight;
    return PG_OK;
}
