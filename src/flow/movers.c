#include "flow/movers.h"

#include <math.h>
#include <string.h>

#include "base/unit.h"
#include "flow/record.h"
#include "flow/subject.h"
#include "profile/diff.h"
#include "profile/flamegraph.h"

/* "parse_time +3.1 ms a launch (+4.2 points)" */
static void put_mover(pg_buf *text, const pg_profile_diff *diff, const pg_mover *mover) {
    pg_arena *arena = text->arena;
    pg_buf_text(text, pg_hotspot_name(arena, diff->names, mover->name));
    if (diff->cpu_ns[0] > 0) {
        pg_buf_format(text, " %s%s a launch (%+.1f points)", mover->time_change_ns < 0 ? "-" : "+",
                      pg_quantity(arena, fabs(mover->time_change_ns), "ns"), 100 * mover->change);
    } else {
        pg_buf_format(text, " %+.1f points", 100 * mover->change);
    }
    if (mover->added || mover->removed) {
        pg_buf_text(text, mover->added ? ", added" : ", removed");
    }
}

static char *describe(pg_arena *arena, const pg_movers_request *request,
                      const pg_profile_diff *diff, const char *picture) {
    pg_buf text = pg_buf_new(arena);
    pg_buf_format(&text, "%s, by its profiles (%s and %s samples): ", request->workload->name,
                  pg_quantity(arena, diff->weight[0], "count"),
                  pg_quantity(arena, diff->weight[1], "count"));
    for (size_t i = 0; i < diff->moved && i < PG_MOVERS_NAMED; i++) {
        pg_buf_text(&text, i ? "; " : "");
        put_mover(&text, diff, &diff->movers[i]);
    }
    if (!diff->moved) {
        pg_buf_text(&text, "no function moved beyond chance");
    }
    pg_buf_format(&text, "; see %s", picture);
    return text.data;
}

/* A workload's name may hold what a file's should not. */
static char *picture_name(pg_arena *arena, const char *workload) {
    char *name = pg_format(arena, "profile-%s.svg", workload);
    for (char *c = name; *c; c++) {
        bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
                     (*c >= '0' && *c <= '9') || strchr("._-", *c);
        *c = plain ? *c : '_';
    }
    return name;
}

/* Trees that are compared share their names. */
static pg_tree *with_names(pg_arena *arena, const pg_tree *from, pg_names *names) {
    pg_tree *tree = pg_tree_new(arena, names);
    uint32_t *places = PG_ARRAY(arena, uint32_t, from->count);
    for (uint32_t node = 1; node < from->count; node++) {
        const pg_node *n = pg_tree_node(from, node);
        uint32_t name = pg_names_add(names, pg_name(from->names, n->name),
                                     pg_name_length(from->names, n->name));
        places[node] = pg_tree_child(tree, places[n->parent], name);
        pg_tree_add_weight(tree, places[node], PG_TREE_BASE, pg_tree_weight(from, node, 0)->self);
    }
    pg_tree_sum(tree);
    return tree;
}

pg_status pg_movers_find(pg_arena *arena, pg_launcher *launcher, const pg_movers_request *request,
                         pg_movers *ret, pg_error *err) {
    pg_profile_side sides[2];
    pg_names *names = pg_names_new(arena);
    for (int side = 0; side < 2; side++) {
        pg_recording recording;
        pg_subject subject =
            pg_subject_in(arena, request->config, request->workload, request->directories[side]);
        pg_record_request record = {.subject = &subject,
                                    .rate = PG_RECORD_RATE,
                                    .limit = PG_MOVERS_SECONDS,
                                    .perf_only = true,
                                    .tool = request->tool,
                                    .say = request->say,
                                    .context = request->context};
        pg_status status = pg_record(arena, launcher, &record, &recording, err);
        if (status) {
            return status;
        }
        sides[side] = (pg_profile_side){.tree = with_names(arena, recording.tree, names),
                                        .cpu_ns = recording.info.cpu_ns};
    }
    pg_profile_diff diff = pg_profile_compare(arena, sides);
    pg_flamegraph_options options = {.title = request->workload->name,
                                     .min_width = PG_FLAMEGRAPH_MIN_WIDTH};
    pg_buf picture = pg_buf_new(arena);
    pg_flamegraph_diff(&picture, sides[0].tree, sides[1].tree, &options);
    const char *name = picture_name(arena, request->workload->name);
    *ret = (pg_movers){describe(arena, request, &diff, name), name, picture.data, picture.length};
    return PG_OK;
}
